"""What may stand in a dumped rule: data is not trusted as code is, for compiled rules are made of it."""

from __future__ import annotations

import math
from typing import TypeVar

from leadlife._typed import mistyped
from leadlife.errors import DefinitionError
from leadlife.rules import atoms
from leadlife.rules.fields import Field
from leadlife.rules.scorecard import Bands, Fade, Points, Scorecard, Threshold
from leadlife.rules.tree import AtLeast, Criterion

P = TypeVar("P")


def sound(part: P) -> P:
    """The part of a rule as it is, if every slot of it holds what it is for.

    :raises DefinitionError: if one does not.
    """
    wrong = mistyped(part) or _unfit(part)
    if wrong is not None:
        raise DefinitionError(
            f"the dumped rule is damaged: in its part {type(part).__name__.lower()!r}, {wrong}"
        )
    return part


def _unfit(part: object) -> str | None:
    match part:
        case atoms.Window(_, direction, None, _) if direction in ("next", "last"):
            return f"the window {direction!r} has no span"
        case atoms.Count(_, n) if n < 1:
            return f"at_least is {n}, and counts from 1"
        case AtLeast(n, parts) if not 1 <= n <= len(parts):
            return f"it asks for {n} of {len(parts)} rules"
        case Criterion(name) if not name:
            return "it has no name"
        case Fade(_, days) if days < 1:
            return f"half_life is {days}, and is at least a day"
        case Points(points) | Threshold(_, _, points) if not math.isfinite(points):
            return f"{points} is no number of points"
        case Scorecard(_, entries) | Bands(_, entries) if not entries:
            return "it has no entries"
        case Field(name, _, "lead") if name not in _of_the_lead():
            return f"about.{name} is nothing that a lead has"
    return None


def _of_the_lead() -> frozenset[str]:
    from leadlife.rules.about import about

    return frozenset(name for name in dir(about) if not name.startswith("_"))
