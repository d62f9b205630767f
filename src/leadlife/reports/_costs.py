"""What leads cost: undefined rather than wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from leadlife.errors import InvalidInput
from leadlife.money import Money
from leadlife.reports._revenue import added
from leadlife.reports.source import SourceRow

Costs: TypeAlias = Mapping["str | None", Money]
"""What each source cost."""


def told_costs(costs: Mapping[str, Money] | Mapping[str | None, Money] | None) -> Costs:
    """The costs as they were passed.

    :raises InvalidInput: if one of them is no money.
    """
    for group, cost in (costs or {}).items():
        if not isinstance(cost, Money):
            remedy = f"Say in which currency: costs={{{group!r}: money({cost!r}, 'EUR')}}"
            raise InvalidInput(f"count the cost of {group!r}", f"{cost!r} is no money", remedy=remedy)
    return dict((costs or {}).items())


def costed(
    rows: tuple[SourceRow, ...], total: SourceRow, costs: Costs
) -> tuple[tuple[SourceRow, ...], SourceRow]:
    """The rows with their costs; the whole has a cost per lead only if every source that brought leads has one."""
    if not costs:
        return rows, total
    priced = tuple(_with_cost(row, (costs[row.group],) if row.group in costs else ()) for row in rows)
    spent = added((cost,) for cost in costs.values())
    complete = all(row.group in costs for row in rows if row.captured)
    return priced, _with_cost(total, spent) if complete else replace(total, cost=spent)


def _with_cost(row: SourceRow, cost: tuple[Money, ...]) -> SourceRow:
    if len(cost) != 1:
        return replace(row, cost=cost)
    one = cost[0]
    return replace(
        row,
        cost=cost,
        cost_per_lead=_per(one, row.captured),
        cost_per_mql=_per(one, row.mqls),
        return_on_cost=_return(row.revenue, one),
    )


def _per(cost: Money, count: int) -> Money | None:
    return cost / count if count else None


def _return(revenue: tuple[Money, ...], cost: Money) -> Decimal | None:
    """(revenue - cost) / cost; undefined without a cost, or where some revenue is in another currency."""
    if not cost.amount or any(one.currency != cost.currency for one in revenue):
        return None
    earned = sum(revenue, Money(Decimal(0), cost.currency))
    return (earned - cost).ratio(cost)
