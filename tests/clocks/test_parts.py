"""The parts of a clock: what starts and stops it, whose calendar it has, what its levels do (semantics 8, 12-15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadlife import (
    SALES,
    SALES_MANAGER,
    Actor,
    DefinitionError,
    Lead,
    Queue,
    Transition,
    WorkCalendar,
    assigned,
    breach,
    entering,
    escalate,
    hours,
    later,
    leaving,
    make,
    making,
    notify,
    reassign,
    reply,
    touch,
    warn,
    working_days,
    working_hours,
)
from leadlife.events import Assigned, LevelReached
from leadlife.people import Owner
from leadlife.policy._describing import describe
from tests.clocks.desk import Desk, answering, f, policy
from tests.lives import BOSS, MONDAY, OFFICE, OTHER_REP, REP, Facts

HOUR = timedelta(hours=1)
EARLY = WorkCalendar("UTC", {"mon-fri": "05:00-13:00"})
ALWAYS = WorkCalendar.always("UTC")


# -- triggers ------------------------------------------------------------------------------------------


def test_a_reply_is_what_a_person_sends_us() -> None:
    waiting = answering(name="reply", starts=touch("email"), stops=reply("email"), within=hours(48))
    desk = Desk(waiting)
    desk.engine.touch(desk.id, "email", by=REP)
    desk.engine.touch(desk.id, "email", by=REP, inbound=True, human=False)
    desk.engine.touch(desk.id, "call", by=REP, inbound=True)
    assert desk.clock("reply").verdict == "running"
    desk.wait(hours=1)
    desk.engine.touch(desk.id, "email", by=REP, inbound=True)
    assert desk.clock("reply").verdict == "met"


def test_a_clock_on_several_stages_runs_anew_in_each_since_one_is_left_before_the_next_is_entered() -> None:
    stages = ("asked", "done")
    still = answering(name="still", starts=tuple(map(entering, stages)), stops=tuple(map(leaving, stages)))
    desk = Desk(still)
    desk.wait(hours=1)
    desk.engine.move(desk.id, "answer", by=REP)
    runs = [(run.verdict, run.started_at) for run in desk.lead.clocks if run.name == "still"]
    assert runs == [("met", MONDAY), ("running", MONDAY + HOUR)]
    desk.wait(hours=5)
    assert desk.engine.tick().levels == 1


def test_a_reply_may_start_a_clock_and_our_answer_stop_it() -> None:
    desk = Desk(answering(name="react", starts=reply(), stops=touch(), within=working_hours(1)))
    assert not desk.lead.clocks
    desk.engine.touch(desk.id, "chat", by=REP, inbound=True)
    desk.wait(minutes=30)
    desk.engine.touch(desk.id, "chat", by=REP)
    assert desk.clock("react").verdict == "met"


def test_in_a_queue_a_lead_has_no_owner_until_somebody_takes_it() -> None:
    taken = answering(name="taken", stops=assigned(), within=working_hours(1))
    desk = Desk(taken)
    desk.engine.assign(desk.id, Queue("dach"), by=BOSS)
    assert desk.clock("taken").verdict == "running"
    desk.wait(minutes=59)
    desk.engine.assign(desk.id, REP, by=BOSS)
    assert desk.clock("taken").verdict == "met"


def test_a_hand_off_to_a_person_has_its_owner_at_once_and_that_is_on_record() -> None:
    """helpdesk#1643: zero is not the same as absent."""
    give = Transition(name="give", sources=("new",), target="asked", by=(SALES,), owner=(SALES,))
    taken = answering(name="taken", stops=assigned(), within=working_hours(1))
    desk = Desk(taken, moves=(*policy().moves, give))
    met, waits = (
        desk.engine.move(desk.engine.capture(by=REP).id, "give", by=REP, to=to)
        for to in (OTHER_REP, Queue("dach"))
    )
    assert [(one.verdict, one.started_at, one.stopped_at) for one in met.clocks] == [("met", MONDAY, MONDAY)]
    assert [one.verdict for one in waits.clocks] == ["running"]


def test_an_owner_assigned_may_start_a_clock() -> None:
    desk = Desk(answering(name="begin", starts=assigned(), stops=touch(), within=working_hours(2)))
    assert not desk.lead.clocks
    desk.engine.assign(desk.id, REP, by=BOSS)
    assert desk.clock("begin").due_at == MONDAY + 2 * HOUR


