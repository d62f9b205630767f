"""What can be done to a lead as a record: its history told, merged into another, or erased."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from leadlife.commands import Backfill, Command, Entry, Erase, Merge
from leadlife.errors import InvalidInput
from leadlife.lead import F, Lead
from leadlife.money import Money
from leadlife.people import Actor, Owner

R_co = TypeVar("R_co", covariant=True)
"""What a verb gives back: a lead, or an awaitable of one."""


class RecordVerbs(Generic[F, R_co]):
    """The verbs that look at leads as records."""

    @abstractmethod
    def execute(self, lead: str | Lead[F] | None, command: Command, *, command_id: str | None = None) -> R_co:
        """Carry out any command, as one atomic step. The lead is None for a :class:`Capture`."""

    def backfill(
        self,
        lead: str | Lead[F],
        entries: Iterable[Entry] = (),
        *,
        by: Actor,
        told: F | None = None,
        owner: Owner | None = None,
        value: Money | None = None,
        refs: Mapping[str, str] | None = None,
        via: str | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Record what another system says happened: not decided, nothing sent, no clock opened that ended long ago.

        Stages that must have been passed between two told ones are implied; entries out of order are flagged.

        >>> from datetime import UTC, datetime
        >>> from leadlife import MARKETING, Actor, Entry, LeadFacts, MemoryStore, open_engine, standard_policy
        >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
        >>> ann = Actor("ann", MARKETING)
        >>> lead = engine.capture(key="crm:1", at=datetime(2025, 3, 3, tzinfo=UTC), by=ann)
        >>> lead = engine.backfill(lead.id, [Entry("mql", datetime(2025, 3, 9, tzinfo=UTC))], by=ann)
        >>> [(visit.stage, visit.implied) for visit in lead.visits]
        [('raw', False), ('mrl', True), ('mql', False)]

        :raises Refused: if an entry lies in the future, or there is nothing to record.
        :raises DefinitionError: if an entry names a stage that the policy does not have.
        """
        if not isinstance(entries, Iterable):
            raise InvalidInput(
                "back-fill a lead", f"{entries!r} is no list of entries", remedy="Pass [Entry(...), ...]."
            )
        command = Backfill(tuple(entries), by, told, owner, value, refs, via)
        return self.execute(lead, command, command_id=command_id)

    def merge(
        self,
        lead: str | Lead[F],
        *,
        into: str | Lead[F],
        by: Actor,
        reason: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Let a lead go up in another one, and give that one back. Both histories stay.

        The survivor keeps its stage, owner, clocks and key. It gets every fact, contact and reference of the other one,
        takes the first touch of whichever was captured first, and stands at what prevails of both (a consent that was
        withdrawn). A contact of the other lead answers the survivor's clocks, if it came in time. The other lead's
        clocks are cancelled; its id and its key lead to the survivor, and reports leave it out: see
        ``engine.get(id, merged=True)`` and ``engine.history(id)``. ``reason`` is for the record, in words.

        >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, open_engine, standard_policy
        >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
        >>> ann = Actor("ann", MARKETING)
        >>> first = engine.capture(key="fair:1", told=LeadFacts(country="DE"), by=ann)
        >>> second = engine.capture(key="web:7", told=LeadFacts(industry="steel"), by=ann)
        >>> lead = engine.merge(second, into=first, by=ann)
        >>> lead.id == first.id, lead.facts.industry, engine.find("web:7").id == first.id
        (True, 'steel', True)
        >>> engine.get(second.id, merged=True).merged_into == first.id
        True

        :raises Refused: if they are one lead already, one of them was merged or erased, or a won lead is merged into
            one that is not.
        """
        return self.execute(lead, Merge(into, by, reason, at), command_id=command_id)

    def erase(
        self, lead: str | Lead[F], *, by: Actor, reason: str | None = None, command_id: str | None = None
    ) -> R_co:
        """Take identity and free text out of the lead, its events, undelivered notices, and the leads merged into it.

        What goes are the personal facts, the key, contact, account and references, comments and reasons in words; what
        stays are ids, stages, times, counts, reason codes, staff, and facts that identify nobody. The erasure is on
        record; its own ``reason`` is to name nobody. Nothing can be told of the lead any more, and its key is free for
        a new one. Erasing again erases what a newer class of facts calls personal, else it changes nothing. Copies of
        the store are the host's to erase.

        >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, open_engine, standard_policy
        >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
        >>> ann = Actor("ann", MARKETING)
        >>> lead = engine.capture(key="web:7", told=LeadFacts(name="Kim", country="DE"), by=ann)
        >>> lead = engine.erase(lead, by=ann, reason="asked for it by letter")
        >>> lead.key, lead.facts.name, lead.facts.country, engine.find("web:7")
        (None, None, 'DE', None)

        :raises Refused: if a :class:`Lead` is passed that was merged: erase the one that it lives on in.
        """
        return self.execute(lead, Erase(by, reason), command_id=command_id)
