"""Clocks and response times, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leadlife.reports._grouping import shown
from leadlife.reports._notes import left_out
from leadlife.reports._words import number
from leadlife.reports.basis import Basis
from leadlife.reports.table import Column, Table

if TYPE_CHECKING:
    from leadlife.reports.clock_row import ClockRow
    from leadlife.reports.response import Response
    from leadlife.reports.sla import SlaGroup, SlaReport

_VERDICTS = ("met", "breached", "rate", "running", "overdue", "paused", "cancelled")


def clock_table(report: SlaReport) -> Table:
    """A clock a row; where the report was grouped, a group and clock a row, the whole below."""
    columns = (
        *_lead_columns(report),
        Column("clock", "left"),
        *(Column(name) for name in _VERDICTS),
        Column("levels", "left"),
    )
    rows = tuple(
        (*first, *_clock(row))
        for first, one in _groups(report)
        for row in one.clocks
        if row.runs and not row.reminder
    )
    basis = Basis("cohort", f"clocks started {report.period.words}", "clock runs", ())
    notes = (basis.headline, str(report.basis.figure("rate")), *_reminders(report), *report.notes)
    return Table("Clocks", columns, rows, notes)


def _reminders(report: SlaReport) -> Iterator[str]:
    names = ", ".join(row.clock for row in report.total.clocks if row.reminder and row.runs)
    if names:
        yield f"Left out: {names}, which reminds when a cool-down is over and promises nothing."


def response_table(report: SlaReport) -> Table:
    """A group a row, the whole below."""
    limits = [
        f"{time} ≤ {one.limit.total_seconds() / 3600:g} h"
        for one in report.total.response.within
        for time in _TIMES
    ]
    names = (
        "offered",
        "touched",
        "untouched",
        "waiting",
        "median wh",
        "p90 wh",
        "median h",
        "p90 h",
        *limits,
    )
    columns = (Column(report.by or "leads", "left"), *(Column(name) for name in names))
    rows = tuple(((first or ("all",))[0], *_response(one.response)) for first, one in _groups(report))
    notes = left_out(report.total.response.undated, "leads were handed off at a time that nobody told")
    said = (
        "From the first hand-off to the first human outbound attempt; wh: working hours, h: calendar hours."
    )
    basis = Basis("cohort", f"leads first handed off {report.period.words}", "leads", ())
    return Table("Response", columns, rows, (basis.headline, said, *notes))


_TIMES = ("working", "calendar")


def _lead_columns(report: SlaReport) -> tuple[Column, ...]:
    return (Column(report.by, "left"),) if report.by else ()


def _groups(report: SlaReport) -> Iterator[tuple[tuple[str, ...], SlaGroup]]:
    for one in report.groups:
        yield (shown(one.group),), one
    yield (("all",) if report.by else ()), report.total


def _clock(row: ClockRow) -> tuple[str, ...]:
    counts = (row.running, row.overdue, row.paused, row.cancelled)
    levels = ", ".join(f"{name} {count:,}" for name, count in row.levels if count)
    return (
        row.clock,
        f"{row.met:,}",
        f"{row.breached:,}",
        str(row.rate),
        *(f"{one:,}" for one in counts),
        levels,
    )


def _response(found: Response) -> tuple[str, ...]:
    counts = (found.offered, found.touched, found.untouched, found.waiting)
    times = (
        number(found.working, found.working.median),
        number(found.working, found.working.p90),
        number(found.calendar, found.calendar.median),
        number(found.calendar, found.calendar.p90),
    )
    shares = (str(share) for one in found.within for share in (one.working, one.calendar))
    return (*(f"{one:,}" for one in counts), *times, *shares)
