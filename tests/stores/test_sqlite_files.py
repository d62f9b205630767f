"""What SqliteStore says to files that are not what it hopes for: a typed error each, and nothing written."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from leadlife.errors import NotAStore, StoreDamaged, StoreError, StoreTooNew
from leadlife.stores import SqliteStore
from leadlife.stores.sqlite.migrate import APPLICATION_ID, migrations
from leadlife.testing.contract.base import POLICY, change, observed, plain, put
from tests.stores.files import contents, filled, open_folder, raw, without_privileges

NEWEST = migrations()[-1].number


def test_a_new_file_is_marked_as_ours(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "leads.db").close()
    with raw(tmp_path / "leads.db") as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        ledger = connection.execute("SELECT number, name, digest FROM migration").fetchall()
    assert ledger == [(one.number, one.name, one.digest) for one in migrations()]


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [one.number for one in migrations()] == list(range(1, NEWEST + 1))


# A migration that was released is never edited: its digest is in every ledger. Add to this, never change it.
RELEASED: dict[int, str] = {}


def test_a_released_migration_was_not_edited() -> None:
    assert {one.number: one.digest for one in migrations() if one.number in RELEASED} == RELEASED


@pytest.mark.parametrize(("durable", "level"), [("full", 2), ("normal", 1)])
def test_durability_is_what_was_asked_for(tmp_path: Path, durable: str, level: int) -> None:
    store = SqliteStore(tmp_path / "leads.db", durable=durable)  # type: ignore[arg-type]  # one of the two
    read = store._database.read
    assert read(lambda connection: connection.execute("PRAGMA synchronous").fetchone()) == (level,)
    assert read(lambda connection: connection.execute("PRAGMA foreign_keys").fetchone()) == (1,)
    assert read(lambda connection: connection.execute("PRAGMA secure_delete").fetchone()) == (1,)
    store.close()


def test_opening_again_finds_what_was_written(tmp_path: Path) -> None:
    written = filled(tmp_path / "leads.db")
    store = SqliteStore(str(tmp_path / "leads.db"))
    assert plain(contents(store)) == plain(written)
    assert dict(store.policies()) == {POLICY: '{"name": "acme"}'}
    store.close()


# -- what is no store ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"name,stage\nkim,raw\n" * 100, b"\x00" * 5000, b"SQLite format 3\x00 not really"]
)
def test_a_file_that_is_not_sqlite_is_not_a_store(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(content)
    with pytest.raises(NotAStore, match=r"leads\.csv"):
        SqliteStore(path)
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["leads.csv"]


def test_a_database_of_another_program_is_not_a_store(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    with raw(path) as connection:
        connection.execute("CREATE TABLE lead (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(NotAStore, match="another program"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    with pytest.raises(NotAStore, match="is a folder"):
        SqliteStore(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*nowhere"):
        SqliteStore(tmp_path / "nowhere" / "leads.db")


def test_for_leads_in_memory_there_is_another_store() -> None:
    with pytest.raises(StoreError, match=r"MemoryStore\(\)"):
        SqliteStore(":memory:")


def test_a_newer_schema_is_too_new(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    filled(path, leads=1)
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version={NEWEST + 1}")
    with pytest.raises(StoreTooNew, match="upgrade leadlife"):
        SqliteStore(path)


def test_an_event_of_a_newer_kind_is_too_new(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    filled(path, leads=1)
    with raw(path) as connection:
        connection.execute("UPDATE event SET version = 2, digest = x'00' WHERE seq = 4")
    store = SqliteStore(path)
    assert len(store.history("lead-0", until=3)) == 3
    with pytest.raises(StoreDamaged, match="lead lead-0, event 4: its row was altered"):
        store.history("lead-0")
    store.close()


def test_another_migration_under_the_same_number_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    filled(path, leads=1)
    with raw(path) as connection:
        connection.execute("UPDATE migration SET digest = 'another'")
        connection.execute("PRAGMA user_version=0")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    with pytest.raises(StoreDamaged, match="another migration 1"):
        SqliteStore(path)


# -- what cannot be written ----------------------------------------------------------------------------


def test_a_file_that_may_only_be_read_is_left_alone() -> None:
    with open_folder() as folder:
        path = folder / "leads.db"
        written = filled(path, leads=3)
        path.chmod(0o444)
        before = path.read_bytes()
        with without_privileges(), pytest.raises(StoreError, match=r"read-only|cannot be opened"):
            lead = written["lead-0"]
            store = SqliteStore(path)
            try:
                put(store, change(lead, observed(lead, seats=1)))
            finally:
                store.close()
        assert path.read_bytes() == before


def test_a_folder_that_may_only_be_read_is_named() -> None:
    with (
        open_folder() as folder,
        without_privileges(),
        pytest.raises(StoreError, match="cannot be opened or created"),
    ):
        SqliteStore(folder / "leads.db")


def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    leads = filled(path, leads=2)
    store = SqliteStore(path, durable="normal")
    limit(store, 10)  # SQLite makes this as many pages as there are
    lead, long = leads["lead-0"], "x" * 3000
    with pytest.raises(StoreError, match="the disk is full"):
        while True:
            lead = put(store, change(lead, observed(lead, note=long)))
    assert store.load("lead-0") == lead
    limit(store, 100_000)
    lead = put(store, change(lead, observed(lead, note=long)))
    store.close()
    again = SqliteStore(path)
    assert again.load("lead-0") == lead
    for id in leads:
        again.verify(id)
    again.close()


def limit(store: SqliteStore, pages: int) -> None:
    store._database.read(lambda connection: connection.execute(f"PRAGMA max_page_count={pages}").fetchall())


# -- what was damaged ----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_damaged(tmp_path: Path, part: float) -> None:
    path = tmp_path / "leads.db"
    filled(path)
    os.truncate(path, int(path.stat().st_size * part))
    with pytest.raises(StoreDamaged, match="restore a backup"):
        SqliteStore(path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE lead SET stage = 'won' WHERE uid = 'lead-1'",
        "UPDATE lead SET owner = 'rep-9' WHERE uid = 'lead-1'",
        "UPDATE lead SET told = replace(told, 'they', 'nobody') WHERE uid = 'lead-1'",
        "UPDATE lead SET visits = '[' WHERE uid = 'lead-1'",
        "UPDATE lead SET told = x'ff' WHERE uid = 'lead-1'",
        "UPDATE lead SET policy = 99 WHERE uid = 'lead-1'",
        "UPDATE lead SET version = 3 WHERE uid = 'lead-1'",
        "UPDATE lead SET captured_at = captured_at + 1 WHERE uid = 'lead-1'",
        "UPDATE event SET body = replace(body, 'they', 'nobody') WHERE lead = 2 AND seq = 3",
        "UPDATE event SET body = cast(x'ff' AS TEXT) WHERE lead = 2 AND seq = 3",
        "UPDATE event SET body = NULL WHERE lead = 2 AND seq = 3",
        "UPDATE event SET occurred_at = occurred_at - 1 WHERE lead = 2 AND seq = 3",
        "UPDATE event SET recorded_at = 'soon' WHERE lead = 2 AND seq = 3",
        "UPDATE event SET kind = 'touched' WHERE lead = 2 AND seq = 3",
        "UPDATE event SET policy = 99 WHERE lead = 2 AND seq = 3",
        "UPDATE event SET lead = 1, seq = 5 WHERE lead = 2 AND seq = 4",
        "DELETE FROM event WHERE lead = 2 AND seq = 2",
        "DELETE FROM event WHERE lead = 2 AND seq = 4",
        "DELETE FROM event WHERE lead = 2",
        "DELETE FROM clock WHERE lead = 2",
        "UPDATE clock SET due_at = due_at + 1 WHERE lead = 2",
        "UPDATE policy SET fingerprint = 'b'",
    ],
)
def test_an_altered_row_is_found(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "leads.db"
    filled(path, leads=3)
    with raw(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("PRAGMA writable_schema=ON")
        nullable = "replace(sql, 'body        TEXT NOT NULL', 'body TEXT')"
        connection.execute(f"UPDATE sqlite_master SET sql = {nullable} WHERE name = 'event'")
    with raw(path) as connection:
        assert connection.execute(damage).rowcount > 0
    store = SqliteStore(path)
    with pytest.raises(StoreDamaged, match=r"lead-1|not UTF-8"):
        store.verify("lead-1")
    store.close()


def test_a_lead_whose_state_has_an_older_shape_is_folded_anew(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    written = filled(path, leads=2)
    with raw(path) as connection:
        connection.execute("UPDATE lead SET shape = 0, told = 'whatever it was'")
    store = SqliteStore(path)
    assert plain(store.load("lead-0")) == plain(written["lead-0"])
    lead = written["lead-1"]
    after = put(store, change(lead, observed(lead, seats=9)))
    store.close()
    again = SqliteStore(path)
    assert plain(again.load("lead-1")) == plain(after)
    again.verify("lead-1")
    again.close()


def test_a_file_without_its_tables_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    filled(path, leads=1)
    with raw(path) as connection:
        connection.execute("DROP TABLE outbox")
    store = SqliteStore(path)
    with pytest.raises(StoreDamaged, match="has not the tables"):
        store.outbox(state="pending")
    store.close()


def test_sqlite_is_new_enough_to_be_trusted_with_this() -> None:
    """``ON CONFLICT ... DO UPDATE`` came with 3.24."""
    assert sqlite3.sqlite_version_info >= (3, 24)
