"""Rules: one tree, many readings.

A rule is written once, with references (``facts(Facts)``, ``about``), and then asked: does this lead meet it, why, what
is missing, is the rule itself sound, what would another one change. Unknown facts stay unknown: never False.
"""

from leadlife.rules.about import about
from leadlife.rules.build import all_of, any_of, at_least, criterion
from leadlife.rules.comparison import Admitted, Comparison, compare
from leadlife.rules.fields import Field
from leadlife.rules.grid import Grid, grid
from leadlife.rules.implication import Implication, implies
from leadlife.rules.judging import judged
from leadlife.rules.kinds import Kind
from leadlife.rules.lint import Finding
from leadlife.rules.load import load
from leadlife.rules.reading import AtomReading, Reading
from leadlife.rules.refs import Ref
from leadlife.rules.scorecard import Scorecard, bands, first_of, points, scorecard
from leadlife.rules.tree import Rule, always, never
from leadlife.rules.truth import Truth
from leadlife.rules.verdict import Verdict

__all__ = [
    "Admitted",
    "AtomReading",
    "Comparison",
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
    "first_of",
    "grid",
    "implies",
    "judged",
    "load",
    "never",
    "points",
    "scorecard",
]
