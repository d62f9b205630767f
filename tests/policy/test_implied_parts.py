"""What a policy refuses of implied moves, and how it says what implies them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leadlife import (
    SALES,
    SYSTEM,
    DefinitionError,
    Implied,
    LeadFacts,
    Reason,
    Refused,
    Transition,
    touch,
)
from leadlife.policy.diagram import describe
from leadlife.reports import story
from tests.lives import BOSS, MONDAY, OTHER_REP, REP, World
from tests.policy.callers import CALLS_ACCEPT, F, tele

TAKE = tele().move("take")
assert TAKE is not None
MET = F.seats > 9


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"by": (SYSTEM,)},
            "is implied by a touch, and people may not make it: add their team to its by=(...)",
        ),
        ({"implied": (Implied(MET),)}, "is implied by a rule, and the system may not make it: add SYSTEM"),
        (
            {"by": (SALES, SYSTEM), "takes": True, "implied": (Implied(MET),)},
            "is implied by a rule, and gives the lead to whoever makes it: the system owns none, leave takes out",
        ),
        ({"comment": True}, "asks for a comment, which nobody gives then"),
        ({"owner": (SALES,), "value": True}, "asks for a new owner and a value"),
        ({"opportunity": True}, "asks for an opportunity"),
        (
            {"reasons": (Reason("hot"),)},
            "is implied without a reason: Implied(..., reason=...) with one of hot",
        ),
        (
            {"reasons": (Reason("hot"),), "implied": (Implied(touch(), "hto"),)},
            "the reason 'hto', which it does not take; did you mean 'hot'?",
        ),
        (
            {"reasons": (Reason("hot", by=(SYSTEM,)),), "implied": (Implied(touch(), "hot"),)},
            "the reason 'hot', which is others' to give: add a team of people to its by=(...)",
        ),
        (
            {
                "by": (SALES, SYSTEM),
                "reasons": (Reason("hot", by=(SALES,)),),
                "implied": (Implied(MET, "hot"),),
            },
            "the reason 'hot', which is others' to give: add SYSTEM to its by=(...)",
        ),
        (
            {"reasons": (Reason("hot", comment=True),), "implied": (Implied(touch(), "hot"),)},
            "asks for a comment",
        ),
    ],
)
def test_a_move_that_cannot_be_implied_is_refused_with_the_fix(changes: dict[str, Any], said: str) -> None:
    assert TAKE is not None
    with pytest.raises(DefinitionError) as caught:
        tele().with_move(replace(TAKE, **changes))
    assert "move 'take'" in str(caught.value) and said in str(caught.value)


def test_a_rule_on_a_fact_that_there_is_not_is_refused() -> None:
    sell = Transition(name="sell", sources=("list",), target="sold", by=(SYSTEM,), implied=(Implied(MET),))
    with pytest.raises(
        DefinitionError, match="is implied by a rule that reads the fact 'seats', which does not"
    ):
        tele(facts=LeadFacts, moves=(sell,), clocks=())


def test_it_is_said_in_the_agreement_and_in_the_description() -> None:
    policy = tele()
    for text in (describe(policy), policy.agreement()):
        words = " ".join(text.replace("\\", "").split())
        assert "implied by a human touch of the owner" in words
        assert "implied by meeting seats below 5 (small)" in words
    changed = policy.with_move("take", implied=(Implied(touch("call")),))
    assert "implied by a human touch by call of the owner" in policy.diff(changed)
    assert policy.fingerprint != changed.fingerprint


def test_its_story_says_what_implied_it() -> None:
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    world.wait(hours=1)
    after = world.engine.touch(lead.id, "call", by=REP)
    told = str(story(after, world.engine.history(lead.id), world.policy))
    assert f"because: implied by #{after.version - 1}; on what was told in #1" in told


def test_time_goes_on_after_an_implied_move() -> None:
    """It is a move as any other: the next one starts where it led, and none predates it."""
    world = World(CALLS_ACCEPT)
    lead = world.handed_off()
    world.wait(hours=1)
    world.engine.touch(lead.id, "call", by=REP)
    with pytest.raises(Refused, match="before it entered the stage"):
        world.engine.move(lead.id, "return", by=REP, reason="timing", at=MONDAY + timedelta(minutes=5))
    with pytest.raises(Refused, match="it starts in handed_off"):
        world.engine.move(lead.id, "accept", by=REP)
    assert world.engine.move(lead.id, "re_route", by=BOSS, to=OTHER_REP).stage == "handed_off"
