"""Kleene's logic over a rule whose atoms have been answered."""

from __future__ import annotations

from collections.abc import Callable

from leadlife.rules import atoms
from leadlife.rules.reading import AtomReading
from leadlife.rules.scorecard import Bands, Entry, Fade, Number, Points, Scorecard, Threshold
from leadlife.rules.tree import And, AtLeast, Constant, Criterion, Judged, Not, Or, Rule
from leadlife.rules.truth import MET, NOT, UNKNOWN, UNMET

Interval = tuple[Number, Number]


class Kleene(AtomReading[int]):
    """The code of a rule, from the codes of its leaves and what is left of points that fade."""

    def __init__(self, leaf: Callable[[Rule], int], left: Callable[[Fade], float | None]) -> None:
        self._leaf, self._left = leaf, left

    def value_atom(self, atom: atoms.ValueAtom) -> int:
        return self._leaf(atom)

    def evidence_atom(self, atom: atoms.EvidenceAtom) -> int:
        return self._leaf(atom)

    def judged(self, rule: Judged) -> int:
        return self._leaf(rule)

    def constant(self, rule: Constant) -> int:
        return MET if rule.met else UNMET

    def all_of(self, rule: And) -> int:
        return min((part.accept(self) for part in rule.parts), default=MET)

    def any_of(self, rule: Or) -> int:
        return max((part.accept(self) for part in rule.parts), default=UNMET)

    def negation(self, rule: Not) -> int:
        return NOT[rule.part.accept(self)]

    def at_least(self, rule: AtLeast) -> int:
        codes = [part.accept(self) for part in rule.parts]
        if codes.count(MET) >= rule.n:
            return MET
        return UNKNOWN if len(codes) - codes.count(UNMET) >= rule.n else UNMET

    def criterion(self, rule: Criterion) -> int:
        return rule.rule.accept(self)

    def threshold(self, rule: Threshold) -> int:
        return rule.code(*self.interval(rule.card))

    def code(self, rule: Rule) -> int:
        """The code of a rule that points are given for."""
        return rule.accept(self)

    def interval(self, entry: Entry) -> Interval:
        """The least and the most points that an entry can come to."""
        match entry:
            case Points(_, rule):
                return spread([(self.code(rule), self.worth(entry))])
            case Bands(_, bands):
                return spread([(self.code(points.rule), self.worth(points)) for points in bands])
            case Scorecard(_, entries, floor, cap):
                parts = [self.interval(inner) for inner in entries]
                low, high = sum(low for low, _ in parts), sum(high for _, high in parts)
                return limited(low, floor, cap), limited(high, floor, cap)

    def worth(self, points: Points) -> Interval:
        """What the points come to if the rule is met: an interval while what is left of them is unknown."""
        if points.fade is None:
            return points.points, points.points
        return faded(points.points, self._left(points.fade))


def faded(points: Number, left: float | None) -> Interval:
    """The points of which this much is left; if that is unknown, anything between nothing and all."""
    if left is None:
        return min(0, points), max(0, points)
    return points * left, points * left


def spread(bands: list[tuple[int, Interval]]) -> Interval:
    """The points of the first band that is met, where some bands may be."""
    possible: list[Interval] = []
    for code, worth in bands:
        if code != UNMET:
            possible.append(worth)
        if code == MET:
            break
    else:
        possible.append((0, 0))
    return min(low for low, _ in possible), max(high for _, high in possible)


def limited(points: Number, floor: Number | None, cap: Number | None) -> Number:
    """The points within the limits."""
    if floor is not None:
        points = max(points, floor)
    return points if cap is None else min(points, cap)
