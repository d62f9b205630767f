"""What becomes of the clocks that run: kept, carried, restarted, cancelled or begun (semantics 17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leadlife import (
    COOL_DOWN,
    SALES,
    ClockState,
    CoolDown,
    DefinitionError,
    Transition,
    WorkCalendar,
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
from leadlife.worktime import Span
from tests.clocks.desk import WAITING, Desk, answering, keeps_its_word, policy
from tests.lives import MONDAY, OFFICE, REP, SDR, Facts
from tests.migration.versions import BERLIN, EARLY, renamed, version

HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)
LONGER = policy(answering(within=working_hours(6), levels=(warn(0.5), breach())), version="2")


def crossed(desk: Desk, clocks: str, to: object = LONGER, **asked: object) -> tuple[ClockState, ...]:
    """The lead's clocks after the migration."""
    engine = version(desk, to)  # type: ignore[arg-type]
    engine.migrate(by=SDR, clocks=clocks, **asked)  # type: ignore[arg-type]
    lead = engine.get(desk.id)
    for clock in lead.clocks:
        keeps_its_word(clock)
    desk.engine.store.verify(desk.id)
    return lead.clocks


# -- kept ----------------------------------------------------------------------------------------------


def test_xstate_5331_a_kept_clock_is_the_very_clock_that_it_was() -> None:
    """Delays lost on restore."""
    desk = Desk(answering(levels=(warn(0.8), breach(), later(hours(30)))))
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="at the fair")
    desk.wait(hours=2)
    before = desk.lead.clocks
    assert crossed(desk, "keep") == before
    assert desk.engine.store.next_due() is None  # it stands still as it did


def test_xstate_3091_a_pause_moves_a_kept_deadline_by_what_it_costs_and_not_to_the_new_target() -> None:
    """Definition drift."""
    desk = Desk(answering())
    desk.wait(hours=1)
    crossed(desk, "keep")
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


# -- carried -------------------------------------------------------------------------------------------


def test_glpi_6902_15605_what_was_used_and_what_was_paused_are_carried_over() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="waiting for the site plan")
    desk.wait(hours=2)
    desk.engine.resume(desk.id, by=REP)
    desk.wait(hours=1)
    (clock,) = crossed(desk, "carry")  # two hours used of six, at one o'clock
    assert clock.due_at == MONDAY + 8 * HOUR
    assert [(level.name, level.due_at) for level in clock.levels] == [
        ("warn", MONDAY + 5 * HOUR),
        ("breach", MONDAY + 8 * HOUR),
    ]


def test_zammad_534_the_rest_is_counted_in_the_new_hours() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)  # ten o'clock; one hour of nine to five used
    early = policy(answering(), version="2", calendar=EARLY)
    (clock,) = crossed(desk, "carry", early, old=desk.policy)
    assert clock.due_at == TUESDAY - 2 * HOUR  # two hours to noon, and one from six o'clock on
    assert (clock.id, clock.started_at, clock.calendar) == ("answer:2", MONDAY, EARLY.fingerprint)


def test_a_pause_that_stands_at_the_migration_costs_nothing_before_it_a_second_time() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="waiting")
    desk.wait(hours=1)
    early = policy(answering(), version="2", calendar=EARLY)
    (clock,) = crossed(desk, "carry", early, old=desk.policy)
    assert (clock.verdict, clock.next_at) == ("paused", None)
    desk.go(TUESDAY - 2 * HOUR)  # seven o'clock: an hour after the new opening
    (clock,) = version(desk, early).resume(desk.id, by=REP).clocks
    assert clock.due_at == TUESDAY + HOUR  # three hours were left


def test_carried_twice_each_stretch_counts_in_the_hours_that_it_ran_in() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    early = policy(answering(), version="2", calendar=EARLY)
    crossed(desk, "carry", early, old=desk.policy)
    desk.wait(hours=1)  # eleven o'clock: two hours used
    third = policy(answering(within=working_hours(5)), version="3")
    (clock,) = crossed(desk, "carry", third, old=(desk.policy, early))
    assert clock.due_at == MONDAY + 5 * HOUR
    (record,) = version(desk, third).clocks(desk.id)
    assert [record.used(MONDAY + n * HOUR) / HOUR for n in (2, 3, 4)] == [2, 3, 4]


def test_a_target_that_is_used_up_is_over_at_the_migration_and_not_before_it() -> None:
    desk = Desk(answering(), version="1")
    desk.wait(hours=3)
    shorter = policy(answering(within=working_hours(2), levels=(warn(0.5), breach())), version="2")
    rehearsal = version(desk, shorter).migrate(by=SDR, clocks="carry", rehearse=True)
    assert (rehearsal.overdue, rehearsal.earlier) == (1, 1)
    (clock,) = crossed(desk, "carry", shorter)
    assert (clock.due_at, clock.verdict) == (desk.time, "running")
    engine = version(desk, shorter)
    desk.wait(minutes=1)
    assert engine.tick().levels == 2
    assert engine.get(desk.id).clocks[0].verdict == "breached"


