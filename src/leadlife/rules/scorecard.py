"""Scorecards: points by rule. With unknown facts a score is an interval, and comparing it stays three-valued."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from leadlife.errors import DefinitionError
from leadlife.rules.fields import Field
from leadlife.rules.refs import Ref
from leadlife.rules.tree import Not, Rule, as_rule
from leadlife.worktime import Span, Unit

if TYPE_CHECKING:
    from leadlife.evidence import Evidence, Subject
    from leadlife.rules.reading import Reading
    from leadlife.rules.score import Score
    from leadlife.worktime import WorkCalendar

R = TypeVar("R")
Number: TypeAlias = int | float


@dataclass(frozen=True, slots=True)
class Fade:
    """Points halve with every ``half_life`` days that have gone by since the date that a fact gives."""

    field: Field
    half_life: int


@dataclass(frozen=True, slots=True)
class Points:
    """So many points if the rule is met, fading if told so."""

    points: Number
    rule: Rule
    fade: Fade | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """The points of the first rule that is met; of none, nothing."""

    label: str
    bands: tuple[Points, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Points by rule, added up and kept within ``floor`` and ``cap``. ``card >= 30`` is a rule.

    Made by :func:`scorecard`; a scorecard can be an entry of another one, whose cap then limits that group.
    """

    name: str
    entries: tuple[Entry, ...]
    floor: Number | None = None
    cap: Number | None = None

    def __ge__(self, points: Number) -> Rule:
        return Threshold(self, ">=", _number(points, f"score {self.name!r} is compared with"))

    def __gt__(self, points: Number) -> Rule:
        return Threshold(self, ">", _number(points, f"score {self.name!r} is compared with"))

    def __lt__(self, points: Number) -> Rule:
        return Not(self >= points)

    def __le__(self, points: Number) -> Rule:
        return Not(self > points)

    def between(self, low: Number, high: Number) -> Rule:
        """From ``low`` to ``high`` points, both included."""
        return (self >= low) & (self <= high)

    def score(
        self,
        subject: Subject | Evidence,
        *,
        at: datetime,
        zone: str = "UTC",
        calendar: WorkCalendar | None = None,
    ) -> Score:
        """The points of a lead: an interval while facts are unknown, with every contribution."""
        from leadlife.rules.score import score_of

        return score_of(self, subject, at=at, zone=zone, calendar=calendar)

    def __str__(self) -> str:
        return self.name


Entry: TypeAlias = Points | Bands | Scorecard


@dataclass(frozen=True, slots=True)
class Threshold(Rule):
    """The score reaches (``>=``) or exceeds (``>``) so many points."""

    card: Scorecard
    order: Literal[">=", ">"]
    bound: Number

    def accept(self, reading: Reading[R]) -> R:
        return reading.threshold(self)

    def code(self, low: Number, high: Number) -> int:
        """Met, unmet or unknown, for a score between the two."""
        if self.order == ">=":
            return 3 if low >= self.bound else 1 if high >= self.bound else 0
        return 3 if low > self.bound else 1 if high > self.bound else 0


def scorecard(
    name: str, *entries: Entry | tuple[Number, Rule], floor: Number | None = None, cap: Number | None = None
) -> Scorecard:
    """A scorecard of ``(points, rule)`` pairs, :func:`points`, :func:`bands` and other scorecards.

    >>> from leadlife.rules.tree import always, never
    >>> print(scorecard("fit", (30, always), (20, never)) >= 30)
    fit score at least 30

    :raises DefinitionError: without a name or entries, for points that are no finite number, for a floor above the cap.
    """
    if not isinstance(name, str) or not name.strip():
        raise DefinitionError(f"a scorecard needs a name, such as scorecard('fit', ...), not {name!r}")
    if not entries:
        raise DefinitionError(f"scorecard {name!r} has no entries: add pairs such as (30, f.seats >= 200)")
    for limit in (floor, cap):
        if limit is not None:
            _number(limit, f"scorecard {name!r} is limited by")
    if floor is not None and cap is not None and floor > cap:
        raise DefinitionError(f"scorecard {name!r} has the floor {floor} above its cap {cap}")
    return Scorecard(name, tuple(_entry(name, entry) for entry in entries), floor, cap)


def points(number: Number, rule: Rule, *, fading: Ref[date] | Ref[datetime], half_life: Span) -> Points:
    """Points that halve with every ``half_life`` (in days) since the date that the fact ``fading`` gives.

    While that date is unknown, the points are anything from nothing to all of them.

    :raises DefinitionError: if the fact is no date, or the half-life is not in days.
    """
    if fading.field.kind.base not in ("date", "datetime"):
        raise DefinitionError(f"points fade with a date, and {fading.field} is {fading.field.kind}")
    if not isinstance(half_life, Span) or half_life.unit is not Unit.DAYS:
        raise DefinitionError(
            f"a half-life is a number of days, such as half_life=days(30), not {half_life!r}"
        )
    return Points(
        _number(number, "points"), as_rule(rule, "points"), Fade(fading.field, int(half_life.amount))
    )


def bands(ref: Ref[Any], steps: Mapping[Any, Number]) -> Bands:
    """Points by how far a value reaches: ``bands(f.employees, {50: 10, 200: 20})`` gives 10 from 50, 20 from 200 on.

    :raises DefinitionError: without steps, or if the fact has no order.
    """
    if not steps:
        raise DefinitionError(f"bands of {ref.field} need steps, such as {{50: 10, 200: 20}}")
    rungs = tuple(Points(_number(steps[at], "points"), ref >= at) for at in sorted(steps, reverse=True))
    return Bands(ref.field.label, rungs)


def first_of(label: str, *pairs: tuple[Number, Rule]) -> Bands:
    """The points of the first pair whose rule is met: ``first_of("role", (20, ceo), (10, director))``.

    :raises DefinitionError: without pairs.
    """
    if not pairs:
        raise DefinitionError(f"first_of({label!r}) has no pairs: add (20, rule), (10, other rule)")
    return Bands(label, tuple(Points(_number(p, label), as_rule(rule, label)) for p, rule in pairs))


def _entry(name: str, entry: Entry | tuple[Number, Rule]) -> Entry:
    if isinstance(entry, (Points, Bands, Scorecard)):
        return entry
    if not isinstance(entry, tuple) or len(entry) != 2:
        raise DefinitionError(f"scorecard {name!r} cannot count {entry!r}: write (30, f.seats >= 200)")
    number, rule = entry
    return Points(_number(number, f"scorecard {name!r} gives"), as_rule(rule, f"scorecard {name!r}"))


def _number(value: object, where: str) -> Number:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise DefinitionError(f"{where} {value!r}: points are a finite number")
    return value
