"""Every promise about leads as records, on both stores."""

import pytest

from leadlife import LeadStore
from tests.lives import World


@pytest.fixture
def world(store: LeadStore) -> World:
    return World(store=store)
