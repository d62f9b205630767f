"""What a policy refuses of its scores: what is no score, a name that is empty, facts that it does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.policy._naming import unknown
from leadlife.policy._scorecards import cards_of
from leadlife.policy._sound_rules import wrong_in_rule
from leadlife.rules.reads import points_in

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def problems(policy: Policy[Any]) -> Iterator[str]:
    """What is wrong with the scores of a policy."""
    for name, score in policy.scores.items():
        if not isinstance(name, str) or not name.strip():
            yield f"scores has the name {name!r}: people call a score by a name, such as 'fit'"
        for card in cards_of(score):
            for points in points_in(card):
                yield from wrong_in_rule(policy, f"score {name!r}", points.rule)
                if points.fade is not None and points.fade.field.place == "fact":
                    fact = points.fade.field.name
                    yield from unknown(
                        f"score {name!r} fades with the fact", (fact,), policy.facts.model_fields
                    )
