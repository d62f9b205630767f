"""Every store keeps the one contract."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leadlife.ports import LeadStore
from leadlife.stores import MemoryStore, SqliteStore
from leadlife.testing import StoreContract


class TestMemoryStore(StoreContract):
    def make_store(self) -> LeadStore:
        return MemoryStore()

    def alter_event(self, store: LeadStore, lead: str, seq: int) -> None:
        assert isinstance(store, MemoryStore)
        altered: dict[str, Any] = {"source": "another"} if seq == 1 else {"told": {"seats": 99}}
        events = store._leads._events[lead]
        events[seq - 1] = replace(events[seq - 1], **altered)


class TestSqliteStore(StoreContract):
    @pytest.fixture(autouse=True)
    def _folder(self) -> Iterator[None]:
        with tempfile.TemporaryDirectory() as folder:
            self.folder = Path(folder)
            self.made = 0
            yield

    def make_store(self) -> LeadStore:
        self.made += 1
        return SqliteStore(self.folder / f"{self.made}.db", durable="normal")

    def reopen(self, store: LeadStore) -> LeadStore:
        assert isinstance(store, SqliteStore)
        return SqliteStore(store.path, durable="normal", busy_timeout=timedelta(seconds=10))

    def alter_event(self, store: LeadStore, lead: str, seq: int) -> None:
        assert isinstance(store, SqliteStore)
        with closing(sqlite3.connect(store.path)) as connection, connection:
            changed = connection.execute(
                "UPDATE event SET body = replace(body, 'sdr-3', 'sdr-4') WHERE seq = ?"
                " AND lead = (SELECT id FROM lead WHERE uid = ?)",
                (seq, lead),
            )
            assert changed.rowcount == 1
        connection.close()
