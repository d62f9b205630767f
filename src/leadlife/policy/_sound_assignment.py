"""What a policy refuses of who gets a lead: routes to nobody, facts that do not exist, a last time without a bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.people import Queue, Role, Who
from leadlife.policy._naming import unknown
from leadlife.policy._sound_rules import wrong_in_rule
from leadlife.policy.assignment import GivenTo, RoundRobin, Route, may_own
from leadlife.policy.clock import Reassign

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy
    from leadlife.policy.transition import Transition


def of_policy(policy: Policy[Any]) -> Iterator[str]:
    """What is wrong with the routes that the whole policy has."""
    for route in policy.assignment:
        yield from (f"assignment: {problem}" for problem in _route(policy, route))
        asking = [move for move in policy.moves if move.owner and not move.assign]
        if asking and not any(_fits(route, move.owner) for move in asking):
            who = " or ".join(dict.fromkeys(str(one) for move in asking for one in move.owner))
            asked = tuple(one for move in asking for one in move.owner)
            yield (
                f"assignment: {_spelled(route)} fits no move that asks for an owner: they go to {who}"
                f"{_meant(route, asked)}"
            )
    if policy.assignment:
        return
    for clock in policy.clocks:
        for level in clock.levels:
            if any(isinstance(action, Reassign) and action.choose is None for action in level.actions):
                yield (
                    f"clock {clock.name!r} at level {level.name!r} reassigns by the policy's routes, and there are "
                    "none: assignment=(round_robin('dach'),), or reassign(a_function)"
                )


def of_move(policy: Policy[Any], move: Transition) -> Iterator[str]:
    """What is wrong with what one move says of its owners and its minimum information, in words after its name."""
    yield from unknown("requires the fact", move.requires, policy.facts.model_fields)
    if move.assign and not move.owner:
        yield "has routes in assign, and asks for no owner: name who may own it, as in owner=(SALES,)"
    for route in move.assign:
        yield from (f"assign: {problem}" for problem in _route(policy, route))
        if move.owner and not _fits(route, move.owner):
            who = ", ".join(map(str, move.owner))
            yield f"assign: {_spelled(route)} cannot own it: it goes to {who}{_meant(route, move.owner)}"
    if move.last_by and move.most is None:
        yield "has last_by and no most: say how often it may be made, as in most=3"
    for one in move.last_by:
        if not any(_within(one, other) for other in move.by):
            yield f"is made for the last time by {one}, who may not make it: add them to by=(...)"


def _route(policy: Policy[Any], route: Route) -> Iterator[str]:
    if isinstance(route, RoundRobin) and not route.group:
        yield "a round robin goes round a group: round_robin('dach')"
    yield from wrong_in_rule(policy, f"{route.name!r}", route.where)


def _fits(route: Route, who: tuple[Who, ...]) -> bool:
    """Whether the route can give an owner who may have the lead: of the others, only the day can tell."""
    return not isinstance(route, GivenTo) or may_own(route.owner, who)


def _spelled(route: Route) -> str:
    """The route, with the team of its queue: that is easily left out."""
    queue = route.owner if isinstance(route, GivenTo) else None
    return f"{route.name!r} (of {queue.team})" if isinstance(queue, Queue) else repr(route.name)


def _meant(route: Route, who: tuple[Who, ...]) -> str:
    """How to write the queue so that it fits."""
    if not isinstance(route, GivenTo) or not isinstance(route.owner, Queue):
        return ""
    team = who[0].team if isinstance(who[0], Role) else who[0]
    return f"; write Queue({route.owner.name!r}, {str(team)!r})"


def _within(one: Who, other: Who) -> bool:
    """Whether whoever is the one is the other too, or may be."""
    if isinstance(other, Role):
        return one == other
    return (one.team if isinstance(one, Role) else one) == other
