"""The one pass over the leads from which the comparison of sources is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leadlife.lead import Lead
from leadlife.money import Money
from leadlife.policy import Milestone, Policy
from leadlife.reports._costs import Costs, costed
from leadlife.reports._grouping import Grouper, in_order
from leadlife.reports._milestones import Milestones, bit, counted, spoken
from leadlife.reports._notes import immature_note, undated_note
from leadlife.reports._revenue import Revenue, added
from leadlife.reports._sent_back import WaysBack
from leadlife.reports._timing import Timing
from leadlife.reports.basis import Basis, Figure
from leadlife.reports.cohort import Cohort
from leadlife.reports.durations import Stopwatch
from leadlife.reports.share import Share
from leadlife.reports.source import SourceRow

_MQL, _OFFERED = bit(Milestone.MQL), bit(Milestone.HANDED_OFF)
_WON, _RECYCLED = bit(Milestone.WON), bit(Milestone.RECYCLED)


@dataclass(slots=True)
class _Tally:
    """What is counted of one source."""

    watch: Stopwatch
    captured: int = 0
    mqls: int = 0
    offered: int = 0
    accepted: int = 0
    accepted_mqls: int = 0
    rejected: int = 0
    lapsed: int = 0
    answered: int = 0
    won: int = 0
    won_mqls: int = 0
    open: int = 0
    immature: int = 0
    unvalued: int = 0


class Pass:
    """Reads leads once, into one tally a source and one of the whole."""

    def __init__(
        self,
        policy: Policy[Any],
        cohort: Cohort,
        group_of: Grouper,
        since: Milestone | None,
        young: datetime,
        count_negative: bool,
    ) -> None:
        self._cohort, self._group_of, self._since = cohort, group_of, since
        self._young, self._count_negative = young, count_negative
        self._stages, self._ways = Milestones(policy), WaysBack(policy)
        self._timing = Timing(self._stages)
        self._revenue = Revenue()
        self._tallies: dict[str | None, _Tally] = {}
        self._total = self._tally()
        self._undated = 0

    def _tally(self) -> _Tally:
        return _Tally(Stopwatch(count_out_of_order=self._count_negative))

    def read(self, leads: Iterable[Lead[Any]]) -> None:
        """Count the leads of the cohort."""
        for lead in counted(leads):
            entered, at = self._stages.entered(lead, self._cohort.entering)
            if not entered or not self._cohort.holds(at):
                self._undated += entered and at is None
                continue
            group = self._group_of(lead)
            tally = self._tallies.get(group)
            if tally is None:
                tally = self._tallies[group] = self._tally()
            self._count(lead, group, tally, immature=at is not None and at > self._young)

    def _count(self, lead: Lead[Any], group: str | None, tally: _Tally, *, immature: bool) -> None:
        mask = self._stages.reached(lead.visits)
        kinds = {back.kind for back in self._ways.of(lead)} if mask & _RECYCLED else ()
        won = bool(mask & _WON)
        length, out_of_order = (
            self._timing.between(lead, self._since, Milestone.WON) if won else (None, False)
        )
        unvalued = won and not self._revenue.add(group, lead)
        timed = won and (self._since is None or bool(mask & bit(self._since)))
        accepted = self._stages.accepted(lead.visits)
        for one in (tally, self._total):
            _add(one, mask, kinds, accepted=accepted)
            one.open += not won and self._stages.is_open(lead.stage)
            one.immature += immature
            one.unvalued += unvalued
            if timed:
                one.watch.add(length, out_of_order=out_of_order)

    def rows(self, costs: Costs, *, by: str | None) -> tuple[tuple[SourceRow, ...], SourceRow]:
        """The row of each source, in order, and that of the whole."""
        for group in costs:
            self._tallies.setdefault(group, self._tally())
        revenue = self._revenue.read()
        ordered = in_order(by, self._tallies, lambda tally: tally.captured)
        rows = tuple(_row(group, tally, revenue.get(group, ())) for group, tally in ordered)
        total = _row(None, self._total, added(iter(revenue.values())))
        return costed(rows, total, costs)

    def basis(self) -> Basis:
        """What the figures rest on."""
        start = "capture" if self._since is None else f"first reaching {spoken(self._since)}"
        days = f"days from {start} to first won"
        beside = "out-of-order ones included" if self._count_negative else "out-of-order ones beside"
        to_won = Figure("to_won", f"{days}, {beside}", None, "calendar")
        return Basis("cohort", str(self._cohort), "leads", (*_FIGURES, to_won))

    def notes(self, mature_after: timedelta) -> tuple[str, ...]:
        """What a reader of the figures must know."""
        young = immature_note(self._total.immature, self._total.captured, mature_after)
        return (*young, *undated_note(self._undated, self._cohort), *self._stages.notes)


def _add(tally: _Tally, mask: int, kinds: Iterable[str], *, accepted: bool) -> None:
    tally.captured += 1
    mql, offered, won = bool(mask & _MQL), bool(mask & _OFFERED), bool(mask & _WON)
    rejected = "rejected" in kinds
    tally.mqls += mql
    tally.offered += offered
    tally.accepted += accepted
    tally.accepted_mqls += accepted and mql
    tally.rejected += rejected
    tally.lapsed += "lapsed" in kinds
    tally.answered += accepted or rejected
    tally.won += won
    tally.won_mqls += won and mql


def _row(group: str | None, tally: _Tally, revenue: tuple[Money, ...]) -> SourceRow:
    return SourceRow(
        group=group,
        captured=tally.captured,
        mqls=tally.mqls,
        offered=tally.offered,
        accepted=tally.accepted,
        rejected=tally.rejected,
        lapsed=tally.lapsed,
        won=tally.won,
        open=tally.open,
        closed=tally.captured - tally.won - tally.open,
        immature=tally.immature,
        qualification=Share(tally.mqls, tally.captured),
        acceptance=Share(tally.accepted_mqls, tally.mqls),
        accepted_of_answered=Share(tally.accepted, tally.answered),
        lapse=Share(tally.lapsed, tally.offered),
        win_rate=Share(tally.won_mqls, tally.mqls),
        lead_to_sale=Share(tally.won, tally.captured),
        to_won=tally.watch.read(),
        revenue=revenue,
        unvalued=tally.unvalued,
    )


_FIGURES = (
    Figure("qualification", "leads that reached MQL", "leads captured"),
    Figure("acceptance", "of those, leads that sales accepted", "leads that reached MQL"),
    Figure("accepted_of_answered", "leads accepted", "leads offered that were accepted or rejected"),
    Figure("lapse", "leads that nobody answered at least once", "leads offered"),
    Figure("win_rate", "of those, leads won", "leads that reached MQL"),
    Figure("lead_to_sale", "leads won", "leads captured"),
    Figure("revenue", "value of the leads won, by currency; leads of one opportunity share its value"),
    Figure("cost_per_lead", "cost of the source", "leads captured"),
    Figure("cost_per_mql", "cost of the source", "leads that reached MQL"),
    Figure("return_on_cost", "revenue - cost", "cost"),
)
