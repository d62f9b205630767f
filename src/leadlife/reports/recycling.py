"""Recycling: what came back from sales, why, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leadlife._time import instant
from leadlife.lead import Lead
from leadlife.policy import Policy
from leadlife.reports._asked import require_asked
from leadlife.reports._grouping import By, group_called, grouper, in_order, name_of
from leadlife.reports._milestones import Milestones, counted
from leadlife.reports._notes import immature_note, left_out, owner_note
from leadlife.reports._plain import Plain, plain_row
from leadlife.reports._recycling_pass import RecyclingTally
from leadlife.reports._recycling_table import reason_table, recycling_table
from leadlife.reports._sent_back import WaysBack
from leadlife.reports.basis import Basis, Figure
from leadlife.reports.cohort import MATURE_AFTER
from leadlife.reports.recycled import Recycled
from leadlife.reports.table import Table
from leadlife.reports.window import Period, Window, window_of


@dataclass(frozen=True, slots=True)
class RecyclingReport:
    """What came back, as a whole and by group."""

    by: str | None
    as_of: datetime
    period: Window
    basis: Basis
    total: Recycled
    groups: tuple[Recycled, ...]
    notes: tuple[str, ...] = ()

    def group(self, name: str | None) -> Recycled:
        """The group with this name; None is the group of leads that have none.

        :raises KeyError: if no lead belongs to it.
        """
        return group_called(name, self.groups)

    def to_dicts(self) -> list[dict[str, Plain]]:
        """For programs: for each group one dict with ``figure`` ``"recycled"``, then one a reason (``"reason"``)."""
        rows: list[dict[str, Plain]] = []
        for by, one in [(None, self.total), *((self.by, one) for one in self.groups)]:
            of: dict[str, Plain] = {"by": by, "group": one.group}
            rows.append(of | {"figure": "recycled"} | one.to_dict())
            rows += [of | {"figure": "reason"} | plain_row(reason) for reason in one.reasons]
        return rows

    def table(self) -> Table:
        """The whole; where the report was grouped, a group a row."""
        return recycling_table(self)

    def tables(self) -> tuple[Table, ...]:
        """The whole (or the groups), and the reasons."""
        return (recycling_table(self), reason_table(self))


def recycling(
    leads: Iterable[Lead[Any]],
    policy: Policy[Any],
    *,
    as_of: datetime,
    by: By | None = None,
    period: Period = None,
    mature_after: timedelta = MATURE_AFTER,
) -> RecyclingReport:
    """What sales sent back within a period, beside what it was offered in it, and what became of those leads since.

    What came back in a period was not always offered in it: that ratio may exceed one. One pass over the leads.

    :raises InvalidInput: if ``by`` is no way to group, a time is naive, or the period ends before it begins.
    """
    require_asked("recycling", leads, policy)
    within, now = window_of(period, policy.calendar), instant(as_of, "as_of")
    stages, ways = Milestones(policy), WaysBack(policy)
    group_of = None if by is None else grouper(by, policy)

    def begin() -> RecyclingTally:
        return RecyclingTally(stages, policy.max_cycles, within, now - mature_after)

    total = begin()
    tallies: dict[str | None, RecyclingTally] = {}
    for lead in counted(leads):
        backs = tuple(ways.of(lead))
        total.add(lead, backs)
        if group_of is not None:
            name = group_of(lead)
            if name not in tallies:
                tallies[name] = begin()
            tallies[name].add(lead, backs)
    groups = tuple(
        tally.read(name) for name, tally in in_order(name_of(by), tallies, lambda tally: tally.seen)
    )
    whole = total.read(None)
    young = immature_note(whole.immature, whole.leads, mature_after, "came back")
    undated = () if within.holds(None) else left_out(whole.undated, "visits began at a time that nobody told")
    notes = (*owner_note(name_of(by)), *young, *undated, *stages.notes)
    return RecyclingReport(name_of(by), now, within, _basis(within), whole, groups, notes)


def _basis(period: Window) -> Basis:
    came = "leads that came back"
    figures = (
        Figure(
            "sent_back",
            "visits to sales rejected, lapsed or returned in the period",
            "hand-offs in the period",
        ),
        Figure("back_to_mql", "of those, leads that reached MQL again afterwards", came),
        Figure("offered_again", "of those, leads handed off again afterwards", came),
        Figure("won", "of those, leads won afterwards", came),
        Figure("cycles", "leads that came back, by the ways back that they took in all"),
        Figure("exhausted", "leads that came back, took every way back that the policy allows, and are out"),
    )
    window = f"{period.words}; a ratio of what came back to what was offered may exceed 100%"
    return Basis("period", window, "visits, and for what became of them in leads", figures)
