"""The standard scores count what they say, keep what is unknown as a range, and decide nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import DefinitionError, LeadFacts, Refused, facts, kit, standard_policy
from leadlife.policy import _dump
from leadlife.rules import Grid, Scorecard, grid, scorecard
from leadlife.rules.score import Score
from tests.lives import MONDAY, READY, REP, SDR, Facts, World, standard

F = facts(Facts)
BASE = standard()
TODAY = MONDAY.date()
WORTH = {"demo": 50, "contact": 50, "trial": 30, "pricing": 30, "event": 20, "webcast": 15, "content": 10}
SENIOR = ("c_level", "owner", "vp", "director")

PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "industry": st.sampled_from(("banking", "retail")),
        "employees": st.integers(1, 2000),
        "job_function": st.sampled_from(("it", "finance")),
        "seniority": st.sampled_from((*SENIOR, "manager", "individual")),
        "last_response": st.sampled_from(tuple(WORTH)),
        "last_response_on": st.integers(-5, 400).map(lambda n: TODAY - timedelta(days=n)),
    },
)
UNKNOWN: dict[str, tuple[Any, ...]] = {
    "industry": ("banking", "retail"),
    "employees": (1, 100, 500),
    "job_function": ("it", "finance"),
    "seniority": ("vp", "individual"),
    "last_response": (*WORTH, None),  # perhaps there was none
    "last_response_on": (TODAY, TODAY - timedelta(days=10_000)),
}


def fit_by_hand(known: dict[str, Any]) -> int:
    """With the profile banking, 50 to 1000 employees, it."""
    met = {
        "industry": 30 * (known["industry"] == "banking"),
        "employees": 30 * (50 <= known["employees"] <= 1000),
        "job_function": 20 * (known["job_function"] == "it"),
        "seniority": 20 * (known["seniority"] in SENIOR),
    }
    return sum(met.values())


def engagement_by_hand(known: dict[str, Any]) -> float:
    age = max((TODAY - known["last_response_on"]).days, 0)
    return float(WORTH.get(known["last_response"], 0) * 0.5 ** (age / 30))


PROFILED = standard(fit=kit.fit(industries=("banking",), employees=(50, 1000), functions=("it",)))


def points(known: dict[str, Any], name: str) -> Score:
    score = PROFILED.scores_of(Facts.from_values(known), at=MONDAY)[name]
    assert isinstance(score, Score)
    return score


@given(known=PROFILES)
def test_what_is_known_counts_and_what_is_unknown_is_a_range(known: dict[str, Any]) -> None:
    """The range reaches exactly as far as the answers that are still possible."""
    for name, by_hand, fields in (
        ("fit", fit_by_hand, ("industry", "employees", "job_function", "seniority")),
        ("engagement", engagement_by_hand, ("last_response", "last_response_on")),
    ):
        possible: list[dict[str, Any]] = [dict(known)]
        for field in fields:
            if field not in known:
                possible = [{**one, field: value} for one in possible for value in UNKNOWN[field]]
        counted = [by_hand(one) for one in possible]
        score = points(known, name)
        assert (score.low, score.high) == pytest.approx((min(counted), max(counted)), abs=1e-6)
        assert score.known == all(field in known for field in fields) or score.low == score.high


@given(known=PROFILES)
def test_the_grade_is_where_the_two_scores_stand(known: dict[str, Any]) -> None:
    grades = PROFILED.scores_of(Facts.from_values(known), at=MONDAY)["grade"]
    assert isinstance(grades, tuple)
    fit, warm = points(known, "fit"), points(known, "engagement")
    letters = {
        letter for at, letter in ((0, "D"), (25, "C"), (50, "B"), (75, "A")) if _may(fit, at, "DCBA", letter)
    }
    numbers = {n for n in "4321" if _may(warm, {"4": 0, "3": 10, "2": 20, "1": 40}[n], "4321", n)}
    assert set(grades) == {letter + number for letter in letters for number in numbers}


def _may(score: Score, least: int, order: str, name: str) -> bool:
    """Whether the score can be at least so much, and less than the next grade asks for."""
    bounds = {"DCBA": (0, 25, 50, 75, 10_000), "4321": (0, 10, 20, 40, 10_000)}[order]
    return score.high >= least and score.low < bounds[order.index(name) + 1]


def test_the_engine_counts_what_a_guard_would_see() -> None:
    """After a rejection that says something about the lead, its answers have to be fresh; what lasts, lasts."""
    world = World()
    lead = world.handed_off()
    told = Facts(industry="banking", employees=90, last_response="demo", last_response_on=TODAY)
    lead = world.engine.observe(lead.id, told, by=SDR)
    assert str(world.engine.scores(lead)["engagement"]) == "engagement score is 50"
    assert world.engine.scores(lead) == world.engine.scores(lead.id)
    world.wait(hours=1)
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="an intern")
    assert str(world.engine.scores(lead.id)["engagement"]) == "engagement score is 0 to 50"
    assert str(world.engine.scores(lead.id)["fit"]) == "fit score is 60 to 100"
    world.engine.observe(lead.id, Facts(last_response="event", last_response_on=TODAY), by=SDR)
    assert str(world.engine.scores(lead.id)["engagement"]) == "engagement score is 20"


def test_points_halve_every_thirty_days() -> None:
    world = World()
    lead = world.engine.capture(by=SDR, told=Facts(last_response="demo", last_response_on=TODAY))
    seen = []
    for _ in range(4):
        score = world.engine.scores(lead)["engagement"]
        assert isinstance(score, Score)
        seen.append(score.low)
        world.wait(days=30)
    assert seen == pytest.approx([50, 25, 12.5, 6.25])


def test_a_score_qualifies_nobody() -> None:
    world = World()
    best = Facts(
        industry="x",
        employees=9,
        job_function="it",
        seniority="vp",
        last_response="demo",
        last_response_on=TODAY,
    )
    lead = world.engine.observe(world.raw().id, best, by=SDR)
    assert world.engine.scores(lead)["grade"] == ("A1",)
    world.engine.move(lead.id, "engage", by=SDR)
    with pytest.raises(Refused):
        world.engine.move(lead.id, "qualify", by=SDR)


def test_a_policy_of_one_s_own_may_read_a_score() -> None:
    world = World(BASE.with_move("qualify", guard=kit.engagement() >= 20))
    lead = world.engine.move(world.raw().id, "engage", by=SDR)
    with pytest.raises(Refused):
        world.engine.move(lead.id, "qualify", by=SDR)
    world.engine.observe(lead.id, READY, by=SDR)
    world.engine.observe(lead.id, Facts(last_response="trial", last_response_on=TODAY), by=SDR)
    assert world.engine.move(lead.id, "qualify", by=SDR).stage == "mql"


# -- what is refused --------------------------------------------------------------------------------


def test_scores_are_of_facts_that_the_policy_has() -> None:
    seats = scorecard("seats", (30, F.seats >= 200))
    for score in (seats, grid(seats, kit.engagement()), grid(kit.fit(), scorecard("all", seats))):
        with pytest.raises(
            DefinitionError, match="score 'mine' reads the fact 'seats', which does not exist"
        ):
            standard_policy(LeadFacts, name="acme", version="1").replace(scores={"mine": score})


def test_a_score_has_a_name_and_is_one() -> None:
    with pytest.raises(DefinitionError, match="people call a score by a name"):
        BASE.replace(scores={" ": kit.fit()})
    wrong: Any = {"fit": F.seats >= 200}
    with pytest.raises(DefinitionError, match="scores"):
        BASE.replace(scores=wrong)
    not_a_score: Any = F.seats >= 200
    with pytest.raises(DefinitionError):
        standard(fit=not_a_score)


@pytest.mark.parametrize("days", [0, -1, 1.5, "30"])
def test_a_half_life_is_a_number_of_days(days: Any) -> None:
    with pytest.raises(DefinitionError):
        kit.engagement(half_life_days=days)


def test_a_score_is_part_of_the_fingerprint() -> None:
    cards: list[Scorecard | Grid] = [kit.engagement(), kit.engagement(half_life_days=60), kit.fit()]
    cards += [kit.fit(industries=("banking",)), grid(kit.fit(), kit.engagement())]
    assert len({BASE.replace(scores={"one": card}).fingerprint for card in cards}) == len(cards)
    assert all(isinstance(_dump.plain(card), dict) for card in cards)


def test_a_response_that_lies_ahead_has_not_begun_to_fade() -> None:
    told = Facts(last_response="demo", last_response_on=date(2027, 1, 1))
    score = BASE.scores_of(told, at=MONDAY)["engagement"]
    assert isinstance(score, Score) and score.low == 50
