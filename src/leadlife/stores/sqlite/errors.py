"""SQLite's errors as leadlife's."""

from __future__ import annotations

import sqlite3

from leadlife.errors import NotAStore, StoreBusy, StoreDamaged, StoreError

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection was in the way, so that trying again makes sense."""
    return _code(error) in _BUSY


def typed(error: sqlite3.Error, path: str) -> StoreError:
    """The error to raise instead of ``error``, which says what happened to the store at ``path`` and how to mend it."""
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(
                f"{path} stayed locked by another connection for longer than busy_timeout; the step was not written"
            )
        case sqlite3.SQLITE_NOTADB:
            return NotAStore(f"{path} is not an SQLite file")
        case sqlite3.SQLITE_FULL:
            return StoreError(
                f"{path}: the disk is full; nothing of the step was written: make room and repeat it"
            )
        case sqlite3.SQLITE_READONLY:
            return StoreError(f"{path} is read-only for this process: nothing was written")
        case sqlite3.SQLITE_CANTOPEN:
            return StoreError(f"{path} cannot be opened or created: look at its folder and the rights on it")
        case sqlite3.SQLITE_CORRUPT:
            return StoreDamaged(f"{path} is damaged ({error}): restore a backup")
        case sqlite3.SQLITE_ERROR:
            return StoreDamaged(f"{path} has not the tables of a leadlife store ({error})")
        case sqlite3.SQLITE_CONSTRAINT:
            return StoreDamaged(
                f"{path} contradicts itself ({error}): what was written is not what its rows allow"
            )
        case None if "decode" in str(error):
            return StoreDamaged(f"{path} holds text that is not UTF-8 ({error}): restore a backup")
    return StoreError(f"{path}: {type(error).__name__}: {error}")


def _code(error: sqlite3.Error) -> int | None:
    """The primary result code: extended codes carry it in their last byte."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
