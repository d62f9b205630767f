"""What a file is, and how it becomes a store of the present schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from leadlife._version import __version__
from leadlife.errors import NotAStore, StoreDamaged, StoreTooNew
from leadlife.stores.sqlite.database import Database, Durable

APPLICATION_ID = 0x6C6C6966  # "llif", where SQLite keeps a file's kind

_LEDGER = """
CREATE TABLE IF NOT EXISTS migration (
    number   INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    digest   TEXT NOT NULL,
    leadlife TEXT NOT NULL
)
"""


class Migration(NamedTuple):
    """A numbered step of the schema; once released, never edited."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        return sha256(self.sql.encode()).hexdigest()


def migrations() -> Sequence[Migration]:
    """Every migration there is, by number."""
    folder = files("leadlife.stores.sqlite").joinpath("migrations")
    found = [
        Migration(int(file.name[:4]), file.name[5:-4], file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    ]
    return sorted(found)


def prepare(database: Database, durable: Durable) -> None:
    """Make sure that the file is a store of the present schema; create it in an empty file.

    :raises NotAStore: if it is something else; then nothing was written.
    :raises StoreTooNew: if a newer leadlife wrote it; then nothing was written.
    """
    steps = migrations()
    at = database.snapshot(_version, database.path, steps[-1].number)
    database.read(_settings, durable)
    if at < steps[-1].number:
        database.write(_migrate, database.path, steps)
    database.scrub_at_once()


def _version(connection: sqlite3.Connection, path: str, newest: int) -> int:
    """The number of the last migration that the file went through; 0 for an empty file."""
    kind = _one(connection, "PRAGMA application_id")
    version = _one(connection, "PRAGMA user_version")
    if kind == 0 and version == 0 and _one(connection, "SELECT count(*) FROM sqlite_master") == 0:
        return 0
    if kind != APPLICATION_ID:
        raise NotAStore(
            f"{path} is an SQLite file of another program: pass the path of a leadlife store, or a new path"
        )
    if version > newest:
        raise StoreTooNew(
            f"{path} has schema {version}, and this leadlife {__version__} knows {newest}: upgrade leadlife"
        )
    return version


def _settings(connection: sqlite3.Connection, durable: Durable) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={'FULL' if durable == 'full' else 'NORMAL'}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _migrate(connection: sqlite3.Connection, path: str, steps: Sequence[Migration]) -> None:
    at = _version(connection, path, steps[-1].number)  # again: another process may have been faster
    connection.execute(_LEDGER)
    _check_ledger(connection, path, steps)
    for step in steps[at:]:
        for statement in statements(step.sql):
            connection.execute(statement)
        ledger = (step.number, step.name, step.digest, __version__)
        connection.execute(
            "INSERT INTO migration (number, name, digest, leadlife) VALUES (?, ?, ?, ?)", ledger
        )
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={steps[-1].number}")


def _check_ledger(connection: sqlite3.Connection, path: str, steps: Sequence[Migration]) -> None:
    done = dict(connection.execute("SELECT number, digest FROM migration"))
    for step in steps:
        if done.get(step.number, step.digest) != step.digest:
            raise StoreDamaged(
                f"{path} went through another migration {step.number} than this leadlife's {step.name!r}"
            )


def statements(script: str) -> Sequence[str]:
    """The statements of a script one by one, as ``executescript`` would end the transaction.

    >>> statements("CREATE TABLE a (b); -- one\\nCREATE TABLE c (d);")
    ['CREATE TABLE a (b);', '-- one\\nCREATE TABLE c (d);']
    """
    found, begun = [], ""
    for part in script.split(";"):
        begun += part + ";"
        if sqlite3.complete_statement(begun):
            found.append(begun.strip())
            begun = ""
    return [one for one in found if one != ";"]


def _one(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])
