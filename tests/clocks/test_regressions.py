"""What users of other systems reported about their clocks, each as a test of ours.

The rows that a calendar alone answers (split shifts, overnight shifts, daylight saving, both ends after hours) are in
``tests/worktime/test_regressions.py``.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leadlife import (
    COOL_DOWN,
    SALES,
    CoolDown,
    DefinitionError,
    SqliteStore,
    Transition,
    WorkCalendar,
    breach,
    days,
    entering,
    escalate,
    hours,
    later,
    leaving,
    notify,
    open_engine,
    touch,
    warn,
    working_hours,
)
from leadlife.people import SALES_MANAGER
from tests.clocks.desk import WAITING, Desk, answering, policy
from tests.lives import MONDAY, OFFICE, REP, Facts

HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)


def test_glpi_6902_15605_the_time_paused_is_kept_when_the_sla_changes() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="waiting for the site plan")
    desk.wait(hours=2)
    desk.engine.resume(desk.id, by=REP)
    longer = policy(answering(within=working_hours(6)), version="2")
    engine = open_engine(desk.engine.store, longer, now=lambda: desk.time)
    clock = engine.recompute(desk.id, by=REP, reason="six hours from now on").clocks[0]
    assert clock.due_at == MONDAY + 8 * HOUR
    assert [(one.since, one.until) for one in clock.pauses] == [(MONDAY + HOUR, MONDAY + 3 * HOUR)]


def test_glpi_6902_a_changed_sla_alone_moves_no_running_deadline() -> None:
    """xstate#3091: definition drift."""
    desk = Desk(answering())
    longer = policy(answering(within=working_hours(6)), version="2")
    engine = open_engine(desk.engine.store, longer, now=lambda: desk.time)
    lead = engine.observe(desk.id, Facts(seats=3), by=REP)
    assert lead.clocks[0].due_at == MONDAY + 4 * HOUR


def test_glpi_10594_a_pause_is_counted_in_the_hours_of_the_deadline() -> None:
    desk = Desk(answering())
    desk.go(MONDAY + 7 * HOUR)  # three hours late would be at 16:00; held from the last hour over the night
    late = desk.ask()
    desk.engine.hold(late, by=REP, reason="over night")
    desk.go(TUESDAY + HOUR)
    desk.engine.resume(late, by=REP)
    assert desk.engine.get(late).clocks[0].due_at == TUESDAY + 5 * HOUR  # two working hours, not eighteen


def test_glpi_24481_nothing_breaches_while_it_is_pending() -> None:
    desk = Desk(answering(pauses=WAITING, levels=(warn(0.5), breach(), later(working_hours(8)))))
    desk.wait(hours=1)
    desk.wait_for_lead(True)
    for _ in range(20):
        desk.wait(days=1)
        assert desk.engine.tick().levels == 0
    assert desk.clock().verdict == "paused"


def test_glpi_1996_the_same_escalation_is_sent_once_however_often_the_sweep_runs() -> None:
    desk = Desk(answering(levels=(breach(escalate(SALES_MANAGER)),)))
    for _ in range(30):
        desk.wait(minutes=30)
        desk.engine.tick()
    assert len(desk.engine.store.outbox(state="pending")) == 1
    assert desk.levels() == ["breach"]


def test_glpi_17186_a_pause_does_not_move_a_deadline_that_was_set_by_hand() -> None:
    rest = Transition(name="rest", sources=("asked",), target="done", by=(SALES,), cools=CoolDown(days(9)))
    resting = answering(name="rest", starts=entering("done"), stops=leaving("done"), within=COOL_DOWN)
    desk = Desk(resting, moves=(*policy().moves, rest))
    desk.engine.move(desk.id, "rest", by=REP)
    due = desk.clock("rest").due_at
    desk.engine.hold(desk.id, by=REP, reason="x", until=MONDAY + timedelta(days=5))
    assert desk.clock("rest").due_at == due == MONDAY + timedelta(days=9)
    desk.engine.hold(desk.id, by=REP, reason="x", until=MONDAY + timedelta(days=12))
    assert desk.clock("rest").due_at == due
    desk.go(MONDAY + timedelta(days=11))
    assert desk.engine.tick().levels == 0  # nothing breaches while paused
    desk.go(MONDAY + timedelta(days=12))
    assert desk.engine.tick().levels == 1


def test_zammad_188_glpi_9267_after_reopening_the_time_it_was_closed_is_not_counted() -> None:
    desk = Desk(answering(levels=(warn(0.5), breach(escalate(SALES_MANAGER)))))
    desk.wait(hours=3)
    desk.engine.tick()
    desk.answer()
    desk.go(FRIDAY)
    desk.engine.move(desk.id, "ask", by=REP)
    first, second = desk.lead.clocks
    assert (first.verdict, second.started_at, second.due_at) == ("met", FRIDAY, FRIDAY + 4 * HOUR)
    desk.go(FRIDAY + 3 * HOUR)
    desk.engine.tick()
    assert desk.levels() == ["warn", "warn"]
    assert len(desk.engine.store.outbox(state="pending")) == 0


