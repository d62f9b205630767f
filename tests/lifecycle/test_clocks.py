"""Clocks in a lead's life (semantics 10-16), and what others' users reported about theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from leadlife import (
    SALES,
    SALES_MANAGER,
    SYSTEM,
    Actor,
    ClockState,
    Engine,
    Lead,
    Milestone,
    Policy,
    Stage,
    Transition,
    breach,
    entering,
    facts,
    later,
    leaving,
    make,
    making,
    notify,
    touch,
    warn,
    working_days,
    working_hours,
)
from leadlife import Clock as PolicyClock
from leadlife.events import LevelReached, Moved
from tests.lives import MONDAY, OFFICE, OTHER_REP, REP, SDR, Facts, World

f = facts(Facts)


def small(*clocks: PolicyClock, lapse: bool = True) -> Policy[Facts]:
    """Two stages and a way out, with these clocks."""
    return Policy(
        name="small",
        version="1",
        facts=Facts,
        stages=(
            Stage("new", Milestone.RAW),
            Stage("asked", Milestone.HANDED_OFF),
            Stage("done", Milestone.SAL),
        ),
        moves=(
            Transition(name="ask", sources=("new", "done"), target="asked", by=(SALES,)),
            Transition(name="answer", sources=("asked",), target="done", by=(SALES,)),
            Transition(
                name="drop", sources=("asked",), target="new", by=(SALES, SYSTEM) if lapse else (SALES,)
            ),
            Transition(name="finish", sources=("done",), target="new", by=(SALES,)),
        ),
        calendar=OFFICE,
        clocks=clocks,
    )


ANSWER = PolicyClock(
    name="answer",
    starts=entering("asked"),
    stops=making("answer"),
    within=working_hours(4),
    levels=(
        warn(0.5, notify(SALES)),
        breach(notify(SALES_MANAGER)),
        later(working_hours(8), make("drop"), name="drop"),
    ),
)


def asked(*clocks: PolicyClock) -> tuple[World, Lead[Facts]]:
    world = World(small(*clocks))
    lead = world.engine.capture(by=SDR)
    return world, world.engine.move(lead.id, "ask", by=REP)


def only(lead: Lead[Facts]) -> ClockState:
    (clock,) = lead.clocks
    return clock


def levels(engine: Engine[Facts], lead: str) -> list[str]:
    return [event.level for event in engine.history(lead) if isinstance(event, LevelReached)]


def test_an_answer_at_the_deadline_is_in_time_and_one_after_it_is_not() -> None:
    world, lead = asked(ANSWER)
    world.go(MONDAY + timedelta(hours=4))
    assert only(world.engine.move(lead.id, "answer", by=REP)).verdict == "met"
    world, lead = asked(ANSWER)
    world.go(MONDAY + timedelta(hours=4, microseconds=1))
    assert only(world.engine.move(lead.id, "answer", by=REP)).verdict == "breached"


def test_levels_are_due_in_working_time() -> None:
    world = World(small(ANSWER))
    friday = datetime(2026, 11, 6, 15, tzinfo=UTC)
    world.go(friday)
    lead = world.engine.move(world.engine.capture(by=SDR).id, "ask", by=REP)
    assert [(level.name, level.due_at) for level in only(lead).levels] == [
        ("warn", friday + timedelta(hours=2)),
        ("breach", datetime(2026, 11, 9, 11, tzinfo=UTC)),
        ("drop", datetime(2026, 11, 9, 15, tzinfo=UTC)),
    ]


def test_a_late_sweep_reaches_the_missed_levels_in_order_each_with_both_its_times() -> None:
    world, lead = asked(ANSWER)
    world.wait(days=3)
    world.engine.tick()
    events = [event for event in world.engine.history(lead.id) if isinstance(event, LevelReached)]
    assert [event.level for event in events] == ["warn", "breach", "drop"]
    assert [event.due_at for event in events] == [MONDAY + timedelta(hours=hours) for hours in (2, 4, 8)]
    assert {event.recorded_at for event in events} == {world.time}
    assert world.engine.get(lead.id).stage == "new"


def test_each_level_fires_once_however_often_the_sweep_runs() -> None:
    """glpi#1996"""
    world, lead = asked(ANSWER)
    for _ in range(20):
        world.wait(minutes=30)
        world.engine.tick()
        world.engine.tick()
    assert levels(world.engine, lead.id) == ["warn", "breach", "drop"]


