"""Grades such as A1 to D4: two scores side by side."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.evidence import Evidence, Subject
from leadlife.rules.build import any_of
from leadlife.rules.scorecard import Number, Scorecard
from leadlife.rules.tree import Rule, always
from leadlife.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Axis:
    """A scorecard, cut into grades: ``bounds`` are the fewest points for each grade but the last, the best first."""

    card: Scorecard
    bounds: tuple[Number, ...]
    names: tuple[str, ...]

    def rule(self, name: str) -> Rule:
        """The rule that the score lies in this grade."""
        place = self.names.index(name)
        least = always if place == len(self.bounds) else self.card >= self.bounds[place]
        if place == 0:
            return least
        below = self.card < self.bounds[place - 1]
        return below if least is always else least & below

    def possible(self, low: Number, high: Number) -> tuple[str, ...]:
        """The grades that a score between the two can have."""
        best, worst = (sum(points < bound for bound in self.bounds) for points in (high, low))
        return self.names[best : worst + 1]


@dataclass(frozen=True, slots=True)
class Grid:
    """Two axes, such as fit in letters and engagement in numbers. Made by :func:`grid`."""

    rows: Axis
    columns: Axis

    @property
    def grades(self) -> tuple[str, ...]:
        """Every grade, the best row first."""
        return tuple(row + column for row in self.rows.names for column in self.columns.names)

    def grade(
        self,
        subject: Subject | Evidence,
        *,
        at: datetime,
        zone: str = "UTC",
        calendar: WorkCalendar | None = None,
    ) -> tuple[str, ...]:
        """The grade of a lead: one, or every one that is still possible while facts are unknown."""
        rows, columns = (
            axis.possible(score.low, score.high)
            for axis in (self.rows, self.columns)
            for score in (axis.card.score(subject, at=at, zone=zone, calendar=calendar),)
        )
        return tuple(row + column for row in rows for column in columns)

    def one_of(self, *grades: str) -> Rule:
        """The rule that a lead has one of these grades: ``scores.one_of("A1", "A2", "B1")``.

        :raises DefinitionError: for a grade that there is not.
        """
        if not grades:
            raise DefinitionError(f"one_of() names no grade (known: {', '.join(self.grades)})")
        known = {r + c: (r, c) for r in self.rows.names for c in self.columns.names}
        for grade in grades:
            if grade not in known:
                raise DefinitionError(f"there is no grade {grade!r}{did_you_mean(grade, known)}")
        return any_of(*(self.rows.rule(known[g][0]) & self.columns.rule(known[g][1]) for g in grades))


def grid(
    rows: Scorecard,
    columns: Scorecard,
    *,
    row_bounds: Sequence[Number] = (75, 50, 25),
    column_bounds: Sequence[Number] = (75, 50, 25),
) -> Grid:
    """Two scorecards as grades: the first in letters from A, the second in numbers from 1, cut at these points.

    >>> from leadlife.rules import always, scorecard
    >>> grid(scorecard("fit", (80, always)), scorecard("engagement", (30, always))).grades[:5]
    ('A1', 'A2', 'A3', 'A4', 'B1')

    :raises DefinitionError: unless the bounds fall, and are from 1 to 25 in number.
    """
    return Grid(_axis(rows, row_bounds, 65), _axis(columns, column_bounds, None))


def _axis(card: Scorecard, bounds: Sequence[Number], letter: int | None) -> Axis:
    if not isinstance(card, Scorecard):
        raise DefinitionError(f"a grid is made of two scorecards, and {card!r} is none")
    cuts = tuple(bounds)
    if not 1 <= len(cuts) <= 25 or any(high <= low for high, low in itertools.pairwise(cuts)):
        raise DefinitionError(f"the bounds of {card.name!r} are {cuts}: they must fall, such as (75, 50, 25)")
    names = (chr(letter + n) if letter is not None else str(n + 1) for n in range(len(cuts) + 1))
    return Axis(card, cuts, tuple(names))
