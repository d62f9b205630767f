"""One locked connection to one file, and how it reads, writes and waits."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Concatenate, Literal, ParamSpec, TypeVar

from leadlife.errors import InvalidInput, StoreError
from leadlife.stores.sqlite.errors import is_busy, typed

P = ParamSpec("P")
T = TypeVar("T")

Durable = Literal["full", "normal"]


class Database:
    """A connection that threads take turns at. Refused in a process that forked off the one that opened it."""

    def __init__(self, path: str, busy_timeout: timedelta) -> None:
        self.path = path
        self._pid = os.getpid()
        self._lock = Lock()
        self._patience = busy_timeout.total_seconds()
        self._unscrubbed = False
        self._connection: sqlite3.Connection | None = None
        try:
            # Waiting is ours: SQLite's own handler starves writers.
            self._connection = sqlite3.connect(
                path, timeout=0, isolation_level=None, check_same_thread=False, cached_statements=256
            )
        except sqlite3.Error as error:
            raise typed(error, path) from error

    def read(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``work`` done on the connection, outside a transaction: for a single statement."""
        connection = self._usable()
        with self._lock:
            try:
                return work(connection, *args, **kwargs)
            except sqlite3.Error as error:
                if not is_busy(error):
                    raise typed(error, self.path) from error
            except (UnicodeEncodeError, OverflowError) as error:
                raise _unstorable(error) from None
            return self._patiently(lambda: work(connection, *args, **kwargs))

    def snapshot(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``work`` done in a read transaction: all of its statements see the same moment."""
        return self.read(_snapshot, lambda connection: work(connection, *args, **kwargs))

    def write(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``work`` done in a transaction that can write from its start; nothing of it stays if it raises."""
        connection = self._usable()
        with self._lock:
            try:
                self._begin(connection)
                result = work(connection, *args, **kwargs)
                connection.execute("COMMIT")
                if self._unscrubbed:
                    self._truncate(connection)
                return result
            except sqlite3.Error as error:
                raise typed(error, self.path) from error
            except (UnicodeEncodeError, OverflowError) as error:
                raise _unstorable(error) from None
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Take the write lock at once: a transaction that asks for it later can be refused in its middle."""
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if not is_busy(error):
                raise
            self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))

    def _patiently(self, work: Callable[[], T]) -> T:
        """``work``, tried again while another connection is in the way, at growing random intervals."""
        until = time.monotonic() + self._patience
        pause = 0.001
        while True:
            time.sleep(random.uniform(pause / 4, pause))
            try:
                return work()
            except sqlite3.Error as error:
                if not is_busy(error) or time.monotonic() >= until:
                    raise typed(error, self.path) from error
            pause = min(pause * 2, 0.025)

    # -- the log ---------------------------------------------------------------------------------------

    def scrub(self) -> None:
        """Leave nothing of what was overwritten in the log: it is written into the file, and emptied.

        What was committed stays committed: where others read on for longer than the patience, or the disk is full,
        it is done after a later write, or when the store is closed or opened by the last or first to use the file.
        """
        connection = self._usable()
        until = time.monotonic() + self._patience
        self._unscrubbed = True
        while True:
            with self._lock:
                self._truncate(connection)
            if not self._unscrubbed or time.monotonic() >= until:
                return
            time.sleep(random.uniform(0.001, 0.01))

    def scrub_at_once(self) -> None:
        """:meth:`scrub`, if nobody else is using the file: for what a crash left behind."""
        with self._lock:
            self._truncate(self._usable())

    def _truncate(self, connection: sqlite3.Connection) -> None:
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error:
            return
        self._unscrubbed = self._unscrubbed and bool(busy)

    def _usable(self) -> sqlite3.Connection:
        if os.getpid() != self._pid:
            raise StoreError(
                f"{self.path} was opened before this process forked, and SQLite does not survive a fork: "
                "open the store anew in the child"
            )
        if self._connection is None:
            raise StoreError(f"{self.path} was closed: open the store anew")
        return self._connection

    def close(self) -> None:
        """Close the connection; in a forked child only forget it, for the file is the parent's."""
        connection, self._connection = self._connection, None
        if connection is None or os.getpid() != self._pid:
            return
        with self._lock:
            connection.close()


def _snapshot(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(connection)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _unstorable(error: Exception) -> InvalidInput:
    return InvalidInput("store this", f"SQLite cannot hold it: {error}")
