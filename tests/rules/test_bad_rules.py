"""Rules that make no sense are refused where they are written, with the fix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.evidence import Evidence
from leadlife.people import SALES, Actor
from leadlife.rules import (
    Rule,
    about,
    all_of,
    at_least,
    bands,
    compare,
    criterion,
    first_of,
    grid,
    implies,
    judged,
    points,
    scorecard,
)
from leadlife.rules.verdict import Verdict
from leadlife.worktime import WorkCalendar, days, hours
from tests.rules.strategies import Facts, f

r: Any = f
AT = datetime(2026, 11, 2, tzinfo=UTC)
RULE = f.n >= 3
CARD = scorecard("fit", (30, RULE))


def nested(levels: int) -> Rule:
    rule = RULE
    for _ in range(levels):
        rule = criterion("deep", rule | (f.m >= 3)) & f.yes.is_(True)
    return rule


DEFINITIONS: list[tuple[Callable[[], object], str]] = [
    (lambda: r.nn >= 3, "did you mean 'n'"),
    (lambda: r.n >= "3", "can never be '3'"),
    (lambda: r.n >= 3.5, "can never be 3.5"),
    (lambda: r.n >= True, "can never be True"),
    (lambda: r.n == None, r"f\.n\.known"),  # noqa: E711
    (lambda: r.n >= r.m, "compare it with a value"),
    (lambda: r.n.one_of(), "names no value"),
    (lambda: r.n.one_of([1, 2]), r"one_of\(\*values\)"),
    (lambda: r.n.between(5, 2), "must not exceed"),
    (lambda: r.deal >= 5, r"money\('5', 'EUR'\)"),
    (lambda: r.mood.is_("worm"), "did you mean 'warm'"),
    (lambda: r.mood >= "hot", "has no order"),
    (lambda: r.word > "a", "has no order"),
    (lambda: r.tags >= 3, "any_of, all_of or count"),
    (lambda: r.tags == "a", "any_of"),
    (lambda: r.tags.any_of(3), "can never be 3"),
    (lambda: r.tags.count(0), "at least 1"),
    (lambda: r.word.any_of("a"), "asks about a list"),
    (lambda: r.word.contains("", ignore_case=True), "name the text"),
    (lambda: r.word.contains("a", ignore_case="no"), "True or False"),
    (
        lambda: r.word.contains("a"),
        "contains has to be told whether case counts: ignore_case is True or False",
    ),
    (lambda: r.word.matches("a"), "matches has to be told whether case counts"),
    (lambda: r.word.matches("(", ignore_case=True), "no regular expression"),
    (lambda: r.n.contains("a", ignore_case=True), "asks about a text"),
    (lambda: r.n.within_next(days=3), "date or datetime"),
    (lambda: r.day.within_next(), "exactly one of"),
    (lambda: r.day.within_next(days=3, months=1), "exactly one of"),
    (lambda: r.day.within_next(days=0), "above zero"),
    (lambda: r.day.within_next(days=-3), "above zero"),
    (lambda: r.day.within_next(days=1.5), "only whole ones"),
    (lambda: r.day >= datetime(2026, 1, 1, tzinfo=UTC), "is a date"),
    (lambda: r.seen >= datetime(2026, 1, 1), "time zone"),
    (lambda: r.seen >= date(2026, 1, 1), "point in time"),
    (lambda: r.n.confirmed_by(""), "name a team"),
    (lambda: r.yes & RULE, r"f\.yes\.is_\(True\)"),
    (lambda: RULE & r.yes, r"f\.yes\.is_\(True\)"),
    (lambda: RULE | 3, "combines rules, and 3 is none"),  # type: ignore[operator]
    (lambda: CARD & RULE, "fit is a score: compare it first, e.g. fit >= 30"),  # type: ignore[operator]
    (lambda: RULE & CARD, "fit is a score"),  # type: ignore[operator]
    (lambda: False & RULE, "combines rules, and False is none"),  # type: ignore[operator]
    (lambda: at_least(1, [RULE]), r"at_least takes the rules one by one: write \*rules"),  # type: ignore[arg-type]
    (lambda: all_of([RULE]), r"all_of takes the rules one by one"),  # type: ignore[arg-type]
    (lambda: r.x >= float("nan"), "can never be nan"),
    (lambda: r.dec < Decimal("inf"), "can never be Decimal"),
    (lambda: r.word.one_of(" "), "can never be ' '"),
    (lambda: r.word.one_of("a", if_known="no"), "if_known is True or False"),
    (lambda: r.day.within_next(days=3, if_known=1), "if_known is True or False"),
    (lambda: r.n.confirmed_by(Actor("kim", SALES)), "name a team or a role"),
    (lambda: criterion("x", RULE, ask=3), "ask= is a question"),  # type: ignore[arg-type]
    (lambda: about.sauce, "did you mean 'source'"),  # type: ignore[attr-defined]
    (lambda: judged("x", reads=(RULE,)), "reads the rule 'n at least 3'"),  # type: ignore[arg-type]
    (lambda: grid(CARD, 3), "made of two scorecards"),  # type: ignore[arg-type]
    (lambda: nested(400).evaluate(Facts(), at=AT), "nested too deep"),
    (lambda: nested(400).dump(), "nested too deep"),
    (lambda: RULE.evaluate(Facts(), at=AT, calendar="office"), "takes a WorkCalendar"),  # type: ignore[arg-type]
    (lambda: RULE.compile(calendar="office"), "takes a WorkCalendar"),  # type: ignore[arg-type]
    (lambda: at_least(1), "needs rules"),
    (lambda: at_least(0, RULE), "from 1 to 1"),
    (lambda: at_least(2, RULE), "from 1 to 1"),
    (lambda: at_least(True, RULE), "from 1 to 1"),
    (lambda: criterion("", RULE), "needs a name"),
    (lambda: criterion("x", lambda: True), r"@judged\('x'"),  # type: ignore[arg-type]
    (lambda: criterion("x", r.yes), r"f\.yes\.is_\(True\)"),
    (lambda: judged("x", reads=()), "reads nothing"),
    (lambda: judged("x", reads=f.n), r"write reads=\(f\.n,\)"),  # type: ignore[arg-type]
    (lambda: judged("x", reads="n"), r"write reads=\(f\.seats,\)"),  # type: ignore[arg-type]
    (lambda: judged("x", reads=(f.n, f.m))(lambda n: True), r"reads, \(n, m\), and its function takes \(n\)"),
    (lambda: judged("x", reads=(f.n,))(lambda n, *, m: True), "missing a required"),
    (lambda: judged("x", reads=("n",)), "declare references"),  # type: ignore[arg-type]
    (lambda: judged("x", reads=(f.n,))(3), "above a function"),
    (lambda: scorecard("", (1, RULE)), "needs a name"),
    (lambda: scorecard("fit"), "has no entries"),
    (lambda: scorecard("fit", RULE), "cannot count"),  # type: ignore[arg-type]
    (lambda: scorecard("fit", (float("inf"), RULE)), "finite number"),
    (lambda: scorecard("fit", (Decimal(1), RULE)), "finite number"),  # type: ignore[arg-type]
    (lambda: scorecard("fit", (1, RULE), floor=5, cap=1), "above its cap"),
    (lambda: CARD >= "30", "finite number"),  # type: ignore[operator]
    (lambda: bands(f.n, {}), "need steps"),
    (lambda: bands(f.word, {"a": 1}), "has no order"),
    (lambda: first_of("x"), "has no pairs"),
    (lambda: points(1, RULE, fading=r.n, half_life=days(3)), "fade with a date"),
    (lambda: points(1, RULE, fading=f.day, half_life=hours(3)), "number of days"),
    (lambda: grid(CARD, CARD, row_bounds=(25, 50)), "must fall"),
    (lambda: grid(CARD, CARD).one_of("E1"), "no grade 'E1'"),
    (lambda: grid(CARD, CARD).one_of(), "names no grade"),
    (lambda: implies(RULE, 3), "and 3 is none"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("attempt", "fix"), DEFINITIONS)
def test_nonsense_is_refused_with_the_fix(attempt: Callable[[], object], fix: str) -> None:
    with pytest.raises(DefinitionError, match=fix):
        attempt()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: bool(RULE),
        lambda: RULE and RULE,
        lambda: not RULE,
        lambda: 1 <= r.n <= 5,
        lambda: r.n in (1, 2),
        lambda: bool(r.n),
        lambda: bool(RULE.evaluate(Facts(), at=AT)),
        lambda: bool(RULE.evaluate(Facts(), at=AT).truth),
        lambda: hash(r.n),
    ],
)
def test_nothing_unknown_is_taken_for_true(attempt: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        attempt()


def test_two_facts_of_one_name_and_two_kinds_are_refused() -> None:
    from leadlife.rules import Field, Kind, Ref

    other = Ref[str](Field("n", Kind("text")))
    with pytest.raises(DefinitionError, match="write it with one facts"):
        (RULE & other.is_("3")).evaluate(Facts(), at=AT)


@pytest.mark.parametrize("at", [datetime(2026, 1, 1), "2026-01-01", None, date(2026, 1, 1)])
def test_a_time_without_a_zone_is_refused(at: Any) -> None:
    with pytest.raises(InvalidInput, match="time zone"):
        RULE.evaluate(Facts(), at=at)
    with pytest.raises(InvalidInput, match="time zone"):
        RULE.compile()({}, at=at)


@pytest.mark.parametrize("subject", [None, 3, "lead-1", object()])
def test_a_subject_without_facts_is_refused(subject: Any) -> None:
    with pytest.raises(InvalidInput, match="it has no facts"):
        RULE.evaluate(subject, at=AT)


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(DefinitionError, match=r"calendar=WorkCalendar"):
        f.day.within_next(working_days=3).evaluate(Facts(), at=AT)


@pytest.mark.parametrize("rule", [f.day.passed(), RULE], ids=str)
@pytest.mark.parametrize(
    "ask",
    [
        lambda rule, zone: rule.evaluate(Facts(), at=AT, zone=zone),
        lambda rule, zone: rule.compile(zone=zone),
        lambda rule, zone: rule.check(at=AT, zone=zone),
        lambda rule, zone: implies(rule, rule, at=AT, zone=zone),
        lambda rule, zone: compare(rule, rule, [Facts()], at=lambda _: AT, zone=zone),
    ],
)
def test_a_zone_that_there_is_not_is_refused_whether_a_date_is_read_or_not(
    rule: Rule, ask: Callable[[Rule, str], object]
) -> None:
    with pytest.raises(DefinitionError, match="Europe/Berlin"):
        ask(rule, "Europe/Berlln")
    ask(rule, "Europe/Berlin")
    with pytest.raises(DefinitionError, match="Europe/Berlin"):
        ask(rule, "Europe/Berlln")


def test_a_population_is_asked_at_times_with_a_zone() -> None:
    with pytest.raises(InvalidInput, match="time zone"):
        compare(RULE, RULE, [Facts()], at=lambda _: datetime(2026, 1, 1))


def test_a_calendar_that_was_never_open_cannot_be_counted_back() -> None:
    once = WorkCalendar("UTC", {}, dates={date(2026, 10, 30): "09:00-17:00"})
    with pytest.raises(InvalidInput, match="not open for so long"):
        f.day.within_last(working_days=3).evaluate(Facts(), at=AT, calendar=once)


def test_verdicts_are_read_only() -> None:
    verdict = RULE.evaluate(Evidence({"n": 3}), at=AT)
    assert isinstance(verdict, Verdict)
    with pytest.raises(AttributeError):
        verdict.met = False  # type: ignore[misc]
    with pytest.raises(AttributeError):
        RULE.field = None  # type: ignore[attr-defined]
