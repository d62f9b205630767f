"""One source, and what became of the leads that it brought."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from leadlife.money import Money
from leadlife.reports._plain import Plain, by_currency, plain_row
from leadlife.reports.durations import Durations
from leadlife.reports.share import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source, counted in leads; ``captured == won + open + closed``. The source None is not the source "unknown".

    ``accepted``, ``rejected`` and ``lapsed`` are leads to which that happened at least once, whatever came later;
    a lead that sales found itself was never offered, and so never accepted.
    ``to_won`` is in calendar time. Money is by currency, and each cost per lead is None where it is undefined:
    no cost was told, nothing to divide by, or several currencies.
    """

    group: str | None
    captured: int
    mqls: int
    offered: int
    accepted: int
    rejected: int
    lapsed: int
    won: int
    open: int
    closed: int
    immature: int
    qualification: Share
    acceptance: Share
    accepted_of_answered: Share
    lapse: Share
    win_rate: Share
    lead_to_sale: Share
    to_won: Durations
    revenue: tuple[Money, ...]
    unvalued: int
    cost: tuple[Money, ...] = ()
    cost_per_lead: Money | None = None
    cost_per_mql: Money | None = None
    return_on_cost: Decimal | None = None

    def to_dict(self, by: str | None) -> dict[str, Plain]:
        """The row as plain data; revenue and cost are objects with a currency each."""
        money: dict[str, Plain] = {"revenue": by_currency(self.revenue), "cost": by_currency(self.cost)}
        return plain_row(self, by=by) | money
