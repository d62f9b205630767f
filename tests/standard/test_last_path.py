"""A lead that has come back as often as it may has a way out; what is bounded says for whom the last time is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from leadlife import (
    SYSTEM,
    Actor,
    Lead,
    LeadStore,
    Opportunity,
    Queue,
    Refused,
    money,
)
from leadlife.events import LevelReached, Moved
from tests.lives import BOSS, DEAL, MONDAY, OTHER_REP, READY, REP, SDR, Facts, World, standard


def returned(world: World, times: int) -> Lead[Facts]:
    """A lead that was rejected, and has come back so often before."""
    lead = world.evaluating()
    for _ in range(times):
        world.wait(minutes=1)
        world.engine.observe(lead.id, READY, by=SDR, via="call")
        world.engine.move(lead.id, "reheat", by=SDR)
        world.engine.move(lead.id, "hand_off", by=SDR, to=REP)
        lead = world.engine.move(lead.id, "reject", by=REP, reason="missing_information", comment="again")
    return lead


def test_after_the_last_cycle_the_lead_is_closed_by_itself(store: LeadStore) -> None:
    world = World(store=store)
    lead = returned(world, 3)
    for move in ("reheat", "recycle"):
        with pytest.raises(Refused, match="it has come back 3 times, and the policy allows 3") as caught:
            world.engine.move(lead.id, move, by=SDR)
        assert "It has used up its ways back; what closes it: disqualify." in str(caught.value)
    world.wait(days=13)
    world.engine.tick()
    assert world.engine.get(lead.id).stage == "evaluating"
    world.wait(days=1)
    world.engine.tick()
    after = world.engine.get(lead.id)
    assert (after.stage, after.reason, after.running) == ("disqualified", "cycles_exhausted", ())
    moved = world.engine.history(lead.id)[-1]
    assert isinstance(moved, Moved) and moved.by.team == SYSTEM
    store.verify(lead.id)


@pytest.mark.parametrize(("most", "times"), [(3, 0), (3, 2), (5, 3), (0, 0), (1, 1)])
def test_only_a_lead_without_a_way_back_is_closed(most: int, times: int) -> None:
    """However many cycles the policy allows, now or in its next version."""
    world = World(standard().replace(max_cycles=most))
    lead = returned(world, times)
    world.wait(days=60)
    world.engine.tick()
    after = world.engine.get(lead.id)
    assert after.stage == ("disqualified" if times >= most else "evaluating")
    reached = [event for event in world.engine.history(lead.id) if isinstance(event, LevelReached)]
    assert [event.level for event in reached if event.clock.startswith("evaluate")][-2:] == [
        "breach",
        "close",
    ]
    assert all(event.refused is None for event in reached)


def test_a_release_is_still_open_to_it() -> None:
    world = World()
    lead = returned(world, 3)
    assert world.engine.allowed(lead, SDR) == ("disqualify",)
    other = world.engine.move(returned(world, 0).id, "disqualify", by=SDR, reason="cycles_exhausted")
    assert other.stage == "disqualified"


def test_the_manager_re_routes_the_third_time() -> None:
    world = World()
    lead = world.handed_off()
    system = Actor("router", SYSTEM)
    world.engine.move(lead.id, "re_route", by=system, to=OTHER_REP)
    world.engine.move(lead.id, "re_route", by=system, to=REP)
    with pytest.raises(
        Refused, match=r"the last of 3 times in this cycle, and that is for sales manager alone"
    ):
        world.engine.move(lead.id, "re_route", by=system, to=Queue("dach"))
    world.engine.move(lead.id, "re_route", by=BOSS, to=OTHER_REP)
    with pytest.raises(Refused, match="may be made 3 times"):
        world.engine.move(lead.id, "re_route", by=BOSS, to=REP)


# -- the close date of an opportunity ---------------------------------------------------------------


def close_dates(lead: Lead[Any]) -> list[tuple[Any, str]]:
    return [(clock.due_at, clock.verdict) for clock in lead.clocks if clock.name == "close_date"]


def test_a_close_date_that_passes_is_told() -> None:
    world = World()
    lead = world.sql()
    assert DEAL.closes_at is not None
    assert close_dates(lead) == [(DEAL.closes_at, "running")]
    world.go(DEAL.closes_at + timedelta(hours=1))
    world.engine.tick()
    later = Opportunity("deal-1", money(40_000, "EUR"), DEAL.closes_at + timedelta(days=30))
    after = world.engine.move(lead.id, "forecast", by=REP, opportunity=later)
    assert close_dates(after) == [(DEAL.closes_at, "breached"), (later.closes_at, "running")]
    won = world.engine.move(lead.id, "win", by=REP, value=money(40_000, "EUR"))
    assert close_dates(won)[1] == (later.closes_at, "met")


def test_a_forecast_without_a_new_date_keeps_the_old_one() -> None:
    world = World()
    lead = world.sql()
    world.wait(days=3)
    after = world.engine.move(lead.id, "forecast", by=REP)
    assert close_dates(after) == [(DEAL.closes_at, "met"), (DEAL.closes_at, "running")]


@pytest.mark.parametrize("days", [None, -30, 0, 1, 400])
def test_without_a_date_nothing_runs_and_a_date_of_the_past_is_due_at_once(days: int | None) -> None:
    loose = standard()
    for move in ("confirm", "forecast"):
        loose = loose.with_move(move, opportunity=True)
    world = World(loose)
    lead = world.sal()
    world.engine.observe(lead.id, READY, by=REP, via="meeting")
    at = None if days is None else MONDAY + timedelta(days=days)
    after = world.engine.move(lead.id, "confirm", by=REP, opportunity=Opportunity("deal-2", None, at))
    assert close_dates(after) == ([] if at is None else [(max(at, world.time), "running")])


@pytest.mark.parametrize(
    ("deal", "lacks"),
    [
        (Opportunity("deal-1"), "deal-1 lacks value and closes_at"),
        (Opportunity("deal-1", money(5, "EUR")), "deal-1 lacks closes_at"),
        (Opportunity("deal-1", None, MONDAY), "deal-1 lacks value"),
    ],
)
def test_an_opportunity_has_a_value_and_a_date(deal: Opportunity, lacks: str) -> None:
    world = World()
    lead = world.sal()
    world.engine.observe(lead.id, READY, by=REP, via="meeting")
    with pytest.raises(Refused, match=lacks):
        world.engine.move(lead.id, "confirm", by=REP, opportunity=deal)
    world.engine.move(lead.id, "confirm", by=REP, opportunity=DEAL)
    with pytest.raises(Refused, match=lacks):
        world.engine.move(lead.id, "forecast", by=REP, opportunity=deal)
    assert world.engine.get(lead.id).opportunity == DEAL
    assert "an opportunity with its value and its close date" in world.policy.agreement()


# -- nurture without a response ---------------------------------------------------------------------


def test_a_reply_begins_the_twelve_months_of_silence_anew() -> None:
    world = World()
    lead = world.engine.move(world.raw().id, "nurture", by=SDR, reason="long_term")
    world.wait(days=300)
    world.engine.tick()
    world.engine.touch(lead.id, "email", by=SDR, inbound=True)
    world.wait(days=300)
    world.engine.tick()
    assert world.engine.get(lead.id).stage == "nurture"
    world.wait(days=66)
    world.engine.tick()
    after = world.engine.get(lead.id)
    assert (after.stage, after.reason) == ("disqualified", "inactive")


def test_the_policy_says_all_of_this() -> None:
    text = standard().agreement()
    assert "makes disqualify (cycles_exhausted), where the lead has come back as often as it may" in text
    assert "until the close date of the opportunity, from entering sql or forecast until forecast" in text
    assert "implied by meeting opted out and the stage is not sql (opted_out)" in text
