"""Versions of a policy, and engines of each on the same store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from leadlife import (
    Clock,
    ClockState,
    Engine,
    Lead,
    LeadStore,
    MemoryStore,
    Policy,
    SqliteStore,
    Transition,
    WorkCalendar,
    open_engine,
)
from leadlife.policy.clock import Entering, Leaving, Trigger
from tests.clocks.desk import Desk, keeps_its_word
from tests.lives import SDR, Facts, World

EARLY = WorkCalendar("UTC", {"mon-fri": "06:00-12:00"})
BERLIN = WorkCalendar("Europe/Berlin", {"mon-sat": "08:30-12:00 13:00-18:15"})


def version(world: World, policy: Policy[Facts]) -> Engine[Facts]:
    """An engine with another version, on the world's store and in its time."""
    return open_engine(world.engine.store, policy, now=lambda: world.time)


def renamed(policy: Policy[Facts], names: Mapping[str, str]) -> Policy[Facts]:
    """The policy with other names for some of its stages."""

    def name(stage: str) -> str:
        return names.get(stage, stage)

    def trigger(one: Trigger) -> Trigger:
        return replace(one, stage=name(one.stage)) if isinstance(one, Entering | Leaving) else one

    def clock(one: Clock) -> Clock:
        starts, stops = (tuple(map(trigger, some)) for some in (one.starters, one.stoppers))
        return replace(one, starts=starts, stops=stops, during=tuple(map(name, one.during)))

    def move(one: Transition) -> Transition:
        return replace(one, sources=tuple(map(name, one.sources)), target=name(one.target))

    return policy.replace(
        stages=tuple(replace(stage, name=name(stage.name)) for stage in policy.stages),
        moves=tuple(map(move, policy.moves)),
        clocks=tuple(map(clock, policy.clocks)),
    )


def everything(store: LeadStore) -> dict[str, Any]:
    """All that a store tells of its leads."""
    leads = {lead.id: lead for lead in store.scan()}
    return {
        "leads": leads,
        "histories": {id: tuple(store.history(id)) for id in leads},
        "notices": {
            state: tuple(store.outbox(state=state))
            for state in ("pending", "delivered", "withdrawn", "parked")
        },
        "due": tuple(store.upcoming(limit=10_000)),
        "policies": dict(store.policies()),
    }


@contextmanager
def a_store(kind: str) -> Iterator[LeadStore]:
    """A store of a kind."""
    with TemporaryDirectory() as folder:
        store: LeadStore = MemoryStore() if kind == "memory" else SqliteStore(Path(folder) / "leads.db")
        try:
            yield store
        finally:
            store.close()


KINDS = pytest.mark.parametrize("kind", ["memory", "sqlite"])


def sound(store: LeadStore, lead: Lead[Any]) -> None:
    """The lead is the fold of its events, and every visit has a number of its own."""
    store.verify(lead.id)
    visits = [(visit.stage, visit.number) for visit in lead.visits]
    assert len(set(visits)) == len(visits)
    assert lead.stage == lead.visits[-1].stage


def crossed(desk: Desk, clocks: str, to: Policy[Facts], **asked: Any) -> tuple[ClockState, ...]:
    """The clocks of the desk's lead after a migration."""
    engine = version(desk, to)
    engine.migrate(by=SDR, clocks=clocks, **asked)  # type: ignore[arg-type]
    lead = engine.get(desk.id)
    for clock in lead.clocks:
        keeps_its_word(clock)
    desk.engine.store.verify(desk.id)
    return lead.clocks
