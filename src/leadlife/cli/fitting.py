"""Making a table fit the terminal: headings are broken between words before any cell is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from leadlife.reports import Table

_LEAST = 12
_LONGEST_WORD = 24
"""A column of words is not made narrower than the first, nor than its longest word up to the second."""


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
    full = [max(1, _longest(column), len(one.name)) for column, one in zip(cells, table.columns, strict=True)]
    least = [
        max(1, _longest(column), _word(one.name)) for column, one in zip(cells, table.columns, strict=True)
    ]
    for gap in (2, 1):
        room = width - gap * (len(full) - 1)
        if sum(least) <= room:
            return Fit(tuple(_widened(least, full, room)), gap)
    return Fit(tuple(_narrowed(table, least, width - len(least) + 1)), 1)


def split(table: Table, width: int) -> tuple[Table, ...]:
    """The table, or, where its numbers need more room than there is, several below one another.

    Each begins with the columns that say what a row is: those of words before the first of numbers. The title stands
    above the first, the notes below the last.

    >>> from leadlife.reports import Column
    >>> wide = Table("T", (Column("a", "left"), Column("b"), Column("c")), (("x", "1000", "2000"),), ("note",))
    >>> [[column.name for column in part.columns] for part in split(wide, 8)]
    [['a', 'b'], ['a', 'c']]
    """
    labels = _labels(table)
    runs: list[list[int]] = [[]]
    for place in range(len(labels), len(table.columns)):
        if runs[-1] and not _fits(_part(table, [*labels, *runs[-1], place]), width):
            runs.append([])
        runs[-1].append(place)
    parts = [_part(table, [*labels, *run]) for run in runs] if table.columns else [table]
    parts[0] = replace(parts[0], title=table.title)
    parts[-1] = replace(parts[-1], notes=table.notes)
    return tuple(parts)


def _labels(table: Table) -> list[int]:
    """The columns that say what a row is; where all are words, the first alone."""
    sides = [column.align for column in table.columns]
    return list(range(max(1, sides.index("right")) if "right" in sides else 1))


def _part(table: Table, places: Sequence[int]) -> Table:
    columns = tuple(table.columns[place] for place in places)
    return Table("", columns, tuple(tuple(row[place] for place in places) for row in table.rows))


def _fits(table: Table, width: int) -> bool:
    found = fit(table, width)
    return sum(found.widths) + found.gap * (len(found.widths) - 1) <= width


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
    floors = {
        place: max(_LEAST, *(min(_word(row[place]), _LONGEST_WORD) for row in table.rows))
        for place, column in enumerate(table.columns)
        if column.align == "left" and table.rows
    }
    while sum(widths) > room and (
        wide := [place for place, floor in floors.items() if widths[place] > floor]
    ):
        widths[max(wide, key=lambda place: widths[place])] -= 1
    return widths
