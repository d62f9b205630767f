"""A brief of leads under any policy: own stages and facts, judgements that fail, facts that nobody knows any more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from leadlife import (
    MARKETING,
    SALES,
    SYSTEM,
    Actor,
    Brief,
    Fact,
    InvalidInput,
    LeadFacts,
    MemoryStore,
    Milestone,
    Policy,
    Stage,
    Transition,
    WorkCalendar,
    criterion,
    fact,
    facts,
    judged,
    open_engine,
    standard_policy,
)
from leadlife.briefing import Ground, brief
from leadlife.lifecycle import Lifecycle
from leadlife.rules import Rule, scorecard
from tests.lives import MONDAY, READY, REP, SDR, Facts, World

ANN, REX = Actor("ann", MARKETING), Actor("rex", SALES)


class Seats(LeadFacts):
    seats: Fact[int] = fact(ge=1)
    floor: Fact[str] = fact()


f = facts(Seats)


@judged("room to grow", reads=(f.seats,), ask="How many seats are free?")
def room_to_grow(seats: int) -> bool:
    if seats == 13:
        raise ZeroDivisionError("an unlucky number")
    return seats > 10


def workshop(guard: Rule, **changes: Any) -> Policy[Seats]:
    policy = Policy(
        name="workshop",
        version="1",
        facts=Seats,
        stages=(Stage("asked"), Stage("booked", label="has a seat"), Stage("paid", Milestone.WON)),
        moves=(
            Transition(name="book", sources=("asked",), target="booked", by=(SALES,), guard=guard),
            Transition(name="pay", sources=("booked",), target="paid", by=(SALES, SYSTEM)),
            Transition(name="lapse", sources=("booked",), target="asked", by=(SYSTEM,)),
        ),
        calendar=WorkCalendar.always("UTC"),
    )
    return policy.replace(**changes) if changes else policy


def briefed(policy: Policy[Seats], *told: Seats, book: bool = True) -> Brief:
    """The brief of a lead that was booked on the first thing told, and told the others afterwards."""
    engine = open_engine(MemoryStore(), policy, now=lambda: MONDAY)
    lead = engine.capture(by=ANN, told=told[0])
    if book:
        lead = engine.move(lead, "book", by=REX)
    for one in told[1:]:
        lead = engine.observe(lead, one, by=REX)
    return engine.brief(lead)


def only(brief: Brief) -> Ground:
    (found,) = brief.grounds
    return found


def test_without_definitions_the_guards_that_were_passed_are_why_it_qualifies() -> None:
    enough = criterion("enough seats", f.seats >= 10, ask="How many seats?")
    found = briefed(workshop(enough), Seats(seats=40, floor="third"))
    assert (only(found).name, only(found).of, only(found).asked) == (
        "enough seats",
        ("book",),
        "seats at least 10",
    )
    assert found.label == "has a seat"
    assert [one.move for one in found.moves] == ["pay"]
    assert "Also known" in str(found) and "third" in str(found)


def test_a_rule_without_a_name_is_told_in_words() -> None:
    found = briefed(workshop(f.seats >= 10), Seats(seats=40))
    assert (only(found).name, only(found).ask) == ("seats at least 10", None)


def test_a_judgement_that_fails_is_not_decidable_and_stops_nothing() -> None:
    found = briefed(workshop(room_to_grow), Seats(seats=40), Seats(seats=13))
    assert (only(found).truth, only(found).error) == (None, "ZeroDivisionError")
    assert "undecided" in str(found)
    assert "its function ended with ZeroDivisionError" in " ".join(str(found).split())
    assert found.data()["grounds"][0]["truth"] is None


def test_a_next_move_whose_judgement_fails_is_not_decidable() -> None:
    found = briefed(workshop(room_to_grow), Seats(seats=13), book=False)
    (book,) = found.moves
    assert (book.guard, book.truth) == ("room to grow", None)
    assert found.questions == ()  # what it reads is known


def test_a_judgement_that_lacks_its_facts_is_a_question() -> None:
    found = briefed(workshop(room_to_grow), Seats(floor="third"), book=False)
    (asked,) = found.questions
    assert (asked.ask, asked.of) == ("How many seats are free?", ("book",))
    assert asked.needs == ("seats: any that 'room to grow' accepts",)


def test_a_score_of_a_judgement_that_fails_says_so() -> None:
    scores = {"fit": scorecard("fit", (30, room_to_grow)), "size": scorecard("size", (10, f.seats >= 5))}
    found = briefed(workshop(f.seats >= 10, scores=scores), Seats(seats=13))
    fit, size = found.scores
    assert (fit.error, fit.low) == ("ZeroDivisionError", None)
    assert (size.low, size.high, size.error) == (10, 10, None)


def test_a_score_says_what_is_not_settled() -> None:
    scores = {"size": scorecard("size", (10, f.seats >= 5), (20, f.floor.known))}
    (size,) = briefed(workshop(f.seats >= 10, scores=scores), Seats(seats=13)).scores
    assert (size.low, size.high, size.open) == (10, 30, ("floor known",))


def test_the_reading_of_a_lead_under_a_policy_that_lost_its_stage_and_facts() -> None:
    world = World()
    lead = world.engine.observe(world.handed_off().id, Facts(seats=40), by=SDR)
    other: Lifecycle[Any] = Lifecycle(workshop(f.seats >= 10))
    found = brief(other, lead, now=world.time, history=world.engine.history(lead.id))
    assert (found.stage, found.label, found.moves) == ("handed_off", "handed_off", ())
    assert found.policy == lead.policy and found.stranded
    for view in (str(found), found.html(), found.markdown()):
        assert "a stage that the policy does not have" in " ".join(view.split())
    assert found.fact("pain") is not None
    assert "40" in str(found)


def test_a_lead_of_an_older_class_of_facts_shows_what_was_told() -> None:
    world = World()
    lead = world.engine.observe(world.handed_off().id, Facts(seats=40), by=SDR)
    plain: Lifecycle[Any] = Lifecycle(standard_policy(LeadFacts, name="acme", version="2"))
    found = brief(plain, lead, now=world.time)
    seats = found.fact("seats")
    assert seats is not None and seats.value == 40


@pytest.mark.parametrize(
    ("told", "usable"),
    [
        (Facts(phone="1"), None),
        (Facts(phone="1", consent_phone="opted_in"), True),
        (Facts(phone="1", consent_phone="legitimate_interest", phone_status="unverified"), True),
        (Facts(consent_phone="opted_in"), None),
        (Facts(phone="1", consent_phone="opted_out"), False),
        (Facts(consent_phone="opted_out"), False),
        (Facts(phone="1", consent_phone="opted_in", phone_status="invalid"), False),
        (Facts(), None),
    ],
)
def test_a_channel_may_be_used_with_consent_alone(told: Facts, usable: bool | None) -> None:
    world = World()
    lead = world.engine.capture(by=SDR, told=told)
    (phone,) = (one for one in world.engine.brief(lead).channels if one.kind == "phone")
    assert phone.usable is usable


def test_now_is_never_before_what_was_told() -> None:
    world = World()
    lead = world.engine.observe(world.raw().id, READY, by=REP)
    early = brief(world.engine.lifecycle, lead, now=datetime(2020, 1, 1, tzinfo=UTC))
    assert early.made_at == MONDAY
    assert all(one.age is None or one.age.total_seconds() >= 0 for one in early.facts)


def test_a_fact_that_does_not_exist_is_no_fact_that_is_not_known() -> None:
    found = briefed(workshop(f.seats >= 10), Seats(seats=13))
    assert not found.stranded and found.fact("email") is None and found.fact("seats") is not None
    with pytest.raises(InvalidInput, match="did you mean 'email'"):
        found.fact("emial")
    assert "declared" not in found.data()
