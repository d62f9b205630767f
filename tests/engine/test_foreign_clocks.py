"""Clocks that an engine finds and may not run: it leaves them, at once, to the engine that may."""

from __future__ import annotations

import logging

import pytest

from leadlife import Engine, LeadStore, Policy, Ticked, open_engine
from tests.lives import Facts, World, standard
from tests.migration.versions import renamed


@pytest.fixture
def world(store: LeadStore) -> World:
    return World(store=store)


def later() -> Policy[Facts]:
    """A version that has no stage ``handed_off``."""
    return renamed(standard().replace(version="2"), {"handed_off": "offered"})


def beside(world: World, policy: Policy[Facts]) -> Engine[Facts]:
    return open_engine(world.engine.store, policy, now=lambda: world.time)


@pytest.mark.parametrize("policy", [standard().replace(name="other"), later()], ids=["name", "stage"])
def test_an_engine_that_may_not_run_a_clock_leaves_it_to_the_one_that_may(
    world: World, policy: Policy[Facts], caplog: pytest.LogCaptureFixture
) -> None:
    lead = world.handed_off()
    other = beside(world, policy)
    world.wait(hours=6)
    with caplog.at_level(logging.WARNING, "leadlife"):
        assert other.tick() == Ticked(foreign=1)
    (line,) = caplog.records
    assert line.exc_info is None and lead.id in line.getMessage()
    assert world.engine.tick().levels == 1  # in the same minute
    assert world.engine.get(lead.id).policy == world.policy.pin


def test_its_own_clocks_are_run_however_many_others_are_due_before_them(world: World) -> None:
    for _ in range(3):
        world.handed_off()
    other = beside(world, standard().replace(name="other"))
    world.wait(hours=1)
    own = other.capture(by=world.engine.history("lead-1")[0].by)
    world.wait(days=20)
    assert other.tick(limit=1) == Ticked(levels=1, foreign=6)
    assert other.get(own.id).running[0].verdict == "breached"
    assert other.tick(limit=1) == Ticked(foreign=6)
    assert world.engine.tick().levels >= 3