def test_zammad_534_an_edited_calendar_recomputes_on_request_and_never_what_is_closed(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "leads.db", durable="normal")
    desk = Desk(answering(within=working_hours(12)), store=store)
    closed = desk.ask()
    desk.engine.move(closed, "answer", by=REP)
    holiday = WorkCalendar("UTC", {"mon-fri": "09:00-17:00"}, holidays={TUESDAY.date()})
    edited = policy(answering(within=working_hours(12)), version="2", calendar=holiday)
    engine = open_engine(store, edited, now=lambda: desk.time)
    assert engine.recompute(closed, by=REP, reason="holiday").clocks[0].due_at == TUESDAY + 4 * HOUR
    assert engine.recompute(desk.id, by=REP, reason="holiday").clocks[0].due_at == TUESDAY + 28 * HOUR
    assert engine.next_due() == TUESDAY + 28 * HOUR
    store.close()


def test_zammad_3140_no_clock_breaches_after_the_answer() -> None:
    desk = Desk(answering(levels=(warn(0.5, notify(SALES)), breach(escalate(SALES_MANAGER)))))
    desk.wait(hours=1)
    desk.answer()
    desk.wait(days=30)
    assert (desk.engine.tick().levels, desk.clock().verdict) == (0, "met")


def test_zammad_5177_a_clock_with_a_shorter_target_leaves_the_other_alone() -> None:
    short = answering(name="short", within=working_hours(1), stops=touch())
    desk = Desk(answering(), short)
    desk.wait(hours=2)
    desk.engine.tick()
    assert (desk.clock("short").verdict, desk.clock().verdict) == ("breached", "running")
    assert desk.clock().due_at == MONDAY + 4 * HOUR
    desk.engine.touch(desk.id, "call", by=REP)
    assert desk.clock().due_at == MONDAY + 4 * HOUR


def test_chatwoot_13392_14009_helpdesk_2212_a_clock_keeps_office_hours_and_the_lunch_break() -> None:
    split = WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-12:30 13:30-18:00"})
    desk = Desk(answering(calendar=split))
    desk.go(datetime(2026, 11, 2, 10, tzinfo=UTC))  # eleven in Berlin
    lead = desk.ask()
    (clock,) = desk.engine.get(lead).clocks
    assert clock.due_at == datetime(2026, 11, 2, 15, tzinfo=UTC)
    desk.go(datetime(2026, 11, 2, 16, 59, tzinfo=UTC))
    late = desk.ask()
    assert desk.engine.get(late).clocks[0].due_at == datetime(2026, 11, 3, 12, 59, tzinfo=UTC)


def test_helpdesk_2449_the_time_held_is_added_to_the_deadline_and_not_to_the_creation() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    for _ in range(2):
        desk.engine.hold(desk.id, by=REP, reason="x")
        desk.wait(hours=1)
        desk.engine.resume(desk.id, by=REP)
    assert desk.clock().started_at == MONDAY
    assert desk.clock().due_at == MONDAY + 6 * HOUR
    assert desk.lead.captured_at == MONDAY


def test_helpdesk_1643_no_target_is_no_clock_and_not_an_instant_one() -> None:
    resting = answering(name="rest", within=COOL_DOWN)
    desk = Desk(resting)
    assert desk.lead.clocks == ()
    with pytest.raises(DefinitionError, match="for no target at all, set none"):
        working_hours(0)


def test_frappe_crm_a_clock_that_starts_at_the_weekend_runs_from_the_opening() -> None:
    desk = Desk(answering(within=working_hours(1)))
    desk.go(datetime(2026, 11, 7, 15, tzinfo=UTC))  # Saturday
    lead = desk.ask()
    assert desk.engine.get(lead).clocks[0].due_at == datetime(2026, 11, 9, 10, tzinfo=UTC)


def test_odoo_153121_a_new_visit_of_a_stage_does_not_inherit_the_time_of_the_last() -> None:
    desk = Desk(answering(per="owner"))
    desk.wait(hours=3)
    desk.engine.move(desk.id, "drop", by=REP)
    desk.wait(hours=1)
    desk.engine.move(desk.id, "ask", by=REP)
    assert desk.clock().due_at == MONDAY + 8 * HOUR
    assert desk.engine.clocks(desk.id)[-1].used(desk.time) == timedelta()


def test_margince_1672_the_first_response_is_the_earliest_and_not_the_first_that_was_told() -> None:
    desk = Desk(answering(name="call", stops=touch()))
    desk.go(MONDAY + 3 * HOUR)
    desk.engine.touch(desk.id, "call", by=REP)
    desk.engine.touch(desk.id, "email", by=REP, at=MONDAY + HOUR)
    assert desk.clock("call").stopped_at == MONDAY + HOUR


def test_transitions_198_leads_that_wait_need_no_thread() -> None:
    import threading

    before = threading.active_count()
    desk = Desk(answering())
    for _ in range(200):
        desk.ask()
    assert threading.active_count() == before


def test_django_fsm_46_what_a_level_makes_happens_once_though_two_levels_are_late() -> None:
    desk = Desk(
        answering(levels=(warn(0.5, notify(SALES)), breach(notify(SALES)), later(hours(72), notify(SALES))))
    )
    desk.go(FRIDAY)
    desk.engine.tick()
    keys = Counter(row.notice.key for row in desk.engine.store.outbox(state="pending"))
    assert len(keys) == 3 and set(keys.values()) == {1}
    assert desk.clock().calendar == OFFICE.fingerprint
