"""Every brief is read off both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadlife import (
    LeadStore,
    MemoryStore,
    SqliteStore,
)
from tests.lives import World


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LeadStore]:
    opened: LeadStore = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "leads.db")
    yield opened
    opened.close()


@pytest.fixture
def world(store: LeadStore) -> World:
    return World(store=store)
