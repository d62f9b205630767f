"""Objectives: the volume and the conversion that marketing and sales agree to reach."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from leadlife._typed import Defined
from leadlife.people import Team

Measure: TypeAlias = Literal[
    "leads", "mqls", "sals", "sqls", "won", "qualification", "acceptance", "conversion"
]
Period: TypeAlias = Literal["week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Defined):
    """What is to be reached in each ``period``: at least so many leads of a class, or at least such a rate (0 to 1).

    ``source`` is the one it is agreed for, or None for all. ``by`` are the teams that answer for it: both, where it
    is shared.

    >>> Objective(measure="acceptance", at_least=Decimal("0.8"), per="quarter").at_least
    Decimal('0.8')
    """

    measure: Measure
    at_least: int | Decimal
    per: Period
    source: str | None = None
    by: tuple[Team, ...] = ()
