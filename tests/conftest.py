"""How the suite runs: hypothesis is deterministic by default, and searches longer with LEADLIFE_FULL=1."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from leadlife import LeadStore, MemoryStore, SqliteStore

# A slow or busy machine must not fail a run: no deadline, and no complaint about slow generation.
_PATIENT = (HealthCheck.too_slow,)

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=_PATIENT, print_blob=True
)
settings.register_profile(
    "full", deadline=None, max_examples=2_000, suppress_health_check=_PATIENT, print_blob=True
)
settings.load_profile("full" if os.environ.get("LEADLIFE_FULL") == "1" else "ci")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LeadStore]:
    """An empty store of each kind, closed in the end."""
    made: LeadStore = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "leads.db")
    yield made
    made.close()
