"""The file of an import: opened once, proved readable as text, and known by its content."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leadlife.errors import InvalidInput, did_you_mean
from leadlife.imports._rows import Row, rows

_BLOCK = 1 << 20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of the whole file before its first row is taken."""

    size: int
    digest: str


class CsvFile:
    """An open file whose every byte can be read as text. Made by :func:`opened`."""

    def __init__(self, path: Path, raw: BinaryIO, encoding: str, delimiter: str) -> None:
        self._path = path
        self._raw = raw
        self._state = _state(raw)
        self.content = _examined(path, raw, encoding)
        raw.seek(0)
        self._text = io.TextIOWrapper(raw, encoding=encoding, newline="")
        self._rows = rows(self._text, delimiter)
        self.header = _header(path, next(self._rows, None))

    def rows(self) -> Iterator[Row]:
        """The rows below the header."""
        return self._rows

    def read_so_far(self) -> int:
        """How many bytes were read, to the next buffer."""
        return self._raw.tell()

    def index(self, column: str, what: str) -> int:
        """Which cell of a row belongs to the column, which is mapped to ``what``.

        :raises InvalidInput: if the header has no such column.
        """
        try:
            return self.header.index(column)
        except ValueError:
            hint = did_you_mean(column, [name for name in self.header if name])
            remedy = (
                "The first line of the file is its header; the mapping names its columns as they stand there."
            )
            why = f"it has no column {column!r}, which is mapped to {what}{hint}"
            raise InvalidInput(f"import {self._path}", why, remedy=remedy) from None

    def require_unchanged(self) -> None:
        """Pass, or raise ``InvalidInput`` if somebody wrote the file while it was read."""
        if _state(self._raw) != self._state:
            remedy = "What was committed so far is whole. Import the file again when it is finished."
            raise InvalidInput(f"import {self._path}", "it was changed while it was read", remedy=remedy)


@contextmanager
def opened(path: Path, encoding: str, delimiter: str) -> Iterator[CsvFile]:
    """The file at a path.

    :raises InvalidInput: if it cannot be opened, is a pipe, is empty, is no text in this encoding, or its header is
        missing, broken or names a column twice.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise InvalidInput(f"import {path}", (error.strerror or str(error)).lower()) from None
    with raw:
        if not raw.seekable():
            remedy = (
                "Write it to a file first: it is read twice, so that nothing of a broken one is imported."
            )
            raise InvalidInput(f"import {path}", "it is a pipe, or a terminal", remedy=remedy)
        yield CsvFile(path, raw, encoding, delimiter)


def _state(raw: BinaryIO) -> tuple[int, int]:
    found = os.fstat(raw.fileno())
    return found.st_size, found.st_mtime_ns


def _examined(path: Path, raw: BinaryIO, encoding: str) -> Content:
    hashed, size = hashlib.sha256(), 0
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := raw.read(_BLOCK):
            hashed.update(block)
            decoder.decode(block)
            size += len(block)
        decoder.decode(b"", True)
    except UnicodeError as error:
        raise _not_text(path, raw, encoding, error, size) from None
    if size == 0:
        raise InvalidInput(f"import {path}", "it is empty: there is not even a header")
    return Content(size, hashed.hexdigest())


def _not_text(path: Path, raw: BinaryIO, encoding: str, error: UnicodeError, size: int) -> InvalidInput:
    raw.seek(0)
    if raw.read(2) in _UTF_16:
        why = f"it begins as UTF-16 does, not {encoding}"
        return InvalidInput(f"import {path}", why, remedy="Say encoding='utf-16'. Nothing was imported.")
    where = ""
    if isinstance(error, UnicodeDecodeError):
        raw.seek(size)
        # What the decoder held back of the block before comes first in what it was decoding.
        held = len(error.object) - len(raw.read(_BLOCK))
        line = _lines_before(raw, size - held + error.start) + 1
        where = f": line {line} has the byte 0x{error.object[error.start]:02x}"
    remedy = (
        "Say how it was written, such as encoding='cp1252' for older Windows programs. Nothing was imported."
    )
    return InvalidInput(f"import {path}", f"it is not {encoding}{where}", remedy=remedy)


def _lines_before(raw: BinaryIO, place: int) -> int:
    raw.seek(0)
    lines = 0
    while place > 0 and (block := raw.read(min(_BLOCK, place))):
        lines += block.count(b"\n")
        place -= len(block)
    return lines


def _header(path: Path, row: Row | None) -> tuple[str, ...]:
    asked = f"import {path}"
    if row is None:
        raise InvalidInput(asked, "it holds blank lines only: there is no header")
    if row.broken is not None:
        raise InvalidInput(asked, f"its header (line {row.line}) cannot be read: {row.broken}")
    names = tuple(cell.strip() for cell in row.cells)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        why = f"its header names {', '.join(map(repr, twice))} twice: which one is meant cannot be known"
        raise InvalidInput(asked, why, remedy="Rename one of the two in the first line of the file.")
    if any("\0" in name for name in names):
        raise InvalidInput(
            asked, "its header holds NUL bytes: it is no text file, or UTF-16 (say encoding='utf-16')"
        )
    return names
