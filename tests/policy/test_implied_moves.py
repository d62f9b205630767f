"""Moves that nobody asks for: a touch of the owner, or a rule that is met, brings one about in the same step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    MARKETING,
    SALES,
    SYSTEM,
    Actor,
    Alert,
    Implied,
    Queue,
    Refused,
    judged,
)
from leadlife.events import Moved
from tests.lives import BOSS, OTHER_REP, READY, REP, SDR, Facts, World
from tests.policy.callers import CALLS_ACCEPT, F, tele


def kinds(world: World, id: str) -> list[str]:
    return [event.kind for event in world.engine.history(id)]


# -- by a touch of the owner ------------------------------------------------------------------------


def test_the_owner_s_call_accepts_the_lead_in_the_same_step() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    world.wait(hours=1)
    after = world.engine.touch(lead.id, "call", by=REP)
    assert (after.stage, after.version) == ("sal", lead.version + 2)
    *_, touched, moved = world.engine.history(lead.id)
    assert (touched.kind, moved.kind) == ("touched", "moved")
    assert isinstance(moved, Moved) and moved.implied
    assert (moved.move, moved.by, moved.occurred_at) == ("accept", REP, world.time)
    assert {clock.name: clock.verdict for clock in after.clocks if clock.stopped_at == world.time} == {
        "accept": "met",
        "first_touch": "met",
    }


def test_what_is_no_human_touch_of_the_owner_accepts_nothing() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    touches: list[dict[str, Any]] = [
        {"kind": "call", "by": OTHER_REP},
        {"kind": "call", "by": Actor(REP.id, MARKETING)},
        {"kind": "call", "by": REP, "human": False},
        {"kind": "call", "by": REP, "inbound": True},
        {"kind": "letter", "by": REP},
    ]
    for one in touches:
        assert world.engine.touch(lead.id, **one).stage == "handed_off", one
    assert kinds(world, lead.id)[-5:] == ["touched"] * 5


def test_the_owner_is_the_same_person_in_another_role() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.engine.move(world.mql().id, "hand_off", by=SDR, to=Actor(REP.id, SALES, "lead"))
    assert world.engine.touch(lead.id, "call", by=REP).stage == "sal"


def test_a_queue_touches_nobody() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.engine.move(world.mql().id, "hand_off", by=SDR, to=Queue("dach"))
    assert world.engine.touch(lead.id, "call", by=REP).stage == "handed_off"


def test_a_touch_stands_alone_where_the_move_would_be_refused() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    world.engine.observe(
        lead.id, Facts(consent_email="opted_out", phone="123", consent_phone="opted_in"), by=SDR
    )
    world.engine.observe(lead.id, Facts(phone_status="invalid"), by=SDR)
    with pytest.raises(Refused):
        world.engine.move(lead.id, "accept", by=REP)
    after = world.engine.touch(lead.id, "call", by=REP)
    assert (after.stage, kinds(world, lead.id)[-1]) == ("handed_off", "touched")


def test_a_touch_that_is_told_late_accepts_when_it_was_made() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    world.wait(hours=2)
    called = world.time
    world.wait(days=2)
    world.engine.tick()  # the clock that waits for an answer runs out
    after = world.engine.touch(lead.id, "call", by=REP, at=called)
    assert after.entered_at == called
    (accept,) = [clock for clock in after.clocks if clock.name == "accept"]
    assert (accept.verdict, accept.stopped_at) == ("met", called)


def test_a_touch_of_an_earlier_visit_does_not_accept_the_present_one() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    world.wait(hours=2)
    called = world.time
    world.wait(hours=1)
    world.engine.move(lead.id, "reject", by=REP, reason="missing_information", comment="who decides?")
    world.wait(hours=1)
    world.engine.observe(lead.id, READY, by=SDR, via="call")
    world.engine.move(lead.id, "reheat", by=SDR)
    again = world.engine.move(lead.id, "hand_off", by=SDR, to=REP)
    assert again.visit.number == 2
    assert world.engine.touch(lead.id, "call", by=REP, at=called).stage == "handed_off"


def test_a_touch_from_before_the_lead_was_theirs_does_not_accept_it() -> None:
    """Told late, in the present visit, by the present owner: but the lead was another's then."""
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    world.wait(hours=1)
    called = world.time
    world.wait(hours=1)
    world.engine.move(lead.id, "re_route", by=BOSS, to=OTHER_REP)
    given = world.time
    world.wait(hours=1)
    assert world.engine.touch(lead.id, "call", by=OTHER_REP, at=called).stage == "handed_off"
    assert world.engine.touch(lead.id, "call", by=REP, at=called).stage == "handed_off"
    assert world.engine.touch(lead.id, "call", by=OTHER_REP, at=given).entered_at == given


@pytest.mark.parametrize("late", [False, True])
def test_the_touch_answers_the_clock_that_begins_with_it(late: bool) -> None:
    """On time or told late, the first call is the first call: the clock is met with nothing on it."""
    world = World(tele())
    lead = world.engine.capture(by=REP, owner=REP)
    world.wait(minutes=10)
    called = world.time
    if late:
        world.wait(hours=5)
        world.engine.observe(lead.id, Facts(seats=50), by=REP)
    after = world.engine.touch(lead.id, "call", by=REP, at=called if late else None)
    (clock,) = after.clocks
    assert (clock.verdict, clock.started_at, clock.stopped_at) == ("met", called, called)


