"""Clocks under facts that are told late: what counts is when it was, not when it was told (semantics 2, 10, 11)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leadlife import Pause, breach, entering, later, touch, warn, working_hours
from leadlife.lead import ClockState
from leadlife.worktime import deadline
from tests.clocks.desk import WAITING, Desk, answering
from tests.lives import MONDAY, OFFICE, OTHER_REP, REP, Facts

HOUR = timedelta(hours=1)
CALL = {"name": "call", "stops": touch("call", "email"), "during": ("asked", "done")}
LAST = MONDAY + timedelta(days=6)

waits = st.lists(
    st.tuples(st.integers(0, 130), st.booleans()), min_size=1, max_size=7, unique_by=lambda told: told[0]
)


def plain(clock: ClockState) -> object:
    """The clock without the seqs, which depend on the order of telling."""
    return clock.started_at, clock.due_at, clock.levels, clock.verdict, clock.pauses, clock.stopped_at


@given(waits, st.randoms(use_true_random=False))
def test_pauses_are_the_same_in_whatever_order_their_facts_are_told(
    told: list[tuple[int, bool]], random: object
) -> None:
    """And they are what the stretches in which it was so cost, worked out from the calendar alone."""
    target = working_hours(60)
    clock = answering(within=target, pauses=WAITING, levels=(warn(0.5), breach()))
    in_order, shuffled = Desk(clock), Desk(clock)
    mixed = list(told)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for hours, waiting in sorted(told):
        in_order.go(MONDAY + hours * HOUR)
        in_order.wait_for_lead(waiting)
    shuffled.go(LAST)
    for hours, waiting in mixed:
        shuffled.wait_for_lead(waiting, at=MONDAY + hours * HOUR)
    assert plain(shuffled.clock()) == plain(in_order.clock())

    every = [(MONDAY + hours * HOUR, waiting) for hours, waiting in sorted(told)]
    changes = [one for before, one in pairwise([(MONDAY, False), *every]) if one[1] != before[1]]
    known = [(since, until) for (since, waiting), (until, _) in pairwise(changes) if waiting]
    assert in_order.clock().due_at == deadline(target, MONDAY, OFFICE, known)
    assert (in_order.clock().verdict == "paused") == every[-1][1]
    own = in_order.clock().pauses
    assert all(one.until is not None and one.until < other.since for one, other in pairwise(own))


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_earliest_answer_counts_in_whatever_order_answers_are_told(
    hours: list[int], random: object
) -> None:
    desk = Desk(answering(**CALL))
    desk.go(MONDAY + 12 * HOUR)
    random.shuffle(hours)  # type: ignore[attr-defined]
    for hour in hours:
        desk.engine.touch(desk.id, "call", by=REP, at=MONDAY + hour * HOUR)
    assert desk.clock("call").stopped_at == MONDAY + min(hours) * HOUR
    assert desk.clock("call").verdict == ("met" if min(hours) <= 4 else "breached")
    assert len(desk.lead.clocks) == 1


def test_an_answer_told_after_the_breach_amends_the_verdict_and_what_was_done_stands() -> None:
    desk = Desk(answering(**CALL, levels=(warn(0.5), breach())))
    desk.go(MONDAY + 5 * HOUR)
    desk.engine.tick()
    desk.engine.touch(desk.id, "call", by=REP, at=MONDAY + 3 * HOUR)
    assert desk.clock("call").verdict == "met"
    assert desk.levels() == ["warn", "breach"]
    assert all(level.reached_at for level in desk.clock("call").levels)


def test_a_breached_clock_that_was_cancelled_is_amended_too() -> None:
    desk = Desk(answering(**{**CALL, "during": ("asked",)}))
    desk.go(MONDAY + 5 * HOUR)
    desk.engine.tick()
    desk.engine.move(desk.id, "drop", by=REP)
    assert desk.clock("call").verdict == "breached"
    desk.engine.touch(desk.id, "call", by=REP, at=MONDAY + 3 * HOUR)
    assert (desk.clock("call").verdict, desk.clock("call").stopped_at) == ("met", MONDAY + 3 * HOUR)


def test_a_cancelled_clock_was_met_if_it_turns_out_to_have_been_answered_in_time() -> None:
    desk = Desk(answering(**{**CALL, "during": ("asked",)}))
    desk.go(MONDAY + 3 * HOUR)
    desk.engine.move(desk.id, "drop", by=REP)
    assert desk.clock("call").verdict == "cancelled"
    desk.engine.touch(desk.id, "call", by=REP, at=MONDAY + 3 * HOUR)
    assert desk.clock("call").verdict == "cancelled"  # not before it was cancelled
    desk.engine.touch(desk.id, "call", by=REP, at=MONDAY + 2 * HOUR)
    assert (desk.clock("call").verdict, desk.clock("call").stopped_at) == ("met", MONDAY + 2 * HOUR)


def test_leaving_after_the_deadline_is_a_breach_though_no_sweep_has_seen_it() -> None:
    """What a clock comes to does not depend on when the sweep runs."""
    verdicts = []
    for sweeps in (True, False):
        desk = Desk(answering())
        desk.go(MONDAY + 5 * HOUR)
        if sweeps:
            desk.engine.tick()
        desk.engine.move(desk.id, "drop", by=REP)
        verdicts.append(desk.clock().verdict)
    assert verdicts == ["breached", "breached"]


def test_a_pause_told_late_moves_the_deadline_from_when_it_was() -> None:
    desk = Desk(answering(pauses=WAITING))
    desk.wait(hours=3)
    desk.wait_for_lead(False)
    desk.wait_for_lead(True, at=MONDAY + HOUR)
    assert desk.clock().pauses == (Pause(MONDAY + HOUR, MONDAY + 3 * HOUR, str(WAITING), "rule"),)
    assert (desk.clock().due_at, desk.clock().verdict) == (MONDAY + 6 * HOUR, "running")


def test_a_fact_told_late_that_says_nothing_of_the_pause_leaves_it_alone() -> None:
    desk = Desk(answering(pauses=WAITING))
    desk.wait(hours=2)
    desk.wait_for_lead(True)
    before = desk.clock()
    desk.engine.observe(desk.id, Facts(seats=9), by=REP, at=MONDAY + HOUR)
    desk.engine.touch(desk.id, "mail", by=REP, at=MONDAY + HOUR)
    assert desk.clock() == before


def test_a_pause_told_after_the_breach_leaves_it_until_the_answer_which_is_judged_by_the_later_deadline() -> (
    None
):
    desk = Desk(answering(**CALL, pauses=WAITING))
    desk.go(MONDAY + 5 * HOUR)
    desk.engine.tick()
    desk.wait_for_lead(False)
    desk.wait_for_lead(True, at=MONDAY + HOUR)
    assert (desk.clock("call").verdict, desk.clock("call").due_at) == ("breached", MONDAY + 8 * HOUR)
    desk.wait(hours=1)
    desk.engine.tick()
    assert desk.levels() == ["breach"]
    desk.engine.touch(desk.id, "call", by=REP)
    assert desk.clock("call").verdict == "met"


def test_a_closed_verdict_is_not_changed_by_a_pause_that_is_told_later() -> None:
    desk = Desk(answering(pauses=WAITING))
    desk.go(MONDAY + 5 * HOUR)
    closed = desk.answer()
    assert closed.verdict == "breached"
    desk.wait_for_lead(True, at=MONDAY + HOUR)
    assert desk.clock() == closed


def test_a_clock_whose_start_is_told_late_counts_the_answer_that_was_told_before() -> None:
    """margince#1672"""
    desk = Desk(answering(**CALL))
    late = desk.engine.capture(by=REP).id
    desk.wait(hours=2)
    desk.engine.touch(late, "call", by=REP)
    desk.wait(hours=8)
    desk.engine.move(late, "ask", by=REP, at=MONDAY + HOUR)
    (clock,) = desk.engine.get(late).clocks
    assert (clock.started_at, clock.stopped_at, clock.verdict) == (MONDAY + HOUR, MONDAY + 2 * HOUR, "met")
    assert desk.engine.tick().levels == 1  # that of the first lead
    assert desk.levels(late) == []


