"""The funnel: how many of the leads that began reached each milestone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from leadlife._time import instant
from leadlife.errors import did_you_mean
from leadlife.lead import Lead
from leadlife.policy import Milestone, Policy
from leadlife.reports._asked import require_asked
from leadlife.reports._funnel_table import by_milestone, rates_by_group, reached_by_group
from leadlife.reports._grouping import By, group_called, grouper, in_order, name_of
from leadlife.reports._milestones import Milestones, bit, counted, spoken
from leadlife.reports._notes import immature_note, undated_note
from leadlife.reports._plain import Plain, plain_row
from leadlife.reports.basis import Basis, Figure
from leadlife.reports.cohort import MATURE_AFTER, Cohort, CohortLike, cohort_of
from leadlife.reports.share import Share
from leadlife.reports.table import Table


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One milestone of one group, counted in leads.

    ``from_previous`` counts those that reached both milestones of those that reached the one before, so that leads
    which skipped it by design (a lead that sales found itself) raise no rate; so does ``from_first``. Of those that
    reached the one before and not this one, ``open`` may still get here (censored) and ``closed`` will not:
    ``from_previous.whole == from_previous.part + open + closed``. ``here`` is how many stand here now.
    """

    milestone: Milestone
    label: str
    reached: int
    from_previous: Share | None
    from_first: Share
    open: int
    closed: int
    here: int


@dataclass(frozen=True, slots=True)
class FunnelGroup:
    """The funnel of one group; ``immature`` of its ``leads`` have not had their time yet."""

    group: str | None
    leads: int
    immature: int
    steps: tuple[FunnelStep, ...]
    _patterns: tuple[tuple[int, int], ...] = field(repr=False)

    @property
    def is_mature(self) -> bool:
        """Whether all of its leads have had the time to convert."""
        return self.immature == 0

    def step(self, milestone: Milestone | str) -> FunnelStep:
        """The step of a milestone.

        :raises KeyError: if the policy has no stage for it.
        """
        for step in self.steps:
            if step.milestone == milestone:
                return step
        known = [str(step.milestone) for step in self.steps]
        near = did_you_mean(str(milestone), known)
        raise KeyError(f"this funnel has no {milestone!s}{near} (known: {', '.join(known)})")

    def conversion(self, start: Milestone, end: Milestone) -> Share:
        """Of the leads that reached ``start``, the share that also reached ``end``."""
        both = bit(start) | bit(end)
        part = sum(count for mask, count in self._patterns if mask & both == both)
        return Share(part, sum(count for mask, count in self._patterns if mask & bit(start)))


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """The funnel as a whole and by group. ``undated`` leads reached the cohort's milestone at a time nobody told."""

    by: str | None
    as_of: datetime
    basis: Basis
    total: FunnelGroup
    groups: tuple[FunnelGroup, ...]
    undated: int = 0
    notes: tuple[str, ...] = ()

    def group(self, name: str | None) -> FunnelGroup:
        """The group with this name; None is the group of leads that have none.

        :raises KeyError: if no lead belongs to it.
        """
        return group_called(name, self.groups)

    def to_dicts(self) -> list[dict[str, Plain]]:
        """One dict a milestone and group, for programs; those of the whole have ``by`` None."""
        rows = [(None, self.total), *((self.by, one) for one in self.groups)]
        return [
            plain_row(step, by=by, group=one.group, leads=one.leads, immature=one.immature)
            for by, one in rows
            for step in one.steps
        ]

    def table(self) -> Table:
        """The whole, milestone by milestone; or, where it was grouped, how many of each group reached what."""
        return reached_by_group(self) if self.by else by_milestone(self)

    def tables(self) -> tuple[Table, ...]:
        """All its tables: this one; and where it was grouped, which share of each group went on."""
        rated = self.by and len(self.total.steps) > 1
        return (self.table(), rates_by_group(self)) if rated else (self.table(),)


