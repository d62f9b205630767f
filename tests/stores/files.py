"""Stores on disk with something in them, and what can be done to their files."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leadlife.ports import AnyLead, LeadStore
from leadlife.stores import SqliteStore
from leadlife.testing.contract.base import HOUR, POLICY, T0, captured, change, clock, notice, observed, put


def filled(path: Path, leads: int = 20) -> dict[str, AnyLead]:
    """Write some leads to a store at ``path``; what they are."""
    store = SqliteStore(path, durable="normal")
    store.pin(POLICY, '{"name": "acme"}')
    for number in range(leads):
        event = captured(f"lead-{number}", key=f"crm:{number}", source="web", clocks=[clock(due=T0 + HOUR)])
        lead = put(store, change(None, event, notices=[notice(event)]))
        for seats in range(3):
            lead = put(store, change(lead, observed(lead, seats=seats, note="as they said " * 5)))
    written = contents(store)
    store.close()
    return written


def contents(store: LeadStore) -> dict[str, AnyLead]:
    return {lead.id: lead for lead in store.scan()}


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, behind the store's back."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@contextmanager
def without_privileges() -> Iterator[None]:
    """As somebody whom file modes bind, which they do not bind root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("file modes are not what binds here")
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
