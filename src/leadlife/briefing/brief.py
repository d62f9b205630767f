"""The hand-off brief of one lead, as a value: as text, as data, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from leadlife.briefing.parts import (
    Arrival,
    Channel,
    Deadline,
    Deal,
    Ground,
    Known,
    NextMove,
    Question,
    Scored,
    Setback,
)
from leadlife.errors import InvalidInput, did_you_mean
from leadlife.lead import PolicyPin, TouchRecord
from leadlife.people import Owner

NOT_SHOWN: Mapping[str, object] = MappingProxyType({"shown": False})
"""A field that views and data leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What sales sees when a lead arrives. A frozen value; made by :meth:`leadlife.Engine.brief`.

    ``facts`` are all that is known, each with who said it and when; ``grounds`` are the criteria on which the lead
    qualifies, ``questions`` what is still unknown; ``channels`` say how the person may be reached. ``touches`` are the
    last few, the newest first, out of ``touched`` in all; ``replies`` those that the person made, not their machine.
    ``setbacks`` are the earlier times that it came back, ``deadlines`` the clocks that run, ``moves`` what people may
    do next, ``others`` the leads of the same account that are at work. A ``stranded`` lead is in a stage that the
    policy does not have: until it is migrated, no move starts there. All times are in UTC, as of ``made_at``; the views
    show them in ``zone``.

    Of a lead that was erased it says nothing personal.

    >>> from datetime import UTC
    >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, open_engine, standard_policy
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11", zone="Europe/Berlin")
    >>> engine = open_engine(MemoryStore(), policy, now=lambda: datetime(2026, 11, 2, 9, tzinfo=UTC))
    >>> told = LeadFacts(name="Kim Vogt", pain="month end takes nine days", pain_severity=8)
    >>> lead = engine.capture(source="webcast", told=told, by=Actor("ann", MARKETING))
    >>> brief = engine.brief(lead)
    >>> brief.fact("pain").value, brief.stage
    ('month end takes nine days', 'raw')
    >>> print(str(brief).splitlines()[0])
    Kim Vogt, raw lead
    """

    lead: str
    key: str | None
    made_at: datetime
    zone: str
    policy: PolicyPin
    stage: str
    label: str
    entered_at: datetime | None
    captured_at: datetime
    owner: Owner | None
    owner_since: datetime | None
    cycle: int
    rests_until: datetime | None
    erased_at: datetime | None
    merged_into: str | None
    resembles: tuple[str, ...]
    absorbed: tuple[str, ...]
    arrival: Arrival | None
    facts: tuple[Known, ...]
    account: str | None
    contact: str | None
    refs: Mapping[str, str]
    opportunity: Deal | None
    others: tuple[Deal, ...]
    grounds: tuple[Ground, ...]
    questions: tuple[Question, ...]
    channels: tuple[Channel, ...]
    source: str | None
    campaign: str | None
    touches: tuple[TouchRecord, ...]
    touched: int
    replies: tuple[TouchRecord, ...]
    setbacks: tuple[Setback, ...]
    scores: tuple[Scored, ...]
    deadlines: tuple[Deadline, ...]
    moves: tuple[NextMove, ...]
    stranded: bool = False
    declared: frozenset[str] = field(default=frozenset(), repr=False, metadata=NOT_SHOWN)

    def fact(self, name: str) -> Known | None:
        """The fact with this name, or None if it is not known.

        :raises InvalidInput: if the policy's class has no such fact, and the lead has none from elsewhere.
        """
        found = next((one for one in self.facts if one.fact == name), None)
        if found is None and self.declared and name not in self.declared:
            near = did_you_mean(name, self.declared) if isinstance(name, str) else ""
            raise InvalidInput(
                f"read the fact {name!r} of a brief", f"{self.policy.name} has no such fact{near}"
            )
        return found

    def text(self) -> str:
        """The brief as plain text, in lines of at most 100 characters."""
        from leadlife.briefing._text import text

        return text(self)

    def data(self) -> dict[str, Any]:
        """The brief in JSON types (hence ``Any``): times in ISO 8601 and UTC, money and decimals as text.

        Its keys stay what they are from release to release; there may be more of them.
        """
        from leadlife.briefing._data import data

        return data(self)

    def html(self) -> str:
        """The brief as a page of its own: nothing is loaded, nothing runs, and it prints well."""
        from leadlife.briefing._html import page

        return page(self)

    def markdown(self) -> str:
        """The brief in Markdown."""
        from leadlife.briefing._markdown import markdown

        return markdown(self)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<brief of {self.lead}: {self.stage}, {len(self.questions)} questions open>"

    def _repr_html_(self) -> str:
        from leadlife.briefing._html import fragment

        return fragment(self)

    def _repr_markdown_(self) -> str:
        return self.markdown()