# -- calendars -----------------------------------------------------------------------------------------


def test_the_lead_s_region_chooses_the_calendar_and_the_clock_records_which() -> None:
    desk = Desk(answering(), calendars=((f.seats >= 100, ALWAYS), (f.seats >= 10, EARLY)))
    found = {}
    for seats in (5, 50, 500):
        lead = desk.engine.capture(by=REP, told=Facts(seats=seats))
        found[seats] = desk.engine.move(lead.id, "ask", by=REP).clocks[0].calendar
    assert found == {5: OFFICE.fingerprint, 50: EARLY.fingerprint, 500: ALWAYS.fingerprint}


@pytest.mark.parametrize(
    ("whose", "owner", "fits"),
    [
        (SALES, REP, True),
        (SALES, Queue("dach"), True),
        (SALES_MANAGER, BOSS, True),
        (SALES_MANAGER, REP, False),
        (Queue("dach"), Queue("dach"), True),
        (Queue("dach"), Queue("uk"), False),
        (Queue("dach"), REP, False),
    ],
)
def test_the_owner_s_team_role_or_queue_chooses_the_calendar(whose: object, owner: Owner, fits: bool) -> None:
    desk = Desk(answering(), calendars=((whose, ALWAYS),))
    lead = desk.engine.capture(by=REP, owner=owner)
    clock = desk.engine.move(lead.id, "ask", by=REP).clocks[0]
    assert clock.calendar == (ALWAYS if fits else OFFICE).fingerprint


def test_the_new_owner_of_a_hand_off_chooses_and_the_lead_s_clock_keeps_its_calendar_when_it_is_passed_on() -> (
    None
):
    give = Transition(name="give", sources=("new",), target="asked", by=(SALES,), owner=(SALES,))
    desk = Desk(
        answering(),
        answering(name="own", per="owner"),
        moves=(*policy().moves, give),
        calendars=((Queue("night"), ALWAYS),),
    )
    lead = desk.engine.move(desk.engine.capture(by=REP).id, "give", by=REP, to=Queue("night"))
    assert {clock.calendar for clock in lead.clocks} == {ALWAYS.fingerprint}
    lead = desk.engine.assign(lead.id, REP, by=BOSS)
    calendars = [(clock.name, clock.calendar == ALWAYS.fingerprint) for clock in lead.running]
    assert calendars == [("answer", True), ("own", False)]


def test_a_clock_s_own_calendar_comes_first() -> None:
    desk = Desk(answering(calendar=EARLY), calendars=((SALES, ALWAYS),))
    lead = desk.engine.capture(by=REP, owner=REP)
    assert desk.engine.move(lead.id, "ask", by=REP).clocks[0].calendar == EARLY.fingerprint


# -- what levels do ------------------------------------------------------------------------------------


def next_rep(lead: Lead[Facts]) -> Owner | None:
    return OTHER_REP if lead.owner == REP else None


def fails(lead: Lead[Facts]) -> Owner | None:
    raise KeyError("nobody is on duty")


def chooses_nonsense(lead: Lead[Facts]) -> Owner | None:
    return "rep-8"  # type: ignore[return-value]


def held_by(desk: Desk, owner: Actor) -> None:
    desk.engine.assign(desk.id, owner, by=BOSS)


def test_a_level_gives_the_lead_to_whom_the_function_chooses_and_tells_the_manager_who_had_it() -> None:
    breached = breach(escalate(SALES_MANAGER), reassign(next_rep))
    desk = Desk(answering(levels=(breached,)), answering(name="own", per="owner"))
    held_by(desk, REP)
    desk.go(MONDAY + 5 * HOUR)
    desk.engine.tick()
    assert desk.lead.owner == OTHER_REP
    level, given = list(desk.engine.history(desk.id))[-2:]
    assert isinstance(level, LevelReached) and isinstance(given, Assigned)
    assert (level.owner, given.owner, given.reason) == (REP, OTHER_REP, "answer.breach")
    (row,) = desk.engine.store.outbox(state="pending")
    assert row.notice.to == SALES_MANAGER
    assert (row.notice.data["holder"], row.notice.data["started_at"]) == (str(REP), MONDAY.isoformat())


def test_whom_nobody_is_chosen_for_stays_where_it_is() -> None:
    desk = Desk(answering(levels=(breach(reassign(next_rep)),)))
    desk.go(MONDAY + 5 * HOUR)
    assert (desk.engine.tick().levels, desk.lead.owner) == (1, None)


