"""An owner told late: the history has it, and whoever got the lead since keeps it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    SALES,
    Actor,
    Assign,
    Clock,
    Lead,
    Lifecycle,
    Policy,
    Queue,
    assigned,
    breach,
    entering,
    replay,
    touch,
    working_hours,
)
from leadlife.events import Event
from tests.clocks import desk as clocks
from tests.lives import BOSS, MONDAY, OTHER_REP, REP, SDR, Facts, World

HOUR = timedelta(hours=1)
THIRD = Actor("rep-9", SALES)
QUEUE = Queue("dach")


def test_what_is_told_late_is_not_the_present_owner() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=4)
    lead = world.engine.assign(lead.id, OTHER_REP, by=BOSS)
    late = world.engine.assign(lead.id, THIRD, by=BOSS, at=world.time - 2 * HOUR)
    assert (late.owner, late.owner_since) == (OTHER_REP, world.time)
    told = world.engine.history(lead.id)[-1]
    assert (told.kind, getattr(told, "owner", None)) == ("assigned", THIRD)


def test_nor_is_the_owner_of_a_move_that_is_told_late() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=4)
    world.engine.assign(lead.id, OTHER_REP, by=BOSS)
    late = world.engine.move(lead.id, "re_route", by=BOSS, to=THIRD, at=world.time - 2 * HOUR)
    assert late.owner == OTHER_REP
    taken = world.engine.move(lead.id, "accept", by=REP, at=world.time - HOUR)
    assert (taken.stage, taken.owner) == ("sal", OTHER_REP)


def test_at_one_time_the_one_told_last_counts() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=1)
    for owner in (OTHER_REP, THIRD):
        lead = world.engine.assign(lead.id, owner, by=BOSS, at=world.time)
    assert lead.owner == THIRD


owners = st.sampled_from([REP, OTHER_REP, THIRD, QUEUE])


@given(st.lists(st.tuples(st.integers(1, 20), owners), min_size=1, max_size=8), st.randoms())
def test_in_whatever_order_assignments_are_told_the_latest_one_owns(
    given_out: list[tuple[int, Any]], random: Any
) -> None:
    given_out = list({hour: (hour, owner) for hour, owner in given_out}.values())
    random.shuffle(given_out)
    world = World()
    lead = world.raw()
    world.wait(hours=21)
    told: list[Event] = list(world.engine.history(lead.id))
    life = Lifecycle(world.policy)
    since, holds = MONDAY, lead.owner
    for hour, owner in given_out:
        at = MONDAY + hour * HOUR
        if owner == holds and at >= since:
            continue  # it is theirs already
        if at >= since:
            since, holds = at, owner
        told.extend(life.decide(replay(told).typed(Facts), Assign(owner, BOSS, at=at), now=world.time))
    folded: Lead[Any] = replay(told)
    assert (folded.owner, folded.owner_since) == (holds, since if holds else None)


def per_owner() -> Policy[Facts]:
    call = Clock(
        name="call",
        starts=assigned(),
        stops=touch("call"),
        within=working_hours(2),
        levels=(breach(),),
        per="owner",
    )
    taken = Clock(name="taken", starts=entering("asked"), stops=assigned(), within=working_hours(2))
    return clocks.policy(call, taken)


def test_an_owner_told_late_answers_the_clock_that_waits_for_one_and_begins_none() -> None:
    world = World(per_owner())
    lead = world.engine.capture(by=SDR, owner=QUEUE)
    world.engine.move(lead.id, "ask", by=REP)
    world.wait(hours=4)
    lead = world.engine.assign(lead.id, OTHER_REP, by=BOSS)
    (run,) = [clock for clock in lead.clocks if clock.name == "call"]
    assert next(clock.verdict for clock in lead.clocks if clock.name == "taken") == "breached"
    lead = world.engine.assign(lead.id, THIRD, by=BOSS, at=MONDAY + HOUR)
    assert next(clock.verdict for clock in lead.clocks if clock.name == "taken") == "met"
    assert [clock for clock in lead.clocks if clock.name == "call"] == [run]
    assert run.holder == str(OTHER_REP)
    lead = world.engine.touch(lead.id, "call", by=OTHER_REP)
    (answered,) = [clock for clock in lead.clocks if clock.name == "call"]
    lead = world.engine.assign(lead.id, THIRD, by=BOSS, at=MONDAY + 2 * HOUR)
    assert [clock for clock in lead.clocks if clock.name == "call"] == [answered]


@pytest.mark.parametrize("owner", [None, REP, QUEUE])
def test_since_when_a_captured_lead_is_owned(owner: Any) -> None:
    world = World()
    lead = world.engine.capture(by=SDR, owner=owner)
    assert lead.owner_since == (None if owner is None else MONDAY)
