"""What a policy refuses of its matchings: facts that do not exist, and merges by what identifies nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.policy._naming import unknown
from leadlife.policy._sound_rules import wrong_in_rule

if TYPE_CHECKING:
    from leadlife.policy.matching import Matching
    from leadlife.policy.policy import Policy


def problems(policy: Policy[Any]) -> Iterator[str]:
    """What is wrong with the policy's matchings, and how to mend it."""
    for matching in policy.matching:
        yield from (f"matching: {problem}" for problem in _problems(policy, matching))


def _problems(policy: Policy[Any], matching: Matching) -> Iterator[str]:
    if not matching.facts:
        yield "it names no facts, so that all leads would be one: Matching(facts=('email',), ...)"
    if twice := [name for name in dict.fromkeys(matching.facts) if matching.facts.count(name) > 1]:
        yield f"it names the fact {twice[0]!r} twice: once is enough"
    yield from unknown("it compares the fact", matching.facts, policy.facts.model_fields)
    yield from wrong_in_rule(policy, "where", matching.where)
    personal = policy.facts.personal()
    if matching.then == "merge" and matching.facts and personal.isdisjoint(matching.facts):
        same = " and ".join(matching.facts)
        yield (
            f"leads with the same {same} would be merged, though that identifies nobody: compare a personal fact too "
            f"({', '.join(sorted(personal)) or 'mark one: fact(personal=True)'}), or write then='mark'"
        )
