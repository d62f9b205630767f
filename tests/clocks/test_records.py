"""Clocks as records, and what is due next over all leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    COOL_DOWN,
    CoolDown,
    InvalidInput,
    MemoryStore,
    Queue,
    SqliteStore,
    Transition,
    WorkCalendar,
    breach,
    days,
    entering,
    hours,
    leaving,
    open_engine,
    touch,
    warn,
    working_hours,
)
from leadlife.people import SALES
from tests.clocks.desk import Desk, answering, policy
from tests.lives import BOSS, MONDAY, OFFICE, OTHER_REP, REP, World

HOUR = timedelta(hours=1)


def test_a_record_says_all_there_is_to_say_of_a_run() -> None:
    desk = Desk(answering(levels=(warn(0.5), breach())))
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="travelling", until=MONDAY + 2 * HOUR)
    desk.go(MONDAY + 4 * HOUR)
    desk.engine.tick()
    desk.answer()
    (record,) = desk.engine.clocks(desk.id)
    assert (record.name, record.verdict, record.holder) == ("answer", "met", None)
    assert (record.started_at, record.due_at, record.stopped_at) == (MONDAY, MONDAY + 5 * HOUR, desk.time)
    assert [(level.name, level.due_at, level.reached_at) for level in record.levels] == [
        ("warn", MONDAY + 3 * HOUR, desk.time),
        ("breach", MONDAY + 5 * HOUR, None),
    ]
    assert [pause.why for pause in record.pauses] == ["travelling"]
    assert record.used(desk.time + 9 * HOUR) == 3 * HOUR
    assert record.calendar == OFFICE
    assert record.policy == desk.policy.pin
    assert record.clock == desk.policy.clocks[0]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 120))
def test_the_time_used_reaches_the_target_just_at_the_deadline(since: int, length: int, now: int) -> None:
    desk = Desk(answering(within=working_hours(20)))
    desk.wait(hours=since)
    desk.engine.hold(desk.id, by=REP, reason="x", until=desk.time + (length + 1) * HOUR)
    (record,) = desk.engine.clocks(desk.id)
    assert record.used(record.due_at) == 20 * HOUR
    then = MONDAY + now * HOUR
    used = record.used(then)
    assert timedelta() <= used <= OFFICE.elapsed(MONDAY, then)
    assert used <= 20 * HOUR if then <= record.due_at else used >= 20 * HOUR


def test_elapsed_time_is_used_round_the_clock_and_an_open_pause_uses_none() -> None:
    desk = Desk(answering(within=hours(48)))
    desk.wait(hours=10)
    desk.engine.hold(desk.id, by=REP, reason="x")
    desk.wait(hours=10)
    (record,) = desk.engine.clocks(desk.id)
    assert record.used(desk.time) == 10 * HOUR
    assert record.used(MONDAY - HOUR) == timedelta()


def test_a_cool_down_uses_elapsed_time() -> None:
    rest = Transition(name="rest", sources=("asked",), target="done", by=(SALES,), cools=CoolDown(days(9)))
    resting = answering(name="rest", starts=entering("done"), stops=leaving("done"), within=COOL_DOWN)
    desk = Desk(resting, moves=(*policy().moves, rest))
    desk.engine.move(desk.id, "rest", by=REP)
    (record,) = desk.engine.clocks(desk.id)
    assert record.used(MONDAY + 30 * HOUR) == 30 * HOUR
    assert record.due_at == MONDAY + timedelta(days=9)


def test_the_record_names_the_policy_that_worked_the_deadline_out() -> None:
    desk = Desk(answering())
    other = policy(answering(within=working_hours(6)), version="2")
    engine = open_engine(desk.engine.store, other, now=lambda: desk.time)
    assert [one.policy.version for one in engine.clocks(desk.id)] == ["1"]
    engine.recompute(desk.id, by=REP, reason="agreed anew")
    assert [(one.policy.version, one.due_at) for one in engine.clocks(desk.id)] == [("2", MONDAY + 6 * HOUR)]


def test_a_calendar_that_the_policy_no_longer_has_cannot_count() -> None:
    desk = Desk(answering())
    other = policy(answering(), version="2", calendar=WorkCalendar.always("UTC"))
    (record,) = open_engine(desk.engine.store, other, now=lambda: desk.time).clocks(desk.id)
    assert record.calendar is None
    with pytest.raises(InvalidInput, match="no longer has its calendar"):
        record.used(desk.time)


# -- the agenda ----------------------------------------------------------------------------------------


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    store = (
        MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "leads.db", durable="normal")
    )
    yield Desk(
        answering(levels=(warn(0.5), breach())),
        answering(name="call", stops=touch(), within=hours(1)),
        store=store,
    )
    store.close()


def test_the_agenda_is_what_comes_due_next_over_all_leads(desk: Desk) -> None:
    desk.wait(hours=1)
    second = desk.ask()
    found = [(due.lead.id, due.clock.name, due.level, due.at - MONDAY) for due in desk.engine.agenda()]
    assert found == [
        (desk.id, "call", "breach", HOUR),
        (desk.id, "answer", "warn", 2 * HOUR),
        (second, "call", "breach", 2 * HOUR),
        (second, "answer", "warn", 3 * HOUR),
    ]
    assert [due.at for due in desk.engine.agenda(limit=1)] == [MONDAY + HOUR]
    assert len(desk.engine.agenda(until=MONDAY + 2 * HOUR)) == 3
    assert desk.engine.next_due() == MONDAY + HOUR


def test_the_agenda_of_an_owner_and_of_a_stage(desk: Desk) -> None:
    second, third = desk.ask(), desk.ask()
    desk.engine.assign(desk.id, OTHER_REP, by=BOSS)
    desk.engine.assign(second, Queue("dach"), by=BOSS)
    desk.engine.move(third, "answer", by=REP)
    assert {due.lead.id for due in desk.engine.agenda(owner="rep-8")} == {desk.id}
    assert {due.lead.id for due in desk.engine.agenda(owner="dach")} == {second}
    assert {due.lead.id for due in desk.engine.agenda(stage="asked")} == {desk.id, second}
    assert desk.engine.agenda(owner="nobody") == ()


def test_the_agenda_follows_holds_answers_and_sweeps(desk: Desk) -> None:
    desk.engine.hold(desk.id, by=REP, reason="x", clock="answer")
    assert [due.clock.name for due in desk.engine.agenda()] == ["call"]
    desk.engine.touch(desk.id, "call", by=REP)
    assert desk.engine.agenda() == ()
    desk.engine.resume(desk.id, by=REP)
    assert [(due.clock.name, due.level) for due in desk.engine.agenda()] == [("answer", "warn")]
    desk.go(MONDAY + 3 * HOUR)
    desk.engine.tick()
    assert [(due.clock.name, due.level) for due in desk.engine.agenda()] == [("answer", "breach")]


def test_the_standard_policy_s_agenda_for_a_rep() -> None:
    world = World()
    world.handed_off()
    found = [(due.clock.name, due.level) for due in world.engine.agenda(owner=REP.id)]
    assert found == [("first_touch", "breach"), ("accept", "warn")]
    assert replace(world.engine.agenda(owner=REP.id)[0]).at == MONDAY + 5 * HOUR
