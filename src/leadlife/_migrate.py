"""Taking leads over from earlier versions of a policy: looked at whole before anything is written, lead by lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from leadlife._crossing_terms import fresh_stages, require_terms
from leadlife._flow import Flow
from leadlife._migration import Migration, Tally
from leadlife.errors import Conflict, DefinitionError, InvalidInput, did_you_mean
from leadlife.fold import evolve
from leadlife.lead import ClockState, F, Lead, PolicyPin
from leadlife.lifecycle import Crossing, Terms
from leadlife.policy import Policy
from leadlife.ports import Change, LeadFilter, Step

# -- what stands in the way ----------------------------------------------------------------------------


@dataclass(slots=True)
class Hindrances:
    """Why the leads cannot be migrated on these terms, counted over all of them; ``done`` were taken over already.

    ``fresh`` are the stages that the version has first.
    """

    done: int = 0
    fresh: tuple[str, ...] = ()
    unmapped: Counter[str] = field(default_factory=Counter)
    lost: Counter[tuple[str, str, PolicyPin]] = field(default_factory=Counter)

    def add(self, lead: Lead[Any], lost: Iterable[ClockState], *, mapped: bool) -> bool:
        """Whether this lead is in the way."""
        if not mapped:
            self.unmapped[lead.stage] += 1
        clocks = [(clock.name, clock.calendar, lead.policy) for clock in lost]
        self.lost.update(clocks)
        return not mapped or bool(clocks)

    def require_none(self, policy: Policy[Any]) -> None:
        """:raises DefinitionError: if something stands in the way, with all of it and what to pass."""
        if self.unmapped:
            raise _unmapped(policy, self.unmapped, self._written, self.fresh)
        if self.lost:
            raise _lost(policy, self.lost, self._written)

    @property
    def _written(self) -> str:
        if not self.done:
            return "nothing was written"
        were = "was" if self.done == 1 else "were"
        return (
            f"{_leads(self.done)} {were} taken over before somebody moved these, and stay so: call it again"
        )


def _unmapped(
    policy: Policy[Any], unmapped: Counter[str], written: str, fresh: Sequence[str]
) -> DefinitionError:
    there = [stage.name for stage in policy.stages]
    found = ", ".join(f"{stage!r} ({_leads(count)})" for stage, count in sorted(unmapped.items()))
    asked = ", ".join(f"{stage!r}: ..." for stage in sorted(unmapped))
    near = "".join(
        f"; for {stage!r}{said[1:]}" for stage in sorted(unmapped) if (said := did_you_mean(stage, there))
    )
    new = f"new in this version: {', '.join(map(repr, fresh))}; " if fresh else ""
    others = ", ".join(repr(name) for name in there if name not in fresh)
    return DefinitionError(
        f"cannot migrate to {policy}: leads are in stages that it does not have: {found}; {written}. "
        f"Say what they are called now: stages={{{asked}}} ({new}as before: {others or 'none'}{near})"
    )


def _lost(policy: Policy[Any], lost: Counter[tuple[str, str, PolicyPin]], written: str) -> DefinitionError:
    found = ", ".join(
        f"{clock!r} of {_leads(count)} in calendar {calendar[:8]}"
        for (clock, calendar, _), count in sorted(lost.items(), key=lambda one: (one[0][0], one[0][1]))
    )
    pins = ", ".join(str(pin) for pin in sorted({pin for _, _, pin in lost}, key=lambda pin: pin.version))
    return DefinitionError(
        f"cannot carry the clocks over to {policy}: {found} ran in hours that it does not have; {written}. "
        f"Pass the versions that the leads come from, old=[...] ({pins}), or choose clocks='keep' or 'restart'"
    )


def _leads(count: int) -> str:
    return f"{count:,} lead" if count == 1 else f"{count:,} leads"


# -- lead by lead --------------------------------------------------------------------------------------


async def migrate(flow: Flow[F], terms: Terms, where: LeadFilter, *, rehearse: bool) -> Migration:
    """Look at every lead, and then take each over, unless it is a rehearsal."""
    if not isinstance(where, LeadFilter):
        raise InvalidInput(
            "migrate the leads", f"where={where!r} is no filter", remedy="Pass LeadFilter(...)."
        )
    policy = flow.lifecycle.policy
    kept = await flow.store.policies()
    require_terms(policy, terms, kept)
    crossover = Crossover(flow, terms, where, fresh_stages(policy, kept))
    tally = await crossover.rehearsed()
    if not rehearse:
        tally = await crossover.done()
    return tally.total(policy.pin, terms.clocks, crossover.now, rehearsed=rehearse)


class Crossover(Generic[F]):
    """Leads on their way to another version, at one moment."""

    def __init__(self, flow: Flow[F], terms: Terms, where: LeadFilter, fresh: tuple[str, ...]) -> None:
        self._flow, self._terms, self._where, self._fresh = flow, terms, where, fresh
        self._policy = flow.lifecycle.policy
        self.now = flow.now()

    async def rehearsed(self) -> Tally:
        """What would happen; nothing is written.

        :raises DefinitionError: if it cannot.
        """
        tally, hindrances = Tally(), Hindrances(fresh=self._fresh)
        page = await self._page(None)
        while page:
            for lead in page:
                if self._crosses(lead, tally) and not self._hindered(lead, hindrances):
                    count(tally, self._decided(lead))
            page = await self._page(page[-1])
        hindrances.require_none(self._policy)
        return tally

    async def done(self) -> Tally:
        """Take them over, a page of leads in a commit."""
        tally = Tally()
        page = await self._page(None)
        while page:
            await self._together([lead for lead in page if self._crosses(lead, tally)], tally)
            page = await self._page(page[-1])
        return tally

    async def _together(self, leads: Sequence[Lead[F]], tally: Tally) -> None:
        """All of them in one commit, or each by itself where somebody was faster with one."""
        crossings = [self._unhindered(lead, tally) for lead in leads]
        changes = [self._change(lead, one) for lead, one in zip(leads, crossings, strict=True)]
        try:
            if changes:
                await self._written(changes)
        except Conflict:
            for lead in leads:
                await self._alone(lead, tally)
        else:
            for one in crossings:
                count(tally, one)

    async def _alone(self, lead: Lead[F], tally: Tally) -> None:
        """One lead, decided again as long as somebody is faster."""
        for attempt in range(self._flow.limits.tries):
            crossing = self._unhindered(lead, tally)
            try:
                await self._written([self._change(lead, crossing)])
            except Conflict:
                if attempt + 1 == self._flow.limits.tries:
                    raise
            else:
                count(tally, crossing)
                return
            found = await self._flow.store.load(lead.id)
            if found is None or not self._crosses(found, tally):
                return
            lead = self._typed(found)

    async def _written(self, changes: Sequence[Change]) -> None:
        await self._flow.commit(Step(tuple(changes), None, self.now))

    async def _page(self, last: Lead[F] | None) -> Sequence[Lead[F]]:
        after = None if last is None else last.id
        found = await self._flow.store.scan(self._where, after=after, limit=self._flow.limits.page)
        return [self._typed(lead) for lead in found]

    def _typed(self, lead: Lead[Any]) -> Lead[F]:
        return lead.typed(self._policy.facts)

    def _crosses(self, lead: Lead[Any], tally: Tally) -> bool:
        """Whether the lead is to be taken over; where it stays, it is counted."""
        if lead.policy.name != self._policy.name:
            tally.elsewhere[lead.policy.name] += 1
            return False
        if lead.policy == self._policy.pin:
            tally.there += 1
            return False
        if lead.merged_into is not None:
            tally.left += 1
            return False
        return True

    def _hindered(self, lead: Lead[F], hindrances: Hindrances) -> bool:
        mapped = self._terms.stage(lead, self._policy) is not None
        return hindrances.add(lead, self._flow.lifecycle.lost_calendars(lead, self._terms), mapped=mapped)

    def _unhindered(self, lead: Lead[F], tally: Tally) -> Crossing:
        hindrances = Hindrances(tally.leads, self._fresh)  # somebody may have moved it since it was looked at
        if self._hindered(lead, hindrances):
            hindrances.require_none(self._policy)
        return self._decided(lead)

    def _decided(self, lead: Lead[F]) -> Crossing:
        return self._flow.lifecycle.migrate(lead, self._terms, now=self.now)

    def _change(self, lead: Lead[F], crossing: Crossing) -> Change:
        """Nobody is told of it, and what is told of clocks that are stopped is withdrawn.

        An erased lead is found for no duplicate, as it was.
        """
        event = crossing.event
        after = evolve(lead, event)
        withdraw = tuple(clock.id for clock in event.clocks if clock.stopped_at is not None)
        matches = None if after.erased_at is not None else tuple(self._flow.lifecycle.tokens(after))
        return Change(after, lead.version, (event,), withdraw=withdraw, matches=matches)


# -- counting ------------------------------------------------------------------------------------------


def count(tally: Tally, crossing: Crossing) -> None:
    """One lead that crosses."""
    event = crossing.event
    tally.stages[event.source, event.target] += 1
    tally.versions[event.before] += 1
    tally.unnamed.update(crossing.unnamed)
    for one in crossing.clocks:
        tally.counted(one.name, one.fate)
        if one.before is not None and one.after.is_open:
            tally.moved(one.before.due_at, one.after.due_at)
        tally.overdue += one.overdue(event.occurred_at)
