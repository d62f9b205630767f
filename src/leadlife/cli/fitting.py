"""Making a table fit the terminal: headings are broken between words before any cell is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadlife.reports import Table

_LEAST = 12
"""A column of words is not made narrower than this."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How wide each column is drawn, and how far apart they stand."""

    widths: tuple[int, ...]
    gap: int


def fit(table: Table, width: int) -> Fit:
    """The widths with which a table fits ``width``: headings are broken first, then columns stand closer, then words
    are broken into lines; numbers never are.

    >>> from leadlife.reports import Column
    >>> fit(Table("", (Column("a", "left"), Column("clock rate")), (("x", "100%"),)), 8)
    Fit(widths=(1, 5), gap=2)
    """
    cells = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    full = [max(_longest(column), len(one.name)) for column, one in zip(cells, table.columns, strict=True)]
    least = [max(_longest(column), _word(one.name)) for column, one in zip(cells, table.columns, strict=True)]
    for gap in (2, 1):
        room = width - gap * (len(full) - 1)
        if sum(least) <= room:
            return Fit(tuple(_widened(least, full, room)), gap)
    return Fit(tuple(_narrowed(table, least, width - len(least) + 1)), 1)


def _longest(cells: Iterable[str]) -> int:
    return max((len(line) for cell in cells for line in cell.splitlines()), default=0)


def _word(heading: str) -> int:
    return max((len(word) for word in heading.split()), default=0)


def _widened(least: Sequence[int], full: Sequence[int], room: int) -> list[int]:
    """Headings in one line, as far as there is room, from the left."""
    widths = list(least)
    left = room - sum(widths)
    for place, wanted in enumerate(full):
        if 0 < wanted - widths[place] <= left:
            left -= wanted - widths[place]
            widths[place] = wanted
    return widths


def _narrowed(table: Table, least: Sequence[int], room: int) -> list[int]:
    """The widest columns of words made narrower, until the rest fits."""
    widths = list(least)
    words = [place for place, column in enumerate(table.columns) if column.align == "left"]
    while sum(widths) > room and (wide := [place for place in words if widths[place] > _LEAST]):
        widths[max(wide, key=lambda place: widths[place])] -= 1
    return widths
