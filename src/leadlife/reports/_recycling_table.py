"""What came back, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadlife.reports._grouping import shown
from leadlife.reports.table import Column, Table

if TYPE_CHECKING:
    from leadlife.reports.recycled import Recycled
    from leadlife.reports.recycling import RecyclingReport

_NAMES = (
    "offered",
    "rejected",
    "lapsed",
    "returned",
    "sent back/offered",
    "lost",
    "leads",
    "to MQL again",
    "won after",
    "resting",
    "exhausted",
)


def recycling_table(report: RecyclingReport) -> Table:
    """A group a row, the whole below."""
    columns = (Column(report.by or "leads", "left"), *(Column(name) for name in _NAMES))
    rows = [(shown(one.group), *_cells(one)) for one in report.groups]
    rows.append(("all", *_cells(report.total)))
    cycles = ", ".join(f"{cycle or 'none'} by {leads:,}" for cycle, leads in report.total.cycles)
    notes = (
        report.basis.headline,
        *((f"Ways back taken in all: {cycles}.",) if cycles else ()),
        *report.notes,
    )
    return Table("Recycling", columns, tuple(rows), notes)


def reason_table(report: RecyclingReport) -> Table:
    """A reason a row, the most frequent first."""
    heads = (Column("came back", "left"), Column("reason", "left"))
    columns = (*heads, *(Column(name) for name in ("visits", "leads", "to MQL again", "won after")))
    rows = tuple(
        (row.kind, shown(row.reason), f"{row.visits:,}", f"{row.leads:,}", str(row.back_to_mql), str(row.won))
        for row in report.total.reasons
    )
    said = "of the leads that came back for it, the shares that were MQL again, and won, afterwards"
    return Table("Reasons", columns, rows, (f"Visits by reason, {report.period.words}; {said}.",))


def _cells(one: Recycled) -> tuple[str, ...]:
    visits = (one.offered, one.rejected, one.lapsed, one.returned)
    return (
        *(f"{count:,}" for count in visits),
        str(one.sent_back),
        f"{one.lost:,}",
        f"{one.leads:,}",
        str(one.back_to_mql),
        str(one.won),
        f"{one.resting:,}",
        f"{one.exhausted:,}",
    )
