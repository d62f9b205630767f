"""Taking leads over from earlier versions of a policy: looked at whole before anything is written, lead by lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, get_args

from leadlife._flow import Flow
from leadlife._migration import Migration, Tally
from leadlife._versions import versions
from leadlife.errors import Conflict, DefinitionError, InvalidInput, did_you_mean
from leadlife.events import ClocksChoice
from leadlife.fold import evolve
from leadlife.lead import ClockState, F, Lead, PolicyPin
from leadlife.lifecycle import Crossing, Terms
from leadlife.people import Actor
from leadlife.policy import Policy
from leadlife.ports import Change, LeadFilter, Step

_CHOICES = get_args(ClocksChoice)


# -- what was asked ------------------------------------------------------------------------------------


def terms_of(
    by: Actor,
    stages: Mapping[str, str] | None,
    clocks: ClocksChoice,
    reason: str | None,
    old: Sequence[Policy[Any]] | Policy[Any],
) -> Terms:
    """The terms of a migration, if they can be any.

    :raises InvalidInput: if something has the wrong type.
    """
    asked = "migrate the leads"
    if not isinstance(by, Actor):
        raise InvalidInput(asked, f"by={by!r} is nobody", remedy="Pass by=Actor('ann', MARKETING).")
    if clocks not in _CHOICES:
        said = did_you_mean(clocks, _CHOICES) if isinstance(clocks, str) else ""
        raise InvalidInput(asked, f"clocks={clocks!r} is no choice{said}", remedy=f"Pass one of {_CHOICES}.")
    if reason is not None and not isinstance(reason, str):
        raise InvalidInput(asked, f"reason={reason!r} is no text", remedy="Pass reason=str(...).")
    if stages is not None and not _names(stages):
        why = f"stages={stages!r} is no mapping of names"
        raise InvalidInput(asked, why, remedy="Pass stages={'old name': 'new name'}.")
    given = (old,) if isinstance(old, Policy) else tuple(old) if isinstance(old, Iterable) else (old,)
    for one in given:
        if not isinstance(one, Policy):
            raise InvalidInput(asked, f"old={one!r} is no policy", remedy="Pass the Policy as it was.")
    return Terms(dict(stages or {}), clocks, by, reason, given)


def _names(stages: object) -> bool:
    if not isinstance(stages, Mapping):
        return False
    return all(isinstance(name, str) for pair in stages.items() for name in pair)


def require_terms(policy: Policy[Any], terms: Terms, kept: Mapping[PolicyPin, str]) -> None:
    """:raises DefinitionError: if a stage is named that nobody knows, or a version of another policy is passed."""
    for one in terms.old:
        if one.name != policy.name:
            raise DefinitionError(
                f"old={one}: a version of another policy; pass those of {policy.name!r} that its leads come from"
            )
    there = [stage.name for stage in policy.stages]
    known = {name for found in versions(policy.name, kept).values() for name in found.stages}
    known.update(there, (stage.name for one in terms.old for stage in one.stages))
    for before, after in terms.stages.items():
        if before not in known:
            raise DefinitionError(
                f"stages={{{before!r}: ...}}: no version of {policy.name!r} has such a stage"
                f"{did_you_mean(before, known)}"
            )
        if after not in there:
            raise DefinitionError(
                f"stages={{{before!r}: {after!r}}}: {policy} has no such stage{did_you_mean(after, there)}"
            )


# -- what stands in the way ----------------------------------------------------------------------------


@dataclass(slots=True)
class Hindrances:
    """Why the leads cannot be migrated on these terms, counted over all of them; ``done`` were taken over already."""

    done: int = 0
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
            raise _unmapped(policy, self.unmapped, self._written)
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


def _unmapped(policy: Policy[Any], unmapped: Counter[str], written: str) -> DefinitionError:
    there = [stage.name for stage in policy.stages]
    found = ", ".join(f"{stage!r} ({_leads(count)})" for stage, count in sorted(unmapped.items()))
    said = "; ".join(f"{stage!r}{did_you_mean(stage, there)}" for stage in sorted(unmapped))
    asked = ", ".join(f"{stage!r}: ..." for stage in sorted(unmapped))
    return DefinitionError(
        f"cannot migrate to {policy}: leads are in stages that it does not have: {found}; {written}. "
        f"Say what they are called now: stages={{{asked}}} ({said})"
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
    require_terms(policy, terms, await flow.store.policies())
    crossover = Crossover(flow, terms, where)
    tally = await crossover.rehearsed()
    if not rehearse:
        tally = await crossover.done()
    return tally.total(policy.pin, terms.clocks, crossover.now, rehearsed=rehearse)


class Crossover(Generic[F]):
    """Leads on their way to another version, at one moment."""

    def __init__(self, flow: Flow[F], terms: Terms, where: LeadFilter) -> None:
        self._flow, self._terms, self._where = flow, terms, where
        self._policy = flow.lifecycle.policy
        self.now = flow.now()

    async def rehearsed(self) -> Tally:
        """What would happen; nothing is written.

        :raises DefinitionError: if it cannot.
        """
        tally, hindrances = Tally(), Hindrances()
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
        hindrances = Hindrances(done=tally.leads)  # somebody may have moved it since it was looked at
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
