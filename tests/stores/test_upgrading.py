"""Files of earlier schemas open, and keep what is in them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from leadlife.errors import StoreDamaged
from leadlife.lead import Turn
from leadlife.ports import LeadFilter, LeadStore
from leadlife.stores import SqliteStore
from leadlife.stores.sqlite.migrate import APPLICATION_ID, Migration, migrations, statements
from leadlife.testing.contract.base import (
    HOUR,
    MINUTE,
    STATES,
    T0,
    assigned,
    captured,
    change,
    merged,
    observed,
    plain,
    put,
)
from tests.stores.files import filled, raw

EARLIER = migrations()[:-1]


def older(path: Path, newest: Migration) -> Path:
    """The store at ``path`` in a file that went through the migrations up to ``newest``, and no others."""
    found = path.with_name(f"schema-{newest.number}.db")
    with raw(found) as connection:
        for step in migrations()[: newest.number]:
            for statement in statements(step.sql):
                connection.execute(statement)
        connection.execute("ATTACH ? AS present", (str(path),))
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
        ).fetchall():
            copy(connection, table)
        ledger = "CREATE TABLE migration AS SELECT * FROM present.migration WHERE number <= ?"
        connection.execute(ledger, (newest.number,))
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={newest.number}")
    return found


def copy(connection: sqlite3.Connection, table: str) -> None:
    columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
    connection.execute(f"DELETE FROM {table}")
    connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM present.{table}")


def contents(store: LeadStore, leads: int) -> object:
    """All that a store of the first schema held."""
    ids = [f"lead-{number}" for number in range(leads)]
    return plain(
        [
            list(store.scan()),
            [list(store.history(id)) for id in ids],
            [store.find(f"crm:{number}") for number in range(leads)],
            [store.outbox(state=state) for state in STATES],
            list(store.upcoming()),
            store.policies(),
        ]
    )


@pytest.mark.parametrize("newest", EARLIER, ids=[f"{one.number:04}" for one in EARLIER])
def test_a_file_of_an_earlier_schema_opens_and_keeps_what_it_holds(newest: Migration, tmp_path: Path) -> None:
    filled(tmp_path / "present.db", leads=5)
    present = SqliteStore(tmp_path / "present.db")
    path = older(tmp_path / "present.db", newest)
    store = SqliteStore(path)
    assert contents(store, 5) == contents(present, 5)
    assert dict(store.counts()) == {"raw": 5}
    for lead in store.scan():
        store.verify(lead.id)
    store.close()
    present.close()
    with raw(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (migrations()[-1].number,)
        assert connection.execute("SELECT max(number) FROM migration").fetchone() == (
            migrations()[-1].number,
        )
        assert schema(connection) == schema_of(tmp_path / "present.db")


def schema_of(path: Path) -> list[tuple[str, ...]]:
    with raw(path) as connection:
        return schema(connection)


def schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Tables with their columns, and indexes: but for the ledger, which this test's way of copying makes anew."""
    return connection.execute(
        "SELECT m.type, m.name, i.name FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) i"
        " WHERE m.name <> 'migration' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2, 3"
    ).fetchall()


def test_what_is_new_in_the_schema_works_in_a_file_of_the_first(tmp_path: Path) -> None:
    filled(tmp_path / "present.db", leads=3)
    path = older(tmp_path / "present.db", EARLIER[0])
    store = SqliteStore(path, durable="normal")
    first, second = store.load("lead-0"), store.load("lead-1")
    assert first is not None and second is not None
    put(store, change(first, assigned(first, turn=Turn("dach", 1)), matches=("e-mail:1",)))
    put(store, change(second, merged(second, "lead-0")))
    assert dict(store.turns("dach")) == {"rep-7": 1}
    assert list(store.matching(["e-mail:1"])) == ["lead-0"]
    assert [lead.id for lead in store.scan()] == ["lead-0", "lead-2"]
    assert len(store.scan(LeadFilter(merged=True))) == 3
    assert len(store.claim_due("w", now=T0 + HOUR, limit=9, lease=MINUTE)) == 3
    put(store, change(None, captured("lead-9", key="crm:9")))
    store.close()


def test_of_two_processes_that_open_an_old_file_one_migrates_it(tmp_path: Path) -> None:
    filled(tmp_path / "present.db", leads=3)
    path = older(tmp_path / "present.db", EARLIER[0])
    stores = [SqliteStore(path, durable="normal") for _ in range(2)]
    lead = stores[0].load("lead-0")
    assert lead is not None
    put(stores[1], change(lead, observed(lead, seats=9)))
    assert [len(store.scan()) for store in stores] == [3, 3]
    for store in stores:
        store.close()


def test_where_a_lead_was_merged_into_cannot_be_altered_unseen(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    filled(path, leads=2)
    with raw(path) as connection:
        connection.execute("UPDATE lead SET merged_into = 'lead-1' WHERE uid = 'lead-0'")
    store = SqliteStore(path)
    with pytest.raises(StoreDamaged, match="lead-0"):
        store.load("lead-0")
    store.close()
