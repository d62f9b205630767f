"""What happened to a lead, in words: one event, one sentence and a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, assert_never

from leadlife.errors import DefinitionError
from leadlife.events import (
    Absorbed,
    Assigned,
    Backfilled,
    Captured,
    ClocksChanged,
    Erased,
    Event,
    LevelReached,
    Merged,
    Migrated,
    Moved,
    Observed,
    Touched,
)
from leadlife.evidence import Value
from leadlife.lead import Lead, Visit
from leadlife.policy import COOL_DOWN, Policy
from leadlife.reports._clock_words import clock_words

HIDDEN = "(hidden)"
_DUPLICATE = "duplicate"
"""The fact by which the policy marks a lead that it takes for a duplicate: nobody told it."""


class EventWords:
    """Puts events in words, with the policy's own names and in its zone; without personal data, if asked.

    What the policy does not know to be free of it (facts of another policy, reasons in free words) counts as personal.
    """

    def __init__(self, policy: Policy[Any], *, personal: bool) -> None:
        self._policy, self._zone = policy, policy.calendar.zone_info
        self._personal = personal
        self._shown = frozenset(policy.facts.model_fields) - policy.facts.personal()
        self._codes = frozenset(reason.code for move in policy.moves for reason in move.reasons)
        self._reminders = frozenset(clock.name for clock in policy.clocks if clock.within is COOL_DOWN)

    def when(self, at: datetime) -> str:
        """An instant on the policy's wall clock."""
        return at.astimezone(self._zone).strftime("%a %Y-%m-%d %H:%M")

    def stage(self, name: str) -> str:
        """What people call a stage."""
        try:
            return self._policy.stage(name).label or name
        except DefinitionError:
            return name

    def what(self, before: Lead[Any] | None, event: Event) -> str:
        """What happened."""
        match event:
            case Captured():
                return self._captured(event)
            case Observed():
                return f"told {self._told(event.told)}"
            case Moved():
                return self._moved(event)
            case Assigned():
                return f"given to {event.owner}" + (f", by {event.assigned_by}" if event.assigned_by else "")
            case Touched():
                return f"{event.touch}, {'from the lead' if event.inbound else 'to the lead'}" + _by_machine(
                    event
                )
            case LevelReached():
                return self._level(event)
            case ClocksChanged():
                return f"clocks {event.change}"
            case Backfilled():
                return self._backfilled(before, event)
            case Merged():
                return f"merged into {event.into}"
            case Absorbed():
                return f"took in {event.other}"
            case Erased():
                return "erased"
            case Migrated():
                return self._migrated(event)
            case _:
                assert_never(event)

    def why(self, event: Event) -> str:
        """Why it happened, as far as anybody said."""
        match event:
            case Captured() | Observed():
                return f"via {event.via}" if event.via else ""
            case Moved():
                return "; ".join(self._reasons(event))
            case Assigned() | Backfilled() | ClocksChanged() | Merged() | Erased() | Migrated():
                return self._given(event.reason)
            case LevelReached():
                return f"refused: {event.refused}" if event.refused else ""
            case Touched() | Absorbed():
                return ""
            case _:
                assert_never(event)

    def clocks(self, before: Lead[Any] | None, event: Event) -> tuple[str, ...]:
        """What it did to the lead's clocks; the level of a clock that it is itself is not told twice."""
        known = {} if before is None else {clock.id: clock for clock in before.clocks}
        own = event.clock if isinstance(event, LevelReached) else None
        return tuple(
            clock_words(known.get(clock.id), clock, self.when, reminder=clock.name in self._reminders)
            for clock in event.clocks
            if clock.id != own
        )

    def _level(self, event: LevelReached) -> str:
        clock = event.clock.partition(":")[0]
        if clock in self._reminders:
            return f"{clock}: the cool-down is over"
        return f"{clock}: {event.level}, due {self.when(event.due_at)}"

    def _captured(self, event: Captured) -> str:
        source = f", from {event.source}" if event.source else ""
        campaign = f" ({event.campaign})" if event.campaign else ""
        owner = f", held by {event.owner}" if event.owner else ""
        said = {
            name: value for name, value in event.told.items() if not event.resembles or name != _DUPLICATE
        }
        told = f"; told {self._told(said)}" if said else ""
        alike = (
            f"; taken for a duplicate of {', '.join(event.resembles)} by the policy"
            if event.resembles
            else ""
        )
        return f"captured as {self.stage(event.stage)}{source}{campaign}{owner}{told}{alike}"

    def _told(self, told: Mapping[str, Value | None]) -> str:
        return ", ".join(f"{name} = {self._value(name, value)}" for name, value in told.items())

    def _value(self, name: str, value: Value | None) -> str:
        if value is None:
            return "unknown again"
        return str(value) if self._personal or name in self._shown else HIDDEN

    def _migrated(self, event: Migrated) -> str:
        stays = event.source == event.target
        renamed = "" if stays else f": {self.stage(event.source)} is now {self.stage(event.target)}"
        return f"moved from version {event.before.version} to {event.policy.version}{renamed}"

    def _moved(self, event: Moved) -> str:
        stays = event.source == event.target
        way = "" if stays else f": {self.stage(event.source)} → {self.stage(event.target)}"
        extras = (
            event.owner and f"to {event.owner}" + (f" by {event.assigned_by}" if event.assigned_by else ""),
            event.opportunity and f"opportunity {event.opportunity.ref}",
            event.value and f"worth {event.value}",
            event.cool_down_until and f"rests until {self.when(event.cool_down_until)}",
        )
        return ", ".join([f"{event.move}{way}", *(extra for extra in extras if extra)])

    def _reasons(self, event: Moved) -> Iterator[str]:
        if event.implied:
            yield f"implied by #{event.seq - 1}"
        if event.reason:
            yield event.reason
        if event.comment:
            yield f"“{event.comment}”" if self._personal else HIDDEN
        if event.grounds:
            yield f"on what was told in {', '.join(f'#{seq}' for seq in event.grounds)}"

    def _given(self, reason: str | None) -> str:
        """A reason in somebody's own words, which may name persons, unless it is one of the policy's."""
        return (reason or "") if self._personal or reason is None or reason in self._codes else HIDDEN

    def _backfilled(self, before: Lead[Any] | None, event: Backfilled) -> str:
        known = set() if before is None else {(visit.stage, visit.number) for visit in before.visits}
        new = [self._visit(visit) for visit in event.visits if (visit.stage, visit.number) not in known]
        told = [f"told {self._told(event.told)}"] if event.told else []
        value = [f"worth {event.value}"] if event.value else []
        owner = [f"held by {event.owner}"] if event.owner else []
        return f"recorded from elsewhere: {', '.join([*new, *value, *owner, *told]) or 'references'}"

    def _visit(self, visit: Visit) -> str:
        if visit.entered_at is None:
            return f"{self.stage(visit.stage)} (implied)"
        strange = " (out of order)" if visit.out_of_order else ""
        return f"{self.stage(visit.stage)} on {self.when(visit.entered_at)}{strange}"


def _by_machine(event: Touched) -> str:
    return "" if event.human else ", automatic"


def late(event: Event) -> bool:
    """Whether it was told a minute or more after it happened."""
    return (event.recorded_at.astimezone(UTC) - event.occurred_at).total_seconds() >= 60
