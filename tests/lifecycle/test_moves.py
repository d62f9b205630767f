"""Moves: who makes them, from where, with what, and what a refusal says (semantics 2, 18-25)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from leadlife import MARKETING, Conflict, InvalidInput, Queue, Refused, UnknownLead, money
from tests.lives import BOSS, DEAL, MONDAY, OTHER_REP, READY, REP, SDR, Facts, World


def test_a_lead_is_lived_from_capture_to_won() -> None:
    world = World()
    lead = world.sql()
    lead = world.engine.move(lead.id, "win", by=REP, value=money(48_000, "EUR"))
    assert [visit.stage for visit in lead.visits] == ["raw", "mrl", "mql", "handed_off", "sal", "sql", "won"]
    assert lead.value == money(48_000, "EUR")
    assert lead.opportunity == DEAL
    assert lead.owner == REP
    assert not lead.running


def test_a_refusal_says_what_was_asked_why_not_what_is_allowed_and_what_would_do() -> None:
    world = World()
    lead = world.engine.move(world.raw().id, "engage", by=SDR)
    with pytest.raises(Refused) as caught:
        world.engine.move(lead.id, "qualify", by=SDR)
    said = str(caught.value)
    assert "cannot 'qualify' a lead in 'mrl'" in said
    assert "allowed here: disqualify, nurture" in said
    assert "decision maker" in said and "What does it cost you today" in said
    assert world.engine.get(lead.id) == lead


@pytest.mark.parametrize(
    ("move", "by", "why"),
    [
        ("accept", SDR, "sdr-3 (marketing) may not: it is made by sales"),
        ("win", REP, "it starts in sql"),
        ("acept", REP, "did you mean 'accept'?"),
        ("lapse", REP, "made by system"),
    ],
)
def test_moves_are_refused_to_the_wrong_people_and_places(move: str, by: object, why: str) -> None:
    world = World()
    lead = world.handed_off()
    with pytest.raises(Refused) as caught:
        world.engine.move(lead.id, move, by=by)  # type: ignore[arg-type]
    assert why in str(caught.value)
    assert world.engine.history(lead.id)[-1].seq == lead.version


def test_a_move_asks_for_its_reason_its_words_its_owner_its_opportunity_and_its_value() -> None:
    world = World()
    handed_off = world.handed_off()
    for arguments, why in (
        ({}, "it needs a reason"),
        ({"reason": "too_busy"}, "does not take the reason 'too_busy'"),
        ({"reason": "no_capacity"}, "it needs a comment"),
        ({"reason": "no_capacity", "comment": "  "}, "it needs a comment"),
    ):
        with pytest.raises(Refused) as caught:
            world.engine.move(handed_off.id, "reject", by=REP, **arguments)  # type: ignore[arg-type]
        assert why in caught.value.why
    with pytest.raises(Refused, match="it needs a new owner"):
        world.engine.move(world.mql().id, "hand_off", by=SDR)
    for nobody in (SDR, Queue("nursery", MARKETING)):
        with pytest.raises(Refused, match="cannot own it: it goes to sales"):
            world.engine.move(world.mql().id, "hand_off", by=SDR, to=nobody)
    sal = world.sal()
    world.engine.observe(sal.id, READY, by=REP)
    with pytest.raises(Refused, match="it needs an opportunity"):
        world.engine.move(sal.id, "confirm", by=REP)
    with pytest.raises(Refused, match="it needs the final value"):
        world.engine.move(world.sql().id, "win", by=REP)


def test_some_reasons_are_not_everyones_to_give() -> None:
    world = World()
    with pytest.raises(Refused, match="may not give the reason 'outside_target_market'") as refused:
        world.engine.move(world.sal().id, "disqualify", by=REP, reason="outside_target_market")
    assert refused.value.remedy is not None and "opted_out" in refused.value.remedy
    assert "outside_target_market" not in refused.value.remedy
    lead = world.engine.move(world.sal().id, "disqualify", by=REP, reason="opted_out")
    assert lead.stage == "disqualified"
    assert lead.reason == "opted_out"


def test_a_closed_lead_is_closed_once() -> None:
    """odoo#90379: a second won moved the close date."""
    world = World()
    won = world.engine.move(world.sql().id, "win", by=REP, value=money(1, "EUR"))
    world.wait(days=1)
    with pytest.raises(Refused, match="it starts in sql"):
        world.engine.move(won.id, "win", by=REP, value=money(2, "EUR"))
    assert world.engine.get(won.id).visit.entered_at == MONDAY


