"""Rows that were not taken, and why."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from shutil import copyfileobj
from tempfile import TemporaryFile
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

    One that an earlier import left there is replaced, or removed if there are none now. Any other file is left alone.

    :raises InvalidInput: if it cannot be written there, or another file stands there: before anything is imported.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        if path.exists() and not _is_ours(path):
            raise _not_there(path, "something else stands there, which would be lost")
        try:
            self._file = TemporaryFile("w+", encoding="utf-8", newline="", dir=path.parent)  # noqa: SIM115 (ours to close)
        except OSError as error:
            raise _not_there(path, (error.strerror or str(error)).lower()) from None
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
        with self._file:
            if error is None and self.count:
                self._appear()
            elif error is None and _is_ours(self.path):
                self.path.unlink(missing_ok=True)

    def _appear(self) -> None:
        """All at once: under a name of its own first, for another process may import the same file."""
        part = self.path.with_name(f"{self.path.name}.{token_hex(4)}.part")
        self._file.seek(0)
        with part.open("w", encoding="utf-8", newline="") as file:
            copyfileobj(self._file, file)
        os.replace(part, self.path)


def beside(file: Path) -> Path:
    """Where the rejects of a file are listed, unless said otherwise.

    >>> beside(Path("spring", "leads.csv")).name
    'leads.rejects.csv'
    """
    return file.with_name(f"{file.stem}.rejects.csv")


def _not_there(path: Path, why: str) -> InvalidInput:
    remedy = "Say where: rejects=Path(...), or --rejects FILE. Nothing was imported."
    return InvalidInput(f"write the rejects to {path}", why, remedy=remedy)


def _is_ours(path: Path) -> bool:
    """Whether an import wrote the file; an empty one is nobody's. A device or a folder is no file."""
    if not path.is_file():
        return False
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8", newline="") as file:
        return file.readline() in ("", ",".join(HEADER) + "\n")
    return False
