"""Every reading of a rule gives the same answer as the walk over all completions, unknowns included."""

from __future__ import annotations

import copy
import os
import pickle

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from leadlife.evidence import Evidence
from leadlife.rules import Rule, load
from leadlife.rules.truth import BY_CODE, UNKNOWN
from leadlife.rules.walk import kleene, split_by_field, walk
from tests.rules.strategies import AT, CALENDAR, FUNCTIONS, MOMENT, ZONE, evidence, filled, rules

FULL = bool(os.environ.get("LEADLIFE_FULL"))
MANY = settings(max_examples=10_000 if FULL else 250, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(max_examples=2_000 if FULL else 80, deadline=None, suppress_health_check=list(HealthCheck))


def answer(rule: Rule, told: Evidence) -> int:
    return rule._formed().code(told, AT, ZONE, CALENDAR)[0]


def small(rule: Rule, told: Evidence) -> bool:
    """Whether the walk over all completions is affordable."""
    return sum(1 for field in split_by_field(rule) if told.values.get(field.name) is None) <= 4


@MANY
@given(rules(), evidence())
def test_walk_normal_form_and_compiled_agree(rule: Rule, told: Evidence) -> None:
    assume(small(rule, told))
    expected = walk(rule, told, MOMENT)
    verdict = rule.evaluate(told, at=AT, zone=ZONE, calendar=CALENDAR)
    assert verdict.truth is BY_CODE[expected]
    assert [verdict.met, verdict.unmet, verdict.unknown].count(True) == 1
    assert verdict.exact
    compiled = rule.compile(zone=ZONE, calendar=CALENDAR)
    assert compiled(told, at=AT) is compiled.at(AT)(told) is verdict.truth
    bare = Evidence(told.values)
    assert (
        compiled.at(AT)(dict(told.values)) is rule.evaluate(bare, at=AT, zone=ZONE, calendar=CALENDAR).truth
    )
    assert (
        load(rule.dump(), functions=FUNCTIONS).evaluate(told, at=AT, zone=ZONE, calendar=CALENDAR).truth
        is verdict.truth
    )


@SOME
@given(rules(), evidence())
def test_kleene_alone_is_never_wrong_only_less_sure(rule: Rule, told: Evidence) -> None:
    by_kleene = kleene(rule, told, MOMENT)
    assert by_kleene in (UNKNOWN, answer(rule, told))


@MANY
@given(rules(lenient=False), st.data())
def test_a_decided_verdict_never_flips_when_unknown_facts_are_told(rule: Rule, data: st.DataObject) -> None:
    before = data.draw(evidence(known=0.4))
    first = answer(rule, before)
    assume(first != UNKNOWN)
    assert answer(rule, data.draw(filled(before))) == first


@SOME
@given(rules(), evidence())
def test_not_is_the_opposite_of_every_verdict(rule: Rule, told: Evidence) -> None:
    assert {answer(rule, told), answer(~rule, told)} in ({0, 3}, {UNKNOWN})
    assert answer(~~rule, told) == answer(rule, told)


@SOME
@given(rules(), rules())
def test_rules_are_values(rule: Rule, other: Rule) -> None:
    again = load(rule.dump(), functions=FUNCTIONS)
    assert again == rule
    assert hash(again) == hash(rule)
    assert again.fingerprint == rule.fingerprint
    assert pickle.loads(pickle.dumps(rule)) == rule == copy.deepcopy(rule)
    assert (rule == other) == (rule.dump() == other.dump())
    assert rule.reads == again.reads
    assert str(rule) == str(again)
