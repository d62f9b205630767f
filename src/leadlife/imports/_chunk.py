"""The rows of a file that are committed together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from leadlife.imports._checks import columns
from leadlife.imports._reading import RowReader, Told
from leadlife.imports._rows import Row
from leadlife.imports.mapping import ImportMapping
from leadlife.imports.rejects import Reject
from leadlife.lead import F


@dataclass(frozen=True, slots=True)
class Chunk(Generic[F]):
    """Rows read and judged before any of them is told.

    ``id`` is the command id under which they are committed. It names the rows that were left out for want of a lead, or
    because they lie in the future: once that has changed, the chunk is another command, and its rows are told again
    (which tells nothing new of those that were taken before). So nothing is ever rejected for good, and what a chunk
    rejected can be told again from its rows alone.
    """

    id: str
    size: int
    told: tuple[Told[F], ...]
    rejects: tuple[Reject, ...]

    def without(self, found: Mapping[int, Reject]) -> Chunk[F]:
        """The chunk without the rows on these lines, which are another command."""
        told = tuple(row for row in self.told if row.line not in found)
        return Chunk(_id(self.id, list(found)), self.size, told, (*self.rejects, *found.values()))


class Judge(Generic[F]):
    """Says of a row that can be read whether it can be told now."""

    def __init__(self, mapping: ImportMapping[F], now: datetime, find: Callable[[str], str | None]) -> None:
        self._now = now
        self._find = find if mapping.continues else None
        self._key = mapping.key
        self._mapping = mapping

    def objection(self, row: Told[F]) -> tuple[str, str] | None:
        """The column and the reason for which the row has to wait, or None."""
        if row.captured_at is not None and row.captured_at > self._now:
            return self._column("captured_at"), self._future(row.captured_at)
        for entry in row.entries:
            if entry.at > self._now:
                return self._column(f"entered {entry.stage}"), self._future(entry.at)
        if self._find is not None and self._find(row.key) is None:
            return self._key, "no lead has this key, and this file continues leads: import them first"
        return None

    def _future(self, at: datetime) -> str:
        return f"it is {at.isoformat()}, which lies after now ({self._now.isoformat()})"

    def _column(self, wanted: str) -> str:
        return next(column for what, column in columns(self._mapping) if what == wanted)


def chunked(id: str, rows: Sequence[Row], reader: RowReader[F], judge: Judge[F]) -> Chunk[F]:
    """The rows as a chunk."""
    told: list[Told[F]] = []
    rejects: list[Reject] = []
    waiting: list[int] = []
    for row in rows:
        found = reader.read(row)
        if isinstance(found, tuple):
            rejects.extend(found)
        elif (objection := judge.objection(found)) is not None:
            column, why = objection
            rejects.append(Reject(row.line, column, reader.text(row, column), why))
            waiting.append(row.line)
        else:
            told.append(found)
    return Chunk(_id(id, waiting), len(rows), tuple(told), tuple(rejects))


def _id(id: str, waiting: list[int]) -> str:
    if not waiting:
        return id
    return f"{id}:{hashlib.sha256(repr(waiting).encode()).hexdigest()[:16]}"
