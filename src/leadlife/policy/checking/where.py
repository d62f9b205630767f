"""Where a rule is asked: in which stages the lead is then, and which moves the event may be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from leadlife.policy.alert import Alert
from leadlife.policy.clock import Leaving, Making
from leadlife.policy.policy import Policy
from leadlife.policy.transition import Transition
from leadlife.rules import Ref, Rule, about, always, event

Given: TypeAlias = tuple[tuple[Ref[str], Iterable[str]], ...]
"""What can be read there, and all that it can be."""


def of_move(policy: Policy[Any], move: Transition) -> Given:
    """The lead is where the move starts."""
    return ((about.stage, policy.sources(move)),)


def of_alert(policy: Policy[Any], alert: Alert) -> Given:
    """The moves that it watches, and the stages that they lead to; nothing where it watches anything else."""
    moves = [move for move in policy.moves if any(_sees(policy, one, move) for one in alert.watches)]
    if not all(isinstance(one, Making | Leaving) for one in alert.watches) or not moves:
        return ()  # a capture enters a stage, and is no move
    targets = [move.target for move in moves]
    sources = [source for move in moves for source in policy.sources(move)]
    names = [move.name for move in moves]
    return (
        (about.stage, targets),
        (event.to_stage, targets),
        (event.from_stage, sources),
        (event.move, names),
    )


def supposed(rule: Rule, given: Given) -> Rule:
    """What is sure of all that the rule reads; ``always`` where nothing is."""
    sure = always
    for ref, names in given:
        if ref.field in rule.fields:
            one = ref.one_of(*dict.fromkeys(names))
            sure = one if sure is always else sure & one
    return sure


def _sees(policy: Policy[Any], watch: object, move: Transition) -> bool:
    match watch:
        case Making(moves):
            return move.name in moves
        case Leaving(stage):
            return stage in policy.sources(move) and move.target != stage
    return False
