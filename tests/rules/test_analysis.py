"""The linter, implication and comparison: what they say of a rule is true of every lead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from leadlife.evidence import Evidence
from leadlife.money import money
from leadlife.people import MARKETING, SALES
from leadlife.rules import (
    Field,
    Kind,
    Ref,
    Rule,
    about,
    all_of,
    always,
    any_of,
    at_least,
    criterion,
    implies,
    never,
    scorecard,
)
from leadlife.rules.implication import implied
from leadlife.rules.pruned import without_part
from leadlife.rules.tree import And, Or
from tests.rules.strategies import (
    AT,
    CALENDAR,
    MOMENT,
    ZONE,
    evidence,
    f,
    is_hot,
    rules,
)
from tests.rules.test_readings_agree import FULL, answer

SETTINGS = settings(
    max_examples=3_000 if FULL else 100, deadline=None, suppress_health_check=list(HealthCheck)
)
MET = 3


@SETTINGS
@given(rules(fading=False), evidence(known=0.8))
def test_what_the_linter_says_is_true_of_any_lead(rule: Rule, told: Evidence) -> None:
    for finding in rule.check(at=AT, zone=ZONE, calendar=CALENDAR):
        if finding.kind == "contradiction":
            assert answer(finding.part, told) != MET, finding
        if finding.kind == "tautology":
            assert answer(finding.part, told) == MET, finding


few = st.one_of(
    st.builds(lambda n: f.n >= n, st.integers(1, 5)),
    st.builds(lambda n: f.m < n, st.integers(1, 5)),
    st.sampled_from([f.mood.is_("hot"), f.mood.none_of("cold"), f.n.known, f.n.fresh_for(days=5)]),
)
crowded = st.builds(
    lambda outer, inner: outer(*inner),
    st.sampled_from([all_of, any_of]),
    st.lists(st.one_of(few, st.lists(few, min_size=2).map(lambda p: any_of(*p))), min_size=3, max_size=4),
)


@SETTINGS
@given(crowded, evidence(known=0.8))
def test_a_part_that_adds_nothing_can_be_left_out(rule: Rule, told: Evidence) -> None:
    assume(isinstance(rule, (And, Or)))
    assert isinstance(rule, (And, Or))
    for finding in rule.check(at=AT, zone=ZONE, calendar=CALENDAR):
        if finding.kind in ("redundant", "shadowed") and any(part is finding.part for part in rule.parts):
            without = without_part(rule, rule, finding.part)
            assert (answer(without, told) == MET) == (answer(rule, told) == MET)


@SETTINGS
@given(rules(fading=False, leaves=4), rules(fading=False, leaves=4), evidence(known=0.8))
def test_implication_holds_for_any_lead(a: Rule, b: Rule, told: Evidence) -> None:
    if implied(a, b, MOMENT)[0] and answer(a, told) == MET:
        assert answer(b, told) == MET
    assert implied(a, a, MOMENT)[0] in (True, None)
    assert implied(a & b, a, MOMENT)[0] in (True, None)
    assert implied(a, a | b, MOMENT)[0] in (True, None)


@SETTINGS
@given(rules(judging=False, fading=False, leaves=4), rules(judging=False, fading=False, leaves=4))
def test_a_counter_example_is_one(a: Rule, b: Rule) -> None:
    from leadlife.rules.search import Search

    search = Search((a, b), MOMENT)
    found = search.find(lambda c: c[0] == 0 or c[1] == MET, lambda c: c[0] == MET and c[1] != MET)
    assume(found is not None)
    assert found is not None
    told = found.evidence()
    assume(told is not None)
    assert told is not None
    assert answer(a, told) == MET
    assert answer(b, told) != MET


fit = scorecard("fit", (30, f.n >= 4), (20, f.mood == "hot"))
pain, event = criterion("pain", f.n >= 4), criterion("event", f.day.within_next(days=30))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (pain & event, []),
        (
            (f.m >= 200) & (f.m < 100) & pain,
            ["contradiction: 'm at least 200' and 'm below 100' can never hold together"],
        ),
        ((f.m >= 200) | (f.m < 300), ["tautology: 'm at least 200 or m below 300' holds for every lead"]),
        (f.n > 6, ["contradiction: 'n above 6' can never be met"]),
        (f.n >= 0, ["tautology: 'n at least 0' holds for every lead"]),
        (
            fit >= 51,
            ["contradiction: 'fit score at least 51' is out of reach: no lead can have so many points"],
        ),
        ((fit >= 50) & event, []),
        (
            (f.m >= 200) & (f.m >= 100),
            ["redundant: 'm at least 100' adds nothing: 'm at least 200' asks for it already"],
        ),
        (
            (f.m >= 200) | (f.m >= 100),
            ["shadowed: 'm at least 200' is never what decides: 'm at least 100' admits all that it admits"],
        ),
        (
            (pain & event) | pain,
            ["shadowed: 'pain and event' is never what decides: 'pain' admits all that it admits"],
        ),
        (
            ~f.n.known,
            [
                "contradiction: 'not (n known)' can never be met: what is not known may still become known, "
                "so it is never False"
            ],
        ),
        (
            f.n.confirmed_by(SALES) & f.n.confirmed_by(MARKETING),
            ["contradiction: 'n confirmed by sales' and 'n confirmed by marketing' can never hold together"],
        ),
        (
            f.n.fresh_for(days=3) & f.n.known,
            ["redundant: 'n known' adds nothing: 'n confirmed within the last 3 days' asks for it already"],
        ),
        (
            f.day.within_next(days=30) & f.day.older_than(days=30),
            [
                "contradiction: 'day within the next 30 days' and 'day more than 30 days ago' can never hold together"
            ],
        ),
        (
            f.mood.is_("hot") & f.mood.is_("cold"),
            ["contradiction: 'mood is hot' and 'mood is cold' can never hold together"],
        ),
        (
            f.yes.is_(True) | f.yes.is_(False),
            ["tautology: 'yes is true or yes is false' holds for every lead"],
        ),
        (is_hot & pain, ["assumed: criterion 'hot' is a function, and could say anything"]),
        (
            f.day.within_next(days=3, if_known=True) & pain,
            [
                "exempt: 'day within the next 3 days, or unknown': an answer may undo a verdict that was met "
                "while it was unknown"
            ],
        ),
    ],
    ids=str,
)
def test_findings_in_words(rule: Rule, expected: list[str]) -> None:
    findings = rule.check(at=AT)
    assert [str(finding) for finding in findings] == expected
    assert all(finding.problem for finding in findings) == all(
        e[:6] not in ("assume", "exempt") for e in expected
    )


def test_working_days_are_looked_at_over_a_five_day_week() -> None:
    assert (f.day.within_next(working_days=5) & f.day.within_next(days=30)).check()[0].kind == "redundant"


def test_a_rule_that_is_too_large_to_look_at_says_so() -> None:
    flags = [Ref[bool](Field(f"flag_{n}", Kind("bool"))).is_(True) for n in range(24)]
    rule = at_least(13, *flags) & at_least(12, *(~flag for flag in flags))
    (finding,) = rule.check()
    assert (finding.kind, finding.problem) == ("unfinished", False)
    implication = implies(rule, never)
    assert implication.holds is None
    assert str(implication).startswith("too many cases")
    with pytest.raises(TypeError, match=r"ask \.holds"):
        bool(implication)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (f.n >= 4, f.n >= 3, True),
        (f.n >= 3, f.n >= 4, False),
        (f.n > 3, f.n >= 4, True),
        (f.x > 3, f.x >= 4, False),
        (never, pain, True),
        (pain, always, True),
        (always, pain, False),
        (pain & event, at_least(1, pain, event), True),
        (f.n >= 4, f.n.known, True),
        (f.n.known, f.n >= 4, False),
        (f.deal >= money(5, "EUR"), f.deal >= money(4, "EUR"), True),
        (f.deal >= money(5, "EUR"), f.deal >= money(4, "USD"), False),
        (f.day.within_next(days=3), f.day.within_next(days=4), True),
        (f.mood.one_of("hot"), f.mood.none_of("cold"), True),
        (fit >= 50, pain, True),
        (fit >= 30, pain, True),
        (fit >= 20, pain, False),
        (is_hot, f.mood.is_("hot"), False),
        (f.word.contains("ab", ignore_case=False), f.word.contains("a", ignore_case=True), True),
        (f.tags.all_of("a", "b"), f.tags.any_of("b") & f.tags.count(2), True),
    ],
    ids=str,
)
def test_implications(a: Rule, b: Rule, expected: bool) -> None:
    answer_ = implies(a, b, at=AT)
    assert answer_.holds is expected
    assert bool(answer_) is expected
    assert (answer_.counter_example is None) is expected


def test_a_counter_example_is_told_in_words() -> None:
    found = implies(f.n >= 3, f.n >= 4)
    assert found.counter_example == {"n": 3}
    assert str(found) == "not every lead that meets 'n at least 3' meets 'n at least 4': n is 3"
    assert found.as_data() == {"holds": False, "counter_example": {"n": "3"}, "assumed": []}
    assert implies(is_hot, pain).assumed == ("criterion 'hot' is a function, and could say anything",)


def test_joining_nothing_is_what_logic_says() -> None:
    assert all_of() is always
    assert any_of() is never
    assert all_of(pain) is pain
    assert (pain & event) & pain == pain & (event & pain)
    assert ~~pain is pain
    assert about.source.is_("x").reads == frozenset()


def test_windows_in_different_units_are_compared_at_one_moment_and_that_is_said() -> None:
    """31 days are within a month in January, and not in February."""
    days, month = f.day.within_next(days=31), f.day.within_next(months=1)
    found = implies(days, month)
    assert found.assumed == (
        "windows of day in different units are compared at one moment: pass at= and calendar=",
    )
    assert "pass at=" in str(found)
    assert not implies(days, month, at=datetime(2027, 2, 1, 12, tzinfo=UTC)).holds
    assert not implies(days, f.day.within_next(days=60)).assumed