def test_a_touch_of_another_kind_leaves_it_running() -> None:
    world = World(tele())
    lead = world.engine.capture(by=REP, owner=REP)
    after = world.engine.touch(lead.id, "email", by=REP)
    assert (after.stage, [clock.verdict for clock in after.clocks]) == ("calling", ["running"])


# -- by a rule --------------------------------------------------------------------------------------


def test_what_is_told_moves_the_lead_as_soon_as_it_meets_the_rule() -> None:
    world = World(tele())
    lead = world.engine.capture(by=REP, told=Facts(seats=50))
    assert lead.stage == "list"
    after = world.engine.observe(lead.id, Facts(seats=3), by=REP)
    moved = world.engine.history(lead.id)[-1]
    assert isinstance(moved, Moved) and moved.implied
    assert (after.stage, moved.move, moved.reason, moved.by.team) == ("out", "drop", "small", SYSTEM)
    assert moved.grounds == (2,)  # the event that told it; the move has no guard


def test_a_capture_tells_facts_too() -> None:
    world = World(tele())
    lead = world.engine.capture(key="k", by=REP, told=Facts(seats=3))
    assert (lead.stage, kinds(world, lead.id)) == ("out", ["captured", "moved"])
    again = world.engine.capture(key="other", by=REP)
    assert world.engine.capture(key="other", by=REP, told=Facts(seats=2)).stage == "out"
    assert kinds(world, again.id) == ["captured", "observed", "moved"]


def test_what_has_nothing_to_do_with_the_rule_does_not_ask_it() -> None:
    asked: list[int] = []

    @judged("small", reads=(F.seats,))
    def small(seats: int) -> bool:
        asked.append(seats)
        return seats < 5

    base = tele()
    world = World(base.with_move("drop", implied=(Implied(small, reason="small"),)))
    lead = world.engine.capture(by=REP)
    world.engine.observe(lead.id, Facts(company="Initech"), by=REP)
    assert asked == []
    assert world.engine.observe(lead.id, Facts(seats=9), by=REP).stage == "list"
    assert asked == [9]


def test_a_rule_that_falls_over_loses_nothing_that_was_told() -> None:
    @judged("broken", reads=(F.seats,))
    def broken(seats: int) -> bool:
        raise RuntimeError("the rating service is down")

    world = World(tele().with_move("drop", implied=(Implied(broken, reason="small"),)))
    lead = world.engine.capture(by=REP)
    assert world.engine.observe(lead.id, Facts(seats=3), by=REP).facts.seats == 3


def test_what_is_told_late_moves_the_lead_by_how_it_is_now() -> None:
    """Facts of yesterday, told today, move it today where something has happened since; or not, if they are over."""
    world = World(tele())
    lead = world.engine.capture(by=REP)
    world.wait(hours=1)
    earlier = world.time
    world.wait(hours=1)
    world.engine.touch(lead.id, "letter", by=OTHER_REP)
    world.wait(hours=1)
    world.engine.observe(lead.id, Facts(seats=50), by=REP)
    assert world.engine.observe(lead.id, Facts(seats=3), by=REP, at=earlier).stage == "list"
    fresh = world.engine.capture(by=REP, at=earlier - timedelta(hours=1))
    world.engine.touch(fresh.id, "letter", by=OTHER_REP)
    after = world.engine.observe(fresh.id, Facts(seats=3), by=REP, at=earlier)
    assert (after.stage, after.entered_at) == ("out", world.time)
    other = world.engine.capture(by=REP)
    world.wait(hours=2)
    at = world.time - timedelta(hours=1)
    assert world.engine.observe(other.id, Facts(seats=3), by=REP, at=at).entered_at == at


def test_an_import_records_and_implies_nothing() -> None:
    world = World(tele())
    lead = world.engine.capture(by=REP, told=Facts(seats=50))
    assert world.engine.backfill(lead.id, by=REP, told=Facts(seats=2)).stage == "list"


def test_the_move_is_one_of_the_step_for_notices_too() -> None:
    gone = Alert(name="gone", on=("drop",), to=SALES)
    world = World(tele(alerts=(gone,)))
    lead = world.engine.capture(by=REP, owner=REP)
    world.engine.touch(lead.id, "email", by=REP)
    world.wait(hours=6)
    world.engine.tick()  # the call is late: the owner is told
    world.engine.observe(lead.id, Facts(seats=1), by=REP)
    assert [row.notice.rule for row in world.engine.store.outbox(state="pending")] == ["alert.gone"]


@given(
    told=st.lists(st.integers(1, 9), max_size=6),
    hours=st.lists(st.integers(0, 30), min_size=6, max_size=6),
)
def test_one_command_brings_about_one_move_at_most_and_the_rule_decides_which(
    told: list[int], hours: list[int]
) -> None:
    """Two moves are implied by rules: a lead never takes both in one step, and never stays where one was met."""
    base = tele().with_move("sell", implied=(Implied(F.seats >= 7),))
    base = base.with_move("take", by=(SALES, SYSTEM), implied=(Implied(F.seats >= 7),))
    world = World(base)
    lead = world.engine.capture(by=REP)
    for seats, later in zip(told, hours, strict=False):
        world.wait(hours=later)
        before = lead
        lead = world.engine.observe(lead.id, Facts(seats=seats), by=REP)
        expected = {
            ("list", True): "calling",
            ("calling", True): "sold",
        }.get((before.stage, seats >= 7), before.stage)
        if seats < 5 and before.stage in ("list", "calling"):
            expected = "out"
        assert lead.stage == expected
        assert lead.version - before.version == 1 + (before.stage != lead.stage)
