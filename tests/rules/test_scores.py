"""Scores: intervals while facts are unknown, every point accounted for, grades beside each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadlife.evidence import Evidence
from leadlife.rules import Rule, Scorecard, Truth, bands, first_of, grid, points, scorecard
from leadlife.rules.scorecard import Threshold
from leadlife.worktime import days
from tests.rules.strategies import AT, CALENDAR, VALUES, ZONE, Facts, evidence, f, rules

FEW = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))

fit = scorecard(
    "fit",
    (30, f.n >= 4),
    first_of("mood", (20, f.mood == "hot"), (10, f.mood == "warm")),
    scorecard("words", (15, f.word.contains("a", ignore_case=False)), (15, f.yes.is_(True)), cap=20),
    (-10, f.tags.any_of("spam")),
)
engagement = scorecard(
    "engagement",
    points(50, f.yes.is_(True), fading=f.day, half_life=days(30)),
    bands(f.m, {2: 10, 5: 25}),
    cap=60,
)


def score(card: Scorecard, **told: Any) -> tuple[float, float]:
    found = card.score(Facts(**told), at=AT, zone=ZONE)
    return found.low, found.high


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, (-10, 70)),
        ({"n": 4}, (20, 70)),
        ({"n": 3}, (-10, 40)),
        ({"mood": "warm"}, (0, 60)),
        ({"mood": "cold"}, (-10, 50)),
        ({"word": "a", "yes": True}, (10, 70)),
        ({"tags": ["spam"]}, (-10, 60)),
        ({"n": 4, "mood": "hot", "word": "a", "yes": True, "tags": []}, (70, 70)),
        ({"n": 0, "mood": "cold", "word": "b", "yes": False, "tags": ["spam"]}, (-10, -10)),
    ],
    ids=str,
)
def test_a_score_is_an_interval_until_everything_is_known(
    told: dict[str, Any], expected: tuple[int, int]
) -> None:
    assert score(fit, **told) == expected


def test_bands_give_the_points_of_the_highest_rung_reached() -> None:
    card = scorecard("size", bands(f.m, {2: 10, 5: 25}))
    assert [score(card, m=m) for m in (1, 2, 4, 5, 99)] == [(0, 0), (10, 10), (10, 10), (25, 25), (25, 25)]
    assert score(card) == (0, 25)
    falling = scorecard("size", bands(f.m, {0: 10, 5: -5}))
    assert [score(falling, m=m) for m in (-1, 0, 5)] == [(0, 0), (10, 10), (-5, -5)]
    assert score(falling) == (-5, 10)


def test_points_halve_with_every_half_life() -> None:
    card = scorecard("e", points(50, f.yes.is_(True), fading=f.day, half_life=days(30)))
    today = date(2026, 11, 4)
    for age, left in ((0, 50), (30, 25), (60, 12.5), (-5, 50)):
        assert score(card, yes=True, day=today - timedelta(days=age)) == (left, left)
    assert score(card, yes=True) == (0, 50), "the date is unknown"
    assert score(card, day=today) == (0, 50), "the rule is unknown"
    assert score(card, yes=False) == (0, 0)


def test_comparing_a_score_is_three_valued() -> None:
    def ask(rule: Rule, **told: Any) -> Truth:
        return rule.evaluate(Facts(**told), at=AT).truth

    assert ask(fit >= 30) is Truth.UNKNOWN
    assert ask(fit >= -10) is Truth.MET
    assert ask(fit > 70) is Truth.UNMET
    assert ask(fit < 30, n=0, mood="cold") is Truth.MET, "at most 20 is left"
    assert ask(fit <= 70) is Truth.MET
    assert ask(fit.between(20, 70), n=4) is Truth.MET


@FEW
@given(evidence(), st.data())
def test_the_final_score_lies_within_every_earlier_interval(before: Evidence, data: st.DataObject) -> None:
    values = dict(before.values)
    early = [card.score(before, at=AT) for card in (fit, engagement)]
    for name, strategy in VALUES.items():
        values[name] = values.get(name, data.draw(strategy))
    for card, interval in zip((fit, engagement), early, strict=True):
        final = card.score(Evidence(values), at=AT)
        assert final.known
        assert interval.low - 1e-9 <= final.low <= interval.high + 1e-9


@FEW
@given(rules(), evidence())
def test_contributions_add_up(rule: Rule, told: Evidence) -> None:
    card = scorecard("s", (7, rule), (-3, ~rule), (5, f.n >= 3))
    found = card.score(told, at=AT, zone=ZONE, calendar=CALENDAR)
    assert sum(part.low for part in found.contributions) == found.low
    assert sum(part.high for part in found.contributions) == found.high


def test_a_score_explains_every_contribution() -> None:
    found = fit.score(Facts(n=5, mood="warm"), at=AT)
    assert found.explain().splitlines() == [
        "      30  n at least 4",
        "      10  mood",
        " 0 to 20  words",
        "     0 to 15  word contains 'a'",
        "     0 to 15  yes is true",
        "-10 to 0  tags include spam",
        "30 to 60  fit",
    ]
    assert str(found) == "fit score is 30 to 60"
    assert found.as_data()["parts"][2]["parts"][0] == {
        "part": "word contains 'a'",
        "low": 0,
        "high": 15,
        "parts": [],
    }
    assert "| **fit** | **30 to 60** |" in found._repr_markdown_()
    assert "fit score is 30 to 60" in str((fit >= 50).evaluate(Facts(n=5, mood="warm"), at=AT).explain())


def test_what_would_lift_a_score_is_known() -> None:
    missing = (fit >= 50).evaluate(Facts(tags=[]), at=AT).missing()
    assert frozenset({"n", "mood"}) in {one.facts for one in missing}
    for one in missing:
        assert "n" in one.facts, "without its 30 points 50 are out of reach"


def test_a_grid_grades_in_letters_and_numbers() -> None:
    grades = grid(fit, engagement, row_bounds=(60, 30, 10), column_bounds=(40, 20, 5))
    assert grades.grades[0] == "A1" and grades.grades[-1] == "D4" and len(grades.grades) == 16
    now = datetime(2026, 11, 4, tzinfo=UTC)
    told = Facts(n=4, mood="warm", word="b", yes=True, tags=[], m=2, day=date(2026, 11, 4))
    assert grades.grade(told, at=now) == ("B1",)
    assert grades.one_of("B1", "A1").evaluate(told, at=now).met
    assert grades.one_of("D4").evaluate(told, at=now).unmet
    possible = grades.grade(Facts(n=4, tags=[], yes=False), at=now)
    assert possible == ("A2", "A3", "A4", "B2", "B3", "B4")
    assert grades.one_of(*possible).evaluate(Facts(n=4, tags=[], yes=False), at=now).met


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(evidence())
def test_every_lead_has_a_grade_that_agrees_with_its_rule(told: Evidence) -> None:
    grades = grid(fit, engagement, row_bounds=(60, 30, 10), column_bounds=(40, 20, 5))
    possible = grades.grade(told, at=AT)
    assert possible
    for name in grades.grades:
        truth = grades.one_of(name).evaluate(told, at=AT).truth
        if truth is not Truth.UNMET:
            assert name in possible
        if possible == (name,):
            assert truth is not Truth.UNMET


def test_a_threshold_is_a_rule_like_any_other() -> None:
    rule = fit >= 30
    assert isinstance(rule, Threshold)
    assert str(rule) == "fit score at least 30"
    assert str(~rule) == "fit score below 30"
    assert rule.reads == {"n", "mood", "word", "yes", "tags"}
    assert (engagement >= 5).reads == {"yes", "day", "m"}
