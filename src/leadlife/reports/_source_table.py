"""The comparison of sources, for people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from leadlife.reports._grouping import shown
from leadlife.reports._words import amounts, number
from leadlife.reports.share import percent
from leadlife.reports.source import SourceRow
from leadlife.reports.table import Column, Table

if TYPE_CHECKING:
    from leadlife.reports.sources import SourcesReport

_ALWAYS = (
    "leads",
    "MQLs",
    "accepted",
    "rejected",
    "lapsed",
    "won",
    "won/MQL",
    "open",
    "median days",
    "p90",
    "revenue",
)
_COSTS = ("cost", "per lead", "per MQL", "return")


def source_table(report: SourcesReport) -> Table:
    """A source a row, the whole below; costs only where some were told."""
    priced = bool(report.total.cost)
    columns = (
        Column(report.by or "", "left"),
        *(Column(name) for name in _ALWAYS + (_COSTS if priced else ())),
    )
    rows = [(shown(row.group), *_cells(row, priced)) for row in report.groups]
    rows.append(("all", *_cells(report.total, priced)))
    notes = (report.basis.headline, str(report.basis.figure("to_won")), *_beside(report.total), *report.notes)
    return Table(f"Leads by {report.by}", columns, tuple(rows), notes)


def _cells(row: SourceRow, priced: bool) -> tuple[str, ...]:
    counts = (row.captured, row.mqls, row.accepted, row.rejected, row.lapsed, row.won)
    took = row.to_won
    cells = (
        *(f"{count:,}" for count in counts),
        str(row.win_rate),
        f"{row.open:,}",
        number(took, took.median),
        number(took, took.p90),
        amounts(row.revenue),
    )
    return (*cells, *_cost_cells(row)) if priced else cells


def _cost_cells(row: SourceRow) -> tuple[str, ...]:
    per = (row.cost_per_lead, row.cost_per_mql)
    back: Decimal | None = row.return_on_cost
    each = (amounts(() if one is None else (one,)) for one in per)
    return (amounts(row.cost), *each, percent(None if back is None else float(back)))


def _beside(total: SourceRow) -> tuple[str, ...]:
    notes = []
    if total.to_won.out_of_order:
        notes.append(
            f"Out of order: {total.to_won.out_of_order:,} of the won, told to be won before they began."
        )
    if total.to_won.untimed:
        notes.append(f"Untimed: {total.to_won.untimed:,} of the won, where one end is only implied.")
    if total.unvalued:
        notes.append(f"No value was told for {total.unvalued:,} of the won.")
    return tuple(notes)
