"""What a policy refuses at construction: names that do not exist, moves nobody can make, levels out of order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.people import SYSTEM
from leadlife.policy.clock import Clock, Entering, Leaving, Make, Making, Rest
from leadlife.policy.transition import ANY_OPEN, Transition
from leadlife.rules import Rule

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def require_sound(policy: Policy[Any]) -> None:
    """Pass, or say what is wrong and how to mend it.

    :raises DefinitionError: at the first contradiction.
    """
    for problem in _problems(policy):
        raise DefinitionError(f"policy {policy.name!r}: {problem}")


def _problems(policy: Policy[Any]) -> Iterator[str]:
    if not policy.name or not policy.version:
        yield "it needs a name and a version: Policy(name='acme', version='2026-11', ...)"
    if not policy.stages:
        yield "it has no stages; a lead begins in the first one"
    if policy.max_cycles < 0:
        yield f"max_cycles={policy.max_cycles}: a lead comes back 0 times or more"
    yield from _repeats("stage", [stage.name for stage in policy.stages])
    yield from _repeats("move", [move.name for move in policy.moves])
    yield from _repeats("clock", [clock.name for clock in policy.clocks])
    yield from _repeats("alert", [alert.name for alert in policy.alerts])
    for move in policy.moves:
        yield from (f"move {move.name!r} {problem}" for problem in _move(policy, move))
    for clock in policy.clocks:
        yield from (f"clock {clock.name!r} {problem}" for problem in _clock(policy, clock))
    for alert in policy.alerts:
        yield from _unknown(f"alert {alert.name!r} watches the move", alert.on, _moves(policy))
        yield from (f"alert {alert.name!r} {problem}" for problem in _rule(policy, "where", alert.where))
    for name, rule in policy.definitions.items():
        yield from _rule(policy, f"definition {name!r}", rule)
    if policy.recontact is not None:
        yield from _unknown("recontact names the fact", (policy.recontact,), policy.facts.model_fields)


def _repeats(what: str, names: list[str]) -> Iterator[str]:
    for name in names:
        if not name:
            yield f"a {what} has an empty name"
    for name in {name for name in names if names.count(name) > 1}:
        yield f"two {what}s are called {name!r}: give one of them another name"


def _unknown(said: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there = set(known)
    for name in names:
        if name not in there:
            yield f"{said} {name!r}, which does not exist{did_you_mean(name, there)}"


def _rule(policy: Policy[Any], said: str, rule: Rule | None) -> Iterator[str]:
    if rule is not None:
        yield from _unknown(f"{said} reads the fact", sorted(rule.reads), policy.facts.model_fields)


def _stages(policy: Policy[Any]) -> set[str]:
    return {stage.name for stage in policy.stages}


def _moves(policy: Policy[Any]) -> set[str]:
    return {move.name for move in policy.moves}


def _codes(policy: Policy[Any]) -> set[str]:
    return {reason.code for move in policy.moves for reason in move.reasons}


def _move(policy: Policy[Any], move: Transition) -> Iterator[str]:
    stages = _stages(policy)
    if not move.sources:
        yield "starts nowhere: name its sources, or ANY_OPEN"
    if not move.by:
        yield "may be made by nobody: name a team or role in by=(...)"
    yield from _unknown("starts in the stage", (name for name in move.sources if name != ANY_OPEN), stages)
    yield from _unknown("leads to the stage", (move.target,), stages)
    yield from _unknown("may follow the reason", move.after, _codes(policy) | _moves(policy))
    yield from _repeats("reason", [reason.code for reason in move.reasons])
    if move.most is not None and move.most < 1:
        yield f"may be made most={move.most} times: leave it out, or allow it at least once"
    if move.hold is not None:
        yield from _unknown("holds the clock", (move.hold.clock,), (clock.name for clock in policy.clocks))
    yield from _rule(policy, "has a guard that", move.guard)
    yield from _rule(policy, "has a wakes rule that", move.wakes)
    for reason in move.reasons:
        if reason.then is not None:
            yield from _unknown(
                f"has the reason {reason.code!r}, which leads to the move", (reason.then,), _moves(policy)
            )
        if reason.cool_down is not None and reason.cool_down.until is not None:
            known = policy.facts.model_fields
            yield from _unknown(
                f"has the reason {reason.code!r}, which waits for the fact", (reason.cool_down.until,), known
            )


def _clock(policy: Policy[Any], clock: Clock) -> Iterator[str]:
    if not clock.starters or not clock.stoppers:
        yield "needs something that starts it and something that stops it"
    for trigger in (*clock.starters, *clock.stoppers):
        match trigger:
            case Entering(stage) | Leaving(stage):
                yield from _unknown("names the stage", (stage,), _stages(policy))
            case Making(moves):
                yield from _unknown("names the move", moves, _moves(policy))
    yield from _unknown("lives during the stage", clock.during, _stages(policy))
    yield from _repeats("level", [level.name for level in clock.levels])
    yield from _rule(policy, "where", clock.where)
    yield from _rule(policy, "pauses", clock.pauses)
    yield from _levels(clock)
    for level in clock.levels:
        for action in level.actions:
            if isinstance(action, Make):
                yield from (f"at level {level.name!r} {problem}" for problem in _make(policy, action))


def _levels(clock: Clock) -> Iterator[str]:
    if not clock.levels:
        yield "has no levels: leave levels out, or give it a breach()"
    if isinstance(clock.within, Rest) and any(level.at is not None for level in clock.levels):
        yield "runs for the cool-down, whose length differs from lead to lead: it can have a breach() only"
    kinds = [
        0 if isinstance(level.at, float | int) else 1 if level.at is None else 2 for level in clock.levels
    ]
    shares = [level.at for level in clock.levels if isinstance(level.at, float | int)]
    if shares != sorted(shares) or (
        0 in kinds and 1 in kinds and kinds.index(1) < len(kinds) - 1 - kinds[::-1].index(0)
    ):
        yield "has its levels out of order: warn at growing shares, then breach(), then later(...)"


def _make(policy: Policy[Any], action: Make) -> Iterator[str]:
    move = next((one for one in policy.moves if one.name == action.move), None)
    if move is None:
        yield from _unknown("makes the move", (action.move,), _moves(policy))
        return
    if SYSTEM not in move.by:
        yield f"makes the move {move.name!r}, which the system may not make: add SYSTEM to its by=(...)"
    if action.reason is not None and move.reason(action.reason) is None:
        codes = [reason.code for reason in move.reasons]
        near = did_you_mean(action.reason, codes)
        yield f"gives the reason {action.reason!r}, which {move.name!r} does not take{near}"
    if action.reason is None and move.reasons and not move.inherits:
        yield f"makes the move {move.name!r} without a reason: make({move.name!r}, reason=...)"
