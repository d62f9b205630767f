"""Minimum information: a move is made only of a lead about which enough is known, and all that is missing is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import Fact, LeadFacts, Refused, Transition, criterion, fact, facts
from leadlife.events import Moved
from leadlife.people import MARKETING
from leadlife.policy.diagram import describe
from tests.assignment.people import ANA, BEN, Office, process
from tests.lives import BOSS, REACHABLE, READY, REP, SDR, Facts, World, standard

NAMES = ("industry", "employees", "country", "seats")
VALUES: dict[str, Any] = {"industry": "steel", "employees": 40, "country": "DE", "seats": 7}
asking = standard().with_move("engage", requires=NAMES)


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_it_is_refused_until_all_of_it_is_known_and_names_all_that_is_missing(
    told: set[str], retracted: set[str]
) -> None:
    world = World(asking)
    lead = world.raw()
    if told:
        world.engine.observe(lead.id, Facts(**{name: VALUES[name] for name in told}), by=SDR)
    if retracted & told:
        unsaid: dict[str, Any] = dict.fromkeys(retracted & told)
        world.engine.observe(lead.id, Facts(**unsaid), by=SDR)
    missing = [name for name in NAMES if name not in told - retracted]
    if not missing:
        assert world.engine.move(lead.id, "engage", by=SDR).stage == "mrl"
        return
    version = world.engine.get(lead.id).version
    with pytest.raises(Refused) as refused:
        world.engine.move(lead.id, "engage", by=SDR)
    assert refused.value.why == f"its minimum information is not complete: {', '.join(missing)}"
    assert "engage" not in (refused.value.allowed or ())
    assert world.engine.get(lead.id).version == version


def test_it_asks_in_the_words_of_the_criterion_or_of_the_fact() -> None:
    class Own(LeadFacts):
        plants: Fact[int] = fact(description="how many plants they run")

    own = facts(Own)
    alone = criterion("money", own.budget_status.one_of("allocated"), ask="Is there money?")
    both = criterion("buying", own.budget_status.known & own.authority.known, ask="Who buys, and of what?")
    policy = process(
        facts=Own,
        assignment=(),
        definitions={"buying": both, "money": alone},
        moves=(
            Transition(
                name="give",
                sources=("new",),
                target="offered",
                by=(MARKETING,),
                requires=("budget_status", "authority", "plants", "industry"),
            ),
        ),
    )
    world = World(policy)
    with pytest.raises(Refused) as refused:
        world.engine.move(world.engine.capture(by=SDR).id, "give", by=SDR)
    assert refused.value.remedy == (
        "Find out, and observe(): budget_status (Is there money?), authority (Who buys, and of what?), "
        "plants (how many plants they run), industry"
    )


def test_what_was_known_before_a_setback_is_asked_for_again_unless_it_lasts() -> None:
    world = World(standard().with_move("reheat", guard=None, requires=("pain", "seats")))
    lead = world.handed_off()
    world.engine.observe(lead.id, Facts(seats=7), by=SDR)
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="left")
    with pytest.raises(Refused, match=r"not complete: pain \(allowed"):
        world.engine.move(lead.id, "reheat", by=SDR)
    world.engine.observe(lead.id, READY, by=SDR)
    assert world.engine.move(lead.id, "reheat", by=SDR).stage == "mql"


def test_only_what_had_occurred_by_then_counts() -> None:
    world = World(asking)
    lead = world.raw()
    world.wait(hours=2)
    earlier = world.time
    world.wait(hours=2)
    world.engine.observe(lead.id, Facts(**VALUES), by=SDR)
    with pytest.raises(Refused, match="minimum information"):
        world.engine.move(lead.id, "engage", by=SDR, at=earlier)
    assert world.engine.move(lead.id, "engage", by=SDR).stage == "mrl"


def test_the_grounds_of_the_move_cite_it() -> None:
    world = World(process(assignment=()).with_move("give", requires=("industry",), owner=()))
    lead = world.engine.capture(by=SDR)
    world.engine.touch(lead.id, "call", by=SDR)
    lead = world.engine.observe(lead.id, Facts(industry="steel"), by=SDR)
    world.engine.move(lead.id, "give", by=SDR)
    event = world.engine.history(lead.id)[-1]
    assert isinstance(event, Moved) and event.grounds == (lead.version,)


def test_it_is_in_the_agreement_and_the_description() -> None:
    policy = standard().with_move("hand_off", requires=("industry", "employees"))
    assert "needs minimum information (industry and employees)" in " ".join(describe(policy).split())
    section = policy.agreement().split("## 5. Hand-off and minimum information")[1].split("##")[0]
    assert "minimum information (industry and employees)" in section
    assert "minimum information" in standard().diff(policy.with_move("accept", requires=("industry",)))


def test_a_stage_that_only_information_leads_out_of_is_found() -> None:
    policy = process().with_move("give", requires=("industry",))
    assert "trap: new" in {finding.key for finding in policy.check()}
    assert "trap: new" not in {finding.key for finding in process().check()}


def test_the_last_time_is_for_some_alone() -> None:
    office = Office()
    lead = office.give()
    for _ in range(2):
        lead = office.engine.move(lead.id, "pass_on", by=ANA)
    assert "pass_on" in office.engine.allowed(lead) and "pass_on" in office.engine.allowed(lead, BOSS)
    assert "pass_on" not in office.engine.allowed(lead, BEN)
    with pytest.raises(
        Refused, match="for the last of 3 times in this cycle, and that is for sales manager alone"
    ):
        office.engine.move(lead.id, "pass_on", by=BEN)
    office.engine.move(lead.id, "pass_on", by=BOSS)
    with pytest.raises(Refused, match="was made 3 times in this cycle"):
        office.engine.move(lead.id, "pass_on", by=BOSS)
    assert "at most 3 times a cycle, the last time by sales manager" in " ".join(
        describe(office.policy).split()
    )


def test_the_standard_policy_re_routes_for_the_last_time_by_the_manager_only() -> None:
    assert [str(one) for one in standard().move("re_route").last_by] == ["sales manager"]


def test_facts_that_are_all_known_ask_nothing() -> None:
    world = World(asking)
    lead = world.engine.capture(by=SDR, told=Facts(**{**REACHABLE.told(), **VALUES}))
    assert world.engine.move(lead.id, "engage", by=SDR).stage == "mrl"
