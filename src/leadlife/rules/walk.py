"""The reference: a rule asked of every completion of what is unknown. Slow, and obviously right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from leadlife.errors import InvalidInput
from leadlife.evidence import Evidence
from leadlife.rules import atoms
from leadlife.rules.atomic import evidence_code, value_code
from leadlife.rules.fading import left_of
from leadlife.rules.fields import Field
from leadlife.rules.kleene import Kleene
from leadlife.rules.looking import value_of
from leadlife.rules.moment import Moment
from leadlife.rules.reads import nodes_of
from leadlife.rules.regions import candidates
from leadlife.rules.tree import Judged, Rule
from leadlife.rules.truth import UNKNOWN, code_of

Answers = tuple[tuple[atoms.ValueAtom, int], ...]


def walk(rule: Rule, evidence: Evidence, moment: Moment) -> int:
    """The code of the rule: met or unmet if it is so in every completion, else unknown.

    A completion answers every unknown fact that a value atom asks about, by one value out of each region. How a fact
    is known (``known``, ``fresh_for``, ``confirmed_by``), what a function judges, what is left of points that fade,
    and an unknown date under ``if_known`` stay as they are. The work grows with the product of the regions.

    :raises InvalidInput: if a fact has too many patterns to try.
    """
    verdicts = {
        _within(rule, evidence, moment, dict(chosen)) for chosen in _completions(rule, evidence, moment)
    }
    return verdicts.pop() if len(verdicts) == 1 else UNKNOWN


def kleene(rule: Rule, evidence: Evidence, moment: Moment) -> int:
    """The code of the rule by Kleene's logic alone."""
    return _within(rule, evidence, moment, {})


def _completions(rule: Rule, evidence: Evidence, moment: Moment) -> Iterator[Answers]:
    asked = split_by_field(rule)
    open_fields = [field for field in asked if value_of(field, evidence) is None]
    choices = []
    for field in open_fields:
        found = candidates(field, asked[field], moment)
        if found is None:
            raise InvalidInput(f"try every value of {field}", "the rule asks too many patterns of it")
        choices.append([tuple(zip(asked[field], region.codes, strict=True)) for region in found])
    return (tuple(itertools.chain.from_iterable(chosen)) for chosen in itertools.product(*choices))


def split_by_field(rule: Rule) -> dict[Field, list[atoms.ValueAtom]]:
    """The different value atoms that a completion answers, by the field that they ask about, in order."""
    found: dict[Field, list[atoms.ValueAtom]] = {}
    for node in nodes_of(rule):
        if isinstance(node, atoms.ValueAtom) and not atoms.lenient(node):
            known = found.setdefault(node.field, [])
            if node not in known:
                known.append(node)
    return found


def _within(rule: Rule, evidence: Evidence, moment: Moment, chosen: Mapping[atoms.ValueAtom, int]) -> int:
    def leaf(node: Rule) -> int:
        found = chosen.get(node) if isinstance(node, atoms.ValueAtom) else None
        return leaf_code(node, evidence, moment) if found is None else found

    return rule.accept(Kleene(leaf, lambda fade: left_of(fade, evidence, moment)))


def leaf_code(node: Rule, evidence: Evidence, moment: Moment) -> int:
    """The code of a leaf, by what is known."""
    match node:
        case atoms.ValueAtom():
            return value_code(node, value_of(node.field, evidence), moment)
        case atoms.EvidenceAtom():
            return evidence_code(node, evidence, moment)
        case Judged():
            return code_of(node.judge(value_of(field, evidence) for field in node.read))
    raise AssertionError(f"{node!r} is no leaf")