def test_a_clock_that_starts_while_its_rule_holds_starts_paused() -> None:
    desk = Desk(answering(pauses=WAITING))
    other = desk.engine.capture(by=REP, told=Facts(waiting_on_lead=True)).id
    desk.engine.move(other, "ask", by=REP)
    desk.wait(hours=2)
    lead = desk.engine.observe(other, Facts(waiting_on_lead=False), by=REP)
    assert [(one.verdict, one.due_at) for one in lead.clocks] == [("running", MONDAY + 6 * HOUR)]


def test_an_answer_in_a_pause_cuts_it_off_also_when_it_is_told_late() -> None:
    desk = Desk(answering(**CALL, pauses=WAITING))
    desk.wait(hours=1)
    desk.wait_for_lead(True)
    desk.wait(hours=4)
    desk.wait_for_lead(False)
    desk.wait(hours=1)
    desk.engine.touch(desk.id, "call", by=REP)
    desk.engine.touch(desk.id, "email", by=REP, at=MONDAY + 2 * HOUR)
    clock = desk.clock("call")
    assert (clock.verdict, clock.stopped_at) == ("met", MONDAY + 2 * HOUR)
    assert clock.pauses == (Pause(MONDAY + HOUR, MONDAY + 2 * HOUR, str(WAITING), "rule"),)


def test_a_hand_over_told_late_starts_the_holders_clock_when_it_was() -> None:
    desk = Desk(answering(**CALL, per="owner", levels=(breach(), later(working_hours(8), name="again"))))
    desk.wait(hours=3)
    desk.engine.assign(desk.id, OTHER_REP, by=REP, at=MONDAY + HOUR)
    first, second = desk.lead.clocks
    assert (first.verdict, first.stopped_at) == ("cancelled", MONDAY + HOUR)
    assert (second.started_at, second.due_at) == (MONDAY + HOUR, MONDAY + 5 * HOUR)
    assert entering("asked") in answering().starters


def test_a_hand_over_told_late_leaves_the_clock_of_whoever_holds_the_lead_since() -> None:
    desk = Desk(answering(**CALL, per="owner"))
    desk.wait(hours=2)
    desk.engine.assign(desk.id, OTHER_REP, by=REP)
    desk.wait(hours=1)
    desk.engine.assign(desk.id, REP, by=REP, at=MONDAY + HOUR)
    assert [(one.started_at, one.stopped_at) for one in desk.lead.clocks] == [
        (MONDAY, MONDAY + 2 * HOUR),
        (MONDAY + 2 * HOUR, None),
    ]
    assert desk.lead.owner == OTHER_REP


def test_what_happened_before_a_clock_started_is_no_answer_however_late_it_is_told() -> None:
    desk = Desk(answering(**CALL))
    other = desk.engine.capture(by=REP).id
    desk.wait(hours=2)
    desk.engine.move(other, "ask", by=REP)
    desk.wait(hours=1)
    desk.engine.touch(other, "call", by=REP, at=MONDAY + HOUR)
    assert [(one.verdict, one.stopped_at) for one in desk.engine.get(other).clocks] == [("running", None)]
    desk.engine.touch(other, "call", by=REP, at=MONDAY + 2 * HOUR)
    assert [(one.verdict, one.stopped_at) for one in desk.engine.get(other).clocks] == [
        ("met", MONDAY + 2 * HOUR)
    ]
