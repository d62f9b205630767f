"""Figures as people read them in a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from leadlife.money import Money
from leadlife.reports.durations import Durations


def number(durations: Durations, value: timedelta | None) -> str:
    """A duration in its unit, to a tenth; a dash where it is undefined."""
    found = durations.number(value)
    return "–" if found is None else f"{found:,.1f}"


def amounts(money: Sequence[Money]) -> str:
    """Amounts as people read them, to the cent, currency by currency."""
    return " + ".join(f"{one.amount:,.2f} {one.currency}" for one in money) or "–"
