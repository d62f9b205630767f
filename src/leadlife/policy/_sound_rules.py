"""What a policy refuses of any of its rules: facts, stages and reasons that do not exist, values that no fact has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.errors import InvalidInput
from leadlife.policy._naming import codes_of, stages_of, unknown
from leadlife.rules import Rule, nodes_of
from leadlife.rules.atoms import OneOf

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def wrong_in_rule(
    policy: Policy[Any], said: str, rule: Rule | None, *, of_alert: bool = False
) -> Iterator[str]:
    """What a rule asks for, and the policy does not have; and an event, unless it is an alert's."""
    if rule is None:
        return
    yield from unknown(f"{said} reads the fact", sorted(rule.reads), policy.facts.model_fields)
    for field in sorted(rule.fields, key=str):
        if field.place == "event" and not of_alert:
            yield (
                f"{said} asks about {field}, which is known while an alert is decided and at no other time: "
                "ask about the lead, with facts(...) or about"
            )
    for node in dict.fromkeys(node for node in nodes_of(rule) if isinstance(node, OneOf)):
        yield from _of_the_lead(policy, said, node)
        yield from _of_a_fact(policy, said, node)


def _of_the_lead(policy: Policy[Any], said: str, node: OneOf) -> Iterator[str]:
    """Stages and reasons that a lead of this policy never has."""
    known = {"stage": stages_of, "reason": codes_of}
    if node.field.place == "lead" and node.field.name in known:
        names = known[node.field.name](policy)
        yield from unknown(f"{said} asks whether {node.field} is", map(str, node.values), names)


def _of_a_fact(policy: Policy[Any], said: str, node: OneOf) -> Iterator[str]:
    """Values outside the limits of a fact, which it refuses to be told."""
    info = policy.facts.model_fields.get(node.field.name)
    if node.field.place != "fact" or info is None or not info.metadata:
        return
    for value in node.values:
        try:
            policy.facts.from_values({node.field.name: value})
        except InvalidInput as error:
            yield f"{said} asks whether {node.field} is {value!r}, which it can never be: {error.why}"
