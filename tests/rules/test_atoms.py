"""What each atom asks, at its edges; expected values written down by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.evidence import Evidence, Observation
from leadlife.money import money
from leadlife.people import MARKETING, SALES, SALES_MANAGER, Actor
from leadlife.rules import Rule, Truth, about, criterion, judged, load
from leadlife.worktime import WorkCalendar
from tests.rules.strategies import Facts, Known, f

MONDAY = datetime(2026, 11, 2, 12, tzinfo=UTC)
OFFICE = WorkCalendar("UTC", {"mon-fri": "09:00-17:00"}, holidays={date(2026, 11, 6)})
YES, NO, OPEN = Truth.MET, Truth.UNMET, Truth.UNKNOWN


def ask(rule: Rule, at: datetime = MONDAY, zone: str = "UTC", **told: Any) -> Truth:
    return rule.evaluate(Facts(**told), at=at, zone=zone, calendar=OFFICE).truth


@pytest.mark.parametrize(
    ("rule", "told", "expected"),
    [
        (f.n >= 3, {"n": 3}, YES),
        (f.n > 3, {"n": 3}, NO),
        (f.n <= 3, {"n": 3}, YES),
        (f.n < 3, {"n": 3}, NO),
        (f.n == 3, {"n": 3}, YES),
        (f.n != 3, {"n": 3}, NO),
        (f.n != 3, {}, OPEN),
        (f.n.between(2, 4), {"n": 4}, YES),
        (f.n.between(2, 4), {"n": 5}, NO),
        (f.dec >= 3, {"dec": Decimal("3.0")}, YES),
        (f.x > 1, {"x": 1.0000001}, YES),
        (f.yes.is_(True), {"yes": False}, NO),
        (f.yes.is_not(True), {"yes": False}, YES),
        (f.mood.one_of("hot", "warm"), {"mood": "warm"}, YES),
        (f.mood.none_of("hot", "warm"), {"mood": "warm"}, NO),
        (f.deal >= money(5, "EUR"), {"deal": money("5.00", "EUR")}, YES),
        (f.deal >= money(5, "EUR"), {"deal": money(99, "USD")}, OPEN),
        (f.deal == money(5, "EUR"), {"deal": money(5, "USD")}, OPEN),
        (f.deal.one_of(money(5, "EUR"), money(5, "USD")), {"deal": money(6, "USD")}, NO),
        (f.word.contains("ab", ignore_case=False), {"word": "xABx"}, NO),
        (f.word.contains("ab", ignore_case=True), {"word": "xABx"}, YES),
        (f.word.contains("ß", ignore_case=True), {"word": "STRASSE"}, YES),
        (f.word.matches("a+", ignore_case=False), {"word": "aab"}, NO),
        (f.word.matches("a+b", ignore_case=True), {"word": "AAB"}, YES),
        (f.tags.any_of("a", "b"), {"tags": ["b", "c"]}, YES),
        (f.tags.all_of("a", "b"), {"tags": ["b", "c"]}, NO),
        (f.tags.any_of("a"), {"tags": []}, NO),
        (f.tags.count(2), {"tags": ["c", "c"]}, YES),
        (f.tags.count(2), {"tags": ["c"]}, NO),
        (f.tags.count(1), {}, OPEN),
        (f.n.known, {"n": 0}, YES),
        (f.n.known, {}, OPEN),
        (~f.n.known, {"n": 0}, NO),
        (~f.n.known, {}, OPEN),
    ],
    ids=str,
)
def test_values(rule: Rule, told: dict[str, Any], expected: Truth) -> None:
    assert ask(rule, **told) is expected


@pytest.mark.parametrize(
    ("rule", "met", "unmet"),
    [
        (f.day.within_next(days=3), ["2026-11-02", "2026-11-05"], ["2026-11-01", "2026-11-06"]),
        (f.day.within_last(days=3), ["2026-11-02", "2026-10-30"], ["2026-11-03", "2026-10-29"]),
        (f.day.older_than(days=3), ["2026-10-29", "0001-01-01"], ["2026-10-30", "2026-11-02"]),
        (f.day.further_than(days=3), ["2026-11-06", "9999-12-31"], ["2026-11-05", "2026-10-01"]),
        (f.day.within_next(months=3), ["2027-02-02"], ["2027-02-03"]),
        (f.day.within_last(months=8), ["2026-03-02"], ["2026-03-01"]),
        # Friday the 6th is a holiday: the fourth working day after Monday is the Monday after.
        (f.day.within_next(working_days=4), ["2026-11-09"], ["2026-11-10"]),
        (f.day.within_last(working_days=1), ["2026-10-30"], ["2026-10-29"]),
        (f.day.passed(), ["2026-11-01"], ["2026-11-02"]),
        (f.day.ahead(), ["2026-11-03"], ["2026-11-02"]),
    ],
    ids=str,
)
def test_windows_of_dates_include_both_ends(rule: Rule, met: list[str], unmet: list[str]) -> None:
    for day in met:
        assert ask(rule, day=date.fromisoformat(day)) is YES, day
    for day in unmet:
        assert ask(rule, day=date.fromisoformat(day)) is NO, day
    assert ask(rule) is OPEN


def test_today_is_the_zones_today() -> None:
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    rule = f.day.within_next(days=1)
    assert ask(rule, late, "UTC", day=date(2026, 11, 2)) is YES
    assert ask(rule, late, "Europe/Berlin", day=date(2026, 11, 2)) is NO
    assert ask(rule, late, "Europe/Berlin", day=date(2026, 11, 4)) is YES


@pytest.mark.parametrize("edge", [timedelta(0), timedelta(microseconds=1)])
def test_windows_of_instants_are_exact(edge: timedelta) -> None:
    outside = NO if edge else YES
    assert ask(f.seen.within_last(days=3), seen=MONDAY - timedelta(days=3) - edge) is outside
    assert ask(f.seen.within_next(days=3), seen=MONDAY + timedelta(days=3) + edge) is outside
    assert ask(f.seen.older_than(days=3), seen=MONDAY - timedelta(days=3) - edge) is (YES if edge else NO)


def test_days_of_instants_are_days_on_the_wall() -> None:
    """The clocks went back on 25 October 2026: ten days before noon is noon, 241 hours ago."""
    noon = datetime(2026, 10, 30, 11, tzinfo=UTC)
    rule = f.seen.within_last(days=10)
    assert ask(rule, noon, "Europe/Berlin", seen=noon - timedelta(hours=241)) is YES
    assert ask(rule, noon, "Europe/Berlin", seen=noon - timedelta(hours=241, seconds=1)) is NO


def test_an_unknown_date_meets_if_known_and_a_known_one_is_held_to_it() -> None:
    rule = f.day.within_next(days=3, if_known=True)
    assert ask(rule) is YES
    assert ask(rule, day=date(2027, 1, 1)) is NO


def seen(days_ago: int, by: Actor | None = None) -> Evidence:
    return Evidence({"n": 5}, {"n": Observation(5, MONDAY - timedelta(days=days_ago), 1, by)})


def test_freshness_counts_from_the_observation() -> None:
    rule = f.n.fresh_for(days=30)
    assert rule.evaluate(seen(30), at=MONDAY).met
    assert rule.evaluate(seen(31), at=MONDAY).unknown, "told again it would be fresh, so it is never unmet"
    assert rule.evaluate(Facts(n=5), at=MONDAY).met, "facts that come with no observation are told now"
    assert rule.evaluate(Facts(), at=MONDAY).unknown


def test_confirmation_is_by_team_or_role() -> None:
    manager = Actor("b", SALES, "manager")
    assert (f.n.confirmed_by(SALES)).evaluate(seen(1, manager), at=MONDAY).met
    assert (f.n.confirmed_by(SALES_MANAGER)).evaluate(seen(1, manager), at=MONDAY).met
    assert (f.n.confirmed_by(SALES_MANAGER)).evaluate(seen(1, Actor("s", SALES)), at=MONDAY).unknown
    assert (f.n.confirmed_by(MARKETING)).evaluate(seen(1, manager), at=MONDAY).unknown
    assert (f.n.confirmed_by(MARKETING)).evaluate(Facts(n=5), at=MONDAY).unknown


def test_the_leads_own_data() -> None:
    lead = Known(source="web", cycle=2, captured_at=MONDAY - timedelta(days=40), value=money(3, "EUR"))
    rule = about.source.one_of("web") & (about.cycle >= 2) & about.captured_at.older_than(days=30)
    assert rule.evaluate(Evidence({}, {}, lead), at=MONDAY).met
    assert rule.evaluate(Facts(), at=MONDAY).unknown
    assert rule.reads == frozenset()
    assert {str(field) for field in rule.fields} == {"about.source", "about.cycle", "about.captured_at"}
    assert (about.value > money(5, "EUR")).evaluate(Evidence({}, {}, lead), at=MONDAY).unmet


def test_whatever_the_unknown_is() -> None:
    assert ask((f.m >= 5) | (f.m < 5)) is YES
    assert ask((f.m >= 5) & (f.m < 5)) is NO
    assert ask((f.m > 5) | (f.m < 6)) is YES, "there is no whole number between"
    assert ask((f.x > 5) | (f.x < 5)) is OPEN
    assert ask((f.deal >= money(5, "EUR")) | (f.deal < money(5, "EUR"))) is OPEN, "it could be dollars"
    assert ask(f.n >= 0) is YES, "n is from 0 to 6"
    assert ask(f.mood.one_of("hot", "warm", "cold")) is YES
    assert ask(f.yes.is_(True) | f.yes.is_(False)) is YES
    assert ask(f.day.older_than(days=3) | f.day.within_last(days=3) | f.day.ahead()) is YES


def test_too_many_cases_are_said_to_be_too_many() -> None:
    many = [f.word.contains(letter, ignore_case=False) for letter in "abcdefgh"]
    rule = many[0] | ~many[0]
    for atom in many[1:]:
        rule = rule & (atom | ~atom)
    verdict = rule.evaluate(Facts(), at=MONDAY)
    assert verdict.unknown
    assert not verdict.exact
    assert "too many cases" in str(verdict.explain())


def test_functions_are_asked_once_everything_they_read_is_known() -> None:
    calls: list[tuple[int, int]] = []

    @judged("more n than m", reads=(f.n, f.m))
    def more(n: int, m: int) -> bool | None:
        calls.append((n, m))
        return None if n == m else n > m

    assert ask(more, n=3) is OPEN
    assert calls == []
    assert ask(more, n=3, m=2) is YES
    assert ask(~more, n=3, m=2) is NO
    assert ask(more, n=3, m=3) is OPEN
    assert more.reads == {"n", "m"}


def test_a_function_that_fails_is_named() -> None:
    @judged("divides", reads=(f.n,))
    def divides(n: int) -> bool:
        return 1 // n > 0

    @judged("says yes", reads=(f.n,))
    def says_yes(n: int) -> bool:
        return "yes"  # type: ignore[return-value]

    with pytest.raises(DefinitionError, match="criterion 'divides' raised ZeroDivisionError"):
        ask(divides, n=0)
    with pytest.raises(DefinitionError, match="'says yes' returned 'yes'"):
        ask(says_yes, n=0)


def test_evidence_of_the_wrong_type_is_refused_by_name() -> None:
    for rule, value in (
        (f.n >= 3, "x"),
        (f.day.passed(), MONDAY),
        (f.deal >= money(1, "EUR"), 5),
        (f.tags.count(1), 5),
    ):
        (name,) = rule.reads
        with pytest.raises(InvalidInput, match=f"ask whether {name}"):
            rule.evaluate(Evidence({name: value}), at=MONDAY)


def test_an_explanation_cites_value_requirement_speaker_and_time() -> None:
    rule = criterion("enough", f.n >= 3, ask="How many?") & f.mood.is_("hot")
    told = Evidence({"n": 2}, {"n": Observation(2, MONDAY, 4, Actor("sdr-3", MARKETING), "call")})
    explanation = rule.evaluate(told, at=MONDAY).explain()
    assert str(explanation).splitlines() == [
        "unmet   all of",
        '  unmet   enough (n at least 3): n is 2, said by sdr-3 (marketing) via call on 2026-11-02 Ask: "How many?"',
        "  unknown mood is hot: mood is unknown",
    ]
    fact = explanation.as_data()["parts"][0]["facts"][0]
    assert fact == {
        "fact": "n",
        "value": "2",
        "at": "2026-11-02T12:00:00+00:00",
        "seq": 4,
        "by": "sdr-3 (marketing)",
        "via": "call",
    }
    assert explanation._repr_markdown_().startswith("- ✗ all of\n  - ✗ enough")
    assert [part.truth for part in explanation.walk()] == [NO, NO, OPEN]


def test_what_an_unknown_value_meets_is_bracketed_in_words() -> None:
    lenient = f.mood.one_of("hot", if_known=True)
    assert str(lenient) == "mood is hot, or unknown"
    assert str(lenient & (f.n >= 3)) == "(mood is hot, or unknown) and n at least 3"
    assert str(f.day.within_next(days=3, if_known=True) | (f.n >= 3)) == (
        "(day within the next 3 days, or unknown) or n at least 3"
    )
    assert str(~lenient) == "not (mood is hot, or unknown)" != str(~f.mood.one_of("hot"))


def test_an_unknown_choice_meets_if_known_and_a_known_one_is_held_to_it() -> None:
    rule = f.mood.one_of("hot", "warm", if_known=True)
    assert rule.evaluate(Facts(), at=MONDAY).met
    assert rule.evaluate(Facts(mood="hot"), at=MONDAY).met
    assert rule.evaluate(Facts(mood="cold"), at=MONDAY).unmet
    assert load(rule.dump()) == rule
    assert [finding.kind for finding in rule.check()] == ["exempt"]
