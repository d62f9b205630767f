"""Rows of a report as plain data: what JSON knows, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from leadlife.money import Money
from leadlife.reports.durations import Durations
from leadlife.reports.share import Ratio, Share

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Plain: TypeAlias = "bool | int | float | str | dict[str, Plain] | list[Plain] | None"
"""A value of a JSON document."""


def plain_row(row: DataclassInstance, *, without: str = "", **first: Plain) -> dict[str, Plain]:
    """A row as a flat dict: what is passed, then its public fields; a share is followed by what it divides."""
    data = dict(first)
    for one in fields(row):
        if one.name != without and not one.name.startswith("_"):
            data.update(_named(one.name, getattr(row, one.name)))
    return data


def _named(name: str, value: object) -> Iterator[tuple[str, Plain]]:
    match value:
        case Share(part, whole):
            yield from ((name, value.value), (f"{name}_numerator", part), (f"{name}_denominator", whole))
        case Ratio(count, per):
            yield from ((name, value.value), (f"{name}_numerator", count), (f"{name}_denominator", per))
        case Durations():
            yield from _durations(name, value)
        case _:
            yield name, plain(value)


def _durations(name: str, value: Durations) -> Iterator[tuple[str, Plain]]:
    yield f"{name}_count", value.count
    for quantile in ("p25", "median", "p75", "p90"):
        yield f"{name}_{quantile}_{value.unit}", value.number(getattr(value, quantile))
    yield from ((f"{name}_out_of_order", value.out_of_order), (f"{name}_untimed", value.untimed))


def plain(value: object) -> Plain:
    """One value: decimals as text, money with its currency, instants in ISO 8601, stretches of time in seconds.

    >>> plain(Money(Decimal("5.00"), "EUR"))
    {'amount': '5.00', 'currency': 'EUR'}
    """
    match value:
        case Enum():
            return str(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return str(value)
        case Money(amount, currency):
            return {"amount": str(amount), "currency": currency}
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case tuple():
            return [plain(one) for one in value]
        case dict():
            return {str(key): plain(one) for key, one in value.items()}
    raise TypeError(f"a report cannot hold {value!r}")


def by_currency(amounts: Iterable[Money]) -> dict[str, Plain]:
    """Several amounts, each in a currency of its own.

    >>> by_currency((Money(Decimal(5), "EUR"), Money(Decimal(7), "USD")))
    {'EUR': '5', 'USD': '7'}
    """
    return {one.currency: str(one.amount) for one in amounts}
