"""What a policy refuses of its alerts: what does not exist, in what they watch and in what they ask of an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.errors import did_you_mean
from leadlife.policy._naming import codes_of, moves_of, stages_of, unknown
from leadlife.policy._sound_clocks import named
from leadlife.policy._sound_rules import wrong_in_rule
from leadlife.policy.alert import Alert
from leadlife.policy.clock import Entering, Leaving, Making
from leadlife.policy.transition import Transition
from leadlife.policy.watch import Reaching, Telling, Watch
from leadlife.rules import Rule, nodes_of
from leadlife.rules.atoms import OneOf

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def problems(policy: Policy[Any], alert: Alert) -> Iterator[str]:
    """What is wrong with one alert, each in words that follow its name."""
    for watch in alert.watches:
        match watch:
            case Telling(facts):
                yield from unknown("watches the fact", facts, policy.facts.model_fields)
            case Reaching(clock, levels):
                yield from _reaching(policy, clock, levels)
            case Making(moves) if moves:
                yield from unknown("watches the move", moves, moves_of(policy))
            case _:
                yield from named(policy, watch)
    for rule in alert.rules:
        yield from wrong_in_rule(policy, "has a rule that", rule, of_alert=True)
        yield from _of_event(policy, alert, rule)


def _reaching(policy: Policy[Any], name: str, levels: tuple[str, ...]) -> Iterator[str]:
    clock = policy.find_clock(name)
    if clock is None:
        yield from unknown("watches the clock", (name,), (one.name for one in policy.clocks))
        return
    yield from unknown(
        f"watches, of the clock {name!r}, the level", levels, (one.name for one in clock.levels)
    )


def _of_event(policy: Policy[Any], alert: Alert, rule: Rule) -> Iterator[str]:
    """Names that an event is asked to have, and never can."""
    known = {
        "move": moves_of(policy),
        "from_stage": stages_of(policy),
        "to_stage": stages_of(policy),
        "clock": {clock.name for clock in policy.clocks},
        "level": {level.name for clock in policy.clocks for level in clock.levels},
    }
    watched = _watched(policy, alert)
    if watched is not None:
        known["reason"] = codes_of(policy)
    for node in nodes_of(rule):
        if isinstance(node, OneOf) and node.field.place == "event" and node.field.name in known:
            if node.field.name == "reason" and watched is not None:
                yield from _others_reasons(policy, node, watched)
            what = node.field.label.removeprefix("from ").removeprefix("to ")
            names = (str(value) for value in node.values)
            yield from unknown(f"asks whether {node.field} is the {what}", names, known[node.field.name])


def _watched(policy: Policy[Any], alert: Alert) -> tuple[Transition, ...] | None:
    """The moves that can set the alert off; None where something else can."""
    if not all(isinstance(one, Making | Entering | Leaving) for one in alert.watches):
        return None
    return tuple(move for move in policy.moves if any(_sets_off(policy, move, one) for one in alert.watches))


def _sets_off(policy: Policy[Any], move: Transition, watch: Watch) -> bool:
    match watch:
        case Making(moves):
            return move.name in moves
        case Entering(stage):
            return move.target == stage
        case Leaving(stage):
            return stage in policy.sources(move)
    return False


def _others_reasons(policy: Policy[Any], node: OneOf, watched: tuple[Transition, ...]) -> Iterator[str]:
    """Reasons that the policy has, though none of the moves that set the alert off takes them."""
    if any(move.inherits for move in watched):
        return
    taken = {reason.code for move in watched for reason in move.reasons}
    names = " or ".join(f"'{move.name}'" for move in watched) or "any move"
    for code in map(str, node.values):
        if code in codes_of(policy) - taken:
            yield f"asks whether {node.field} is {code!r}, which is no reason of {names}{did_you_mean(code, taken)}"
