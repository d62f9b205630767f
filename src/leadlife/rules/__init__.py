"""Rules: one tree, many readings.

A rule is written once, with references (``facts(Facts)``, ``about``, ``event``), and then asked: does this lead
meet it, why, what is missing, is the rule itself sound, what would another one change. Unknown facts stay unknown:
never False.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from leadlife.rules.about import about
from leadlife.rules.build import all_of, any_of, at_least, criterion
from leadlife.rules.event import event
from leadlife.rules.fields import Field
from leadlife.rules.judging import judged
from leadlife.rules.kinds import Kind
from leadlife.rules.reading import AtomReading, Reading
from leadlife.rules.reads import nodes_of
from leadlife.rules.refs import Ref
from leadlife.rules.scorecard import Scorecard, bands, first_of, points, scorecard
from leadlife.rules.tree import Criterion, Rule, always, never
from leadlife.rules.truth import Truth
from leadlife.rules.verdict import Verdict

if TYPE_CHECKING:
    from leadlife.rules.comparison import Admitted, Comparison, compare
    from leadlife.rules.grading import Grid, grid
    from leadlife.rules.implication import Implication, implies
    from leadlife.rules.lint import Finding
    from leadlife.rules.loading import load

# Writing and asking rules needs none of these: they are loaded when they are asked for.
_LATER = {
    "Admitted": "comparison",
    "Comparison": "comparison",
    "Finding": "lint",
    "Grid": "grading",
    "Implication": "implication",
    "compare": "comparison",
    "grid": "grading",
    "implies": "implication",
    "load": "loading",
}

__all__ = [
    "Admitted",
    "AtomReading",
    "Comparison",
    "Criterion",
    "Field",
    "Finding",
    "Grid",
    "Implication",
    "Kind",
    "Reading",
    "Ref",
    "Rule",
    "Scorecard",
    "Truth",
    "Verdict",
    "about",
    "all_of",
    "always",
    "any_of",
    "at_least",
    "bands",
    "compare",
    "criterion",
    "event",
    "first_of",
    "grid",
    "implies",
    "judged",
    "load",
    "never",
    "nodes_of",
    "points",
    "scorecard",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
