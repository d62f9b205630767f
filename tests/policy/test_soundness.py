"""A policy refuses nonsense when it is built, and says how to mend it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from leadlife import (
    MARKETING,
    SALES,
    SYSTEM,
    Alert,
    Clock,
    CoolDown,
    DefinitionError,
    Hold,
    LeadFacts,
    Milestone,
    Policy,
    Reason,
    Stage,
    Transition,
    breach,
    days,
    entering,
    facts,
    later,
    leaving,
    make,
    making,
    standard_policy,
    warn,
    working_hours,
)
from leadlife.policy.clock import COOL_DOWN
from leadlife.policy.reason import VERBS
from tests.lives import OFFICE, Facts, standard

NEW, DONE = Stage("new", Milestone.RAW), Stage("done", Milestone.SAL)
FINISH = Transition(name="finish", sources=("new",), target="done", by=(SALES,))
WAIT = Clock(name="wait", starts=entering("new"), stops=leaving("new"), within=working_hours(4))


def policy(**changes: Any) -> Policy[Facts]:
    parts: dict[str, Any] = {
        "name": "small",
        "version": "1",
        "facts": Facts,
        "stages": (NEW, DONE),
        "moves": (FINISH,),
        "calendar": OFFICE,
        "clocks": (WAIT,),
    }
    return Policy(**{**parts, **changes})


def test_what_is_sound_is_accepted_and_is_a_value() -> None:
    assert policy() == policy()
    assert policy().fingerprint == policy().fingerprint
    assert policy().fingerprint != policy(version="2").fingerprint
    assert policy().fingerprint != policy(clocks=()).fingerprint


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "it needs a name and a version"),
        ({"stages": (), "moves": (), "clocks": ()}, "it has no stages"),
        ({"stages": (NEW, NEW, DONE)}, "two stages are called 'new'"),
        ({"moves": (FINISH, FINISH)}, "two moves are called 'finish'"),
        ({"clocks": (WAIT, WAIT)}, "two clocks are called 'wait'"),
        ({"max_cycles": -1}, "a lead comes back 0 times or more"),
        (
            {"moves": (replace(FINISH, sources=("nwe",)),)},
            "starts in the stage 'nwe', which does not exist; did you mean 'new'?",
        ),
        (
            {"moves": (replace(FINISH, target="dne"),)},
            "leads to the stage 'dne', which does not exist; did you mean 'done'?",
        ),
        ({"moves": (replace(FINISH, sources=()),)}, "starts nowhere"),
        ({"moves": (replace(FINISH, by=()),)}, "may be made by nobody"),
        ({"moves": (replace(FINISH, most=0),)}, "allow it at least once"),
        ({"moves": (replace(FINISH, after=("tired",)),)}, "may follow the reason 'tired'"),
        ({"moves": (replace(FINISH, reasons=(Reason("a"), Reason("a"))),)}, "has two reasons called 'a'"),
        ({"moves": (replace(FINISH, reasons=(Reason("a", then="finsh"),)),)}, "did you mean 'finish'?"),
        (
            {
                "moves": (
                    replace(
                        FINISH, reasons=(Reason("a", cool_down=CoolDown(days(9), until="contract_end_on")),)
                    ),
                )
            },
            "did you mean 'contract_ends_on'?",
        ),
        ({"moves": (replace(FINISH, hold=Hold("wiat", working_hours(1))),)}, "did you mean 'wait'?"),
        (
            {"clocks": (replace(WAIT, starts=entering("handedoff")),)},
            "clock 'wait' names the stage 'handedoff'",
        ),
        (
            {"clocks": (replace(WAIT, stops=making("finsh")),)},
            "names the move 'finsh', which does not exist; did you mean 'finish'?",
        ),
        ({"clocks": (replace(WAIT, during=("nwe",)),)}, "lives during the stage 'nwe'"),
        ({"clocks": (replace(WAIT, stops=()),)}, "something that starts it and something that stops it"),
        ({"clocks": (replace(WAIT, levels=()),)}, "has no levels"),
        ({"clocks": (replace(WAIT, levels=(warn(0.5),)),)}, "add breach()"),
        ({"clocks": (replace(WAIT, levels=(later(working_hours(99)),)),)}, "add breach()"),
        ({"clocks": (replace(WAIT, stops=making()),)}, "making() without a move"),
        ({"clocks": (replace(WAIT, levels=(breach(), breach())),)}, "has two levels called 'breach'"),
        ({"clocks": (replace(WAIT, levels=(breach(), warn(0.5))),)}, "levels out of order"),
        (
            {"clocks": (replace(WAIT, levels=(warn(0.8), warn(0.5, name="early"), breach())),)},
            "levels out of order",
        ),
        (
            {"clocks": (replace(WAIT, within=COOL_DOWN, levels=(warn(0.5), breach())),)},
            "differs from lead to lead",
        ),
        (
            {"clocks": (replace(WAIT, levels=(breach(make("finish")),)),)},
            "which the system may not make: add SYSTEM",
        ),
        (
            {
                "moves": (replace(FINISH, by=(SYSTEM,), takes=True),),
                "clocks": (replace(WAIT, levels=(breach(make("finish")),)),),
            },
            "which gives the lead to whoever makes it, and the system owns none: leave takes out of the move",
        ),
        ({"clocks": (replace(WAIT, levels=(breach(make("finsh")),)),)}, "did you mean 'finish'?"),
        (
            {
                "moves": (replace(FINISH, by=(SYSTEM,), reasons=(Reason("late"),)),),
                "clocks": (replace(WAIT, levels=(breach(), later(working_hours(8), make("finish")))),),
            },
            "without a reason: make('finish', reason=...)",
        ),
        (
            {
                "moves": (replace(FINISH, by=(SYSTEM,), reasons=(Reason("late"),)),),
                "clocks": (replace(WAIT, levels=(breach(make("finish", reason="lat")),)),),
            },
            "did you mean 'late'?",
        ),
        ({"alerts": (Alert(name="a", on=("finsh",), to=SALES),)}, "did you mean 'finish'?"),
        ({"recontact": "recontact"}, "did you mean 'recontact_on'?"),
    ],
)
def test_nonsense_is_refused_with_the_fix(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        policy(**changes)
    assert said in str(caught.value)


def test_rules_on_facts_that_the_policy_does_not_have_are_refused() -> None:
    many_seats = facts(Facts).seats >= 10
    for changes in (
        {"moves": (replace(FINISH, guard=many_seats),)},
        {"clocks": (replace(WAIT, pauses=many_seats),)},
        {"definitions": {"MQL": many_seats}},
    ):
        with pytest.raises(DefinitionError, match="reads the fact 'seats', which does not exist"):
            policy(facts=LeadFacts, **changes)
    with pytest.raises(DefinitionError, match="reads the fact 'seats'"):
        standard_policy(LeadFacts, name="acme", version="1", definition=many_seats)


def test_shares_and_zones_are_checked_where_they_are_written() -> None:
    for share in (0.0, 1.0, 1.5, -1):
        with pytest.raises(DefinitionError, match="a share lies between 0 and 1"):
            warn(share)
    with pytest.raises(DefinitionError, match="Europe/Berlin"):
        standard_policy(LeadFacts, name="acme", version="1", zone="Europe/Berlim")


def test_the_standard_policy_is_complete() -> None:
    """Every stage can be entered and left, every reason leads on, every milestone of the field is there."""
    made = standard()
    entered = {target for _, _, target in made.paths}
    left = {source for _, source, _ in made.paths}
    names = {stage.name for stage in made.stages}
    assert entered == names - {"raw"}
    assert left == names - {"won"}
    assert {stage.milestone for stage in made.stages} == set(Milestone)
    for move in made.moves:
        for reason in move.reasons:
            if reason.then is not None:
                assert reason.then in VERBS or made.find_move(reason.then) is not None
    assert MARKETING in made._moves["hand_off"].by


def test_parts_of_the_wrong_type_are_refused_with_the_fix() -> None:
    make: Any = Transition
    with pytest.raises(DefinitionError, match="pass a tuple of text or Role, not str"):
        make(name="finish", sources=("new",), target="done", by=SALES)
    with pytest.raises(DefinitionError, match="pass a tuple of text, not str"):
        make(name="finish", sources="new", target="done", by=(SALES,))
    clock: Any = Clock
    with pytest.raises(DefinitionError, match="pass Span or Rest, not int"):
        clock(name="wait", starts=entering("new"), stops=leaving("new"), within=5)
    with pytest.raises(DefinitionError, match="pass 'lead' or 'owner'"):
        clock(name="wait", starts=entering("new"), stops=leaving("new"), within=working_hours(5), per="rep")
    with pytest.raises(DefinitionError, match="pass WorkCalendar, not NoneType"):
        policy(calendar=None)
    with pytest.raises(DefinitionError, match="pass a tuple of Stage, not list"):
        policy(stages=[NEW, DONE])
