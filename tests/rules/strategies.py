"""Random rules over a few facts of every kind, and random evidence close to their thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from hypothesis import strategies as st

from leadlife._facts import Fact, LeadFacts, fact, facts, fields_of
from leadlife.evidence import Evidence, Observation, Value
from leadlife.money import Money, money
from leadlife.people import MARKETING, SALES, SALES_MANAGER, Actor
from leadlife.rules import (
    Rule,
    about,
    all_of,
    always,
    any_of,
    at_least,
    bands,
    criterion,
    event,
    first_of,
    judged,
    never,
    points,
    scorecard,
)
from leadlife.rules.moment import Moment
from leadlife.worktime import WorkCalendar, days

AT = datetime(2026, 11, 4, 15, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"
CALENDAR = WorkCalendar(ZONE, {"mon-fri": "09:00-17:00"}, holidays={date(2026, 11, 6)})
MOMENT = Moment(AT, ZONE, CALENDAR)


class Facts(LeadFacts):
    n: Fact[int] = fact(ge=0, le=6)
    m: Fact[int] = fact()
    x: Fact[float] = fact(gt=0)
    dec: Fact[Decimal] = fact()
    deal: Fact[Money] = fact()
    yes: Fact[bool] = fact()
    mood: Fact[Literal["hot", "warm", "cold"]] = fact()
    day: Fact[date] = fact()
    seen: Fact[datetime] = fact()
    word: Fact[str] = fact()
    tags: Fact[list[str]] = fact()
    kinds: Fact[tuple[Literal["p", "q"], ...]] = fact()


f = facts(Facts)
FIELDS = fields_of(Facts)
NAMES = ("n", "m", "x", "dec", "deal", "yes", "mood", "day", "seen", "word", "tags", "kinds")
ACTORS = (Actor("m", MARKETING), Actor("s", SALES), Actor("b", SALES, "manager"))


@judged("sum is even", reads=(f.n, f.m), ask="Is it?")
def sum_is_even(n: int, m: int) -> bool:
    return (n + m) % 2 == 0


@judged("hot", reads=(f.mood,))
def is_hot(mood: str) -> bool:
    return mood == "hot"


FUNCTIONS = {rule.name: rule.function for rule in (sum_is_even, is_hot)}  # type: ignore[attr-defined]


def _moved(days_off: int) -> date:
    return AT.date() + timedelta(days=days_off)


VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    "n": st.integers(0, 6),
    "m": st.integers(-2, 8),
    "x": st.sampled_from([0.5, 1.0, 1.5, 2.0, 2.5]),
    "dec": st.sampled_from([Decimal(n) / 2 for n in range(-2, 7)]),
    "deal": st.builds(money, st.integers(0, 4), st.sampled_from(["EUR", "USD", "GBP"])),
    "yes": st.booleans(),
    "mood": st.sampled_from(["hot", "warm", "cold"]),
    "day": st.integers(-12, 12).map(_moved),
    "seen": st.integers(-300, 300).map(lambda n: AT + timedelta(hours=n)),
    "word": st.sampled_from(["a", "ab", "AB", "b", "c", "abc", "zzz", "Zz"]),
    "tags": st.lists(st.sampled_from(["a", "b", "c"]), max_size=4).map(tuple),
    "kinds": st.lists(st.sampled_from(["p", "q"]), max_size=3).map(tuple),
}


def _ordered(ref: Any, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Rule]:
    sides = st.sampled_from([ref.__ge__, ref.__gt__, ref.__le__, ref.__lt__, ref.is_, ref.is_not])
    return st.builds(lambda side, value: side(value), sides, values)


def _windows(ref: Any) -> st.SearchStrategy[Rule]:
    amounts = st.sampled_from(
        [{"days": 3}, {"days": 9}, {"working_days": 2}, {"working_days": 5}, {"months": 1}]
    )
    makers = st.sampled_from([ref.within_next, ref.within_last, ref.older_than, ref.further_than])
    return st.one_of(
        st.builds(lambda make, amount: make(**amount), makers, amounts),
        st.sampled_from([ref.passed(), ref.ahead()]),
    )


def _chosen(ref: Any, values: list[Any]) -> st.SearchStrategy[Rule]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(
        lambda v: ref.one_of(*v)
    )


value_atoms: st.SearchStrategy[Rule] = st.one_of(
    _ordered(f.n, st.integers(0, 6)),
    _ordered(f.m, st.integers(0, 6)),
    _ordered(f.x, st.sampled_from([1.0, 2.0])),
    _ordered(f.dec, st.sampled_from([0, 1, Decimal("1.5"), 2])),
    _ordered(f.deal, st.builds(money, st.integers(1, 3), st.sampled_from(["EUR", "USD"]))),
    _ordered(f.day, st.integers(-9, 9).map(_moved)),
    _ordered(about.cycle, st.integers(0, 3)),
    _windows(f.day),
    _windows(f.seen),
    _windows(about.captured_at),
    _chosen(f.mood, ["hot", "warm", "cold"]),
    _chosen(f.word, ["a", "ab", "b"]),
    _chosen(about.source, ["web", "fair"]),
    _chosen(event.reason, ["price", "timing"]),
    _chosen(event.kind, ["moved", "erased"]),
    st.booleans().map(event.implied.is_),
    st.booleans().map(f.yes.is_),
    st.builds(f.word.contains, st.sampled_from(["a", "ab", "b", "Z"]), ignore_case=st.booleans()),
    st.builds(f.word.matches, st.sampled_from(["a.*", "[a-c]+"]), ignore_case=st.booleans()),
    st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2).map(lambda v: f.tags.any_of(*v)),
    st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2).map(lambda v: f.tags.all_of(*v)),
    st.sampled_from([f.kinds.any_of("p"), f.kinds.any_of("q")]),
    st.integers(1, 3).map(f.tags.count),
)
evidence_atoms: st.SearchStrategy[Rule] = st.one_of(
    st.sampled_from([event.reason.known, f.n.known, f.yes.known, f.day.known, f.mood.known]),
    st.builds(lambda ref, n: ref.fresh_for(days=n), st.sampled_from([f.n, f.yes]), st.sampled_from([5, 20])),
    st.builds(
        lambda ref, who: ref.confirmed_by(who),
        st.sampled_from([f.n, f.mood]),
        st.sampled_from([SALES, MARKETING, SALES_MANAGER]),
    ),
)


def _if_known(ref: Any, values: list[Any]) -> st.SearchStrategy[Rule]:
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return chosen.map(lambda v: ref.one_of(*v, if_known=True))


lenient_atoms: st.SearchStrategy[Rule] = st.one_of(
    st.sampled_from([f.day.within_next(days=5, if_known=True), f.seen.within_last(days=5, if_known=True)]),
    _if_known(f.mood, ["hot", "warm", "cold"]),
    _if_known(f.word, ["a", "ab", "b"]),
    _if_known(f.n, [0, 3, 6]),
    _if_known(f.yes, [True, False]),
    _if_known(f.deal, [money(1, "EUR"), money(2, "EUR"), money(1, "USD")]),
    _if_known(about.source, ["web", "fair"]),
)
odd_atoms: st.SearchStrategy[Rule] = st.sampled_from([always, never])
judgements: st.SearchStrategy[Rule] = st.sampled_from([sum_is_even, is_hot])


def _scores(rules: st.SearchStrategy[Rule], fading: bool) -> st.SearchStrategy[Rule]:
    numbers = st.sampled_from([-20, -5, 5, 10, 20, 30])
    pairs = st.tuples(numbers, rules)
    banded = st.builds(lambda a, b: bands(f.m, {2: a, 5: b}), numbers, numbers)
    firsts = st.builds(lambda a, b: first_of("first", a, b), pairs, pairs)
    fades = st.builds(lambda n, r: points(n, r, fading=f.day, half_life=days(4)), numbers, rules)
    entries = st.one_of(pairs, pairs, banded, firsts, *([fades] if fading else []))
    inner = st.lists(entries, min_size=1, max_size=3)
    cards = st.builds(lambda e, cap: scorecard("s", *e, cap=cap), inner, st.sampled_from([None, 25]))
    groups = st.builds(lambda c, e: scorecard("g", c, e, floor=0), cards, entries)
    sides = st.sampled_from(["__ge__", "__gt__", "__le__", "__lt__"])
    return st.builds(lambda c, side, n: getattr(c, side)(n), st.one_of(cards, groups), sides, numbers)


def rules(
    *, lenient: bool = True, judging: bool = True, fading: bool = True, scores: bool = True, leaves: int = 7
) -> st.SearchStrategy[Rule]:
    """Random rules; ``lenient`` ones may be undone by an answer, ``judging`` ones are decided by functions."""
    atoms = [value_atoms, value_atoms, value_atoms, value_atoms, evidence_atoms, odd_atoms]
    atoms += [lenient_atoms] if lenient else []
    atoms += [judgements] if judging else []

    def extend(parts: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        several = st.lists(parts, min_size=2, max_size=3)
        made = [
            several.map(lambda p: all_of(*p)),
            several.map(lambda p: any_of(*p)),
            several.flatmap(lambda p: st.integers(1, len(p)).map(lambda n: at_least(n, *p))),
            parts.map(lambda part: ~part),
            parts.map(lambda part: criterion("named", part, ask="Well?")),
        ]
        return st.one_of(*made, *([_scores(parts, fading)] if scores else []))

    return st.recursive(st.one_of(*atoms), extend, max_leaves=leaves)


class Known:
    """What the system knows of a lead, or of an event."""

    def __init__(self, **own: Any) -> None:
        self.__dict__.update(own)


@st.composite
def evidence(draw: st.DrawFn, known: float = 0.6) -> Evidence:
    """Evidence in which about so many of the facts are known, most of them with an observation."""
    values: dict[str, Value | None] = {}
    observed: dict[str, Observation] = {}
    for name in NAMES:
        if draw(st.integers(0, 99)) < known * 100:
            values[name] = draw(VALUES[name])
            if draw(st.booleans()):
                when = AT - timedelta(days=draw(st.sampled_from([0, 3, 10, 30])))
                observed[name] = Observation(values[name], when, 1, draw(st.sampled_from([None, *ACTORS])))
    return Evidence(values, observed, draw(leads), draw(happened))


leads: st.SearchStrategy[Known | None] = st.one_of(
    st.none(),
    st.builds(
        Known,
        source=st.sampled_from([None, "web", "fair", "post"]),
        cycle=st.integers(0, 3),
        captured_at=st.one_of(st.none(), VALUES["seen"]),
    ),
)
happened: st.SearchStrategy[Known | None] = st.one_of(
    st.none(),
    st.builds(
        Known,
        kind=st.sampled_from(["moved", "erased", "captured"]),
        reason=st.sampled_from([None, "price", "timing", "other"]),
        implied=st.sampled_from([None, True, False]),
    ),
)


@st.composite
def filled(draw: st.DrawFn, before: Evidence) -> Evidence:
    """The evidence with some of what was unknown told now, and nothing that was known changed."""
    values, observed = dict(before.values), dict(before.observed)
    for name in NAMES:
        if values.get(name) is None and draw(st.booleans()):
            values[name] = draw(VALUES[name])
            observed[name] = Observation(values[name], AT, 2, draw(st.sampled_from([None, *ACTORS])))
    return Evidence(values, observed, before.lead, before.event)
