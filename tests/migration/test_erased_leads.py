"""Erased leads cross to another version too, so that figures go on counting them; nothing else of them changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from leadlife import (
    Clock,
    DefinitionError,
    Matching,
    Milestone,
    entering,
    leaving,
    open_engine,
    working_hours,
)
from leadlife.events import ClocksChoice, Erased, Migrated
from leadlife.policy import Policy
from leadlife.reports import funnel
from tests.lives import SDR, Facts, World, standard
from tests.migration.test_stages import NAMES, SECOND
from tests.migration.versions import KINDS, a_store, everything, sound, version

BY_COUNTRY = (Matching(facts=("country",), then="mark"),)
CLOCKS = pytest.mark.parametrize("clocks", ["keep", "carry", "restart"])


def chased(policy: Policy[Facts]) -> Policy[Facts]:
    """The policy with a clock that runs in a stage where none ran before."""
    chase = Clock(
        name="chase", starts=entering("qualified"), stops=leaving("qualified"), within=working_hours(9)
    )
    return policy.with_clock(chase)


@KINDS
@CLOCKS
def test_an_erased_lead_has_the_new_pin_and_names_and_nothing_else(kind: str, clocks: ClocksChoice) -> None:
    with a_store(kind) as store:
        world = World(store=store)
        erased = [world.mql(), world.sal()]
        before = [world.engine.erase(lead.id, by=SDR) for lead in erased]
        world.wait(days=1)
        engine = version(world, chased(SECOND))
        rehearsal = engine.migrate(by=SDR, stages=NAMES, clocks=clocks, reason="for Kim", rehearse=True)
        done = engine.migrate(by=SDR, stages=NAMES, clocks=clocks, reason="for Kim")
        assert done == rehearsal
        assert (done.leads, done.left, dict(done.clocks)) == (2, 0, {})
        for was in before:
            now = engine.get(was.id)
            event = engine.history(was.id)[-1]
            assert isinstance(event, Migrated)
            assert (event.reason, event.clocks) == (None, ())  # not a word is added
            assert [one.stage for one in now.visits] == [
                NAMES.get(one.stage, one.stage) for one in was.visits
            ]
            state: dict[str, Any] = {
                "version": now.version,
                "recorded_at": now.recorded_at,
                "policy": engine.policy.pin,
            }
            assert now == replace(was, **state, stage=now.stage, visits=now.visits)
            sound(store, now)


def test_it_counts_in_the_figures_of_the_new_version() -> None:
    world = World()
    world.mql()
    world.engine.erase(world.mql().id, by=SDR)
    before = funnel(world.engine.store.scan(), world.policy, as_of=world.time).total.steps
    engine = version(world, SECOND)
    engine.migrate(by=SDR, stages=NAMES)
    assert funnel(engine.store.scan(), SECOND, as_of=world.time).total.steps == before
    assert engine.policy.stages_of(Milestone.MQL) == ("qualified",)


def test_its_stage_needs_a_name_too() -> None:
    world = World()
    world.engine.erase(world.mql().id, by=SDR)
    engine = version(world, SECOND)
    before = everything(engine.store)
    with pytest.raises(DefinitionError, match=r"'mql' \(1 lead\); nothing was written"):
        engine.migrate(by=SDR)
    assert everything(engine.store) == before


@KINDS
def test_it_is_no_duplicate_of_anything_by_what_identifies_nobody(kind: str) -> None:
    with a_store(kind) as store:
        world = World(standard().replace(matching=BY_COUNTRY), store)
        lead = world.engine.capture(by=SDR, told=Facts(country="DE", email="kim@example.com"))
        world.engine.erase(lead.id, by=SDR)
        engine = version(world, SECOND.replace(matching=BY_COUNTRY))
        engine.migrate(by=SDR)
        again = engine.capture(by=SDR, told=Facts(country="DE", email="kim@example.com"))
        assert (again.resembles, store.matching(engine._flow.lifecycle.tokens(again))) == ((), [again.id])


def test_erased_again_afterwards_nothing_is_left_to_erase() -> None:
    world = World()
    lead = world.engine.erase(world.mql().id, by=SDR)
    engine = version(world, SECOND)
    engine.migrate(by=SDR, stages=NAMES, reason="Kim asked for it")
    migrated = engine.get(lead.id)
    assert engine.erase(lead.id, by=SDR) == migrated
    assert [isinstance(event, Erased) for event in engine.history(lead.id)].count(True) == 1
    back = open_engine(engine.store, SECOND.replace(version="3"), now=lambda: world.time)
    assert back.migrate(by=SDR).leads == 1
