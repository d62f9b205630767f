"""Coming back: reasons, rest, fresh evidence, and a bound (semantics 22-23, 26-28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from leadlife import SALES, Actor, Refused
from tests.lives import BOSS, MONDAY, OTHER_REP, READY, REP, SDR, Facts, World, standard


def test_a_rejection_keeps_its_reason_its_words_and_the_owner() -> None:
    world = World()
    lead = world.evaluating("definition_not_met")
    (setback,) = lead.setbacks
    assert (setback.move, setback.reason, setback.by, setback.owner) == (
        "reject",
        "definition_not_met",
        REP,
        REP,
    )
    assert lead.cycle == 0


def test_coming_back_asks_for_fresh_evidence_and_saying_the_same_again_confirms_it() -> None:
    world = World()
    lead = world.evaluating()
    with pytest.raises(Refused, match="rule cannot be decided yet"):
        world.engine.move(lead.id, "reheat", by=SDR)
    world.engine.observe(lead.id, READY, by=SDR)
    lead = world.engine.move(lead.id, "reheat", by=SDR)
    assert (lead.stage, lead.cycle, lead.visit.number) == ("mql", 1, 2)


def test_evidence_from_before_the_rejection_that_is_told_after_it_is_not_fresh() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=2)
    world.engine.move(lead.id, "reject", by=REP, reason="missing_information", comment="no name")
    world.wait(hours=1)
    world.engine.observe(lead.id, READY, by=SDR, at=MONDAY + timedelta(hours=1))
    with pytest.raises(Refused, match="rule cannot be decided yet"):
        world.engine.move(lead.id, "reheat", by=SDR)


def test_a_reason_that_says_nothing_about_the_lead_asks_for_nothing() -> None:
    world = World()
    lead = world.evaluating("no_capacity")
    released = world.engine.move(lead.id, "release", by=SDR, to=OTHER_REP)
    assert (released.stage, released.cycle, released.owner) == ("handed_off", 0, OTHER_REP)
    world.engine.move(lead.id, "reject", by=OTHER_REP, reason="no_capacity", comment="me neither")
    with pytest.raises(Refused, match="1 times in this cycle"):
        world.engine.move(lead.id, "release", by=SDR, to=REP)


def test_release_follows_what_says_something_about_sales_only() -> None:
    world = World()
    with pytest.raises(Refused, match="follows lapsed or no_capacity"):
        world.engine.move(world.evaluating().id, "release", by=SDR, to=OTHER_REP)


def test_a_lead_does_not_go_back_to_who_declined_it_unless_the_policy_says_so() -> None:
    def come_back(world: World) -> str:
        lead = world.evaluating("wrong_person")
        world.engine.observe(lead.id, READY, by=SDR)
        return world.engine.move(lead.id, "reheat", by=SDR).id

    world = World()
    lead = come_back(world)
    with pytest.raises(Refused, match="held it when it came back for wrong_person"):
        world.engine.move(lead, "hand_off", by=SDR, to=REP)
    assert world.engine.move(lead, "hand_off", by=SDR, to=OTHER_REP).owner == OTHER_REP
    asked = world.evaluating("missing_information")
    world.engine.observe(asked.id, READY, by=SDR)
    world.engine.move(asked.id, "reheat", by=SDR)
    assert world.engine.move(asked.id, "hand_off", by=SDR, to=REP).owner == REP, "who asked gets the answer"
    policy = standard()
    lenient = tuple(replace(move, declines=False) for move in policy.moves)
    world = World(replace(policy, version="2", moves=lenient))
    assert world.engine.move(come_back(world), "hand_off", by=SDR, to=REP).owner == REP


def test_nurture_rests_as_long_as_the_reason_says() -> None:
    world = World()
    lead = world.engine.move(world.evaluating("definition_not_met").id, "recycle", by=SDR)
    assert lead.reason == "definition_not_met"
    assert lead.cool_down_until == MONDAY + timedelta(days=90)
    with pytest.raises(Refused, match="it rests until 2027-01-31"):
        world.engine.move(lead.id, "wake", by=SDR)
    world.go(MONDAY + timedelta(days=90))
    assert world.engine.tick().levels == 1
    assert world.engine.move(lead.id, "wake", by=SDR).stage == "mrl"


def test_an_agreed_date_overrides_the_rest_and_a_raised_hand_ends_it() -> None:
    world = World()
    lead = world.evaluating("definition_not_met")
    world.engine.observe(lead.id, Facts(recontact_on=date(2026, 12, 1)), by=SDR)
    lead = world.engine.move(lead.id, "recycle", by=SDR)
    assert lead.cool_down_until == datetime(2026, 12, 1, tzinfo=UTC)
    world.wait(days=3)
    world.engine.observe(lead.id, Facts(last_response="demo"), by=SDR)
    assert world.engine.move(lead.id, "wake", by=SDR).stage == "mrl"


def test_a_contract_is_waited_for() -> None:
    world = World()
    lead = world.sal()
    world.engine.observe(lead.id, Facts(contract_ends_on=date(2027, 12, 31)), by=REP)
    world.engine.move(lead.id, "return", by=REP, reason="under_contract")
    lead = world.engine.move(lead.id, "recycle", by=SDR)
    assert lead.cool_down_until == datetime(2027, 7, 4, tzinfo=UTC)


def test_cycles_are_bounded_and_the_last_path_leads_out() -> None:
    world = World()
    lead = world.evaluating()
    for number in range(3):
        rep = Actor(f"rep-{10 + number}", SALES)
        world.engine.observe(lead.id, READY, by=SDR)
        world.engine.move(lead.id, "reheat", by=SDR)
        world.engine.move(lead.id, "hand_off", by=SDR, to=rep)
        world.engine.move(lead.id, "reject", by=rep, reason="missing_information", comment="again")
    world.engine.observe(lead.id, READY, by=SDR)
    with pytest.raises(Refused) as caught:
        world.engine.move(lead.id, "reheat", by=SDR)
    assert "come back 3 times" in caught.value.why
    assert caught.value.allowed == ("disqualify",)
    with pytest.raises(Refused, match="come back 3 times"):
        world.engine.move(lead.id, "recycle", by=SDR)
    lead = world.engine.move(lead.id, "disqualify", by=SDR, reason="cycles_exhausted")
    with pytest.raises(Refused, match="come back 3 times"):
        world.engine.move(lead.id, "reopen", by=SDR, reason="mistake")


def test_reopening_restores_nothing_and_keeps_the_old_reason() -> None:
    """odoo#67618"""
    world = World()
    lead = world.engine.move(world.handed_off().id, "disqualify", by=SDR, reason="spam")
    world.engine.observe(lead.id, Facts(offer="suite"), by=SDR)
    assert world.engine.get(lead.id).stage == "disqualified"
    world.engine.observe(lead.id, Facts(email=None), by=SDR)
    with pytest.raises(Refused, match="rule cannot be decided yet"):
        world.engine.move(lead.id, "reopen", by=SDR, reason="mistake")
    world.engine.observe(lead.id, Facts(email="kim@example.com"), by=SDR)
    lead = world.engine.move(lead.id, "reopen", by=SDR, reason="mistake")
    assert (lead.stage, lead.cycle, lead.visit.number) == ("mrl", 1, 2)
    assert [setback.reason for setback in lead.setbacks] == ["spam"]
    assert {clock.name for clock in lead.running} == {"develop"}


