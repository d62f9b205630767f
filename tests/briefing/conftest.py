"""Every brief is read off both stores."""

from __future__ import annotations

import pytest

from leadlife import (
    LeadStore,
)
from tests.lives import World


@pytest.fixture
def world(store: LeadStore) -> World:
    return World(store=store)
