"""What becomes of the clocks that run: kept, carried, restarted, cancelled or begun (semantics 17)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from leadlife import (
    COOL_DOWN,
    SALES,
    CoolDown,
    Transition,
    breach,
    days,
    entering,
    hours,
    later,
    leaving,
    notify,
    touch,
    warn,
    working_days,
    working_hours,
)
from leadlife.people import SALES_MANAGER
from tests.clocks.desk import WAITING, Desk, answering, policy
from tests.lives import BOSS, MONDAY, OFFICE, OTHER_REP, REP, Facts
from tests.migration.versions import BERLIN, EARLY, crossed, renamed, version

HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)
LONGER = policy(answering(within=working_hours(6), levels=(warn(0.5), breach())), version="2")


# -- kept ----------------------------------------------------------------------------------------------


def test_xstate_5331_a_kept_clock_is_the_very_clock_that_it_was() -> None:
    """Delays lost on restore."""
    desk = Desk(answering(levels=(warn(0.8), breach(), later(hours(30)))))
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="at the fair")
    desk.wait(hours=2)
    before = desk.lead.clocks
    assert crossed(desk, "keep", LONGER) == before
    assert desk.engine.store.next_due() is None  # it stands still as it did


def test_xstate_3091_a_pause_moves_a_kept_deadline_by_what_it_costs_and_not_to_the_new_target() -> None:
    """Definition drift."""
    desk = Desk(answering())
    desk.wait(hours=1)
    crossed(desk, "keep", LONGER)
    engine = version(desk, LONGER)
    engine.hold(desk.id, by=REP, reason="waiting for the site plan")
    desk.wait(hours=2)
    (clock,) = engine.resume(desk.id, by=REP).clocks
    assert clock.due_at == MONDAY + 6 * HOUR
    engine.hold(
        desk.id, by=REP, reason="again", until=TUESDAY
    )  # at nine; four hours and one of the office's eight
    (clock,) = engine.get(desk.id).clocks
    assert clock.due_at == TUESDAY + 3 * HOUR


def test_xstate_3091_so_it_is_where_nobody_migrates_the_lead() -> None:
    desk = Desk(answering())
    engine = version(desk, LONGER)
    engine.hold(desk.id, by=REP, reason="waiting", until=MONDAY + 2 * HOUR)
    (clock,) = engine.get(desk.id).clocks
    assert clock.due_at == MONDAY + 6 * HOUR
    (clock,) = engine.resume(desk.id, by=REP).clocks
    assert clock.due_at == MONDAY + 4 * HOUR


def test_the_sweep_reaches_a_kept_level_once_and_does_what_the_new_version_says() -> None:
    desk = Desk(answering())
    desk.wait(hours=3)
    told = policy(answering(within=working_hours(6), levels=(breach(notify(SALES_MANAGER)),)), version="2")
    crossed(desk, "keep", told)
    engine = version(desk, told)
    assert engine.tick().levels == 0
    desk.wait(hours=1)
    assert engine.tick().levels == 1
    assert [row.notice.to for row in engine.store.outbox(state="pending")] == [SALES_MANAGER]


# -- restarted -----------------------------------------------------------------------------------------


def test_a_restarted_clock_is_a_new_run_and_the_old_one_is_cancelled() -> None:
    desk = Desk(answering())
    desk.wait(hours=3)
    old, new = crossed(desk, "restart", LONGER)
    assert (old.verdict, old.stopped_at) == ("cancelled", desk.time)
    assert (new.id, new.started_at, new.due_at) == ("answer:3", desk.time, TUESDAY + HOUR)


def test_a_breach_stands_when_its_clock_restarts_and_its_notice_is_withdrawn() -> None:
    desk = Desk(answering(levels=(breach(notify(SALES_MANAGER)),)))
    desk.wait(hours=5)
    desk.engine.tick()
    old, new = crossed(desk, "restart", LONGER)
    assert (old.verdict, new.verdict) == ("breached", "running")
    assert [row.notice.clock for row in desk.engine.store.outbox(state="withdrawn")] == [old.id]
    assert not desk.engine.store.outbox(state="pending")


# -- cancelled, begun ----------------------------------------------------------------------------------


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


# -- pauses and names ----------------------------------------------------------------------------------


def test_a_clock_whose_rule_to_stand_still_is_gone_runs_on() -> None:
    desk = Desk(answering(pauses=WAITING))
    desk.wait(hours=1)
    desk.wait_for_lead(True)
    desk.wait(hours=1)
    (clock,) = crossed(desk, "keep", policy(answering(), version="2"))
    assert (clock.verdict, clock.due_at) == ("running", MONDAY + 5 * HOUR)


def test_a_clock_goes_on_under_the_new_name_of_its_stage() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    to = renamed(desk.policy.replace(version="2"), {"asked": "questioned"})
    before = desk.lead.clocks
    assert crossed(desk, "keep", to, stages={"asked": "questioned"}) == before
    desk.wait(hours=1)
    (clock,) = version(desk, to).move(desk.id, "answer", by=REP).clocks
    assert clock.verdict == "met"


def test_a_clock_that_does_not_run_in_the_stage_any_more_is_cancelled() -> None:
    desk = Desk(answering())
    elsewhere = policy(answering(during=("new",), starts=entering("new")), version="2")
    assert [clock.verdict for clock in crossed(desk, "keep", elsewhere)] == ["cancelled"]


def test_the_facts_pause_a_carried_clock_as_they_did() -> None:
    desk = Desk(answering(pauses=WAITING))
    desk.wait(hours=1)
    desk.wait_for_lead(True)
    desk.wait(hours=2)
    to = policy(answering(pauses=WAITING), version="2", calendar=BERLIN)
    (clock,) = crossed(desk, "carry", to, old=desk.policy)
    assert clock.verdict == "paused"
    engine = version(desk, to)
    engine.observe(desk.id, Facts(waiting_on_lead=False), by=REP)
    (clock,) = engine.get(desk.id).clocks
    assert clock.due_at == BERLIN.add(desk.time, 3 * HOUR)
    assert OFFICE != BERLIN


# -- pauses of what was promised -----------------------------------------------------------------------


def test_a_pause_out_of_hours_leaves_a_kept_deadline_where_it_was() -> None:
    desk = Desk(answering(within=working_days(1)))
    crossed(desk, "keep", LONGER)
    engine = version(desk, LONGER)
    for evening in (9 * HOUR, 11 * HOUR):
        desk.go(MONDAY + evening)
        engine.hold(desk.id, by=REP, reason="closed", until=desk.time + HOUR)
        assert engine.get(desk.id).clocks[0].due_at == TUESDAY  # at the opening


def test_a_pause_that_began_in_the_night_before_a_kept_deadline_goes_on_to_count() -> None:
    desk = Desk(answering(within=working_days(1)))
    desk.go(MONDAY + 9 * HOUR)
    desk.engine.hold(desk.id, by=REP, reason="at the fair", until=TUESDAY + 2 * HOUR)
    assert desk.clock().due_at == TUESDAY + 2 * HOUR
    crossed(desk, "keep", LONGER)
    engine = version(desk, LONGER)
    desk.go(TUESDAY + HOUR)
    engine.hold(desk.id, by=REP, reason="longer", until=TUESDAY + 3 * HOUR)
    assert engine.get(desk.id).clocks[0].due_at == TUESDAY + 3 * HOUR


def test_what_comes_after_a_kept_deadline_never_comes_before_it() -> None:
    desk = Desk(answering(levels=(breach(), later(hours(24)))))
    friday = MONDAY + timedelta(days=4)
    desk.go(friday + 4 * HOUR)
    desk.id = desk.ask()
    longer = policy(answering(within=working_hours(6), levels=(breach(), later(hours(24)))), version="2")
    crossed(desk, "keep", longer)
    engine = version(desk, longer)
    desk.wait(minutes=30)
    engine.hold(desk.id, by=REP, reason="waiting", until=desk.time + HOUR)
    (clock,) = engine.get(desk.id).clocks
    monday = friday + timedelta(days=3)
    assert [(level.name, level.due_at) for level in clock.levels] == [
        ("breach", monday + HOUR),
        ("later", monday + HOUR),
    ]
