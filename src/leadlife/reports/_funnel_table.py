"""The funnel, for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from leadlife.reports._grouping import shown
from leadlife.reports._milestones import spoken
from leadlife.reports.table import Column, Table

if TYPE_CHECKING:
    from leadlife.reports.funnel import FunnelGroup, FunnelReport


def by_milestone(report: FunnelReport) -> Table:
    """The whole, a milestone a row."""
    names = ("reached", "of previous", "of first", "still open", "closed", "here now")
    rows = tuple(
        (
            step.label,
            f"{step.reached:,}",
            "" if step.from_previous is None else str(step.from_previous),
            str(step.from_first),
            f"{step.open:,}" if step.from_previous else "",
            f"{step.closed:,}" if step.from_previous else "",
            f"{step.here:,}",
        )
        for step in report.total.steps
    )
    columns = (Column("milestone", "left"), *(Column(name) for name in names))
    return Table("Funnel", columns, rows, (report.basis.headline, *_skipped(report.total), *report.notes))


def _skipped(group: FunnelGroup) -> Iterator[str]:
    """Who reached a milestone and not the one before: counted as reached, and in no rate from there."""
    for before, step in pairwise(group.steps):
        if step.from_previous is not None and (skipped := step.reached - step.from_previous.part):
            yield f"{skipped:,} of the {step.reached:,} at {step.label} never were at {before.label}."


def reached_by_group(report: FunnelReport) -> Table:
    """How many of each group reached what: a group a row, the whole below."""
    names = ("leads", *(spoken(step.milestone) for step in report.total.steps[1:]), "immature")
    rows = tuple((group, *_reached(one)) for group, one in _groups(report))
    notes = (report.basis.headline, *report.notes)
    return Table(f"Funnel by {report.by}", _columns(report, names), rows, notes)


def rates_by_group(report: FunnelReport) -> Table:
    """Which share of each group went on from the milestone before: a group a row, the whole below."""
    steps = report.total.steps
    first, last = spoken(steps[0].milestone), spoken(steps[-1].milestone)
    names = (*(spoken(step.milestone) for step in steps[1:]), f"{last} of {first}")
    rows = tuple((group, *_rates(one)) for group, one in _groups(report))
    note = f"Of the leads that reached the milestone before; in the last column, of all that were {first}."
    return Table(f"Funnel by {report.by}: how many went on", _columns(report, names), rows, (note,))


def _columns(report: FunnelReport, names: tuple[str, ...]) -> tuple[Column, ...]:
    return (Column(report.by or "", "left"), *(Column(name) for name in names))


def _groups(report: FunnelReport) -> Iterator[tuple[str, FunnelGroup]]:
    yield from ((shown(one.group), one) for one in report.groups)
    yield "all", report.total


def _reached(group: FunnelGroup) -> tuple[str, ...]:
    return tuple(
        f"{count:,}" for count in (group.leads, *(step.reached for step in group.steps[1:]), group.immature)
    )


def _rates(group: FunnelGroup) -> tuple[str, ...]:
    return (*(str(step.from_previous) for step in group.steps[1:]), str(group.steps[-1].from_first))
