"""Objectives and actuals, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from leadlife.reports.objective_row import ObjectiveRow, Outcome
from leadlife.reports.share import Share
from leadlife.reports.table import Column, Table

if TYPE_CHECKING:
    from leadlife.reports.objectives import ObjectivesReport

_WORDS: Final[dict[Outcome, str]] = {
    "reached": "reached",
    "not_reached": "not reached",
    "running": "still running",
    "undefined": "undefined",
}


def objective_table(report: ObjectivesReport) -> Table:
    """An objective and period a row."""
    columns = (
        Column("objective", "left"),
        Column("period", "left"),
        *(Column(name) for name in ("actual", "of", "agreed", "difference", "pending")),
        Column("outcome", "left"),
    )
    rows = tuple(tuple(_cells(row)) for row in report.rows)
    return Table("Objectives", columns, rows, (report.basis.headline, *report.notes))


def _cells(row: ObjectiveRow) -> Iterator[str]:
    yield from (row.objective.subject, row.period)
    if isinstance(row.actual, Share):
        yield from (str(row.actual), f"{row.actual.part:,} / {row.actual.whole:,}")
    else:
        yield from (f"{row.actual:,}", "")
    yield from (row.objective.target, _difference(row))
    yield f"{row.pending:,}" if row.objective.is_rate else ""
    yield _WORDS[row.outcome]


def _difference(row: ObjectiveRow) -> str:
    """In leads, or in points of a hundred."""
    if row.difference is None:
        return "–"
    return f"{row.difference * 100:+.1f}" if row.objective.is_rate else f"{row.difference:+,}"