def test_a_queue_may_own_a_lead_until_somebody_takes_it() -> None:
    world = World()
    lead = world.engine.move(world.mql().id, "hand_off", by=SDR, to=Queue("dach"))
    assert lead.owner == Queue("dach")
    assert any(clock.name == "accept" for clock in lead.running)
    assert world.engine.move(lead.id, "accept", by=OTHER_REP).owner == OTHER_REP


def test_a_manager_may_re_route_and_the_clocks_run_on() -> None:
    world = World()
    lead = world.handed_off()
    before = {clock.id: clock.due_at for clock in lead.running}
    world.wait(hours=1)
    lead = world.engine.move(lead.id, "re_route", by=BOSS, to=OTHER_REP)
    assert lead.owner == OTHER_REP
    assert lead.visit.number == 1
    assert {clock.id: clock.due_at for clock in lead.running} == before
    for _ in range(2):
        world.engine.move(lead.id, "re_route", by=BOSS, to=REP)
    with pytest.raises(Refused, match="3 times in this cycle"):
        world.engine.move(lead.id, "re_route", by=BOSS, to=REP)


def test_a_lead_that_was_passed_is_expected_to_be_as_it_was() -> None:
    world = World()
    lead = world.raw()
    world.engine.touch(lead.id, "email", by=SDR)
    with pytest.raises(Conflict):
        world.engine.move(lead, "engage", by=SDR)
    assert world.engine.move(lead.id, "engage", by=SDR).stage == "mrl"


def test_times_are_aware_not_in_the_future_not_before_the_capture_and_not_before_the_visit() -> None:
    world = World()
    lead = world.raw()
    world.wait(hours=2)
    lead = world.engine.move(lead.id, "engage", by=SDR, at=MONDAY + timedelta(hours=1))
    with pytest.raises(InvalidInput, match="no time zone"):
        world.engine.touch(lead.id, "call", by=SDR, at=datetime(2026, 11, 2, 10))
    with pytest.raises(Refused, match=r"lies after now .*\n.*Leave `at` out"):
        world.engine.touch(lead.id, "call", by=SDR, at=MONDAY + timedelta(days=1))
    with pytest.raises(Refused, match="lies before the capture"):
        world.engine.touch(lead.id, "call", by=SDR, at=MONDAY - timedelta(days=1))
    with pytest.raises(Refused, match="before it entered the stage"):
        world.engine.move(lead.id, "disqualify", by=SDR, reason="spam", at=MONDAY)


def test_a_guard_sees_the_facts_that_had_occurred_by_then() -> None:
    world = World()
    lead = world.engine.move(world.raw().id, "engage", by=SDR)
    world.wait(hours=3)
    world.engine.observe(lead.id, READY, by=SDR)
    with pytest.raises(Refused, match="rule cannot be decided yet"):
        world.engine.move(lead.id, "qualify", by=SDR, at=MONDAY + timedelta(hours=1))
    assert world.engine.move(lead.id, "qualify", by=SDR).stage == "mql"


def test_a_clock_of_the_machine_that_runs_backwards_does_not_turn_history_round() -> None:
    world = World()
    lead = world.raw()
    world.wait(hours=-5)
    lead = world.engine.touch(lead.id, "call", by=SDR)
    assert lead.recorded_at == MONDAY
    assert world.engine.history(lead.id)[-1].occurred_at == MONDAY


def test_a_lead_nobody_knows_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownLead, match="'nobody'"):
        World().engine.move("nobody", "engage", by=SDR)


def test_facts_of_another_class_and_of_no_class_are_refused() -> None:
    class Others(Facts):
        pass

    world = World()
    lead = world.raw()
    with pytest.raises(InvalidInput, match="not LeadFacts"):
        world.engine.observe(lead.id, {"pain_severity": 8}, by=SDR)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="nothing was told"):
        world.engine.observe(lead.id, Facts(), by=SDR)
    assert world.engine.get(lead.id) == lead
