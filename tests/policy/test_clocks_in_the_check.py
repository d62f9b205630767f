"""What the check says of clocks: where nobody is told of a lead, and what is ordered where it is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import (
    SALES,
    SYSTEM,
    Actor,
    Capture,
    Clock,
    Lead,
    Lifecycle,
    Milestone,
    Move,
    Policy,
    Reason,
    Refused,
    Stage,
    Touch,
    Transition,
    breach,
    days,
    entering,
    evolve,
    leaving,
    make,
    making,
    notify,
    replay,
    reply,
    touch,
)
from leadlife.events import LevelReached
from leadlife.policy import Finding
from tests.lives import MONDAY, OFFICE, Facts
from tests.policy.defects import clock, small

REP = Actor("rep-7", SALES)
LAPSE = Transition(name="lapse", sources=("answered",), target="paid", by=(SYSTEM,), past="left to lapse")


def of_clocks(policy: Policy[Any]) -> dict[str, Finding]:
    found = (one for one in policy.check(silenced=True) if one.kind in ("unclocked", "refused"))
    return {one.key: one for one in found}


def with_clocks(*clocks: Clock) -> Policy[Facts]:
    """Asked, answered, paid, or left to lapse: with a clock on what was asked, and these."""
    return small().with_move(LAPSE).replace(clocks=(clock("asked"), *clocks))


def test_a_clock_that_runs_on_from_the_stage_before_sees_to_the_next() -> None:
    whole = Clock(
        name="whole",
        starts=entering("asked"),
        stops=making("pay"),
        within=days(3),
        during=("asked", "answered"),
        levels=(breach(notify(SALES)),),
    )
    assert of_clocks(small(clocks=(whole,))) == {}


def test_clocks_that_each_begin_with_one_way_in_see_to_the_stage_together() -> None:
    skip = Transition(name="skip", sources=("asked",), target="answered", by=(SALES,))
    each = [
        Clock(
            name=f"after_{move}",
            starts=making(move),
            stops=leaving("answered"),
            within=days(1),
            levels=(breach(notify(SALES)),),
        )
        for move in ("answer", "skip")
    ]
    both = small(skip).replace(clocks=(clock("asked"), *each))
    assert of_clocks(both) == {}
    one = of_clocks(both.without_clock("after_skip"))["unclocked: answered"]
    assert one.message == "no clock is sure to run in it: 'after_answer' does not begin with skip"


def test_an_order_is_judged_where_the_clock_runs_and_nowhere_else() -> None:
    by_move = Clock(
        name="late",
        starts=making("answer"),
        stops=leaving("answered"),
        within=days(3),
        levels=(breach(make("lapse")),),
    )
    assert of_clocks(with_clocks(by_move)) == {}
    aside = Transition(name="put_aside", sources=("asked",), target="aside", by=(SALES,), past="put aside")
    ends = Transition(name="drop", sources=("aside",), target="paid", by=(SALES,), past="dropped")
    policy = small().with_stage(Stage("aside")).with_move(LAPSE).with_move(aside).with_move(ends)
    both = clock("answered", make("lapse"), stops=making("pay"), during=("answered", "aside"))
    policy = policy.replace(clocks=(clock("asked"), clock("aside"), both))
    assert of_clocks(policy) == {}
    later = Transition(name="delay", sources=("answered",), target="aside", by=(SALES,), past="delayed")
    assert of_clocks(policy.with_move(later))["refused: answered_clock.breach"].story == (
        "captured, answered, delayed, and the clock 'answered_clock' runs out: 'lapse' is refused, and it stays"
    )


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (touch(), "is over with a human touch, and the lead may stay"),
        (reply("email"), "is over with a reply by email, and the lead may stay"),
        ((making("pay"), touch("call")), "is over with a human touch by call, and the lead may stay"),
    ],
)
def test_a_clock_that_a_contact_ends_does_not_see_to_who_stays(answers: Any, why: str) -> None:
    once = clock("answered", stops=answers)
    found = of_clocks(with_clocks(once))["unclocked: answered"]
    assert found.message == f"no clock is sure to run in it: 'answered_clock' {why}"
    assert found.story == "captured, answered, never paid: nothing ever happens"


def test_a_contact_that_begins_another_clock_is_seen_to() -> None:
    once = clock("answered", stops=touch("call"))
    after = clock("answered", name="after", starts=touch(), stops=leaving("answered"), during=("answered",))
    assert of_clocks(with_clocks(once, after)) == {}
    again = clock("answered", starts=(entering("answered"), touch()), stops=(leaving("answered"), touch()))
    assert of_clocks(with_clocks(again)) == {}


def test_a_clock_for_used_up_leads_alone_does_not_see_to_the_others() -> None:
    last = clock("answered", make("lapse", exhausted=True))
    assert "does something only for leads that have come back as often as they may" in (
        of_clocks(with_clocks(last))["unclocked: answered"].message
    )


# -- any small policy ----------------------------------------------------------------------------

STAGES = ("a", "b", "c", "d")
MOVES = ("m0", "m1", "m2", "m3")
CONTACTS = (touch(), touch("call"), reply())
TRIGGERS = (
    *map(entering, STAGES[:3]),
    *map(leaving, STAGES[:3]),
    *map(making, MOVES),
    making("m0", "m1"),
    *CONTACTS,
)


@st.composite
def moves(draw: st.DrawFn, name: str) -> Transition:
    setback = name == "m0" or draw(st.booleans())
    return Transition(
        name=name,
        sources=tuple(draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=2, unique=True))),
        target=draw(st.sampled_from(STAGES)),
        by=(SALES, SYSTEM),
        setback=setback,
        reasons=(Reason("x"), Reason("y")) if setback else (),
        returns=draw(st.booleans()),
        most=draw(st.none() | st.integers(1, 2)),
        after=draw(st.sampled_from(((), (), ("x",)))),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy[Facts]:
    """Small policies without rules: one or two clocks, each of which makes a move, wherever they may run."""
    made = tuple(draw(moves(name)) for name in MOVES)
    clocks = []
    for name in ("k", "l")[: draw(st.integers(1, 2))]:
        ordered = draw(st.sampled_from(made))
        order = make(ordered.name, "x" if ordered.reasons else None)
        clocks.append(
            Clock(
                name=name,
                starts=tuple(draw(st.lists(st.sampled_from(TRIGGERS), min_size=1, max_size=2, unique=True))),
                stops=tuple(draw(st.lists(st.sampled_from(TRIGGERS), min_size=1, max_size=2, unique=True))),
                during=tuple(draw(st.lists(st.sampled_from(STAGES[:3]), max_size=3, unique=True))),
                within=days(30),
                levels=(breach(order),),
            )
        )
    return Policy(
        name="drawn",
        version="1",
        facts=Facts,
        calendar=OFFICE,
        stages=tuple(Stage(name, Milestone.WON if name == "d" else None) for name in STAGES),
        moves=made,
        clocks=tuple(clocks),
        max_cycles=draw(st.integers(0, 2)),
    )


STEPS = st.one_of(
    st.builds(Move, st.sampled_from(MOVES), by=st.just(REP), reason=st.sampled_from((None, "x", "y"))),
    st.builds(Touch, st.sampled_from(("call", "email")), by=st.just(REP), inbound=st.booleans()),
)


class Life:
    """A lead under a policy, an hour from step to step."""

    def __init__(self, policy: Policy[Facts]) -> None:
        self._life, self.now = Lifecycle(policy), MONDAY
        begun = self._life.decide(None, Capture(by=REP), now=MONDAY, id="lead-1")
        self.lead: Lead[Facts] = replay(begun)

    def do(self, step: Move | Touch) -> None:
        self.now += timedelta(hours=1)
        for event in self._life.decide(self.lead, step, now=self.now):
            self.lead = evolve(self.lead, event)

    def refused(self, name: str) -> list[str]:
        """What the clock orders once it runs out, and is refused; nothing if it does not run."""
        later: datetime = self.now + timedelta(days=40)
        due = [one for one in self._life.due(self.lead, now=later) if one.clock.startswith(f"{name}:")]  # type: ignore[union-attr]
        events = [event for one in due for event in self._life.decide(self.lead, one, now=later)]
        return [one.refused for one in events if isinstance(one, LevelReached) and one.refused]


@settings(max_examples=300)
@given(policy=policies())
def test_every_refusal_that_is_found_can_be_lived(policy: Policy[Facts]) -> None:
    for key, one in of_clocks(policy).items():
        if not key.startswith("refused") or any(_contact(policy, one.where)):
            continue
        life = Life(policy)
        for step in one.story.partition(", and the clock")[0].split(", ")[1:]:
            name, _, code = step.partition(" ")
            life.do(Move(name.strip("'"), by=REP, reason=code.strip("()") or None))
        assert life.refused(one.where.partition(".")[0]), (key, one.story)


def _contact(policy: Policy[Facts], where: str) -> list[Any]:
    """The contacts that start the clock: a story of moves does not tell of them."""
    return [one for one in policy.clock(where.partition(".")[0]).starters if one in CONTACTS]


@settings(max_examples=300)
@given(policy=policies(), steps=st.lists(STEPS, max_size=12))
def test_no_life_has_a_refusal_or_a_silence_that_was_not_found(
    policy: Policy[Facts], steps: list[Move | Touch]
) -> None:
    found, life = of_clocks(policy), Life(policy)
    for step in (None, *steps):
        try:
            if step is not None:
                life.do(step)
        except Refused:
            continue
        if life.lead.stage != "d" and not any(one.is_open for one in life.lead.running):
            assert f"unclocked: {life.lead.stage}" in found
        for name in ("k", "l"):
            if life.refused(name):
                assert f"refused: {name}.breach" in found
