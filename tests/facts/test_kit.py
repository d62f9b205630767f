"""The kit of usual criteria: ordinary rules over the standard facts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from leadlife import Fact, LeadFacts, fact, facts
from leadlife.errors import DefinitionError
from leadlife.kit import bant, compelling_event, decision_maker, pain
from leadlife.money import money
from leadlife.people import SALES
from leadlife.rules import Rule, at_least, criterion, implies

AT = datetime(2026, 11, 2, tzinfo=UTC)


class Facts(LeadFacts):
    champion: Fact[str] = fact(personal=True)
    metrics: Fact[str] = fact()
    criteria: Fact[str] = fact()
    process: Fact[str] = fact()
    priority: Fact[int] = fact(ge=1, le=5)


f = facts(Facts)


def verdict(rule: Rule, **told: Any) -> str:
    return str(rule.evaluate(Facts(**told), at=AT).truth)


def test_decision_maker() -> None:
    assert verdict(decision_maker(), decision_maker_role="vp", decision_maker_status="contacted") == "met"
    assert verdict(decision_maker(), decision_maker_role="vp", decision_maker_status="identified") == "unmet"
    assert verdict(decision_maker(), decision_maker_role="vp") == "unknown"
    assert verdict(decision_maker(status=()), decision_maker_role="vp") == "met"
    assert verdict(decision_maker(), decision_maker_role="manager") == "unmet"


def test_pain() -> None:
    assert verdict(pain(), pain="it hurts", pain_severity=5) == "met"
    assert verdict(pain(), pain="it hurts", pain_severity=4) == "unmet"
    assert verdict(pain(), pain_severity=9) == "unknown"
    assert verdict(pain(statement=False, severity=9), pain_severity=9) == "met"


def test_a_compelling_event_often_has_no_date() -> None:
    assert verdict(compelling_event(), compelling_event_kind="regulation") == "met"
    far = {"compelling_event_kind": "regulation", "compelling_event_on": date(2028, 1, 1)}
    assert verdict(compelling_event(), **far) == "unmet"
    assert verdict(compelling_event(within_days=None), **far) == "met"
    assert verdict(compelling_event(dated=True), compelling_event_kind="regulation") == "unknown"
    assert verdict(compelling_event(kinds=("incident",)), compelling_event_kind="regulation") == "unmet"


def test_each_of_bant_is_optional() -> None:
    told: dict[str, Any] = {"authority": "decides", "need": "must", "timeframe_on": date(2027, 1, 1)}
    assert verdict(bant(), **told) == "met"
    assert verdict(bant(budget=money(50_000, "EUR")), **told) == "unknown"
    assert verdict(bant(budget=money(50_000, "EUR"), least=3), **told) == "met"
    assert (
        verdict(bant(authority=(), need=(), timeframe_days=None, budget=money(1, "EUR")), **told) == "unknown"
    )
    with pytest.raises(DefinitionError, match="asks for nothing"):
        bant(authority=(), need=(), timeframe_days=None)


def test_freshness_and_confirmation_can_be_asked_for() -> None:
    strict = pain(fresh_days=30, confirmed_by=SALES)
    assert verdict(strict, pain="x", pain_severity=9) == "unknown"
    assert implies(strict, pain()).holds


def test_meddic_and_champ_are_a_few_lines() -> None:
    meddic = at_least(
        5,
        criterion("metrics", f.metrics.known),
        criterion("economic buyer", f.decision_maker_status.one_of("engaged", "confirmed")),
        criterion("decision criteria", f.criteria.known),
        criterion("decision process", f.process.known),
        criterion("identified pain", f.pain.known),
        criterion("champion", f.champion.known),
    )
    champ = pain() & bant(timeframe_days=None, need=()) & criterion("priority", f.priority >= 3)
    assert verdict(meddic, metrics="a", criteria="b", process="c", pain="d", champion="e") == "met"
    assert verdict(meddic, metrics="a") == "unknown"
    assert verdict(champ, pain="d", pain_severity=7, authority="decides", priority=2) == "unmet"
    assert not any(finding.problem for rule in (meddic, champ) for finding in rule.check())


@pytest.mark.parametrize("rule", [decision_maker(), pain(), compelling_event(), bant()], ids=str)
def test_the_kit_is_sound_and_asks_questions(rule: Rule) -> None:
    assert not any(finding.problem for finding in rule.check())
    assert rule.evaluate(Facts(), at=AT).missing().asks
