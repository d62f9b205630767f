"""Revenue: what won leads brought, by group and currency, where no opportunity is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from leadlife.lead import Lead
from leadlife.money import Money

Sums = dict[str, Decimal]


@dataclass(slots=True)
class Revenue:
    """Adds up the values of won leads.

    Leads that share an opportunity share its value: each brings an even part, and the parts sum to the whole exactly.
    So what is told of one opportunity through several leads is known only at the end: :meth:`read` once.
    """

    _sums: dict[str | None, Sums] = field(default_factory=dict)
    _shared: dict[str, list[tuple[str, str | None, Money]]] = field(default_factory=dict)

    def add(self, group: str | None, lead: Lead[Any]) -> bool:
        """Count a won lead; False if nobody knows its value."""
        opportunity, value = lead.opportunity, lead.value
        if value is None and opportunity is not None:
            value = opportunity.value
        if value is None:
            return False
        if opportunity is None:
            self._count(group, value)
        else:
            self._shared.setdefault(opportunity.ref, []).append((lead.id, group, value))
        return True

    def read(self) -> dict[str | None, tuple[Money, ...]]:
        """The sums of each group, a currency each."""
        for sharers in self._shared.values():
            for place, (_, group, value) in enumerate(sorted(sharers, key=lambda one: one[0])):
                self._count(group, split(value, len(sharers))[place])
        self._shared.clear()
        return {group: amounts(sums) for group, sums in self._sums.items()}

    def _count(self, group: str | None, value: Money) -> None:
        sums = self._sums.setdefault(group, {})
        sums[value.currency] = sums.get(value.currency, Decimal(0)) + value.amount


def amounts(sums: Sums) -> tuple[Money, ...]:
    """One amount a currency, in the order of their codes."""
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))


def added(many: Iterator[tuple[Money, ...]]) -> tuple[Money, ...]:
    """The amounts of several groups in one, each currency by itself."""
    sums: Sums = {}
    for some in many:
        for one in some:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.amount
    return amounts(sums)


def split(value: Money, ways: int) -> tuple[Money, ...]:
    """Even parts, no smaller than a cent apart, that sum to the whole exactly.

    >>> [str(part.amount) for part in split(Money(Decimal(10), "EUR"), 3)]
    ['3.34', '3.33', '3.33']
    """
    exponent = value.amount.as_tuple().exponent
    grain = Decimal(1).scaleb(min(-2, exponent if isinstance(exponent, int) else -2))
    grains = int(value.amount / grain)
    base, left = divmod(grains, ways)
    if ways == 1:
        return (value,)
    return tuple(Money((base + (place < left)) * grain, value.currency) for place in range(ways))
