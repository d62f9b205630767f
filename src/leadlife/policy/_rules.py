"""Every rule of a policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.policy._route_words import route_rules
from leadlife.policy._scorecards import cards_of
from leadlife.policy.transition import Transition
from leadlife.rules import Rule
from leadlife.rules.reads import points_in

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def rules_of(policy: Policy[Any]) -> Iterator[Rule]:
    """All that it asks, of leads and events, as often as it does."""
    yield from policy.definitions.values()
    asked = (rule for move in policy.moves for rule in (move.guard, move.wakes, *_implying(move)))
    limits = (rule for clock in policy.clocks for rule in (clock.where, clock.pauses))
    watched = (rule for alert in policy.alerts for rule in alert.rules)
    matched = (matching.where for matching in policy.matching)
    yield from (
        rule for rule in (*asked, *route_rules(policy), *limits, *watched, *matched) if rule is not None
    )
    cards = (card for score in policy.scores.values() for card in cards_of(score))
    yield from (points.rule for card in cards for points in points_in(card))


def _implying(move: Transition) -> Iterator[Rule]:
    yield from (one.by for one in move.implied if isinstance(one.by, Rule))