@pytest.mark.parametrize(
    ("choose", "said"), [(fails, "KeyError: 'nobody is on duty'"), (chooses_nonsense, "which is no Actor")]
)
def test_a_function_that_fails_is_on_record_and_the_sweep_goes_on(choose: object, said: str) -> None:
    desk = Desk(answering(levels=(breach(notify(SALES), reassign(choose)),)))  # type: ignore[arg-type]
    held_by(desk, REP)
    second = desk.ask()
    desk.go(MONDAY + 5 * HOUR)
    done = desk.engine.tick()
    assert (done.levels, done.refused) == (2, 2)
    refused = [one.refused for one in desk.engine.history(second) if isinstance(one, LevelReached)]
    assert said in str(refused)
    assert len(desk.engine.store.outbox(state="pending")) == 2


def test_a_level_does_all_it_says_each_on_the_lead_as_the_one_before_left_it() -> None:
    drop = Transition(name="drop", sources=("asked",), target="new", by=policy().moves[2].by, most=1)
    desk = Desk(
        answering(levels=(breach(reassign(next_rep), make("drop")),)),
        moves=(*policy().moves[:2], drop),
    )
    held_by(desk, REP)
    desk.go(MONDAY + 5 * HOUR)
    desk.engine.tick()
    assert (desk.lead.owner, desk.lead.stage, desk.clock().verdict) == (OTHER_REP, "new", "breached")


# -- what a policy refuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (
            {"levels": (warn(working_hours(6)), breach())},
            "'warn' at 6 working hours does not come before 'breach'",
        ),
        (
            {"levels": (breach(), later(working_hours(3)))},
            "'breach' at 4 working hours does not come before 'later'",
        ),
        (
            {
                "within": working_days(2),
                "levels": (warn(working_days(1)), breach(), later(working_days(2), name="again")),
            },
            "'breach' at 2 working days does not come before 'again' at 2 working days",
        ),
        (
            {"levels": (breach(), later(hours(48)), later(hours(24), name="sooner"))},
            "list them in the order in which they are due",
        ),
        ({"levels": (breach(), warn(0.5))}, "levels out of order"),
        ({"levels": (breach(make("dorp")),)}, "did you mean 'drop'"),
        ({"stops": making("anwser")}, "did you mean 'answer'"),
        ({"starts": entering("aksed")}, "did you mean 'asked'"),
        ({"during": ("aksed",)}, "did you mean 'asked'"),
    ],
)
def test_a_clock_that_contradicts_itself_or_its_policy_is_refused(
    clock: dict[str, object], said: str
) -> None:
    with pytest.raises(DefinitionError, match=said):
        policy(answering(**clock))


def test_levels_in_different_kinds_of_time_are_left_to_the_calendar() -> None:
    policy(answering(within=working_hours(5), levels=(breach(), later(hours(2)))))


@pytest.mark.parametrize(
    ("calendars", "said"),
    [
        ((("", OFFICE),), "is nobody's"),
        (((REP, OFFICE),), "name a rule, a team, a role or a queue"),
        (((SALES, "Europe/Berlin"),), "is no WorkCalendar"),
    ],
)
def test_a_calendar_for_nobody_is_refused(calendars: object, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        policy(calendars=calendars)


def test_a_reassigning_function_needs_a_name() -> None:
    with pytest.raises(DefinitionError, match="a named function"):
        reassign(lambda lead: None)


def test_the_new_parts_are_part_of_what_the_policy_is_and_says() -> None:
    plain = policy(answering())
    others = [
        policy(answering(stops=(making("answer"), reply("email")))),
        policy(answering(starts=assigned())),
        policy(answering(levels=(breach(escalate(SALES_MANAGER)),))),
        policy(answering(levels=(breach(reassign(next_rep)),))),
        policy(answering(levels=(breach(reassign(fails)),))),
        policy(answering(), calendars=((SALES, EARLY),)),
        policy(answering(), calendars=((f.seats >= 3, EARLY),)),
    ]
    assert len({one.fingerprint for one in [plain, *others]}) == len(others) + 1
    said = "\n".join(describe(one) for one in others)
    for words in (
        "a reply by email",
        "from an owner",
        "escalates to sales manager",
        "reassigns by next_rep",
        "owned by sales",
        "where seats at least 3",
    ):
        assert words in said