def test_disqualifying_cancels_what_runs_and_takes_notices_back() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(days=1)
    world.engine.tick()
    assert len(world.engine.store.outbox(state="pending")) > 0
    lead = world.engine.move(lead.id, "disqualify", by=SDR, reason="opted_out")
    assert not lead.running
    assert not world.engine.store.outbox(state="pending")
    verdicts = {clock.name: clock.verdict for clock in lead.clocks}
    assert (verdicts["accept"], verdicts["first_touch"]) == ("cancelled", "breached")


def test_a_watched_source_is_told_to_the_executive_at_every_rejection() -> None:
    world = World(standard(watched_sources=("syndication",)))
    for source in ("syndication", "webcast"):
        lead = world.handed_off(source=source)
        world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="an intern")
    alerts = [
        row.notice
        for row in world.engine.store.outbox(state="pending")
        if row.notice.rule == "alert.rejected"
    ]
    (alert,) = alerts
    assert str(alert.to) == "executive sponsor"
    assert (alert.data["reason"], alert.data["source"]) == ("wrong_person", "syndication")
    assert str(BOSS) not in alert.text


@pytest.mark.parametrize(
    ("called_on", "over_on"),
    [
        (date(2026, 11, 1), date(2026, 11, 2) + timedelta(days=180)),
        (date(2026, 11, 2), date(2026, 11, 2)),
        (date(2026, 11, 3), date(2026, 11, 3)),
    ],
)
def test_a_date_to_call_again_that_is_past_shortens_no_rest(called_on: date, over_on: date) -> None:
    """It was agreed in an earlier cycle, and says nothing of this one."""
    world = World()
    lead = world.raw()
    world.engine.observe(lead.id, Facts(recontact_on=called_on), by=SDR)
    lead = world.engine.move(lead.id, "nurture", by=SDR, reason="long_term")
    assert lead.cool_down_until is not None
    assert lead.cool_down_until.date() == over_on


def test_what_is_bounded_within_a_cycle_is_free_again_in_the_next() -> None:
    world = World()
    lead = world.evaluating("no_capacity")
    world.engine.move(lead.id, "release", by=SDR, to=OTHER_REP)
    world.engine.move(lead.id, "reject", by=OTHER_REP, reason="no_capacity", comment="on holiday")
    with pytest.raises(Refused, match="made 1 times in this cycle"):
        world.engine.move(lead.id, "release", by=SDR, to=Actor("rep-9", SALES))
    world.engine.move(lead.id, "reheat", by=SDR)
    world.engine.move(lead.id, "hand_off", by=SDR, to=Actor("rep-9", SALES))
    world.engine.move(lead.id, "reject", by=Actor("rep-9", SALES), reason="no_capacity", comment="on holiday")
    lead = world.engine.move(lead.id, "release", by=SDR, to=Actor("rep-10", SALES))
    assert (lead.cycle, lead.made["release"]) == (1, 1)
