"""Names that a policy speaks of: none twice, and none that does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from leadlife.errors import did_you_mean
from leadlife.rules import Rule

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def repeats(what: str, names: list[str]) -> Iterator[str]:
    """Names that are empty, or given twice."""
    for name in names:
        if not name:
            yield f"a {what} has an empty name"
    for name in {name for name in names if names.count(name) > 1}:
        yield f"two {what}s are called {name!r}: give one of them another name"


def unknown(said: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Names of what does not exist."""
    there = set(known)
    for name in names:
        if name not in there:
            yield f"{said} {name!r}, which does not exist{did_you_mean(name, there)}"


def unknown_facts(policy: Policy[Any], said: str, rule: Rule | None) -> Iterator[str]:
    """Facts that a rule reads, and the policy does not have."""
    if rule is not None:
        yield from unknown(f"{said} reads the fact", sorted(rule.reads), policy.facts.model_fields)


def stages_of(policy: Policy[Any]) -> set[str]:
    return {stage.name for stage in policy.stages}


def moves_of(policy: Policy[Any]) -> set[str]:
    return {move.name for move in policy.moves}