def test_nothing_fires_for_a_lead_that_was_answered() -> None:
    """zammad#3140, margince#1671"""
    world, lead = asked(ANSWER)
    world.wait(hours=1)
    world.engine.move(lead.id, "answer", by=REP)
    world.wait(days=9)
    assert world.engine.tick().levels == 0
    assert levels(world.engine, lead.id) == []


def test_an_expiry_and_the_move_that_it_makes_are_one_step() -> None:
    world, lead = asked(ANSWER)
    world.wait(hours=8)
    world.engine.tick()
    *_, level, moved = world.engine.history(lead.id)
    assert isinstance(level, LevelReached) and isinstance(moved, Moved)
    assert (level.level, moved.move, moved.by.team) == ("drop", "drop", SYSTEM)
    assert moved.seq == level.seq + 1


def test_if_the_move_is_refused_the_breach_stands_and_the_sweep_goes_on() -> None:
    guarded = small(ANSWER)
    drop = Transition(name="drop", sources=("asked",), target="new", by=(SYSTEM,), guard=f.seats >= 10)
    moves = tuple(drop if move.name == "drop" else move for move in guarded.moves)
    world = World(Policy(**{**guarded.__dict__, "moves": moves, "version": "2"}))
    first, second = (world.engine.move(world.engine.capture(by=SDR).id, "ask", by=REP) for _ in range(2))
    world.engine.observe(second.id, Facts(seats=20), by=SDR)
    world.wait(days=2)
    assert world.engine.tick().refused == 1
    assert world.engine.get(first.id).stage == "asked"
    assert only(world.engine.get(first.id)).verdict == "breached"
    assert world.engine.get(second.id).stage == "new"
    refused = [event.refused for event in world.engine.history(first.id) if isinstance(event, LevelReached)]
    assert refused[:2] == [None, None]
    assert "rule cannot be decided yet" in (refused[2] or "")


def test_an_answer_told_late_counts_at_its_time_and_the_earliest_counts() -> None:
    """margince#1672: first response by arrival order."""
    called = PolicyClock(
        name="call",
        starts=entering("asked"),
        stops=touch("call", "email"),
        within=working_hours(2),
        during=("asked", "done"),
    )
    world, lead = asked(called)
    world.wait(hours=5)
    world.engine.tick()
    assert only(world.engine.get(lead.id)).verdict == "breached"
    late = only(world.engine.touch(lead.id, "call", by=REP))
    assert (late.verdict, late.stopped_at) == ("breached", world.time)
    amended = only(world.engine.touch(lead.id, "email", by=REP, at=MONDAY + timedelta(hours=1)))
    assert (amended.verdict, amended.stopped_at) == ("met", MONDAY + timedelta(hours=1))
    again = only(world.engine.touch(lead.id, "call", by=REP, at=MONDAY + timedelta(hours=2)))
    assert again == amended
    assert levels(world.engine, lead.id) == ["breach"]


def test_mail_of_a_machine_and_mail_from_the_lead_are_no_answer() -> None:
    called = PolicyClock(name="call", starts=entering("asked"), stops=touch("email"), within=working_hours(2))
    world, lead = asked(called)
    assert only(world.engine.touch(lead.id, "email", by=REP, human=False)).is_open
    assert only(world.engine.touch(lead.id, "email", by=REP, inbound=True)).is_open
    assert only(world.engine.touch(lead.id, "meeting", by=REP)).is_open
    assert not only(world.engine.touch(lead.id, "email", by=REP)).is_open


def test_leaving_without_an_answer_cancels_and_a_second_visit_has_a_clock_of_its_own() -> None:
    """zammad#188, odoo#153121"""
    world, lead = asked(ANSWER)
    world.wait(hours=1)
    lead = world.engine.move(lead.id, "drop", by=REP)
    assert only(lead).verdict == "cancelled"
    world.wait(days=7)
    lead = world.engine.move(lead.id, "ask", by=REP)
    first, second = lead.clocks
    assert (first.verdict, second.verdict) == ("cancelled", "running")
    assert second.started_at == world.time and second.due_at == world.time + timedelta(hours=4)
    assert lead.visit.number == 2


PAUSED = PolicyClock(
    name="answer",
    starts=entering("asked"),
    stops=making("answer"),
    within=working_hours(4),
    levels=(breach(notify(SALES)),),
    pauses=f.waiting_on_lead.is_(True),
)


