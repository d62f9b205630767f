"""``missing()`` is sound and minimal; ``blockers()`` rule a lead out by themselves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings

from leadlife.evidence import Evidence, Observation, Value
from leadlife.money import money
from leadlife.people import SALES, Actor, Role
from leadlife.rules import Rule, about, at_least, criterion, scorecard
from leadlife.rules.atomic import value_code
from leadlife.rules.atoms import ValueAtom
from leadlife.rules.blockers import only
from leadlife.rules.missing import Answer, Answers
from leadlife.rules.reads import fields_read, nodes_of
from leadlife.rules.regions import candidates
from tests.rules.strategies import (
    ACTORS,
    AT,
    CALENDAR,
    MOMENT,
    ZONE,
    Facts,
    Known,
    evidence,
    f,
    is_hot,
    rules,
)
from tests.rules.test_readings_agree import FULL, answer

SETTINGS = settings(
    max_examples=10_000 if FULL else 200, deadline=None, suppress_health_check=list(HealthCheck)
)
FEWER = settings(max_examples=3_000 if FULL else 80, deadline=None, suppress_health_check=list(HealthCheck))
MET, UNKNOWN, UNMET = 3, 1, 0


def told(before: Evidence, answers: Sequence[tuple[str, str, Value, Actor | None]]) -> Evidence:
    """The evidence with these answers: place, name, value, who says it."""
    values, observed = dict(before.values), dict(before.observed)
    own = {"lead": before.lead, "event": before.event}
    known = {place: {} if one is None else dict(one.__dict__) for place, one in own.items()}
    for place, name, value, by in answers:
        if place in known:
            known[place][name] = value
        else:
            values[name], observed[name] = value, Observation(value, AT, 9, by)
    return Evidence(values, observed, Known(**known["lead"]), Known(**known["event"]))


def choices(answer: Answer) -> list[tuple[str, str, Value, Actor | None]]:
    """A few ways to give one answer."""
    who = answer.by
    by = None if who is None else Actor("a", who.team, who.name) if isinstance(who, Role) else Actor("a", who)
    field = answer.field
    if answer.range is not None:
        found: Sequence[Value] = answer.range.samples
    elif answer.again is not None:
        found = (answer.again,)
    else:
        found = tuple(p.sample for p in candidates(field, (), MOMENT) or () if p.sample is not None)
    return [(field.place, field.name, value, by) for value in found]


def ways(one: Answers, most: int = 30) -> Iterator[list[tuple[str, str, Value, Actor | None]]]:
    return itertools.islice((list(w) for w in itertools.product(*map(choices, one.answers))), most)


@SETTINGS
@given(rules(), evidence(known=0.5))
def test_every_set_of_missing_answers_makes_it_met(rule: Rule, before: Evidence) -> None:
    verdict = rule.evaluate(before, at=AT, zone=ZONE, calendar=CALENDAR)
    assume(verdict.unknown)
    for one in verdict.missing():
        if not one.assumed:
            for way in ways(one):
                assert answer(rule, told(before, way)) == MET, (str(one), way)


@SETTINGS
@given(rules(judging=False, fading=False, leaves=5), evidence(known=0.7))
def test_no_smaller_set_would_do_and_none_is_left_out(rule: Rule, before: Evidence) -> None:
    """Against brute force: every set of up to two answers, out of every region, by every kind of person."""
    verdict = rule.evaluate(before, at=AT, zone=ZONE, calendar=CALENDAR)
    assume(verdict.unknown)
    missing = verdict.missing()
    found = {one.facts for one in missing}
    asked: dict[Any, list[ValueAtom]] = {}
    for node in nodes_of(rule):
        if isinstance(node, ValueAtom):
            asked.setdefault(node.field, []).append(node)
    open_fields = sorted((at for at in fields_read(rule)), key=str)
    for size in (1, 2):
        for fields in itertools.combinations(open_fields, size):
            if size == 2 and len(open_fields) > 6:
                continue
            options = [
                [
                    (at.place, at.name, value, by)
                    for value in _values(at, asked, before)
                    for by in ((None,) if at.place == "lead" else (None, *ACTORS))
                ]
                for at in fields
            ]
            enough = any(answer(rule, told(before, way)) == MET for way in itertools.product(*options))
            names = frozenset(map(str, fields))
            if enough and missing.complete:
                assert any(one <= names for one in found), (names, found)
            if not enough:
                assert all(one.facts != names for one in missing if next(ways(one), None) is not None)


def _values(at: Any, asked: Any, before: Evidence) -> list[Value]:
    """The values of every region of what is unknown; of what is known, that value: to change it is another matter."""
    present = before.values.get(at.name) if at.place == "fact" else getattr(before.lead, at.name, None)
    decided = all(value_code(atom, present, MOMENT) != UNKNOWN for atom in asked.get(at, ()))
    if present is not None and decided:
        return [present]
    points = candidates(at, asked.get(at, ()), MOMENT) or ()
    distinct = {p.codes: p.sample for p in points if p.sample is not None}
    return [*distinct.values()]


@SETTINGS
@given(rules(), evidence(known=0.8))
def test_blockers_rule_it_out_by_themselves_and_need_each_of_their_facts(
    rule: Rule, before: Evidence
) -> None:
    verdict = rule.evaluate(before, at=AT, zone=ZONE, calendar=CALENDAR)
    assume(verdict.unmet)
    found = verdict.blockers()
    assert len(found) >= 1
    for one in found:
        fields = frozenset(cited.field for cited in one.facts)
        assert answer(rule, only(before, fields)) == UNMET
        for field in fields:
            assert answer(rule, only(before, fields - {field})) != UNMET


@FEWER
@given(rules(), evidence())
def test_advice_and_explanation_never_fail_and_agree_with_the_verdict(rule: Rule, before: Evidence) -> None:
    verdict = rule.evaluate(before, at=AT, zone=ZONE, calendar=CALENDAR)
    explanation = verdict.explain()
    assert explanation.truth is verdict.truth
    assert str(explanation).startswith(str(verdict.truth))
    assert explanation.as_data()["verdict"] == str(verdict.truth)
    assert bool(verdict.advice()) is not verdict.met
    if not verdict.unmet:
        assert not verdict.blockers()
    if not verdict.unknown:
        assert not verdict.missing()


pain = criterion("pain", f.n >= 4, ask="How bad, from 0 to 6?")
event = criterion("event", f.day.within_next(days=180), ask="By when?")


def asked(rule: Rule, **facts: Any) -> Any:
    return rule.evaluate(Facts(**facts), at=AT, zone=ZONE, calendar=CALENDAR)


def test_the_smallest_set_comes_first_with_its_questions_and_ranges() -> None:
    rule = (pain & event & f.yes.is_(True)) | (f.mood == "hot")
    missing = asked(rule).missing()
    assert [sorted(one.facts) for one in missing] == [["mood"], ["day", "n", "yes"]]
    assert str(missing.sets[1]) == (
        'day: 2026-11-04 to 2027-05-03 ("By when?"); n: 4 to 6 ("How bad, from 0 to 6?"); yes: true'
    )
    ranges = {answer.field.name: answer.range for answer in missing.sets[1].answers}
    assert 4 in ranges["n"] and 3 not in ranges["n"]


def test_what_two_ways_have_in_common_is_found() -> None:
    """(x high and a) or (x low and a) needs a only; (x high and a) or (x low and b) is met by a and b, x unknown."""
    same = ((f.m >= 5) & (f.yes == True)) | ((f.m < 5) & (f.yes == True))  # noqa: E712
    assert [one.facts for one in asked(same).missing()] == [{"yes"}]
    either = ((f.m >= 5) & f.yes.is_(True)) | ((f.m < 5) & (f.mood == "hot"))
    assert {frozenset(one.facts) for one in asked(either).missing()} == {
        frozenset({"m", "yes"}),
        frozenset({"m", "mood"}),
        frozenset({"yes", "mood"}),
    }


def test_an_old_answer_has_to_be_confirmed_not_changed() -> None:
    before = Evidence({"n": 5}, {"n": Observation(5, AT.replace(year=2025), 1)})
    rule = pain & f.n.fresh_for(days=30)
    missing = rule.evaluate(before, at=AT).missing()
    assert str(missing.sets[0]) == 'n: confirmed again (5) ("How bad, from 0 to 6?")'


def test_who_has_to_say_it_is_named() -> None:
    missing = asked(f.n.confirmed_by(SALES) & pain, n=5).missing()
    assert str(missing.sets[0]).startswith("n: confirmed again (5), said by sales")


def test_money_in_another_currency_has_to_be_told_in_this_one() -> None:
    verdict = asked(f.deal >= money(2, "EUR"), deal=money(9, "USD"))
    assert verdict.unknown
    assert str(verdict.missing().sets[0]) == "deal: at least 2.00 EUR"
    assert "another currency" in str(verdict.explain())


def test_a_judged_criterion_asks_for_what_it_reads_and_is_said_to_be_assumed() -> None:
    (one,) = asked(is_hot & pain).missing()
    assert one.facts == {"mood", "n"}
    assert one.assumed == ("hot",)


def test_the_leads_own_data_can_be_what_is_missing() -> None:
    assert [one.facts for one in asked(about.source.is_("web")).missing()] == [{"about.source"}]


def test_telling_what_is_met_while_unknown_may_undo_it() -> None:
    """The ten points are there while n is unknown, and for n = 0; so n cannot just be told, whatever it is."""
    points = scorecard("s", (10, f.n.one_of(0, if_known=True)))
    for rule in ((points >= 10) & f.n.known, f.n.one_of(0, if_known=True) & f.n.known):
        (only_one,) = asked(rule).missing()
        assert [str(one.range) for one in only_one.answers] == ["0"]
    other = asked((points >= 10) & f.yes.is_(True)).missing()
    assert [one.facts for one in other] == [{"yes"}]


def test_what_is_known_cannot_be_left_untold() -> None:
    lenient = f.deal.one_of(money(1, "EUR"), if_known=True)
    missing = asked(lenient & (f.n >= 3), deal=money(0, "USD")).missing()
    assert [one.facts for one in missing] == [{"deal", "n"}]
    assert missing.complete


def test_blockers_name_every_fact_in_the_way_with_its_value() -> None:
    rule = pain & (f.yes.is_(True) | (f.mood == "hot"))
    verdict = asked(rule, n=1, yes=False, mood="cold", day=date(2026, 12, 1))
    assert [str(one) for one in verdict.blockers()] == ["n is 1", "mood is cold and yes is false"]
    assert verdict.advice().startswith("it is ruled out by:")


def test_nothing_to_say_about_what_is_met() -> None:
    verdict = asked(at_least(1, pain, event), n=6)
    assert (verdict.advice(), str(verdict.missing()), str(verdict.blockers())) == (
        "",
        "nothing is missing",
        "nothing rules it out",
    )
