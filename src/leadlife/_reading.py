"""Reading leads, and what is due of them: the methods of an engine that change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic

from leadlife._flow import Flow
from leadlife._inline import drive
from leadlife._limits import checked_limit
from leadlife._time import instant
from leadlife._versions import require_stage
from leadlife.briefing import Brief, brief
from leadlife.errors import InvalidInput
from leadlife.events import Event
from leadlife.lead import F, Lead
from leadlife.lifecycle import ClockRecord, Due, Lifecycle, records
from leadlife.people import Actor, Owner
from leadlife.policy import Policy
from leadlife.policy.diagram import Diagram, mermaid, with_strays
from leadlife.ports import EVERY_LEAD, LeadFilter, LeadStore, Upcoming
from leadlife.rules import Verdict

if TYPE_CHECKING:
    from leadlife.rules.score import Score

_MOST_KIN = 50
"""So many leads of the same account a brief looks at."""


class Reading(Generic[F]):
    """What an engine can be asked."""

    store: LeadStore
    lifecycle: Lifecycle[F]
    _flow: Flow[F]

    if TYPE_CHECKING:

        @property
        def policy(self) -> Policy[F]: ...
        def now(self) -> datetime: ...

    def get(self, lead: str, *, merged: bool = False) -> Lead[F]:
        """The lead with this id; where it was merged, the one that it lives on in, or with ``merged`` that lead itself.

        :raises UnknownLead: if there is none.
        """
        read = self._flow.itself if merged else self._flow.get
        return drive(read(self._flow.store, lead))

    def find(self, key: str) -> Lead[F] | None:
        """The lead with the host's key, as it was captured, or the one that it was merged into; or None."""
        return drive(self._flow.find(self._flow.store, key))

    def history(self, lead: str) -> Sequence[Event]:
        """All that happened to the lead, in the order in which it was told; of a merged one, up to the merge.

        :raises UnknownLead: if no lead has this id.
        """
        return self.store.history(lead) or self.store.history(self.get(lead).id)

    def leads(self, where: LeadFilter = EVERY_LEAD) -> Iterator[Lead[F]]:
        """Every lead that fits the filter, in the order in which they were captured, read in pages as you go.

        It is no snapshot: a lead that changes while you read is given as it is when its page is read.

        :raises InvalidInput: if the filter is none, or names a stage that no version of the policy has.
        """
        return self._pages(self._filter(where))

    def _pages(self, where: LeadFilter) -> Iterator[Lead[F]]:
        after: str | None = None
        while page := self.store.scan(where, after=after):
            for lead in page:
                yield lead.typed(self.policy.facts)
            after = page[-1].id

    def explain(self, lead: str | Lead[F], move: str) -> Verdict:
        """What the guard of a move says of the lead now: why, and the smallest sets of answers that would do.

        Asks for nothing but the guard: whether the move starts where the lead is, and who may make it, :meth:`allowed`
        says. A move without a guard is met.

        :raises Refused: if the policy has no such move.
        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        return self.lifecycle.verdict(found, move, now=self.now())

    def scores(self, lead: str | Lead[F]) -> Mapping[str, Score | tuple[str, ...]]:
        """What each of the policy's ``scores`` comes to now: points, or every grade that is still possible.

        They rank the work; what qualifies a lead, its definition says.

        >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, open_engine, standard_policy
        >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
        >>> lead = engine.capture(by=Actor("ann", MARKETING), told=LeadFacts(employees=900, seniority="vp"))
        >>> print(engine.scores(lead)["fit"])
        fit score is 50 to 100

        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        return self.policy.scores_of(found, at=self.now())

    def allowed(self, lead: str | Lead[F], by: Actor | None = None) -> tuple[str, ...]:
        """The moves that start where the lead is; those that the actor may make, where one is given.

        Their other conditions (guard, reason, cool-down, bounds) are not asked.

        :raises UnknownLead: if no lead has this id.
        """
        return self.lifecycle.allowed(lead if isinstance(lead, Lead) else self.get(lead), by)

    def clocks(self, lead: str | Lead[F]) -> tuple[ClockRecord, ...]:
        """Every clock that the lead ever had as a record, in the order in which they began.

        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        return records(self.policy, found, self.store.history(found.id, until=found.version))

    def brief(self, lead: str | Lead[F]) -> Brief:
        """What sales sees when the lead arrives, as of now: why it qualifies, what is unknown, what was done so far.

        It works for a lead in any stage. A value, with views: ``str(brief)``, ``brief.data()``, ``brief.html()``; see
        :class:`Brief`. Up to 50 other leads of the same account are looked at.

        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        return brief_from(self.store, self.lifecycle, found, now=self.now())

    def diagram(self, *, owners: bool = True, guards: bool = True, clocks: bool = True) -> Diagram:
        """The policy as a state diagram in Mermaid's language, with how many leads there are on each stage.

        Leads in stages that the policy does not have stand in a box of their own. It is text, and a picture in a
        notebook. See :func:`leadlife.policy.diagram.mermaid`.

        >>> from leadlife import LeadFacts, MemoryStore, open_engine, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> print(open_engine(MemoryStore(), policy).diagram().splitlines()[1].strip())
        state "raw lead (0)" as raw
        """
        told = self.store.counts()
        here = {stage: number for stage, number in told.items() if self.policy.has_stage(stage)}
        drawn = mermaid(self.policy, owners=owners, guards=guards, clocks=clocks, counts=here)
        return with_strays(drawn, {stage: number for stage, number in told.items() if stage not in here})

    def agenda(
        self,
        *,
        owner: str | Owner | None = None,
        stage: str | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> tuple[Due[F], ...]:
        """What comes due next over all leads, or those of an owner (who may be given by id or name) or in a stage.

        What is late already comes first; a level that a worker is about to run may come a little later than it is due.

        :raises InvalidInput: if no version of the policy has such a stage, or something has the wrong type.
        """
        by = None if until is None else instant(until, "until")
        where = self._filter(LeadFilter(stage=stage, owner=owner))
        checked_limit(limit)
        found = self.store.upcoming(where, until=by, limit=limit)
        return tuple(filter(None, map(self._due, found)))

    def _filter(self, where: LeadFilter) -> LeadFilter:
        """The filter, if it can find anything."""
        if not isinstance(where, LeadFilter):
            remedy = "Pass LeadFilter(stage=..., owner=...)."
            raise InvalidInput(f"look for leads by {where!r}", "it is no filter", remedy=remedy)
        if where.stage is not None and not self.policy.has_stage(where.stage):
            require_stage(self.policy, where.stage, self.store.policies())
        return where

    def _due(self, one: Upcoming) -> Due[F] | None:
        lead = self.get(one.lead)
        clock = lead.clock(one.clock)
        return None if clock is None or clock.next_at is None else Due(lead, clock, clock.next_at)

    def next_due(self) -> datetime | None:
        """When there is next something for :meth:`tick` to do, in UTC; None if no clock runs."""
        return self.store.next_due()


def brief_from(store: LeadStore, lifecycle: Lifecycle[F], lead: Lead[F], *, now: datetime) -> Brief:
    """The brief of a lead as of ``now``, with its history and the other leads of its account read from the store."""
    history = store.history(lead.id, until=lead.version)
    kin = store.scan(LeadFilter(account=lead.account), limit=_MOST_KIN) if lead.account is not None else ()
    return brief(lifecycle, lead, now=now, history=history, account=kin)