def funnel(
    leads: Iterable[Lead[Any]],
    policy: Policy[Any],
    *,
    as_of: datetime,
    by: By | None = None,
    cohort: CohortLike = None,
    mature_after: timedelta = MATURE_AFTER,
) -> FunnelReport:
    """How far the leads of a cohort came, milestone by milestone.

    Losses stay in. Stages that are only implied count. Leads that are still open stand beside. A cohort younger than
    ``mature_after`` at ``as_of`` is flagged. One pass over the leads.

    :raises InvalidInput: if ``by`` is no way to group, a time is naive, or the cohort ends before it begins.
    """
    require_asked("funnel", leads, policy)
    chosen, now = cohort_of(cohort), instant(as_of, "as_of")
    stages = Milestones(policy)
    group_of = None if by is None else grouper(by, policy)
    young = now - mature_after
    tallies: dict[str | None, _Tally] = {}
    undated = 0
    for lead in counted(leads):
        entered, at = stages.entered(lead, chosen.entering)
        if not entered or not chosen.holds(at):
            undated += entered and at is None
            continue
        name = None if group_of is None else group_of(lead)
        tally = tallies.get(name)
        if tally is None:
            tally = tallies[name] = _Tally()
        tally.counts[stages.reached(lead.visits), lead.stage] += 1
        tally.immature += at is not None and at > young
    return _report(tallies, stages, policy, name_of(by), chosen, now, undated, mature_after)


class _Tally:
    """The leads of a group by what they reached and where they stand: a few dozen counts, however many leads."""

    __slots__ = ("counts", "immature")

    def __init__(self) -> None:
        self.counts: Counter[tuple[int, str]] = Counter()
        self.immature = 0

    def __iadd__(self, other: _Tally) -> _Tally:
        self.counts.update(other.counts)
        self.immature += other.immature
        return self


def _report(
    tallies: dict[str | None, _Tally],
    stages: Milestones,
    policy: Policy[Any],
    by: str | None,
    cohort: Cohort,
    as_of: datetime,
    undated: int,
    mature_after: timedelta,
) -> FunnelReport:
    whole = _Tally()
    for tally in tallies.values():
        whole += tally
    ordered = in_order(by, tallies, lambda tally: tally.counts.total()) if by else ()
    groups = tuple(_group(name, tally, stages, policy) for name, tally in ordered)
    total = _group(None, whole, stages, policy)
    young = immature_note(total.immature, total.leads, mature_after)
    notes = (*young, *undated_note(undated, cohort), *stages.notes)
    return FunnelReport(by, as_of, _basis(cohort), total, groups, undated, notes)


def _group(name: str | None, tally: _Tally, stages: Milestones, policy: Policy[Any]) -> FunnelGroup:
    masks: Counter[int] = Counter()
    for (mask, _), count in tally.counts.items():
        masks[mask] += count
    steps = tuple(_step(tally, stages, policy, place) for place in range(len(stages.forward)))
    return FunnelGroup(name, masks.total(), tally.immature, steps, tuple(sorted(masks.items())))


def _step(tally: _Tally, stages: Milestones, policy: Policy[Any], place: int) -> FunnelStep:
    milestone = stages.forward[place]
    this, first = bit(milestone), bit(stages.forward[0])
    before = bit(stages.forward[place - 1]) if place else 0
    reached = began = since_first = passed = came = still_open = here = 0
    for (mask, stage), count in tally.counts.items():
        reached += count * bool(mask & this)
        began += count * bool(mask & first)
        since_first += count * (mask & (this | first) == this | first)
        came += count * bool(mask & before)
        passed += count * bool(mask & before and mask & this)
        still_open += count * bool(mask & before and not mask & this and stages.is_open(stage))
        here += count * (stages.mask(stage) == this)
    return FunnelStep(
        milestone=milestone,
        label=_label(policy, milestone),
        reached=reached,
        from_previous=Share(passed, came) if place else None,
        from_first=Share(since_first, began),
        open=still_open,
        closed=came - passed - still_open,
        here=here,
    )


def _label(policy: Policy[Any], milestone: Milestone) -> str:
    names = policy.stages_of(milestone)
    return (len(names) == 1 and policy.stage(names[0]).label) or spoken(milestone)


def _basis(cohort: Cohort) -> Basis:
    figures = (
        Figure("reached", "leads that reached the milestone, implied stages included"),
        Figure(
            "from_previous",
            "of those, leads that reached this one too",
            "leads that reached the milestone before",
        ),
        Figure(
            "from_first",
            "of those, leads that reached this one too",
            "leads that reached the first milestone",
        ),
        Figure("open", "leads that reached the one before, not this one, and are still open (censored)"),
        Figure("closed", "leads that reached the one before, not this one, and are closed"),
    )
    return Basis("cohort", str(cohort), "leads", figures)
