"""The floor under bar 3: raw ``sqlite3`` that reads the lead and writes the same rows, with the same statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from leadlife.stores.sqlite import statements as sql

_PRAGMAS = (
    "busy_timeout = 30000",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",
)
_READ_LEAD = f"SELECT {sql.LEAD_COLUMNS} FROM lead WHERE id = 1"
_EVENT_COLUMNS = "lead, seq, kind, version, policy, occurred_at, recorded_at, body, digest"
_READ_EVENT = f"SELECT {_EVENT_COLUMNS} FROM event ORDER BY pos DESC"

Row = tuple[Any, ...]


class Written(NamedTuple):
    """The rows that one step leaves behind."""

    lead: Row
    event: Row
    clocks: tuple[Row, ...]


def rehearse(path: Path, steps: list[Callable[[], object]]) -> list[Written]:
    """Run the steps of one lead on a store in ``path``, and read after each what it wrote."""
    written = []
    with closing(sqlite3.connect(path)) as connection:
        for step in steps:
            step()
            (lead,) = connection.execute(_READ_LEAD).fetchall()
            event = connection.execute(_READ_EVENT).fetchone()
            clocks = connection.execute("SELECT lead, id, due_at, ready_at FROM clock").fetchall()
            written.append(Written(lead, event, tuple(clocks)))
    return written


class Raw:
    """A database of the same schema, to which nothing but ``sqlite3`` writes."""

    def __init__(self, path: Path, life: list[Written]) -> None:
        self._life = life
        self._count = 0
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in _PRAGMAS:
            self._db.execute(f"PRAGMA {pragma}")
        schema = files("leadlife.stores.sqlite").joinpath("migrations")
        for file in sorted(schema.iterdir(), key=lambda one: one.name):
            if file.name.endswith(".sql"):
                self._db.executescript(file.read_text("utf-8"))
        self._db.execute(sql.INSERT_POLICY, ("ring", "1", "f", "{}"))

    def close(self) -> None:
        self._db.close()

    def lives(self, leads: int, *, one_commit: bool) -> Callable[[], None]:
        """Lead after lead through the life that was rehearsed, each step in its own commit, or all in one."""

        def run() -> None:
            if one_commit:
                self._db.execute("BEGIN IMMEDIATE")
            for _ in range(leads):
                self._count += 1
                self._live(self._count, one_commit)
            if one_commit:
                self._db.execute("COMMIT")

        return run

    def _live(self, id: int, one_commit: bool) -> None:
        execute = self._db.execute
        uid, before = f"lead-{id}", None
        for after in self._life:
            if not one_commit:
                execute(sql.LEAD_BY_UID, (uid,)).fetchone()
                execute("BEGIN IMMEDIATE")
            if before is None:
                execute(sql.INSERT_LEAD, (id, uid, *after.lead[2:]))
            else:
                execute(sql.UPDATE_LEAD, (*_columns(after.lead), id, before.lead[9]))
                for clock in before.clocks:
                    execute(sql.DROP_CLOCK, (id, clock[1]))
            execute(sql.INSERT_EVENT, (id, *after.event[1:]))
            for clock in after.clocks:
                execute(sql.ARM_CLOCK, (id, *clock[1:]))
            if not one_commit:
                execute("COMMIT")
            before = after


def _columns(lead: Row) -> Row:
    """The columns of ``UPDATE_LEAD``, in its order."""
    _id, _uid, key, stage, owner, source, campaign, account, captured_at, *state = lead
    return (key, stage, owner, source, campaign, account, captured_at, *state)
