"""A rule without one of its parts."""

from __future__ import annotations

from dataclasses import replace

from leadlife.rules.build import all_of, any_of
from leadlife.rules.scorecard import Bands, Entry, Points, Scorecard, Threshold
from leadlife.rules.tree import And, AtLeast, Criterion, Not, Or, Rule


def without_part(rule: Rule, node: And | Or, part: Rule) -> Rule:
    """The rule with ``part`` left out of ``node``, wherever that occurs in it."""
    if rule == node:
        join = all_of if isinstance(node, And) else any_of
        return join(*(other for other in node.parts if other is not part))
    match rule:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            return replace(rule, parts=tuple(without_part(one, node, part) for one in parts))
        case Not(one):
            return Not(without_part(one, node, part))
        case Criterion():
            return replace(rule, rule=without_part(rule.rule, node, part))
        case Threshold():
            return replace(rule, card=_card(rule.card, node, part))
    return rule


def _card(card: Scorecard, node: And | Or, part: Rule) -> Scorecard:
    return replace(card, entries=tuple(_entry(entry, node, part) for entry in card.entries))


def _entry(entry: Entry, node: And | Or, part: Rule) -> Entry:
    match entry:
        case Points():
            return replace(entry, rule=without_part(entry.rule, node, part))
        case Bands():
            bands = (replace(one, rule=without_part(one.rule, node, part)) for one in entry.bands)
            return replace(entry, bands=tuple(bands))
        case Scorecard():
            return _card(entry, node, part)
