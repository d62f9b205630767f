"""Objectives: what can be agreed on, and how the agreement says it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    MARKETING,
    SALES,
    DefinitionError,
    LeadFacts,
    Milestone,
    Objective,
    Policy,
    Stage,
    Transition,
    WorkCalendar,
)
from leadlife.policy.diagram import describe
from tests.lives import standard

BOTH = (MARKETING, SALES)
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a count as a float": ({"at_least": 50.0}, "write it exactly, at_least=50"),
    "a rate as a float": (
        {"measure": "acceptance", "at_least": 0.8},
        "write it exactly, at_least=Decimal('0.8')",
    ),
    "a truth value": ({"at_least": True}, "write it exactly"),
    "text": ({"at_least": "50"}, "pass int or Decimal, not str"),
    "fewer than none": ({"at_least": -1}, "pass a whole number, 0 or more"),
    "a part of a lead": ({"at_least": Decimal("1.5")}, "pass a whole number, 0 or more"),
    "a percentage": ({"measure": "acceptance", "at_least": 80}, "pass 0 to 1, Decimal('0.8') for 80%"),
    "a negative rate": ({"measure": "acceptance", "at_least": Decimal("-0.1")}, "pass 0 to 1"),
    "no number": ({"measure": "acceptance", "at_least": Decimal("NaN")}, "pass 0 to 1"),
    "a measure": ({"measure": "mql"}, "pass 'leads' or 'mqls'"),
    "a period": ({"per": "day"}, "pass 'week' or 'month'"),
    "ends of a count": ({"of": Milestone.MQL}, "are for 'conversion' only"),
    "no ends": ({"measure": "conversion", "at_least": 1}, "name two of Milestone.RAW"),
    "backwards": (
        {"measure": "conversion", "at_least": 1, "of": Milestone.SAL, "to": Milestone.MQL},
        "the earlier first",
    ),
    "not on the way": (
        {"measure": "conversion", "at_least": 1, "of": Milestone.MQL, "to": Milestone.LOST},
        "the earlier first",
    ),
    "an empty source": ({"source": ""}, "leave it out for all sources"),
    "a team twice": ({"by": (SALES, SALES)}, "name each team once"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_measured_or_reached_is_refused(case: str) -> None:
    changes, says = BAD[case]
    with pytest.raises(DefinitionError) as refused:
        Objective(**{"measure": "mqls", "at_least": 50, "per": "month", **changes})
    assert says in str(refused.value)


def test_two_for_the_same_thing_contradict_each_other() -> None:
    mqls = Objective(measure="mqls", at_least=50, per="month")
    more = Objective(measure="mqls", at_least=60, per="month", by=BOTH)
    with pytest.raises(DefinitionError, match="two objectives are for MQLs in each month: agree on one"):
        standard().replace(objectives=(mqls, more))
    of_fairs = Objective(measure="mqls", at_least=5, per="month", source="fair")
    yearly = Objective(measure="mqls", at_least=600, per="year")
    assert len(standard().replace(objectives=(mqls, of_fairs, yearly)).objectives) == 3


def test_a_milestone_that_no_stage_stands_for_cannot_be_measured() -> None:
    def policy(*objectives: Objective) -> Policy[LeadFacts]:
        return Policy(
            name="shop",
            version="1",
            facts=LeadFacts,
            calendar=WorkCalendar.always("UTC"),
            stages=(Stage("heard of"), Stage("paid", Milestone.WON)),
            moves=(Transition(name="pay", sources=("heard of",), target="paid", by=(SALES,)),),
            objectives=objectives,
        )

    policy(
        Objective(measure="leads", at_least=5, per="week"),
        Objective(
            measure="conversion", of=Milestone.RAW, to=Milestone.WON, at_least=Decimal("0.1"), per="week"
        ),
    )
    for one in (
        Objective(measure="mqls", at_least=5, per="week"),
        Objective(measure="acceptance", at_least=Decimal("0.5"), per="week"),
    ):
        with pytest.raises(DefinitionError, match="needs a stage that stands for mql"):
            policy(one)


@given(st.decimals(0, 1, places=6))
def test_equal_rates_are_one_content_however_they_are_written(rate: Decimal) -> None:
    texts = (rate, rate.normalize(), Decimal(f"{rate}000"))
    made = [Objective(measure="qualification", at_least=one, per="year") for one in texts]
    assert len({standard().replace(objectives=(one,)).fingerprint for one in made}) == 1
    assert len({one.target for one in made}) == 1
    assert Decimal(made[0].target.removesuffix("%")) == rate * 100


def test_the_agreement_says_what_is_to_be_reached_and_who_answers_for_it() -> None:
    policy = standard().replace(
        objectives=(
            Objective(measure="mqls", at_least=1200, per="quarter", by=(MARKETING,)),
            Objective(measure="acceptance", at_least=Decimal("0.8"), per="quarter", by=BOTH),
            Objective(measure="won", at_least=5, per="month", source="fair"),
        ),
        notes={"objectives": "Reviewed each quarter."},
    )
    section = policy.agreement().split("Objectives\n\n")[1].split("\n\n##")[0]
    assert section.splitlines() == [
        "- **MQLs in each quarter**: at least 1,200; marketing answers for it",
        "- **MQLs in each quarter accepted by sales**: at least 80%; shared by marketing and sales",
        "- **leads won in each month from fair**: at least 5; nobody answers for it by name",
        "- **Objectives**: Reviewed each quarter.",
    ]
    assert "80%    MQLs in each quarter accepted by sales; shared by marketing and sales" in describe(policy)


def test_that_no_objective_is_shared_is_said() -> None:
    alone = Objective(measure="mqls", at_least=50, per="month", by=(MARKETING,))
    unshared = "- **Shared**: none of them: each side answers for its own"
    assert unshared in standard().replace(objectives=(alone,)).agreement()
    shared = Objective(measure="sals", at_least=50, per="month", by=BOTH)
    assert unshared not in standard().replace(objectives=(alone, shared)).agreement()
    assert unshared not in standard().agreement()


def test_a_changed_objective_is_one_line_of_the_diff() -> None:
    def having(at_least: int) -> Policy[Any]:
        return standard().replace(
            objectives=(Objective(measure="mqls", at_least=at_least, per="month", by=BOTH),)
        )

    assert having(50).diff(having(60)).splitlines()[2:] == [
        "## Objectives",
        "",
        "- **MQLs in each month** was: at least 50; shared by marketing and sales",
        "  It becomes: at least 60; shared by marketing and sales",
    ]


def test_the_check_warns_where_no_objective_is_shared() -> None:
    alone = Objective(measure="mqls", at_least=50, per="month", by=(MARKETING,))
    policy = standard().replace(objectives=(alone, replace(alone, measure="won", by=())))
    (found,) = policy.check()
    assert (found.severity, found.key) == ("warning", "unshared: acme")
    assert found.story.startswith(
        "50 MQLs in each month: marketing; 50 leads won in each month: nobody by name"
    )
    assert policy.with_silenced(found.key, "bonuses are shared").check() == ()
    assert (
        policy.replace(
            objectives=(replace(alone, by=BOTH), replace(alone, measure="won", by=(SALES,)))
        ).check()
        == ()
    )
