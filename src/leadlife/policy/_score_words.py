"""Scores and grades in words, for the agreement and the description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadlife.rules import Grid, Scorecard
from leadlife.rules.grading import Axis
from leadlife.rules.scorecard import Bands, Entry, Fade, Points


def score_of(score: Scorecard | Grid) -> str:
    """What a score counts, or how a grade is made of two.

    >>> from leadlife import kit
    >>> from leadlife.rules import grid
    >>> print(score_of(grid(kit.fit(), kit.engagement(), row_bounds=(60,), column_bounds=(40, 20))))
    fit: A from 60 points, B below; engagement: 1 from 40 points, 2 from 20, 3 below
    """
    if isinstance(score, Grid):
        return "; ".join(map(_axis, (score.rows, score.columns)))
    return "; ".join([*map(_entry, score.entries), *_limits(score)])


def _axis(axis: Axis) -> str:
    first, *more = [f"{name} from {bound:g}" for name, bound in zip(axis.names, axis.bounds, strict=False)]
    return f"{axis.card.name}: {', '.join([f'{first} points', *more])}, {axis.names[-1]} below"


def _entry(entry: Entry) -> str:
    match entry:
        case Points(points, rule, fade):
            return f"{points:g} if {rule}{_fading(fade)}"
        case Bands(_, bands):
            return _bands(bands)
        case Scorecard(name):
            return f"{name} ({score_of(entry)})"


def _bands(bands: Sequence[Points]) -> str:
    """The first that is met; what they all have in common is said once."""
    fades = {points.fade for points in bands}
    once = fades.pop() if len(fades) == 1 else None
    told = (f"{one.points:g} if {one.rule}{'' if once else _fading(one.fade)}" for one in bands)
    return f"{', else '.join(told)}{_fading(once)}"


def _fading(fade: Fade | None) -> str:
    return "" if fade is None else f", halving every {fade.half_life} days since {fade.field}"


def _limits(card: Scorecard) -> Iterator[str]:
    if card.floor is not None:
        yield f"{card.floor:g} at least"
    if card.cap is not None:
        yield f"{card.cap:g} at most"
