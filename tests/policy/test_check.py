"""The check of a policy: each kind of defect is found, with the shortest story that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    SALES,
    SYSTEM,
    Actor,
    Capture,
    DefinitionError,
    Implied,
    Lead,
    Lifecycle,
    Milestone,
    Move,
    Policy,
    Queue,
    Reason,
    Refused,
    Stage,
    Transition,
    breach,
    evolve,
    hours,
    later,
    make,
    replay,
)
from leadlife.policy import Finding, given_to
from leadlife.policy.checking.walk import Walk
from leadlife.rules import always
from tests.lives import MONDAY, OFFICE, Facts
from tests.policy.defects import BASE, F, planted, small


def findings(policy: Policy[Any]) -> dict[str, Finding]:
    return {one.key: one for one in policy.check()}


def test_the_standard_policy_has_nothing_to_find_but_what_it_accepts() -> None:
    assert BASE.check() == ()
    (accepted,) = BASE.check(silenced=True)
    assert accepted.key == "unbounded: wake" and accepted.silenced
    assert accepted.story == (
        "captured, put into nurture (not_sales_ready), woken, put into nurture (not_sales_ready), and so on for ever"
    )


def test_the_smallest_sound_policy_has_nothing_to_find() -> None:
    assert small().check(silenced=True) == ()


def test_the_lives_of_the_standard_policy_are_few_enough_to_look_at_each() -> None:
    assert len(Walk(BASE, lambda move: True).came) < 2000


PLANTED = planted()


@pytest.mark.parametrize("defect", PLANTED)
def test_a_planted_defect_is_found_with_its_story(defect: str) -> None:
    policy, key, message, story = PLANTED[defect]
    found = findings(policy)
    assert key in found, list(found)
    assert message in found[key].message
    assert found[key].story == story


def test_a_finding_says_how_to_mend_it() -> None:
    """In its message or as its remedy; and a remedy is no more to be read where the finding is accepted."""
    late = BASE.without_clock("evaluate")
    (found,) = late.check()
    assert (
        str(found).splitlines()[-1].startswith("  to mend it: add a clock that begins by entering the stage")
    )
    accepted = late.with_silenced(found.key, "they meet").check(silenced=True)
    assert not any("to mend it" in str(one) for one in accepted)


def test_a_rule_may_make_a_move_that_no_person_makes() -> None:
    lapse = Transition(name="lapse", sources=("asked",), target="paid", by=(SYSTEM,), past="left to lapse")
    assert "nobody: lapse" in findings(small(lapse))
    assert findings(small(replace(lapse, implied=(Implied(F.seats >= 5),)))) == {}


def test_a_reason_may_lead_to_a_verb_of_the_engine() -> None:
    for verb in ("merge", "assign"):
        assert BASE.with_reason("reject", Reason("twice", then=verb)).check() == ()
    with pytest.raises(DefinitionError, match="'merg', which does not exist; did you mean 'merge'"):
        BASE.with_reason("reject", Reason("twice", then="merg"))


def test_routes_and_dates_see_to_what_asks_for_them() -> None:
    """What is refused for want of an owner is not where the policy has routes; both clocks together see to a deal."""
    given = BASE.with_clock("first_touch", levels=(breach(), later(hours(24), make("re_route"))))
    routed = given.with_move("re_route", last_by=()).replace(assignment=(given_to(Queue("dach")),))
    assert "refused: first_touch.later" in findings(given)
    assert [
        one for one in findings(routed) if "first_touch" in one and "owner" in findings(routed)[one].message
    ] == []
    assert "unclocked: sql" not in findings(BASE.without_clock("close_date"))


def test_a_class_stops_those_who_came_by_the_easier_way_to_the_one_before() -> None:
    """That one way to a class asks for more than the next class does is no matter, where another way asks for less."""
    strict, plain = (F.seats >= 10) & F.pain.known, F.pain.known
    stages = (Stage("asked", Milestone.RAW), Stage("q", Milestone.MQL), Stage("c", Milestone.SQL))
    two = small().replace(
        stages=(*stages, Stage("paid", Milestone.WON)),
        moves=(
            Transition(name="fast", sources=("asked",), target="q", by=(SALES,), guard=strict),
            Transition(name="slow", sources=("asked",), target="q", by=(SALES,), guard=F.email.known),
            Transition(name="go", sources=("q",), target="c", by=(SALES,), guard=plain),
            Transition(name="pay", sources=("q", "c"), target="paid", by=(SALES,)),
        ),
        clocks=(),
    )
    assert "stricter: go" not in findings(two)
    assert "stricter: go" in findings(two.with_move("slow", guard=strict))
    assert "stricter: go" not in findings(two.with_move("slow", guard=None))


def test_what_is_accepted_says_why_and_is_not_listed() -> None:
    policy = BASE.without_clock("evaluate").with_silenced("unclocked: evaluating", "they meet every morning")
    assert policy.check() == ()
    assert {one.silenced for one in policy.check(silenced=True)} >= {"they meet every morning"}
    for key, because in (("unclocked: evaluating", " "), ("unclocked", "why"), ("unclockd: raw", "why")):
        with pytest.raises(DefinitionError, match="silenced has"):
            BASE.with_silenced(key, because)


def test_the_worst_comes_first() -> None:
    policy = small(silenced={"trap: x": "why"}, clocks=()).with_move(
        "pay", guard=(F.seats > 5) & (F.seats < 2)
    )
    ranks = [one.rank for one in policy.check()]
    assert ranks == sorted(ranks) and set(ranks) == {0, 1, 2}


def test_a_rule_that_always_holds_on_purpose_is_no_finding() -> None:
    assert "always: pay" not in findings(small().with_move("pay", guard=always))


def test_a_policy_too_large_to_look_at_says_so() -> None:
    moves = [
        Transition(name=f"m{n}", sources=("asked",), target="asked", by=(SALES,), most=9) for n in range(6)
    ]
    assert "unfinished: small" in findings(small(*moves))


STAGES = ("a", "b", "c", "d")


@st.composite
def policies(draw: st.DrawFn) -> Policy[Facts]:
    """Small policies without rules, with bounds, setbacks, ways back and moves that follow reasons."""
    codes = ("x", "y")
    moves = []
    for n in range(draw(st.integers(1, 6))):
        setback = draw(st.booleans())
        moves.append(
            Transition(
                name=f"m{n}",
                sources=(draw(st.sampled_from(STAGES)),),
                target=draw(st.sampled_from(STAGES)),
                by=(SALES,),
                setback=setback,
                reasons=tuple(Reason(code) for code in codes) if setback or n == 0 else (),
                inherits=setback and draw(st.booleans()),
                returns=draw(st.booleans()),
                most=draw(st.none() | st.integers(1, 2)),
                after=draw(st.sampled_from(((), (), ("x",)))),
            )
        )
    return Policy(
        name="drawn",
        version="1",
        facts=Facts,
        calendar=OFFICE,
        stages=tuple(Stage(name, Milestone.WON if name == "d" else None) for name in STAGES),
        moves=tuple(moves),
        clocks=(),
        max_cycles=draw(st.integers(0, 2)),
    )


@given(
    policy=policies(),
    choices=st.lists(st.tuples(st.integers(0, 5), st.sampled_from((None, "x", "y"))), max_size=12),
)
def test_no_life_leaves_the_lives_that_were_looked_at(
    policy: Policy[Facts], choices: list[tuple[int, str | None]]
) -> None:
    """Whatever the lifecycle lets happen, the walk has it; and a refusal of a move is a step that the walk has not."""
    walk = Walk(policy, lambda move: True)
    life, rep = Lifecycle(policy), Actor("rep-7", SALES)
    lead: Lead[Facts] = replay(life.decide(None, Capture(by=rep), now=MONDAY, id="lead-1"))
    state, now = walk.start, MONDAY
    for number, code in choices:
        name = f"m{number}"
        now += timedelta(hours=1)
        taken = [step for step in walk.steps[state] if step.move.name == name]
        try:
            (event,) = life.decide(lead, Move(name, by=rep, reason=code), now=now)
        except Refused:
            assert code not in {step.code for step in taken}
            continue
        lead = evolve(lead, event)
        reached = [step.to for step in taken if _is(step.to, lead)]
        assert reached, (state, name, code)
        state = reached[0]


def _is(state: Any, lead: Lead[Facts]) -> bool:
    return (state.stage, state.cycle) == (lead.stage, lead.cycle) and state.reason in (lead.reason, "*")


@given(policy=policies(), number=st.integers(0, 200))
def test_every_story_can_be_lived(policy: Policy[Facts], number: int) -> None:
    """The way to a state that the walk knows is a life that the lifecycle allows, step by step."""
    walk = Walk(policy, lambda move: True)
    state = list(walk.came)[number % len(walk.came)]
    steps = []
    while (came := walk.came[state]) is not None:
        steps.append(came[1])
        state = came[0]
    life, rep = Lifecycle(policy), Actor("rep-7", SALES)
    lead: Lead[Facts] = replay(life.decide(None, Capture(by=rep), now=MONDAY, id="lead-1"))
    for hour, step in enumerate(reversed(steps), 1):
        move = Move(step.move.name, by=rep, reason=step.code)
        (event,) = life.decide(lead, move, now=MONDAY + timedelta(hours=hour))
        lead = evolve(lead, event)
        assert _is(step.to, lead)
