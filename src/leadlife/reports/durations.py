"""How long it took: exact quantiles of durations, with those that cannot be measured counted beside."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Literal

DurationUnit = Literal["days", "hours"]

_US = timedelta(microseconds=1)
_UNITS: dict[DurationUnit, timedelta] = {"days": timedelta(days=1), "hours": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Durations:
    """Quantiles of ``count`` durations; each is None (undefined) where there is none.

    Quantiles are linear interpolations between the two nearest durations (type 7 of Hyndman and Fan, the default
    of numpy, pandas and spreadsheets), worked out in whole microseconds. ``out_of_order`` durations have an end
    told to lie before an earlier one: they are left out, unless the report was asked to count them. ``untimed``
    ones have an end that is only implied: nobody knows when it was. Tables and programs get them in ``unit``.
    """

    count: int
    p25: timedelta | None
    median: timedelta | None
    p75: timedelta | None
    p90: timedelta | None
    out_of_order: int = 0
    untimed: int = 0
    unit: DurationUnit = "days"

    def number(self, value: timedelta | None) -> float | None:
        """One of the quantiles in the unit.

        >>> Durations(1, None, timedelta(hours=36), None, None).number(timedelta(hours=36))
        1.5
        """
        return None if value is None else value / _UNITS[self.unit]


class Stopwatch:
    """Collects durations, one by one, for :class:`Durations`: eight bytes each."""

    __slots__ = ("_counts_out_of_order", "_lengths", "_out_of_order", "_untimed")

    def __init__(self, *, count_out_of_order: bool = False) -> None:
        self._lengths = array("q")
        self._counts_out_of_order = count_out_of_order
        self._out_of_order = self._untimed = 0

    def add(self, length: timedelta | None, *, out_of_order: bool = False) -> None:
        """One more duration; None where one of its ends has no time."""
        if length is None:
            self._untimed += 1
            return
        self._out_of_order += out_of_order
        if self._counts_out_of_order or not out_of_order:
            self._lengths.append(length // _US)

    def read(self, unit: DurationUnit = "days") -> Durations:
        """The quantiles of what was collected."""
        ordered = sorted(self._lengths)
        quarter, half, three, nine = (_at(ordered, Fraction(n, 100)) for n in (25, 50, 75, 90))
        return Durations(len(ordered), quarter, half, three, nine, self._out_of_order, self._untimed, unit)


def _at(ordered: Sequence[int], share: Fraction) -> timedelta | None:
    found = quantile(ordered, share)
    return None if found is None else timedelta(microseconds=round(found))


def quantile(ordered: Sequence[int], share: Fraction) -> Fraction | None:
    """The value below which ``share`` of the ordered values lie, by linear interpolation, exactly.

    >>> quantile([1, 2, 3, 10], Fraction(1, 2))
    Fraction(5, 2)
    >>> quantile([], Fraction(1, 2)) is None
    True
    """
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
