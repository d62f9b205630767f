"""What is carried over: the time that was used, without its pauses, into another target and other hours (17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leadlife import (
    DefinitionError,
    WorkCalendar,
    breach,
    days,
    hours,
    later,
    minutes,
    warn,
    working_days,
    working_hours,
)
from leadlife.worktime import Span
from tests.clocks.desk import Desk, answering, policy
from tests.lives import MONDAY, OFFICE, REP, SDR
from tests.migration.versions import EARLY, crossed, version

HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)
LONGER = policy(answering(within=working_hours(6), levels=(warn(0.5), breach())), version="2")


def test_glpi_6902_15605_what_was_used_and_what_was_paused_are_carried_over() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="waiting for the site plan")
    desk.wait(hours=2)
    desk.engine.resume(desk.id, by=REP)
    desk.wait(hours=1)
    (clock,) = crossed(desk, "carry", LONGER)  # two hours used of six, at one o'clock
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
    (clock,) = crossed(desk, "carry", LONGER)
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


def test_a_pause_whose_end_is_known_counts_from_the_migration_on_in_the_new_hours() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="at the fair", until=TUESDAY - 2 * HOUR)
    desk.wait(hours=1)  # eleven o'clock: one hour used, one paused
    early = policy(answering(), version="2", calendar=EARLY)
    (clock,) = crossed(desk, "carry", early, old=desk.policy)
    assert clock.due_at == TUESDAY + HOUR  # three hours from seven o'clock on
    (clock,) = version(desk, early).resume(desk.id, by=REP).clocks
    assert clock.due_at == TUESDAY - HOUR  # one hour to noon, and two from six o'clock on


def test_plain_time_that_is_used_up_ends_with_the_pause_that_stands_then() -> None:
    desk = Desk(answering(within=hours(4)))
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="waiting")
    desk.wait(hours=1)
    shorter = policy(answering(within=minutes(15)), version="2")
    assert crossed(desk, "carry", shorter)[0].verdict == "paused"
    desk.wait(hours=1)
    (clock,) = version(desk, shorter).resume(desk.id, by=REP).clocks
    assert clock.due_at == clock.late_after == desk.time


def test_a_level_that_came_due_unseen_stays_due_when_it_was() -> None:
    desk = Desk(answering(levels=(warn(0.5), breach())))
    desk.wait(hours=3)
    longer = policy(answering(within=working_hours(6), levels=(warn(0.9), breach())), version="2")
    (clock,) = crossed(desk, "carry", longer)
    assert [level.due_at for level in clock.levels] == [MONDAY + 2 * HOUR, MONDAY + 6 * HOUR]


def test_newer_data_on_zones_does_not_hide_the_hours_that_a_clock_ran_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    monkeypatch.setattr("leadlife.worktime.calendar.tzdata_version", lambda zone: "2027z")
    same = WorkCalendar(OFFICE.zone, OFFICE.weekly)
    first = policy(answering(), calendar=same)
    assert first.pin == desk.policy.pin
    assert same.fingerprint != OFFICE.fingerprint
    (clock,) = crossed(desk, "carry", policy(answering(), version="2", calendar=EARLY), old=first)
    assert clock.due_at == TUESDAY - 2 * HOUR