def test_a_pause_is_counted_in_working_time_and_nothing_breaches_meanwhile() -> None:
    """glpi#10594, glpi#24481, helpdesk#2449"""
    world, lead = asked(PAUSED)
    world.wait(hours=1)
    lead = world.engine.observe(lead.id, Facts(waiting_on_lead=True), by=REP)
    assert only(lead).verdict == "paused"
    world.wait(days=30)
    assert world.engine.tick().levels == 0
    world.go(datetime(2026, 12, 2, 10, tzinfo=UTC))
    lead = world.engine.observe(lead.id, Facts(waiting_on_lead=False), by=REP)
    assert only(lead).due_at == datetime(2026, 12, 2, 13, tzinfo=UTC)
    assert only(lead).verdict == "running"


def test_a_pause_outside_hours_costs_nothing() -> None:
    world, lead = asked(PAUSED)
    due = only(lead).due_at
    world.go(MONDAY + timedelta(hours=-1, days=1))
    world, lead = asked(PAUSED)
    world.go(MONDAY + timedelta(hours=8))
    world.engine.observe(lead.id, Facts(waiting_on_lead=True), by=REP)
    world.go(MONDAY + timedelta(hours=23))
    assert only(world.engine.observe(lead.id, Facts(waiting_on_lead=None), by=REP)).due_at == due


def test_a_new_owner_gets_a_new_holders_clock_and_the_leads_own_runs_on() -> None:
    def call(per: str) -> PolicyClock:
        return PolicyClock(
            name=f"call per {per}",
            starts=entering("asked"),
            stops=touch("call"),
            within=working_hours(4),
            per="owner" if per == "owner" else "lead",
        )

    world, lead = asked(call("lead"), call("owner"))
    world.wait(hours=3)
    lead = world.engine.assign(lead.id, OTHER_REP, by=REP, reason="holiday")
    of_lead, of_first, of_second = lead.clocks
    assert (of_lead.verdict, of_lead.due_at) == ("running", MONDAY + timedelta(hours=4))
    assert of_first.verdict == "cancelled"
    assert (of_second.verdict, of_second.due_at) == ("running", MONDAY + timedelta(hours=7))
    assert of_second.holder == str(OTHER_REP)


def test_query_holds_the_accept_clock_once_for_a_working_day_at_most() -> None:
    world = World()
    lead = world.handed_off()

    def accept() -> datetime:
        return next(clock.due_at for clock in world.engine.get(lead.id).running if clock.name == "accept")

    before = accept()
    world.engine.move(lead.id, "query", by=REP, comment="which site?")
    held = accept()
    assert held == OFFICE.add(before, timedelta(hours=8))
    world.engine.move(lead.id, "query", by=REP, comment="and which budget?")
    assert accept() == held


def test_an_unanswered_hand_off_warns_escalates_and_lapses() -> None:
    world = World()
    lead = world.handed_off()
    while world.engine.get(lead.id).stage == "handed_off":
        world.wait(hours=1)
        world.engine.tick()
    accept = next(clock for clock in world.engine.get(lead.id).clocks if clock.name == "accept")
    assert [(level.name, level.due_at - MONDAY) for level in accept.levels] == [
        ("warn", timedelta(days=1)),
        ("breach", timedelta(days=2)),
        ("lapse", timedelta(days=3)),
    ]
    assert (accept.verdict, world.engine.get(lead.id).reason) == ("breached", "lapsed")


def test_a_clock_with_a_rule_starts_only_where_it_is_met() -> None:
    world = World()
    calm, hot = world.mql(), world.mql()
    world.engine.observe(hot.id, Facts(last_response="demo"), by=SDR)
    names = {
        lead.id: {clock.name for clock in world.engine.move(lead.id, "hand_off", by=SDR, to=REP).running}
        for lead in (calm, hot)
    }
    assert "hot_touch" not in names[calm.id]
    assert "hot_touch" in names[hot.id]


def test_leaving_a_stage_may_be_the_answer() -> None:
    screen = PolicyClock(name="screen", starts=entering("new"), stops=leaving("new"), within=working_days(5))
    world = World(small(screen))
    lead = world.engine.capture(by=Actor("web", SYSTEM))
    assert only(world.engine.move(lead.id, "ask", by=REP)).verdict == "met"


def test_a_level_after_the_breach_is_never_due_before_it() -> None:
    world = World()
    world.go(datetime(2026, 11, 6, 15, tzinfo=UTC))
    touch = next(clock for clock in world.handed_off().clocks if clock.name == "first_touch")
    assert [(level.name, level.due_at.hour, level.due_at.day) for level in touch.levels] == [
        ("breach", 12, 9),
        ("again", 12, 9),
    ]
