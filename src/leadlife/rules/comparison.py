"""Two definitions side by side: which is stricter, and what each would admit of a population of leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from leadlife.errors import DefinitionError
from leadlife.evidence import Subject
from leadlife.rules.form import evidence_of
from leadlife.rules.implication import Implication, implies
from leadlife.rules.looking import own_value
from leadlife.rules.moment import Moment
from leadlife.rules.tree import Rule
from leadlife.rules.truth import MET, UNKNOWN
from leadlife.worktime import WorkCalendar

S = TypeVar("S", bound=Subject)

NO_SOURCE = "(no source)"
"""The group of those of whom no source is known."""


@dataclass(slots=True)
class _Tally:
    leads: int = 0
    a: int = 0
    b: int = 0
    both: int = 0
    a_unknown: int = 0
    b_unknown: int = 0

    def add(self, a: int, b: int) -> None:
        self.leads += 1
        self.a += a == MET
        self.b += b == MET
        self.both += a == b == MET
        self.a_unknown += a == UNKNOWN
        self.b_unknown += b == UNKNOWN


@dataclass(frozen=True, slots=True)
class Admitted:
    """How many of a group of leads each of two rules admits (is met by), and for how many it cannot tell yet."""

    leads: int
    a: int
    b: int
    both: int
    a_unknown: int
    b_unknown: int

    @property
    def lost(self) -> int:
        """Admitted by the first rule only."""
        return self.a - self.both

    @property
    def gained(self) -> int:
        """Admitted by the second rule only."""
        return self.b - self.both

    def as_data(self) -> dict[str, int]:
        """The figures by name."""
        names = ("leads", "a", "b", "both", "lost", "gained", "a_unknown", "b_unknown")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Comparison(Generic[S]):
    """Two rules: whether one implies the other, and over a population who is gained and lost by going from a to b."""

    a: Rule
    b: Rule
    a_implies_b: Implication
    b_implies_a: Implication
    total: Admitted
    by_source: Mapping[str, Admitted] = field(default_factory=dict)
    gained: tuple[S, ...] = ()
    lost: tuple[S, ...] = ()

    @property
    def relation(self) -> str:
        """Which rule is stricter, in words."""
        match self.a_implies_b.holds, self.b_implies_a.holds:
            case True, True:
                return "the two admit the same leads"
            case True, False:
                return "the first is stricter: it admits no lead that the second does not"
            case False, True:
                return "the second is stricter: it admits no lead that the first does not"
            case False, False:
                return "neither is stricter: each admits leads that the other does not"
        return "too many cases to tell which is stricter"

    def as_data(self) -> dict[str, Any]:
        """The comparison in JSON types (hence ``Any``); the leads gained and lost as counts."""
        return {
            "a": str(self.a),
            "b": str(self.b),
            "relation": self.relation,
            "a_implies_b": self.a_implies_b.as_data(),
            "b_implies_a": self.b_implies_a.as_data(),
            "total": self.total.as_data(),
            "by_source": {name: row.as_data() for name, row in self.by_source.items()},
        }

    def __str__(self) -> str:
        lines = [f"a: {self.a}", f"b: {self.b}", self.relation]
        if self.total.leads:
            rows = [*self.by_source.items(), ("all", self.total)]
            width = max(len(name) for name, _ in rows)
            lines.append(
                f"{'source':<{width}}  {'leads':>7} {'a':>7} {'b':>7} {'lost':>7} {'gained':>7} {'unknown':>15}"
            )
            lines += [
                f"{name:<{width}}  {row.leads:>7} {row.a:>7} {row.b:>7} {row.lost:>7} {row.gained:>7} "
                f"{f'{row.a_unknown} / {row.b_unknown}':>15}"
                for name, row in rows
            ]
        return "\n".join(lines)

    def _repr_markdown_(self) -> str:
        rows = [*self.by_source.items(), ("**all**", self.total)]
        body = [f"| {n} | {r.leads} | {r.a} | {r.b} | {r.lost} | {r.gained} |" for n, r in rows]
        head = ["| source | leads | a | b | lost | gained |", "|---|---:|---:|---:|---:|---:|"]
        return "\n".join((f"a: {self.a}", "", f"b: {self.b}", "", self.relation, "", *head, *body))


def compare(
    a: Rule,
    b: Rule,
    population: Iterable[S] = (),
    *,
    at: datetime | Callable[[S], datetime] | None = None,
    zone: str = "UTC",
    calendar: WorkCalendar | None = None,
    by: Callable[[S], str | None] | None = None,
) -> Comparison[S]:
    """How two definitions differ: which is stricter, and over a population whom each of them admits.

    ``population`` is any iterable of leads or facts, read once, and asked at the time ``at``; a function of the lead
    asks each at a time of its own. ``by`` groups them, by the lead's source if not told. A lead whose verdict is
    unknown is not admitted, and is counted beside.

    :raises DefinitionError: if one of them is no rule, or a population comes without the time ``at`` to ask at.
    :raises InvalidInput: if one of the population has no facts.
    """
    fixed = None if callable(at) else at
    forward = implies(a, b, at=fixed, zone=zone, calendar=calendar)
    backward = implies(b, a, at=fixed, zone=zone, calendar=calendar)
    total, groups = _Tally(), dict[str, _Tally]()
    gained: list[S] = []
    lost: list[S] = []
    for subject in population:
        if at is None:
            raise DefinitionError("a population is asked at a time: pass at=, e.g. at=datetime.now(UTC)")
        when = Moment(at(subject), zone, calendar).at if callable(at) else at
        one, two = (_code(rule, subject, when, zone, calendar) for rule in (a, b))
        name = (_source(subject) if by is None else by(subject)) or NO_SOURCE
        for tally in (total, groups.setdefault(name, _Tally())):
            tally.add(one, two)
        if (one == MET) != (two == MET):
            (lost if one == MET else gained).append(subject)
    by_source = {name: _figures(groups[name]) for name in sorted(groups)}
    return Comparison(a, b, forward, backward, _figures(total), by_source, tuple(gained), tuple(lost))


def _code(rule: Rule, subject: Subject, at: datetime, zone: str, calendar: WorkCalendar | None) -> int:
    return rule._formed().code(evidence_of(subject), at, zone, calendar)[0]


def _source(subject: Subject) -> str | None:
    found = own_value(evidence_of(subject).lead, "source")
    return None if found is None else str(found)


def _figures(tally: _Tally) -> Admitted:
    return Admitted(tally.leads, tally.a, tally.b, tally.both, tally.a_unknown, tally.b_unknown)
