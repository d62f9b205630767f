"""Clocks that only one of two versions has, or has with a target of another kind: cancelled, begun, restarted (17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leadlife import (
    CLOSE_DATE,
    COOL_DOWN,
    SALES,
    CoolDown,
    Transition,
    breach,
    days,
    entering,
    leaving,
    notify,
    reply,
    touch,
    warn,
    working_hours,
)
from leadlife.people import SALES_MANAGER
from tests.clocks.desk import Desk, answering, policy
from tests.lives import BOSS, MONDAY, OTHER_REP, REP
from tests.migration.versions import EARLY, crossed, version

HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.mark.parametrize("clocks", ["keep", "carry", "restart"])
def test_zammad_4353_a_clock_that_the_new_version_lacks_is_cancelled_and_tells_nobody(clocks: str) -> None:
    desk = Desk(answering(levels=(warn(0.5, notify(SALES_MANAGER)), breach())))
    desk.wait(hours=3)
    desk.engine.tick()
    (clock,) = crossed(desk, clocks, policy(version="2"))
    assert (clock.verdict, clock.stopped_at) == ("cancelled", desk.time)
    assert [row.state for row in desk.engine.store.outbox(state="withdrawn")] == ["withdrawn"]
    assert desk.engine.store.next_due() is None


@pytest.mark.parametrize("clocks", ["keep", "carry", "restart"])
def test_a_rest_that_was_promised_to_the_lead_is_kept(clocks: str) -> None:
    rest = Transition(name="rest", sources=("asked",), target="done", by=(SALES,), cools=CoolDown(days(9)))
    resting = answering(name="rest", starts=entering("done"), stops=leaving("done"), within=COOL_DOWN)
    parts: dict[str, Any] = {"moves": (*policy().moves, rest)}
    desk = Desk(resting, **parts)
    desk.engine.move(desk.id, "rest", by=REP)
    before = desk.lead.clocks
    assert crossed(desk, clocks, policy(resting, version="2", calendar=EARLY, **parts)) == before


@pytest.mark.parametrize("clocks", ["keep", "carry", "restart"])
def test_a_span_that_becomes_the_end_of_the_cool_down_begins_again_unless_it_is_kept(clocks: str) -> None:
    rest = Transition(name="rest", sources=("asked",), target="done", by=(SALES,), cools=CoolDown(days(9)))
    resting = answering(name="rest", starts=entering("done"), stops=leaving("done"), within=working_hours(4))
    parts: dict[str, Any] = {"moves": (*policy().moves, rest)}
    desk = Desk(resting, **parts)
    desk.engine.move(desk.id, "rest", by=REP)
    before = desk.lead.clocks
    desk.wait(hours=1)
    after = crossed(desk, clocks, policy(replace(resting, within=COOL_DOWN), version="2", **parts))
    if clocks == "keep":
        assert after == before
    else:
        assert [clock.verdict for clock in after] == ["cancelled", "running"]
        assert after[-1].due_at == desk.lead.cool_down_until == MONDAY + timedelta(days=9)


def test_a_span_that_becomes_a_date_that_nobody_knows_is_cancelled() -> None:
    desk = Desk(answering())
    (clock,) = crossed(desk, "restart", policy(answering(within=CLOSE_DATE), version="2"))
    assert clock.verdict == "cancelled"


def test_a_clock_that_is_new_begins_with_the_stay_or_with_the_migration_or_not() -> None:
    fresh = policy(answering(within=working_hours(6)), version="2")
    for clocks, due in (("keep", None), ("carry", MONDAY + 6 * HOUR), ("restart", TUESDAY + HOUR)):
        desk = Desk()
        desk.wait(hours=3)
        found = crossed(desk, clocks, fresh)
        assert [clock.due_at for clock in found] == ([] if due is None else [due])


def test_a_clock_that_a_version_in_between_did_not_have_begins_again() -> None:
    for clocks, due in (("keep", None), ("carry", MONDAY + 4 * HOUR), ("restart", MONDAY + 6 * HOUR)):
        desk = Desk(answering())
        desk.wait(hours=1)
        crossed(desk, "keep", policy(version="2"))
        desk.wait(hours=1)
        old, *anew = crossed(desk, clocks, policy(answering(), version="3"))
        assert old.verdict == "cancelled"
        assert [clock.due_at for clock in anew] == ([] if due is None else [due])


def test_a_clock_that_a_contact_starts_again_begins_with_the_last_one() -> None:
    """It answers the run before it, and no run after: a lead that replied once is not left without the clock."""
    silence = answering(
        name="silence",
        starts=(entering("asked"), reply()),
        stops=(leaving("asked"), reply()),
        within=days(10),
    )
    to = policy(silence, version="2")
    for clocks, due in (("carry", MONDAY + timedelta(days=18)), ("restart", MONDAY + timedelta(days=23))):
        desk = Desk()
        for _ in range(2):
            desk.wait(days=4)
            desk.engine.touch(desk.id, "reply", by=REP, inbound=True)
        desk.wait(days=5)
        assert [clock.due_at for clock in crossed(desk, clocks, to)] == [due]
        engine = version(desk, to)
        desk.wait(days=1)
        engine.touch(desk.id, "reply", by=REP, inbound=True)
        assert [clock.verdict for clock in engine.get(desk.id).clocks] == ["met", "running"]


def test_a_breach_in_this_stay_is_not_asked_again_after_a_version_without_the_clock() -> None:
    desk = Desk(answering())
    desk.wait(hours=5)
    desk.engine.tick()
    crossed(desk, "keep", policy(version="2"))
    (clock,) = crossed(desk, "carry", policy(answering(), version="3"))
    assert (clock.verdict, clock.is_open) == ("breached", False)


def test_a_carried_clock_is_held_by_whoever_the_new_version_says() -> None:
    lead, owner = policy(answering(), version="2"), policy(answering(per="owner"), version="3")
    desk = Desk(answering(per="owner"))
    desk.engine.assign(desk.id, to=REP, by=BOSS)
    (*_, clock) = crossed(desk, "carry", lead)
    assert clock.holder is None
    version(desk, lead).assign(desk.id, to=OTHER_REP, by=BOSS)
    (*_, clock) = crossed(desk, "carry", owner)
    assert (clock.holder, clock.due_at) == (str(OTHER_REP), MONDAY + 4 * HOUR)


def test_what_was_answered_in_this_stay_is_not_asked_again() -> None:
    calling = answering(stops=touch())
    for clocks in ("carry", "restart"):
        desk = Desk(calling)
        desk.wait(hours=1)
        desk.engine.touch(desk.id, "call", by=REP)
        assert [clock.verdict for clock in crossed(desk, clocks, policy(calling, version="2"))] == ["met"]
        desk = Desk()
        desk.wait(hours=1)
        desk.engine.touch(desk.id, "call", by=REP)
        assert crossed(desk, clocks, policy(calling, version="2")) == ()


def test_a_new_clock_whose_time_is_over_already_is_due_at_the_migration() -> None:
    desk = Desk()
    desk.wait(days=2)
    (clock,) = crossed(desk, "carry", policy(answering(), version="2"))
    assert (clock.started_at, clock.due_at) == (MONDAY, desk.time)
