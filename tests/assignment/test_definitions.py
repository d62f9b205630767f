"""What a policy refuses of who gets its leads, each with the fix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from leadlife import (
    MARKETING,
    SALES_MANAGER,
    Clock,
    DefinitionError,
    LeadFacts,
    MemoryStore,
    Queue,
    breach,
    earlier_owner,
    entering,
    given_to,
    make,
    making,
    open_engine,
    reassign,
    round_robin,
    working_hours,
)
from leadlife.policy.diagram import describe
from tests.assignment.people import ANA, DACH, F, process
from tests.lives import SDR, standard

INBOUND = Queue("inbound", MARKETING)


def tick(action: Any) -> Clock:
    return Clock(
        name="slow",
        starts=entering("new"),
        stops=making("give"),
        within=working_hours(1),
        levels=(breach(action),),
    )


FITS = "they go to sales"
WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: process().with_move("give", requires=("idustry",)), "does not exist; did you mean 'industry'"),
    (
        lambda: process(given_to(INBOUND)),
        rf"'given to queue inbound' \(of marketing\) fits no move that asks for an owner: {FITS}; "
        r"write Queue\('inbound', 'sales'\)",
    ),
    (lambda: process(given_to(SDR)), f"fits no move that asks for an owner: {FITS}"),
    (
        lambda: process().with_move("give", assign=(given_to(INBOUND),)),
        r"goes to sales; write Queue\('inbound', 'sa",
    ),
    (
        lambda: process().with_move("accept", assign=(earlier_owner(),)),
        "asks for no owner: name who may own it",
    ),
    (lambda: process(round_robin("")), r"a round robin goes round a group: round_robin\('dach'\)"),
    (lambda: process().with_move("give", last_by=(SALES_MANAGER,)), "has last_by and no most"),
    (
        lambda: process().with_move("give", most=2, last_by=(SALES_MANAGER,)),
        "sales manager, who may not make it: add",
    ),
    (
        lambda: process(assignment=(), clocks=(tick(reassign()),)),
        "by the policy's routes, and there are none",
    ),
    (lambda: process("reps"), "assignment='?"),
    (lambda: process(assignment=["reps"]), "pass a tuple"),
]


@pytest.mark.parametrize(("made", "says"), WRONG)
def test_what_contradicts_itself_is_refused_with_the_fix(made: Any, says: str) -> None:
    with pytest.raises(DefinitionError, match=says):
        made()


def test_a_route_whose_rule_reads_what_is_no_fact_is_refused() -> None:
    class Others(LeadFacts):
        pass

    rule = F.seats >= 4
    with pytest.raises(
        DefinitionError, match="'round robin: reps' reads the fact 'seats', which does not exist"
    ):
        process(round_robin("reps", where=rule), facts=Others)


def test_routes_are_in_the_description_the_agreement_and_what_changes() -> None:
    where = F.country == "DE"
    policy = process(earlier_owner(), round_robin("dach", where=where), given_to(DACH))
    said = "earlier owner, else round robin: dach, where country is DE, else given to queue dach"
    assert said in " ".join(describe(policy).split())
    assert f"**Where nobody is named**: {said}" in policy.agreement()
    own = policy.with_move("give", assign=(given_to(ANA),))
    assert "where nobody is named: given to ana (sales)" in " ".join(describe(own).split())
    assert "Nothing changes" not in policy.diff(own)
    assert policy.fingerprint != own.fingerprint != process().fingerprint


def test_a_clock_that_gives_leads_out_is_refused_only_where_no_route_can() -> None:
    assert "refused: slow.breach" not in {one.key for one in process(clocks=(tick(make("give")),)).check()}
    found = {one.key: one for one in process(assignment=(), clocks=(tick(make("give")),)).check()}
    assert "a new owner" in found["refused: slow.breach"].message
    last = Clock(
        name="idle", starts=entering("offered"), stops=making("accept"), within=working_hours(1),
        levels=(breach(make("pass_on")),),
    )  # fmt: skip
    found = {one.key: one for one in process(clocks=(last,)).check()}
    assert (
        "it would be the last of 3 times, which is for sales manager alone"
        in found["refused: idle.breach"].message
    )


def test_a_route_whose_rule_nothing_meets_is_found() -> None:
    never = (F.seats >= 10) & (F.seats < 5)
    found = {one.key for one in process(round_robin("reps", where=never), given_to(DACH)).check()}
    assert "never: assignment.1" in found
    assert not any(key.startswith("never") for key in {one.key for one in process().check()})


def test_the_standard_policy_with_routes_has_no_finding() -> None:
    routes = (earlier_owner(), round_robin("dach", where=F.country == "DE"), given_to(DACH))
    assert standard().replace(assignment=routes).check() == ()


def test_a_move_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(DefinitionError, match="has no move 'accpt'; did you mean 'accept'"):
        standard().move("accpt")
    assert standard().find_move("accpt") is None
    assert standard().move("accept").name == "accept"


def test_a_definition_changes_with_the_moves_that_ask_for_it_and_no_others() -> None:
    policy = standard()
    stricter = policy.definitions["MQL"] & (F.seats >= 10)
    changed = policy.with_definition("MQL", stricter)
    asked = [move.name for move in policy.moves if move.guard == policy.definitions["MQL"]]
    assert "qualify" in asked
    assert all(changed.move(name).guard == stricter for name in asked if name in ("qualify", "reheat"))
    assert changed.move("engage") == policy.move("engage")
    named = policy.with_definition("large", F.seats >= 10)
    assert named.moves == policy.moves and named.without_definition("large") == policy
    assert "large" in describe(named)
    with pytest.raises(DefinitionError, match="has no definition 'larg'; did you mean 'large'"):
        named.without_definition("larg")
    with pytest.raises(DefinitionError):
        policy.with_definition("large", "seats >= 10")  # type: ignore[arg-type]


def test_an_engine_without_round_robins_needs_no_roster() -> None:
    policy = process(earlier_owner(), given_to(DACH))
    with open_engine(MemoryStore(), policy) as engine:
        assert engine.move(engine.capture(by=SDR).id, "give", by=SDR).owner == DACH
