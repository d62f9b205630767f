"""How to ask a person for a fact: in the words of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from leadlife.policy._describing import rules_of
from leadlife.rules.reads import nodes_of
from leadlife.rules.tree import Criterion

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def questions(policy: Policy[Any]) -> Mapping[str, str]:
    """By fact: the question of the smallest criterion that reads it, else what the facts say of it."""
    described = {name: one.description for name, one in policy.facts.model_fields.items() if one.description}
    asked: dict[str, Criterion] = {}
    for rule in rules_of(policy):
        for node in nodes_of(rule):
            if isinstance(node, Criterion) and node.ask:
                for name in node.reads:
                    before = asked.get(name)
                    if before is None or len(node.reads) < len(before.reads):
                        asked[name] = node
    return {**described, **{name: one.ask for name, one in asked.items() if one.ask}}
