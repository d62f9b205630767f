"""The one pass over the leads from which objectives are held against what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from leadlife.lead import Lead
from leadlife.policy import Milestone, Objective, Policy
from leadlife.reports._calendar_periods import CalendarPeriod, period_of, periods, starts
from leadlife.reports._milestones import Milestones, bit, counted
from leadlife.reports._sent_back import WaysBack
from leadlife.reports.objective_row import ObjectiveRow, Outcome
from leadlife.reports.share import Share
from leadlife.reports.window import Window


@dataclass(slots=True)
class _Cell:
    """One objective in one period: ``part`` of the ``whole``, and who may still come to be of each."""

    whole: int = 0
    part: int = 0
    pending: int = 0
    unanswered: int = 0


class ObjectivePass:
    """Reads leads once, into a cell for each objective and period."""

    def __init__(self, policy: Policy[Any], as_of: datetime, young: datetime) -> None:
        self._policy, self._as_of, self._young = policy, as_of, young
        self._zone = policy.calendar.zone_info
        self.stages, self._ways = Milestones(policy), WaysBack(policy)
        self._cells: list[defaultdict[date, _Cell]] = [defaultdict(_Cell) for _ in policy.objectives]
        self._first = as_of
        self.undated = 0

    def read(self, leads: Iterable[Lead[Any]]) -> None:
        """Count the leads."""
        for lead in counted(leads):
            self._first = min(self._first, lead.captured_at)
            mask = self.stages.reached(lead.visits)
            undated = False
            for objective, cells in zip(self._policy.objectives, self._cells, strict=True):
                if objective.source is None or objective.source == lead.source:
                    undated |= not self._count(objective, cells, lead, mask)
            self.undated += undated

    def _count(
        self, objective: Objective, cells: defaultdict[date, _Cell], lead: Lead[Any], mask: int
    ) -> bool:
        """Count one lead for one objective; False if it belongs to a period, and nobody told which."""
        start, end = objective.span
        counted = end if start is None else start
        entered, at = self.stages.entered(lead, None if counted is Milestone.RAW else counted)
        if not entered or at is None:
            return not entered
        self._first = min(self._first, at)
        cell = cells[starts(at, objective.per, self._zone)]
        met = start is None or self._converted(objective, end, lead, mask)
        answered = met or objective.measure != "accepted_of_answered" or self._rejected(lead)
        cell.whole += answered
        cell.part += met
        if not met and at > self._young and self._goes_on(lead):
            cell.pending += 1
            cell.unanswered += not answered
        return True

    def _converted(self, objective: Objective, end: Milestone, lead: Lead[Any], mask: int) -> bool:
        if objective.measure in ("acceptance", "accepted_of_answered"):
            return self.stages.accepted(lead.visits)
        return bool(mask & bit(end))

    def _rejected(self, lead: Lead[Any]) -> bool:
        return any(back.kind == "rejected" for back in self._ways.of(lead))

    def _goes_on(self, lead: Lead[Any]) -> bool:
        """Whether it may still get further: nothing happens any more to one that was erased."""
        return self.stages.is_open(lead.stage) and lead.erased_at is None

    # -- what was counted ------------------------------------------------------------------------------

    def rows(self, within: Window) -> Iterator[ObjectiveRow]:
        """A row for each objective and period that overlaps the window, up to the one of the report."""
        since = self._first if within.since is None else within.since
        last = self._as_of
        if within.before is not None:
            last = min(last, within.before - datetime.resolution)
        for objective, cells in zip(self._policy.objectives, self._cells, strict=True):
            per, zone = objective.per, self._zone
            for start in periods(starts(since, per, zone), starts(last, per, zone), per):
                cell = cells.get(start) or _Cell()
                yield self._row(objective, period_of(start, per, zone), cell)

    def _row(self, objective: Objective, period: CalendarPeriod, cell: _Cell) -> ObjectiveRow:
        actual = Share(cell.part, cell.whole) if objective.is_rate else cell.part
        over = period.before <= self._as_of
        outcome = _of_rate(objective, cell, over) if objective.is_rate else _of_count(objective, cell, over)
        return ObjectiveRow(
            objective, period.name, period.since, period.before, actual, cell.pending, outcome
        )


def _of_count(objective: Objective, cell: _Cell, over: bool) -> Outcome:
    if cell.part >= objective.at_least:
        return "reached"
    return "not_reached" if over else "running"


def _of_rate(objective: Objective, cell: _Cell, over: bool) -> Outcome:
    if not over:
        return "running"
    agreed = Fraction(objective.at_least)
    in_the_end = cell.whole + cell.unanswered  # whatever the answers are, each counts in the whole
    if cell.whole and Fraction(cell.part, in_the_end) >= agreed:
        return "reached"
    if cell.pending and Fraction(cell.part + cell.pending, in_the_end) >= agreed:
        return "running"
    return "not_reached" if cell.whole else "undefined"