def test_what_was_reached_stays_reached_and_what_is_breached_stays_breached() -> None:
    desk = Desk(answering(levels=(warn(0.5), breach(), later(working_hours(8)))))
    desk.wait(hours=5)
    desk.engine.tick()
    longer = policy(
        answering(within=working_hours(6), levels=(warn(0.5), breach(), later(working_hours(10)))),
        version="2",
    )
    before = desk.clock()
    (clock,) = crossed(desk, "carry", longer)
    assert (clock.verdict, clock.due_at) == ("breached", before.due_at)
    assert clock.levels[:2] == before.levels[:2]
    assert clock.levels[2].due_at == TUESDAY + 2 * HOUR


def test_a_deadline_that_had_passed_unseen_is_not_forgiven() -> None:
    desk = Desk(answering())
    desk.wait(hours=5)
    (clock,) = crossed(desk, "carry")
    assert clock.due_at == MONDAY + 4 * HOUR
    engine = version(desk, LONGER)
    engine.tick()
    (clock,) = engine.move(desk.id, "answer", by=REP).clocks
    assert clock.verdict == "breached"


def test_plain_time_and_days_are_carried_from_the_start_on() -> None:
    desk = Desk(answering())
    desk.wait(hours=3)
    plain = policy(answering(within=hours(30)), version="2", calendar=EARLY)
    assert crossed(desk, "carry", plain)[0].due_at == MONDAY + 30 * HOUR  # no calendar is asked for
    desk = Desk(answering())
    desk.wait(hours=3)
    dated = policy(answering(within=working_days(2)), version="2")
    assert crossed(desk, "carry", dated)[0].due_at == MONDAY + timedelta(days=2)


def test_an_hour_that_the_clocks_skip_is_not_used() -> None:
    night = datetime(
        2027, 3, 27, 19, tzinfo=UTC
    )  # Saturday, eight in the evening in Berlin; at two it is three
    desk = Desk(answering(within=working_hours(12)), calendar=WorkCalendar.always("Europe/Berlin"))
    desk.go(night)
    desk.id = desk.ask()
    desk.wait(hours=9)  # Sunday, six in the morning
    daytime = WorkCalendar("Europe/Berlin", {"mon-sun": "08:00-20:00"})
    to = policy(answering(within=working_hours(12)), version="2", calendar=daytime)
    (clock,) = crossed(desk, "carry", to, old=desk.policy)
    assert clock.due_at == datetime(2027, 3, 28, 9, tzinfo=UTC)  # eleven in Berlin: three hours from eight on


def test_without_the_calendar_that_a_clock_ran_in_nothing_is_written() -> None:
    desk = Desk(answering())
    before = desk.lead
    early = version(desk, policy(answering(), version="2", calendar=EARLY))
    with pytest.raises(DefinitionError, match=r"'answer' of 1 lead .* old=\[...\] \(desk 1 .*clocks='keep'"):
        early.migrate(by=SDR, clocks="carry")
    assert desk.lead == before
    assert early.migrate(by=SDR, clocks="restart").leads == 1


@pytest.mark.parametrize("within", [working_hours(20), working_days(3), hours(40), days(2)])
@pytest.mark.parametrize("held", [False, True])
def test_where_the_clock_is_as_it_was_nothing_is_carried_anywhere(within: Span, held: bool) -> None:
    levels = (warn(0.5), warn(working_days(1), name="day"), breach(), later(working_days(5)))
    clock = answering(within=within, levels=levels)
    desk = Desk(clock)
    desk.wait(hours=30)
    desk.engine.tick()
    if held:
        desk.engine.hold(desk.id, by=REP, reason="waiting")
        desk.wait(hours=70)
    before = desk.lead.clocks
    assert crossed(desk, "carry", policy(clock, version="2")) == before


# -- restarted -----------------------------------------------------------------------------------------


def test_a_restarted_clock_is_a_new_run_and_the_old_one_is_cancelled() -> None:
    desk = Desk(answering())
    desk.wait(hours=3)
    old, new = crossed(desk, "restart")
    assert (old.verdict, old.stopped_at) == ("cancelled", desk.time)
    assert (new.id, new.started_at, new.due_at) == ("answer:3", desk.time, TUESDAY + HOUR)


def test_a_breach_stands_when_its_clock_restarts_and_its_notice_is_withdrawn() -> None:
    desk = Desk(answering(levels=(breach(notify(SALES_MANAGER)),)))
    desk.wait(hours=5)
    desk.engine.tick()
    old, new = crossed(desk, "restart")
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
