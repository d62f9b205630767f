"""An event as the rules of alerts see it, and as an alert says it: ids, stages, codes and times, nothing personal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from leadlife.events import (
    Assigned,
    Captured,
    ClocksChanged,
    Event,
    LevelReached,
    Merged,
    Moved,
    Observed,
    Touched,
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What ``event.*`` refers to; None where the event has no such thing."""

    kind: str
    by: str
    team: str
    role: str | None = None
    move: str | None = None
    from_stage: str | None = None
    to_stage: str | None = None
    reason: str | None = None
    touch: str | None = None
    inbound: bool | None = None
    clock: str | None = None
    level: str | None = None
    implied: bool | None = None

    @classmethod
    def of(cls, event: Event) -> Occurrence:
        """The event, for rules."""
        return cls(event.kind, event.by.id, event.by.team, event.by.role, **dict(_parts(event)))


def _parts(event: Event) -> Iterator[tuple[str, Any]]:
    for name in ("move", "reason", "touch", "inbound", "level", "implied"):
        if (value := getattr(event, name, None)) is not None:
            yield name, value
    match event:
        case Captured():
            yield "to_stage", event.stage
        case Moved():
            yield from (("from_stage", event.source), ("to_stage", event.target))
        case LevelReached():
            yield "clock", clock_of(event)


def clock_of(event: LevelReached) -> str:
    """The name of the clock whose level was reached."""
    return event.clock.rpartition(":")[0]


def in_words(event: Event) -> str:
    """What happened, in one line; what was told of the person, and words of people, are left out."""
    match event:
        case Captured():
            return f"captured in {event.stage}"
        case Observed():
            return f"told {', '.join(event.told)}"
        case Moved():
            return f"{event.move} from {event.source} to {event.target}"
        case Assigned():
            return f"given to {event.owner}"
        case Touched():
            return f"{event.touch} {'from' if event.inbound else 'to'} the lead"
        case LevelReached():
            return f"{clock_of(event)} {event.level}, due {event.due_at.isoformat()}"
        case ClocksChanged():
            return f"clocks {event.change}"
        case Merged():
            return f"merged into {event.into}"
    return event.kind


def as_data(event: Event) -> Iterator[tuple[str, str]]:
    """The same for programs."""
    yield from (("event", event.kind), ("at", event.occurred_at.isoformat()), ("by", event.by.id))
    yield "team", event.by.team
    match event:
        case Captured() | Observed() if event.told:
            yield "facts", ", ".join(event.told)
        case Moved():
            yield from (("move", event.move), ("from", event.source), ("to", event.target))
        case Assigned():
            yield "owner", str(event.owner)
        case Touched():
            yield "touch", event.touch
        case LevelReached():
            yield from (("clock", clock_of(event)), ("level", event.level))
            yield "due_at", event.due_at.isoformat()
        case ClocksChanged():
            yield "change", event.change
        case Merged():
            yield "into", event.into
