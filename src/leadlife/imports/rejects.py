"""Rows that were not taken, and why."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from leadlife.errors import InvalidInput

HEADER = ("line", "column", "value", "reason")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a row was not taken: the line on which it begins, and the column and text at fault (empty: the whole row).

    A row with several faults has several of these.
    """

    line: int
    column: str
    value: str
    reason: str


class RejectsFile:
    """The rejects of one import, as a CSV file that appears when the import ends, and only if there are any.

    A file that stands there already is replaced; with no rejects, one that an earlier import left is removed.

    :raises InvalidInput: if it cannot be written there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._part = path.with_name(path.name + ".part")
        try:
            self._file = self._part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            remedy = "Say where: rejects=Path(...). Nothing was imported."
            why = (error.strerror or str(error)).lower()
            raise InvalidInput(f"write the rejects to {path}", why, remedy=remedy) from None
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(HEADER)

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add rejects. A value of more than 500 characters is cut short."""
        for one in rejects:
            self.count += 1
            value = one.value if len(one.value) <= _LONGEST else one.value[:_LONGEST] + "…"
            self._writer.writerow((one.line, one.column, value, one.reason))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if error is None and self.count:
            os.replace(self._part, self.path)
            return
        self._part.unlink(missing_ok=True)
        if error is None and _is_ours(self.path):
            self.path.unlink()


def _is_ours(path: Path) -> bool:
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8", newline="") as file:
        return file.readline() == ",".join(HEADER) + "\n"
    return False
