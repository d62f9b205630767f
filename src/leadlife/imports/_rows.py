"""The rows of a CSV file, each with the line it begins on; a broken one costs no other."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it begins (the first is 1), and its cells, or why there are none."""

    line: int
    cells: list[str]
    broken: str | None = None


class _Lines:
    """The lines of a file, which can be handed back to be read again."""

    __slots__ = ("_again", "_lines", "taken")

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def hand_back(self) -> None:
        """All lines taken but the first are read again."""
        self._again.extendleft(reversed(self.taken[1:]))


def rows(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Every row that is not blank. ``lines`` come as an untranslated file gives them (``newline=""``).

    A quote that is never closed, or closed in the middle of a cell, breaks the line on which its row begins: reading
    goes on with the next line, for what looks like the inside of the quotes is most likely the rows that follow.
    """
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    line = 1
    while True:
        source.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, [source.taken[0].rstrip("\r\n")], _why(error))
            source.hand_back()
            line += 1
            continue
        if cells:
            yield Row(line, cells)
        line += len(source.taken)


def _why(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end of data" in said:
        return "a quote that is opened here is never closed"
    if "field larger" in said:
        return "a cell that begins here is too long, or its quote is never closed"
    if "expected after" in said:
        return "a quote is closed in the middle of a cell: a quote within quotes is written twice"
    return f"it is no CSV: {said}"
