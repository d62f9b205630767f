"""What becomes of the clocks that run: kept, carried or restarted (semantics 17)."""

from __future__ import annotations

from datetime import timedelta

from leadlife import (
    breach,
    entering,
    hours,
    later,
    notify,
    warn,
    working_days,
    working_hours,
)
from leadlife.people import SALES_MANAGER
from tests.clocks.desk import WAITING, Desk, answering, policy
from tests.lives import MONDAY, OFFICE, REP, Facts
from tests.migration.versions import BERLIN, crossed, renamed, version

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
