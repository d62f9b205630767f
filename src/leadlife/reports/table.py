"""A table for people: formatted text in rows and columns, drawn by whoever shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from leadlife.errors import DefinitionError

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the side its cells stand on: words left, numbers right."""

    name: str
    align: Align = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A title, columns, rows of formatted text, and notes below. ``str()`` draws it in plain text.

    >>> print(Table("Leads", (Column("source", "left"), Column("leads")), (("webcast", "12"), ("fair", "7"))))
    Leads
    <BLANKLINE>
    source   leads
    -------  -----
    webcast     12
    fair         7

    :raises DefinitionError: if a row has another number of cells than there are columns.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                said = f"has {len(self.columns)} columns, and a row of {len(row)}: {row}"
                raise DefinitionError(f"table {self.title!r} {said}")

    def __str__(self) -> str:
        widths = [
            max(len(column.name), *(len(row[place]) for row in self.rows)) if self.rows else len(column.name)
            for place, column in enumerate(self.columns)
        ]
        head = self._line([column.name for column in self.columns], widths)
        body = [self._line(row, widths) for row in self.rows]
        notes = ["", *self.notes] if self.notes else []
        return "\n".join([self.title, "", head, "  ".join("-" * width for width in widths), *body, *notes])

    def _line(self, cells: Sequence[str], widths: Sequence[int]) -> str:
        placed = [
            cell.ljust(width) if column.align == "left" else cell.rjust(width)
            for cell, width, column in zip(cells, widths, self.columns, strict=True)
        ]
        return "  ".join(placed).rstrip()
