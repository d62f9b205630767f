"""What a rule reads: every node of it, and every field that a node asks about."""

from __future__ import annotations

from collections.abc import Iterator

from leadlife.rules.atoms import EvidenceAtom, ValueAtom
from leadlife.rules.fields import Field
from leadlife.rules.scorecard import Bands, Entry, Points, Scorecard, Threshold
from leadlife.rules.tree import And, AtLeast, Criterion, Judged, Not, Or, Rule


def parts_of(rule: Rule) -> tuple[Rule, ...]:
    """The rules that a node is made of, in order; an atom has none."""
    match rule:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            return parts
        case Not(part) | Criterion(_, part, _):
            return (part,)
        case Threshold(card):
            return tuple(points.rule for points in points_in(card))
    return ()


def points_in(entry: Entry) -> Iterator[Points]:
    """Every rule with points in an entry of a scorecard, in order."""
    match entry:
        case Points():
            yield entry
        case Bands(_, bands):
            yield from bands
        case Scorecard(_, entries):
            for inner in entries:
                yield from points_in(inner)


def nodes_of(rule: Rule) -> Iterator[Rule]:
    """The rule and all of its parts, from the root, each as often as it occurs."""
    yield rule
    for part in parts_of(rule):
        yield from nodes_of(part)


def fields_read(rule: Rule) -> frozenset[Field]:
    """Every field that the rule reads."""
    return frozenset(field for node in nodes_of(rule) for field in _fields_at(node))


def _fields_at(node: Rule) -> tuple[Field, ...]:
    match node:
        case ValueAtom() | EvidenceAtom():
            return (node.field,)
        case Judged():
            return node.read
        case Threshold(card):
            return tuple(points.fade.field for points in points_in(card) if points.fade)
    return ()
