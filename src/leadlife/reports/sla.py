"""Promises kept: the clocks of the policy, and how fast sales responds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from leadlife._time import instant
from leadlife.lead import Lead
from leadlife.policy import COOL_DOWN, Policy
from leadlife.reports._asked import require_asked
from leadlife.reports._grouping import By, group_called, grouper, in_order, name_of
from leadlife.reports._milestones import Milestones, counted
from leadlife.reports._notes import owner_note
from leadlife.reports._plain import Plain
from leadlife.reports._sla_table import clock_table, response_table
from leadlife.reports.basis import Basis, Figure
from leadlife.reports.clock_row import ClockRow, ClockTally
from leadlife.reports.response import Response, ResponseTally
from leadlife.reports.table import Table
from leadlife.reports.window import Period, Window, window_of

LIMITS = (timedelta(hours=5), timedelta(hours=24))
"""The limits within which the share of leads attempted is told, unless others are asked for."""

_TIMES: tuple[Literal["working", "calendar"], ...] = ("working", "calendar")


@dataclass(frozen=True, slots=True)
class SlaGroup:
    """The clocks of one group of leads, in the policy's order, and the response to them."""

    group: str | None
    clocks: tuple[ClockRow, ...]
    response: Response

    def clock(self, name: str) -> ClockRow:
        """The row of a clock.

        :raises KeyError: if there is no such clock.
        """
        for row in self.clocks:
            if row.clock == name:
                return row
        raise KeyError(f"no clock {name!r} (known: {', '.join(row.clock for row in self.clocks)})")


@dataclass(frozen=True, slots=True)
class SlaReport:
    """Clocks and response times, as a whole and by group."""

    by: str | None
    as_of: datetime
    period: Window
    basis: Basis
    total: SlaGroup
    groups: tuple[SlaGroup, ...]
    notes: tuple[str, ...] = ()

    def group(self, name: str | None) -> SlaGroup:
        """The group with this name; None is the group of leads that have none.

        :raises KeyError: if no lead belongs to it.
        """
        return group_called(name, self.groups)

    def to_dicts(self) -> list[dict[str, Plain]]:
        """For programs: for each group a dict a clock (``figure`` is ``"clock"``), then one with ``"response"``."""
        rows: list[dict[str, Plain]] = []
        for by, one in [(None, self.total), *((self.by, one) for one in self.groups)]:
            of: dict[str, Plain] = {"by": by, "group": one.group}
            rows += [of | {"figure": "clock"} | clock.to_dict() for clock in one.clocks]
            rows.append(of | {"figure": "response"} | one.response.to_dict())
        return rows

    def table(self) -> Table:
        """A clock a row; where the report was grouped, a clock and group a row."""
        return clock_table(self)

    def tables(self) -> tuple[Table, ...]:
        """The clocks, and the response times."""
        return (clock_table(self), response_table(self))


def sla(
    leads: Iterable[Lead[Any]],
    policy: Policy[Any],
    *,
    as_of: datetime,
    by: By | None = None,
    period: Period = None,
    limits: Sequence[timedelta] = LIMITS,
) -> SlaReport:
    """What became of every run of every clock that was started within the period, and how fast sales responded.

    The response time runs from a lead's first hand-off to the first outbound attempt by a human, in the policy's
    calendar and in calendar time. One pass over the leads.

    :raises InvalidInput: if ``by`` is no way to group, a time is naive, or the period ends before it begins.
    """
    require_asked("sla", leads, policy)
    within, now = window_of(period, policy.calendar), instant(as_of, "as_of")
    stages = Milestones(policy)
    group_of = None if by is None else grouper(by, policy)
    total = _Tally(policy, stages, now, limits)
    tallies: dict[str | None, _Tally] = {}
    for lead in counted(leads):
        total.add(lead, within)
        if group_of is not None:
            name = group_of(lead)
            if name not in tallies:
                tallies[name] = _Tally(policy, stages, now, limits)
            tallies[name].add(lead, within)
    ordered = in_order(name_of(by), tallies, lambda tally: tally.leads)
    groups = tuple(tally.read(name) for name, tally in ordered)
    basis = _basis(within, limits)
    notes = (*owner_note(name_of(by)), *stages.notes)
    return SlaReport(name_of(by), now, within, basis, total.read(None), groups, notes)


class _Tally:
    """The clocks and responses of one group."""

    def __init__(
        self, policy: Policy[Any], stages: Milestones, as_of: datetime, limits: Sequence[timedelta]
    ) -> None:
        self._clocks = {clock.name: ClockTally() for clock in policy.clocks}
        self._response = ResponseTally(policy, stages, as_of, limits)
        self._as_of = as_of
        self._reminders = {clock.name for clock in policy.clocks if clock.within is COOL_DOWN}
        self.leads = 0

    def add(self, lead: Lead[Any], within: Window) -> None:
        self.leads += 1
        for state in lead.clocks:
            if within.holds(state.started_at):
                if state.name not in self._clocks:
                    self._clocks[state.name] = ClockTally()
                self._clocks[state.name].add(state, self._as_of)
        self._response.add(lead, within)

    def read(self, group: str | None) -> SlaGroup:
        clocks = tuple(
            tally.read(name, reminder=name in self._reminders) for name, tally in self._clocks.items()
        )
        return SlaGroup(group, clocks, self._response.read())


def _basis(period: Window, limits: Sequence[timedelta]) -> Basis:
    attempt = "from the first hand-off to the first human outbound attempt"
    shares = tuple(
        Figure(
            f"within_{limit / timedelta(hours=1):g}h_{time}",
            "of those, leads attempted within it",
            "leads handed off at least that long ago",
            time,
        )
        for limit in limits
        for time in _TIMES
    )
    figures = (
        Figure("rate", "clock runs met", "clock runs met or breached"),
        *(Figure(time, f"hours {attempt}, leads attempted", None, time) for time in _TIMES),
        *shares,
    )
    window = f"clocks started and leads first handed off {period.words}"
    return Basis("cohort", window, "clock runs, and for responses in leads", figures)
