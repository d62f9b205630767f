"""Holds, resumes, resets and recomputation: what somebody does to clocks as such (semantics 9, 11, 12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leadlife import (
    SALES,
    Clock,
    Hold,
    InvalidInput,
    Pause,
    Refused,
    SqliteStore,
    Transition,
    WorkCalendar,
    breach,
    later,
    make,
    notify,
    open_engine,
    replay,
    touch,
    warn,
    working_days,
    working_hours,
)
from leadlife.events import ClocksChanged
from tests.clocks.desk import WAITING, Desk, answering, f, policy
from tests.lives import MONDAY, OTHER_REP, REP, Facts

HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)


def test_a_hold_without_an_end_stops_the_clock_and_a_resume_moves_the_deadline_by_what_it_cost() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="on holiday")
    assert (desk.clock().verdict, desk.clock().next_at) == ("paused", None)
    desk.wait(days=20)
    assert desk.engine.tick().levels == 0
    desk.go(datetime(2026, 11, 24, 12, tzinfo=UTC))
    desk.engine.resume(desk.id, by=REP)
    assert (desk.clock().verdict, desk.clock().due_at) == ("running", datetime(2026, 11, 24, 15, tzinfo=UTC))


def test_a_hold_with_a_known_end_moves_the_deadline_at_once_and_needs_no_resume() -> None:
    desk = Desk(answering())
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="travelling", until=TUESDAY)
    clock = desk.clock()
    assert (clock.verdict, clock.due_at) == ("running", TUESDAY + 3 * HOUR)
    assert clock.stands_still(MONDAY + 2 * HOUR) and not clock.stands_still(TUESDAY)
    desk.go(TUESDAY + 3 * HOUR)
    assert desk.answer().verdict == "met"


def test_a_hold_that_ends_earlier_than_was_known_gives_the_time_back() -> None:
    desk = Desk(answering())
    desk.engine.hold(desk.id, by=REP, reason="travelling", until=TUESDAY)
    desk.wait(hours=2)
    desk.engine.resume(desk.id, by=REP)
    assert desk.clock().due_at == MONDAY + 6 * HOUR
    assert desk.clock().pauses == (Pause(MONDAY, MONDAY + 2 * HOUR, "travelling"),)


def test_overlapping_holds_count_once_and_the_clock_stands_while_any_of_them_does() -> None:
    desk = Desk(answering(pauses=WAITING))
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="on holiday")
    desk.wait(hours=1)
    desk.wait_for_lead(True)
    desk.wait(hours=1)
    desk.engine.resume(desk.id, by=REP)
    assert desk.clock().verdict == "paused"
    desk.wait(hours=1)
    desk.wait_for_lead(False)
    assert desk.clock().verdict == "running"
    assert [pause.kind for pause in desk.clock().pauses] == ["hold", "rule"]
    assert desk.clock().due_at == MONDAY + 7 * HOUR


def test_a_rule_that_no_longer_holds_does_not_end_somebodys_hold() -> None:
    desk = Desk(answering(pauses=WAITING))
    desk.wait_for_lead(True)
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="on holiday")
    desk.wait(hours=1)
    desk.wait_for_lead(False)
    desk.wait(hours=2)
    assert desk.clock().verdict == "paused"
    desk.engine.resume(desk.id, by=REP)
    assert desk.clock().due_at == MONDAY + 8 * HOUR


def test_the_hold_of_a_move_and_a_pause_of_the_rule_are_one_where_they_overlap() -> None:
    query = Transition(
        name="query", sources=("asked",), target="asked", by=(SALES,), hold=Hold("answer", working_days(1))
    )
    plain = policy(answering(pauses=WAITING))
    desk = Desk(answering(pauses=WAITING), moves=(*plain.moves, query))
    desk.wait(hours=1)
    desk.wait_for_lead(True)
    desk.wait(hours=1)
    desk.engine.move(desk.id, "query", by=REP)
    assert [pause.kind for pause in desk.clock().pauses] == ["rule", "move"]
    desk.go(TUESDAY + 3 * HOUR)
    desk.wait_for_lead(False)
    assert desk.clock().due_at == TUESDAY + 6 * HOUR


def test_the_hold_of_a_move_lasts_as_long_as_it_says_in_the_calendar_of_the_clock() -> None:
    """Cairo works on Sunday: a working day from Thursday ends then, and not on the Friday of the policy."""
    query = Transition(
        name="query", sources=("asked",), target="asked", by=(SALES,), hold=Hold("answer", working_days(1))
    )
    cairo = WorkCalendar("UTC", {"sun-thu": "09:00-17:00"})
    thursday = MONDAY + timedelta(days=3, hours=6)
    desk = Desk(answering(calendar=cairo), moves=(*policy().moves, query))
    desk.go(thursday)
    lead = desk.engine.move(desk.ask(), "query", by=REP)
    (clock,) = lead.clocks
    assert clock.pauses == (Pause(thursday, thursday + timedelta(days=3), "query", "move"),)
    assert clock.due_at == thursday + timedelta(days=4, hours=-4)


def test_the_answer_to_a_query_ends_its_hold() -> None:
    query = Transition(
        name="query", sources=("asked",), target="asked", by=(SALES,), hold=Hold("answer", working_days(1))
    )
    desk = Desk(answering(), moves=(*policy().moves, query))
    desk.engine.move(desk.id, "query", by=REP)
    desk.wait(hours=2)
    desk.engine.resume(desk.id, by=REP, reason="they named the site")
    assert desk.clock().due_at == MONDAY + 6 * HOUR


def test_one_clock_can_be_held_while_the_others_run() -> None:
    desk = Desk(answering(), answering(name="call", stops=touch("call")))
    desk.engine.hold(desk.id, by=REP, reason="no number", clock="call")
    assert [(clock.name, clock.verdict) for clock in desk.lead.clocks] == [
        ("answer", "running"),
        ("call", "paused"),
    ]


def test_an_answer_during_a_hold_is_in_time_however_long_it_was() -> None:
    desk = Desk(answering())
    desk.wait(hours=3)
    desk.engine.hold(desk.id, by=REP, reason="on holiday")
    desk.wait(days=30, hours=14)
    answered = desk.answer()
    assert answered.verdict == "met"
    assert answered.pauses == (Pause(MONDAY + 3 * HOUR, desk.time, "on holiday"),)


def test_what_was_late_before_the_hold_is_late_whenever_the_sweep_comes() -> None:
    swept, unswept = Desk(answering()), Desk(answering())
    for desk in (swept, unswept):
        desk.go(MONDAY + 5 * HOUR)
    swept.engine.tick()
    for desk in (swept, unswept):
        desk.engine.hold(desk.id, by=REP, reason="on holiday")
        desk.wait(hours=1)
    unswept.engine.tick()
    for desk in (swept, unswept):
        assert desk.levels() == ["breach"]
        assert (desk.clock().verdict, desk.clock().due_at) == ("breached", MONDAY + 4 * HOUR)


def test_a_breached_clock_stays_breached_while_it_is_held_and_its_further_levels_wait() -> None:
    desk = Desk(answering(levels=(breach(), later(working_hours(6), make("drop"), name="drop"))))
    desk.go(MONDAY + 5 * HOUR)
    desk.engine.tick()
    desk.engine.hold(desk.id, by=REP, reason="on holiday")
    desk.go(TUESDAY + 7 * HOUR)
    assert desk.engine.tick().levels == 0
    assert desk.clock().verdict == "breached"
    desk.engine.resume(desk.id, by=REP)
    assert desk.clock().next_at == TUESDAY + 8 * HOUR
    dropped = desk.engine.move(desk.id, "drop", by=REP).clocks[0]
    assert dropped.verdict == "breached"


def test_a_warning_at_a_share_is_put_off_like_the_deadline_and_never_into_the_hold() -> None:
    desk = Desk(answering(levels=(warn(0.5, notify(SALES)), breach())))
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="travelling", until=TUESDAY)
    assert [level.due_at for level in desk.clock().levels] == [TUESDAY + HOUR, TUESDAY + 3 * HOUR]


def test_a_hold_told_late_counts_from_when_it_was() -> None:
    desk = Desk(answering())
    desk.wait(hours=3)
    desk.engine.hold(desk.id, by=REP, reason="line was down", at=MONDAY + HOUR, until=MONDAY + 2 * HOUR)
    assert desk.clock().due_at == MONDAY + 5 * HOUR


def test_the_history_says_who_held_what_and_why_and_folds_to_the_lead() -> None:
    desk = Desk(answering())
    desk.engine.hold(desk.id, by=REP, reason="on holiday")
    desk.wait(hours=1)
    desk.engine.resume(desk.id, by=OTHER_REP, reason="back")
    held, resumed = (one for one in desk.engine.history(desk.id) if isinstance(one, ClocksChanged))
    assert (held.change, held.reason, held.by) == ("held", "on holiday", REP)
    assert (resumed.change, resumed.reason, resumed.by) == ("resumed", "back", OTHER_REP)
    assert replay(desk.engine.history(desk.id)) == desk.lead


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda desk: desk.engine.hold(desk.id, by=REP, reason=" "), InvalidInput, "needs a reason"),
        (
            lambda desk: desk.engine.hold(desk.id, by=REP, reason="x", clock="anwser"),
            Refused,
            "did you mean 'answer'",
        ),
        (
            lambda desk: desk.engine.hold(desk.id, by=REP, reason="x", until=MONDAY),
            InvalidInput,
            "Leave until out",
        ),
        (
            lambda desk: desk.engine.hold(desk.id, by=REP, reason="x", until=datetime(2027, 1, 1)),
            InvalidInput,
            "no time zone",
        ),
        (lambda desk: desk.engine.resume(desk.id, by=REP), Refused, "nothing holds it"),
        (
            lambda desk: (desk.wait_for_lead(True), desk.engine.resume(desk.id, by=REP)),
            Refused,
            "Tell the fact that ends it",
        ),
        (
            lambda desk: [desk.engine.hold(desk.id, by=REP, reason="x") for _ in range(2)],
            Refused,
            "held already",
        ),
        (
            lambda desk: (desk.answer(), desk.engine.hold(desk.id, by=REP, reason="x")),
            Refused,
            "no clock of the lead runs",
        ),
        (
            lambda desk: desk.engine.reset_clock(desk.id, "answer", by=REP, reason=""),
            InvalidInput,
            "needs a reason",
        ),
        (
            lambda desk: (desk.answer(), desk.engine.reset_clock(desk.id, "answer", by=REP, reason="x")),
            Refused,
            "no clock of that name runs",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_the_message_helps(ask: Any, error: type[Exception], said: str) -> None:
    desk = Desk(answering(pauses=WAITING))
    with pytest.raises(error, match=said):
        ask(desk)


# -- reset ---------------------------------------------------------------------------------------------


def test_a_reset_ends_the_run_without_a_verdict_and_begins_another_from_now() -> None:
    desk = Desk(answering())
    desk.wait(hours=3)
    desk.engine.reset_clock(desk.id, "answer", by=REP, reason="wrong brief")
    first, second = desk.lead.clocks
    assert (first.verdict, first.stopped_at) == ("cancelled", MONDAY + 3 * HOUR)
    assert (second.verdict, second.started_at, second.due_at) == (
        "running",
        MONDAY + 3 * HOUR,
        MONDAY + 7 * HOUR,
    )
    assert first.id != second.id
    desk.go(MONDAY + 6 * HOUR)
    assert desk.engine.tick().levels == 0


def test_a_reset_does_not_wash_off_a_breach_whether_or_not_a_sweep_saw_it() -> None:
    for sweeps in (True, False):
        desk = Desk(answering())
        desk.wait(hours=5)
        if sweeps:
            desk.engine.tick()
        desk.engine.reset_clock(desk.id, "answer", by=REP, reason="wrong brief")
        assert [clock.verdict for clock in desk.lead.clocks] == ["breached", "running"]


def test_what_holds_the_lead_holds_the_clock_that_was_reset_or_handed_on() -> None:
    for change in ("reset", "hand on"):
        desk = Desk(answering(per="owner"))
        desk.engine.hold(desk.id, by=REP, reason="on holiday", until=TUESDAY)
        desk.wait(hours=2)
        if change == "reset":
            desk.engine.reset_clock(desk.id, "answer", by=REP, reason="wrong brief")
        else:
            desk.engine.assign(desk.id, OTHER_REP, by=REP)
        assert desk.clock().due_at == TUESDAY + 4 * HOUR


# -- recompute -----------------------------------------------------------------------------------------


def edited(*clocks: Clock, calendar: WorkCalendar) -> Any:
    return policy(*clocks, calendar=calendar, version="2")


LONG = WorkCalendar("UTC", {"mon-fri": "09:00-17:00"}, holidays={TUESDAY.date()})


def test_after_an_edited_calendar_open_clocks_are_recomputed_on_request_and_the_history_says_so(
    tmp_path: Any,
) -> None:
    store = SqliteStore(tmp_path / "leads.db", durable="normal")
    desk = Desk(answering(within=working_hours(12)), store=store)
    closed = desk.ask()
    desk.wait(hours=1)
    desk.engine.move(closed, "answer", by=REP)
    before = desk.engine.get(closed)
    engine = open_engine(
        store, edited(answering(within=working_hours(12)), calendar=LONG), now=lambda: desk.time
    )
    assert engine.get(desk.id).clocks[0].due_at == TUESDAY + 4 * HOUR
    lead = engine.recompute(desk.id, by=REP, reason="the town's holiday")
    assert lead.clocks[0].due_at == TUESDAY + timedelta(days=1, hours=4)
    assert lead.clocks[0].calendar == LONG.fingerprint
    last = engine.history(desk.id)[-1]
    assert isinstance(last, ClocksChanged)
    assert (last.change, last.reason) == ("recomputed", "the town's holiday")
    assert engine.recompute(desk.id, by=REP, reason="again").version == lead.version
    assert engine.recompute(closed, by=REP, reason="the town's holiday") == before
    store.close()


def test_a_recomputed_clock_keeps_its_pauses_and_the_levels_that_it_has_reached() -> None:
    levels = (warn(0.5), breach())
    desk = Desk(answering(levels=levels))
    desk.engine.hold(desk.id, by=REP, reason="travelling", until=MONDAY + HOUR)
    desk.wait(hours=4)
    desk.engine.tick()
    shorter = edited(
        answering(levels=levels),
        calendar=WorkCalendar("UTC", {"mon": "09:00-13:30", "tue-fri": "09:00-17:00"}),
    )
    engine = open_engine(desk.engine.store, shorter, now=lambda: desk.time)
    lead = engine.recompute(desk.id, by=REP, reason="short Mondays")
    (clock,) = lead.clocks
    assert clock.due_at == TUESDAY + HOUR / 2
    assert [(level.name, level.due_at, level.reached_at) for level in clock.levels] == [
        ("warn", MONDAY + 3 * HOUR, MONDAY + 4 * HOUR),
        ("breach", TUESDAY + HOUR / 2, None),
    ]


def test_until_then_a_clock_counts_on_in_the_calendar_that_it_began_in() -> None:
    own = WorkCalendar("UTC", {"mon-sun": "00:00-24:00"})
    desk = Desk(answering(), calendars=((f.seats >= 10, own),))
    assert desk.clock().calendar != own.fingerprint
    desk.engine.observe(desk.id, Facts(seats=50), by=REP)
    desk.wait(hours=1)
    desk.engine.hold(desk.id, by=REP, reason="travelling", until=TUESDAY)
    assert desk.clock().due_at == TUESDAY + 3 * HOUR
    desk.engine.recompute(desk.id, by=REP, reason="it has its own hours")
    assert (
        desk.clock().due_at == TUESDAY + 3 * HOUR
    )  # four hours, and the day that it was held round the clock
    assert desk.clock().calendar == own.fingerprint


@pytest.mark.parametrize("act", ["hold", "resume"])
def test_what_is_refused_of_clocks_is_named_in_words(act: str) -> None:
    desk = Desk(answering())
    with pytest.raises(Refused, match=f"cannot {act} the clocks of a lead: at=.* lies after now"):
        getattr(desk.engine, act)(desk.id, by=REP, reason="x", at=TUESDAY)
    with pytest.raises(Refused, match="cannot reset the clock of a lead"):
        desk.engine.reset_clock(desk.id, "answer", by=REP, reason="x", at=TUESDAY)
