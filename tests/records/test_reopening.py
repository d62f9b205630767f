"""Reopening is a move of its own: it restores nothing by guesswork, and forgets nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import SALES, Lead, Milestone, Refused, Transition, money
from leadlife.reports import funnel, sources
from tests.lives import DEAL, MONDAY, REP, SDR, Facts, World, standard


def closed(world: World, reason: str = "spam") -> Lead[Facts]:
    lead = world.handed_off()
    world.wait(hours=2)
    return world.engine.move(lead.id, "disqualify", by=SDR, reason=reason)


def reopened(world: World, reason: str = "spam") -> Lead[Facts]:
    lead = closed(world, reason)
    world.wait(days=3)
    return world.engine.move(lead.id, "reopen", by=SDR, reason="mistake")


def test_it_begins_a_new_visit_and_the_earlier_ones_stay_as_they_were(world: World) -> None:
    before = closed(world)
    world.wait(days=3)
    lead = world.engine.move(before.id, "reopen", by=SDR, reason="mistake")
    assert lead.visits[: len(before.visits) - 1] == before.visits[:-1]
    assert (lead.visit.stage, lead.visit.number, lead.visit.entered_at) == ("mrl", 2, world.time)
    assert lead.captured_at == before.captured_at


def test_no_clock_that_ended_runs_on(world: World) -> None:
    """zammad#188, glpi#9267: after reopening, the time that it was closed was counted."""
    before = closed(world)
    world.wait(days=3)
    lead = world.engine.move(before.id, "reopen", by=SDR, reason="mistake")
    assert lead.clocks[: len(before.clocks)] == before.clocks
    (clock,) = lead.running
    assert (clock.name, clock.started_at, clock.pauses) == ("develop", world.time, ())
    assert clock.id not in {one.id for one in before.clocks}


def test_the_reason_that_closed_it_is_kept_and_so_is_the_one_that_opened_it(world: World) -> None:
    lead = reopened(world)
    assert [(setback.reason, setback.move) for setback in lead.setbacks] == [("spam", "disqualify")]
    moved = [event for event in world.engine.history(lead.id) if event.kind == "moved"]
    assert [(event.move, event.reason) for event in moved[-2:]] == [
        ("disqualify", "spam"),
        ("reopen", "mistake"),
    ]


def test_the_owner_is_who_it_was_until_it_is_handed_off_again(world: World) -> None:
    lead = reopened(world)
    assert (lead.owner, lead.stage) == (REP, "mrl")
    assert world.engine.allowed(lead, REP) == ("disqualify",), (
        "an owner in sales has nothing to do with it yet"
    )


def test_a_way_back_counts_a_cycle_and_the_bounded_moves_begin_anew(world: World) -> None:
    lead = reopened(world)
    assert (lead.cycle, dict(lead.made)) == (1, {"reopen": 1})


def test_it_needs_a_reason_and_the_right_team(world: World) -> None:
    lead = closed(world)
    with pytest.raises(Refused, match="it needs a reason"):
        world.engine.move(lead.id, "reopen", by=SDR)
    with pytest.raises(Refused, match="it is made by marketing"):
        world.engine.move(lead.id, "reopen", by=REP, reason="mistake")


def test_what_was_said_before_it_was_closed_is_not_fresh_but_what_lasts_stands(world: World) -> None:
    """After a disqualification that says something of the lead, the pain of last year qualifies nothing."""
    lead = reopened(world, reason="inactive")
    seen = lead.evidence(world.time, world.policy.lasting).values
    assert "email" in seen and lead.facts.pain_severity == 8
    assert ("pain_severity" in seen) is not lead.setbacks[-1].stale


@settings(max_examples=20)
@given(
    told=st.sampled_from((Facts(offer="suite"), Facts(pain_severity=9), Facts(last_response="demo"))),
    days=st.integers(0, 400),
)
def test_telling_facts_reopens_nothing(told: Facts, days: int) -> None:
    """odoo#67618: editing the tags of a lost lead un-loses it."""
    world = World()
    lead = world.engine.move(world.sql().id, "lose", by=REP, reason="price")
    world.wait(days=days)
    after = world.engine.observe(lead.id, told, by=SDR)
    assert (after.stage, after.reason, after.visits) == ("lost", "price", lead.visits)


# -- when a lead was closed, and that it is not any more -------------------------------------------------


def won(world: World) -> Lead[Facts]:
    return world.engine.move(world.sql().id, "win", by=REP, value=money(50_000, "EUR"))


def test_losing_touches_neither_the_opportunity_nor_when_anything_was_won(world: World) -> None:
    """odoo#88116: the close date is set on a lost lead."""
    lead = world.engine.move(world.sql().id, "lose", by=REP, reason="price")
    assert lead.opportunity == DEAL
    report = sources(world.engine.leads(), world.policy, as_of=world.time)
    assert (report.total.won, report.total.revenue) == (0, ())


def test_a_lead_that_leaves_won_is_not_won_any_more(world: World) -> None:
    """odoo#93793: the close date stays when a won lead is taken back. Here it is when the stay ended."""
    policy = standard()
    back = Transition(name="revoke", sources=("won",), target="sql", by=(SALES,))
    world = World(policy.replace(moves=(*policy.moves, back)))
    lead = won(world)
    world.wait(days=3)
    lead = world.engine.move(lead.id, "revoke", by=REP)
    stay = next(visit for visit in lead.visits if visit.stage == "won")
    assert (stay.entered_at, stay.left_at) == (MONDAY, MONDAY + timedelta(days=3))
    step = funnel(world.engine.leads(), world.policy, as_of=world.time).total.step(Milestone.WON)
    assert (step.reached, step.here) == (1, 0), "it was won once, and is not now"


def test_an_opportunity_is_there_before_a_lead_is_confirmed(world: World) -> None:
    """frappe/crm#551: converted, but no deal."""
    lead = world.sal()
    world.engine.observe(lead.id, Facts(pain_severity=9), by=REP)
    with pytest.raises(Refused):
        world.engine.move(lead.id, "confirm", by=REP)
    assert world.engine.get(lead.id).stage == "sal"
