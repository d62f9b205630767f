"""A world with alerts, and what they told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from leadlife import Alert, MemoryStore, Policy, SqliteStore
from leadlife.effects import Notify
from leadlife.ports import DeliveryState, LeadStore
from tests.lives import Facts, World, standard

STORES = ("memory", "sqlite")


@contextmanager
def store_called(name: str, path: Path) -> Iterator[LeadStore]:
    """A store of that kind, empty."""
    made: LeadStore = MemoryStore() if name == "memory" else SqliteStore(path / "leads.db")
    yield made
    made.close()


def watched(*alerts: Alert, **changes: Any) -> Policy[Facts]:
    """The standard policy with these alerts and no other."""
    return standard().replace(alerts=alerts, **changes)


def told(world: World, *states: DeliveryState) -> list[Notify]:
    """What alerts told, in the order in which it was written; what clocks told is left out."""
    rows = [
        row
        for state in states or ("pending", "delivered", "withdrawn", "parked")
        for row in world.engine.store.outbox(state=state, limit=10_000)
    ]
    return [row.notice for row in rows if row.notice.rule.startswith("alert.")]


def names(world: World) -> list[str]:
    """The alerts that told something."""
    return [notice.rule.removeprefix("alert.") for notice in told(world)]
