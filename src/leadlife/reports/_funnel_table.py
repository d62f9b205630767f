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


def by_group(report: FunnelReport) -> Table:
    """A group a row, the whole below."""
    columns = [Column(report.by or "", "left"), Column("leads")]
    for step in report.total.steps[1:]:
        columns += [Column(spoken(step.milestone)), Column("of it")]
    columns += [Column("of first"), Column("immature")]
    rows = [(shown(one.group), *_cells(one)) for one in report.groups]
    rows.append(("all", *_cells(report.total)))
    notes = (report.basis.headline, *report.notes)
    return Table(f"Funnel by {report.by}", tuple(columns), tuple(rows), notes)


def _cells(group: FunnelGroup) -> tuple[str, ...]:
    steps = [cell for step in group.steps[1:] for cell in (f"{step.reached:,}", str(step.from_previous))]
    last = str(group.steps[-1].from_first) if group.steps else ""
    return (f"{group.leads:,}", *steps, last, f"{group.immature:,}")
