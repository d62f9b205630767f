"""Objectives: what was agreed to be reached, held against what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leadlife._time import instant
from leadlife.lead import Lead
from leadlife.policy import Milestone, Objective, Policy
from leadlife.reports._asked import require_asked
from leadlife.reports._milestones import spoken
from leadlife.reports._notes import left_out
from leadlife.reports._objective_pass import ObjectivePass
from leadlife.reports._objective_table import objective_table
from leadlife.reports._plain import Plain
from leadlife.reports.basis import Basis, Figure
from leadlife.reports.cohort import MATURE_AFTER
from leadlife.reports.objective_row import ObjectiveRow
from leadlife.reports.table import Table
from leadlife.reports.window import Period, Window, window_of


@dataclass(frozen=True, slots=True)
class ObjectivesReport:
    """Every objective of the policy, period by period. ``undated`` leads reached something at a time nobody told."""

    as_of: datetime
    basis: Basis
    rows: tuple[ObjectiveRow, ...]
    undated: int = 0
    notes: tuple[str, ...] = ()

    def of(self, objective: Objective) -> tuple[ObjectiveRow, ...]:
        """The rows of one objective, oldest first; none if the policy does not have it."""
        return tuple(row for row in self.rows if row.objective == objective)

    def to_dicts(self) -> list[dict[str, Plain]]:
        """One dict an objective and period, for programs."""
        return [row.to_dict() for row in self.rows]

    def table(self) -> Table:
        """An objective and period a row."""
        return objective_table(self)

    def tables(self) -> tuple[Table, ...]:
        """All its tables: this one."""
        return (self.table(),)


def objectives(
    leads: Iterable[Lead[Any]],
    policy: Policy[Any],
    *,
    as_of: datetime,
    period: Period = None,
    mature_after: timedelta = MATURE_AFTER,
) -> ObjectivesReport:
    """The policy's objectives against the actuals, for each calendar period (in the policy's zone) of ``period``.

    Periods are counted whole, also those of which the window holds a part only; without a window, from the first lead
    to ``as_of``. A bound that is a day, such as ``date(2026, 11, 1)``, is its midnight in the policy's zone. A volume
    counts the leads that first reached its milestone in the period; a rate follows those that first reached its
    denominator then, for as long as they take. One pass over the leads.

    :raises InvalidInput: if a time is naive, or the period ends before it begins.
    """
    require_asked("objectives", leads, policy)
    within, now = window_of(period, policy.calendar), instant(as_of, "as_of")
    found = ObjectivePass(policy, now, now - mature_after)
    found.read(leads)
    rows = tuple(found.rows(within))
    notes = (*_notes(policy, rows, mature_after), *_undated(found.undated), *found.stages.notes)
    return ObjectivesReport(now, _basis(policy, within), rows, found.undated, notes)


def _notes(policy: Policy[Any], rows: tuple[ObjectiveRow, ...], mature_after: timedelta) -> Iterable[str]:
    if not policy.objectives:
        yield "The policy agrees on no objectives."
    elif not rows:
        yield "No period lies in the window up to now: there is nothing to hold the objectives against yet."
    if any(row.pending and row.objective.is_rate for row in rows):
        yield (
            f"Pending: leads that are open and entered less than {mature_after.days} days ago; a rate is still running "
            "where what becomes of them decides."
        )


def _undated(undated: int) -> tuple[str, ...]:
    return left_out(undated, "leads, of what they reached at a time that nobody told")


def _basis(policy: Policy[Any], within: Window) -> Basis:
    figures = {name_of(one): _figure(one) for one in policy.objectives}
    window = f"leads by the period in which they first reached what is counted, or divided by, {within.words}"
    return Basis("cohort", f"{window}, in {policy.zone}", "leads", tuple(figures.values()))


def name_of(objective: Objective) -> str:
    """What the figure is called: a conversion by its ends too."""
    if objective.of is None or objective.to is None:
        return objective.measure
    return f"{objective.measure}_{objective.of.value}_{objective.to.value}"


def _figure(objective: Objective) -> Figure:
    start, end = objective.span
    reached = "leads captured in the period"
    counted = end if start is None else start
    if counted is not Milestone.RAW:
        reached = f"leads that first reached {spoken(counted)} in the period"
    if start is None:
        return Figure(name_of(objective), reached)
    if objective.measure == "accepted_of_answered":
        return Figure(
            name_of(objective), "of those, leads accepted", f"{reached}, and were accepted or rejected since"
        )
    accepted = objective.measure == "acceptance"
    did = "that sales accepted" if accepted else f"that reached {spoken(end)}"
    return Figure(name_of(objective), f"of those, leads {did}", reached)
