"""One lead's life, for people to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadlife.errors import InvalidInput
from leadlife.events import Event
from leadlife.fold import evolve
from leadlife.lead import Lead
from leadlife.policy import Policy
from leadlife.reports._event_words import EventWords, late
from leadlife.reports._plain import Plain, plain_row
from leadlife.reports.table import Column, Table


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event: when it happened, when it was told if that was later, who did what, why, and what it did to clocks.

    ``seq`` is the event's place in the history, by which later lines cite it.
    """

    seq: int
    at: datetime
    told_at: datetime | None
    when: str
    who: str
    what: str
    why: str
    clocks: tuple[str, ...]

    def __str__(self) -> str:
        said = f"{self.when}  #{self.seq} {self.who}: {self.what}"
        beneath = [*([f"because: {self.why}"] if self.why else []), *(f"clock: {one}" for one in self.clocks)]
        return "\n".join([said, *(" " * (len(self.when) + 2) + one for one in beneath)])


@dataclass(frozen=True, slots=True)
class Story:
    """A lead's life, line by line, in the order in which it was told. ``str()`` is the whole of it in plain text."""

    lead: str
    title: str
    lines: tuple[StoryLine, ...]

    def __str__(self) -> str:
        return "\n".join([self.title, "", *(str(line) for line in self.lines)])

    def to_dicts(self) -> list[dict[str, Plain]]:
        """One dict a line, for programs."""
        return [plain_row(line, without="when", lead=self.lead) for line in self.lines]

    def table(self) -> Table:
        """A line a row."""
        heads = ("#", "when", "who", "what", "why", "clocks")
        rows = tuple(
            (str(line.seq), line.when, line.who, line.what, line.why, "; ".join(line.clocks))
            for line in self.lines
        )
        columns = tuple(Column(head, "right" if head == "#" else "left") for head in heads)
        return Table(self.title, columns, rows)

    def tables(self) -> tuple[Table, ...]:
        """All its tables: this one."""
        return (self.table(),)


def story(lead: Lead[Any], events: Iterable[Event], policy: Policy[Any], *, personal: bool = True) -> Story:
    """The lead's life out of its events (``engine.history(lead.id)``), told in the policy's words and zone.

    Without ``personal``, what was told of facts that are personal or that the policy does not know, what was said in
    comments and in reasons that are none of the policy's, and the lead's key are left out.

    :raises InvalidInput: if the events are another lead's.
    :raises StoreDamaged: if they do not follow one another from the first.
    """
    words = EventWords(policy, personal=personal)
    before: Lead[Any] | None = None
    lines = []
    for event in events:
        if event.lead != lead.id:
            raise InvalidInput(f"tell the story of lead {lead.id}", f"event {event.id} is another lead's")
        lines.append(_line(words, before, event))
        before = evolve(before, event)
    return Story(lead.id, _title(lead, words, personal), tuple(lines))


def _line(words: EventWords, before: Lead[Any] | None, event: Event) -> StoryLine:
    told_at = event.recorded_at if late(event) else None
    return StoryLine(
        seq=event.seq,
        at=event.occurred_at,
        told_at=told_at,
        when=words.when(event.occurred_at),
        who=str(event.by),
        what=words.what(before, event) + (f" (told {words.when(told_at)})" if told_at else ""),
        why=words.why(event),
        clocks=words.clocks(before, event),
    )


def _title(lead: Lead[Any], words: EventWords, personal: bool) -> str:
    key = f" ({lead.key})" if lead.key and personal else ""
    holder = f", held by {lead.owner}" if lead.owner else ""
    cycles = f", after {lead.cycle} way{'s' * (lead.cycle != 1)} back" if lead.cycle else ""
    return f"Lead {lead.id}{key}: {words.stage(lead.stage)}{holder}{cycles}"
