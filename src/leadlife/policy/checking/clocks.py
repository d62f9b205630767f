"""Stages in which nobody is reminded of a lead, and clocks that order what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadlife.people import SYSTEM
from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.walk import State, Walk, givers, said
from leadlife.policy.clock import Clock, Entering, Level, Make, Making, Rest
from leadlife.policy.policy import Policy
from leadlife.policy.transition import Transition


def waits(walk: Walk) -> Iterator[Finding]:
    """Open stages in which a lead can wait for ever without anybody being told."""
    for stage in walk.policy.stages:
        state = walk.first.get(stage.name)
        if state is None or not stage.is_open:
            continue
        told = {clock.name: _silent(walk, clock, stage.name) for clock in walk.policy.clocks}
        if "" in told.values():
            continue
        almost = [f"'{name}' {why}" for name, why in told.items() if why is not None]
        message = "no clock is sure to run in it" + (f": {'; '.join(almost)}" if almost else "")
        yield Finding(
            "warning", "unclocked", stage.name, message, f"{walk.story(state)}{_unanswered(walk, stage.name)}"
        )


def _unanswered(walk: Walk, stage: str) -> str:
    """What nobody does: the first way on that is up to people."""
    ways = [
        move for move in walk.policy.moves_from(stage) if set(move.by) != {SYSTEM} and move.target != stage
    ]
    never = f", never {said(ways[0])}" if ways else ""
    return f"{never}: nothing ever happens"


def _silent(walk: Walk, clock: Clock, stage: str) -> str | None:
    """Why the clock does not see to every lead in the stage; "" if it does, None if it has nothing to do with it."""
    into = [move for move in walk.policy.moves if move.target == stage and move.name in walk.made]
    entering = any(isinstance(one, Entering) and one.stage == stage for one in clock.starters)
    made = {name for one in clock.starters if isinstance(one, Making) for name in one.moves}
    always = bool(into) and stage != walk.policy.initial and {move.name for move in into} <= made
    if not (entering or always) or (clock.scope and stage not in clock.scope):
        return None
    if clock.where is not None:
        return f"runs only where {clock.where}"
    if clock.within is Rest.CLOSE_DATE:
        return "runs only where the opportunity has a close date"
    if clock.within is Rest.COOL_DOWN and not all(move.cools is not None for move in into):
        return "runs only where the lead has a cool-down"
    return "" if any(level.actions for level in clock.levels) else "tells nobody"


def refused_actions(walk: Walk) -> Iterator[Finding]:
    """What clocks order, and is refused where they fire."""
    for clock in walk.policy.clocks:
        for level in clock.levels:
            for action in level.actions:
                if isinstance(action, Make):
                    yield from _refused(walk, clock, level, action)


def _refused(walk: Walk, clock: Clock, level: Level, action: Make) -> Iterator[Finding]:
    """The first state in which the action is refused whatever the lead is like."""
    move = next(one for one in walk.policy.moves if one.name == action.move)
    for state in walk.came:
        if not _runs_in(walk.policy, clock, state.stage) or _is_for_others(walk.policy, state, action):
            continue
        why = _why_refused(walk, state, move, action)
        if why is not None:
            ends = f"and the clock '{clock.name}' runs out: '{move.name}' is refused, and it stays"
            story = f"{walk.story(state)}, {ends}"
            message = f"it makes '{move.name}', which is refused in '{state.stage}': {why}"
            yield Finding("error", "refused", f"{clock.name}.{level.name}", message, story)
            return


def _is_for_others(policy: Policy[Any], state: State, action: Make) -> bool:
    """Whether nothing is done there, as the lead may still come back."""
    return action.exhausted and state.cycle < policy.max_cycles


def _runs_in(policy: Policy[Any], clock: Clock, stage: str) -> bool:
    return stage in clock.scope if clock.scope else policy.stage(stage).is_open


def _why_refused(walk: Walk, state: State, move: Transition, action: Make) -> str | None:
    if state.stage not in walk.policy.sources(move):
        return f"it starts in {', '.join(walk.policy.sources(move))}"
    return _never_by_the_system(walk, move, action) or _out_of_bounds(walk, state, move, action)


def _never_by_the_system(walk: Walk, move: Transition, action: Make) -> str | None:
    """What the system cannot do, or has not got to give."""
    reason = None if action.reason is None else move.reason(action.reason)
    if not walk.possible(move):
        return "its guard can never be met"
    if reason is not None and SYSTEM not in givers(move, reason):
        return f"the system may not give the reason {reason.code!r}"
    missing = {
        "a comment": move.comment or (reason is not None and reason.comment),
        "a new owner": bool(move.owner) and not (move.assign or walk.policy.assignment),
        "the value": move.value,
        "an opportunity": bool(move.opportunity) and not _may_have_one(walk, move),
    }
    lacks = [what for what, asked in missing.items() if asked]
    return f"it asks for {' and '.join(lacks)}, which the system has not got" if lacks else None


def _may_have_one(walk: Walk, move: Transition) -> bool:
    """Whether a lead can have an opportunity from another move."""
    return any(
        one.opportunity and one.name != move.name and one.name in walk.made for one in walk.policy.moves
    )


def _out_of_bounds(walk: Walk, state: State, move: Transition, action: Make) -> str | None:
    """Which bound the move would break there."""
    if action.reason is None and move.reasons and state.reason is None:
        return "there is no setback whose reason it could go on with"
    if any(step.move.name == move.name for step in walk.steps[state]):
        return None if SYSTEM in move.last_by or not walk.is_last(state, move) else _for_some_alone(move)
    if move.returns and state.cycle >= walk.policy.max_cycles:
        return f"the lead has come back {state.cycle} times by then, which is as often as it may"
    if move.after and state.reason not in move.after:
        return f"it may be made after {' or '.join(move.after)} only"
    return f"it was made {move.most} times by then, which is as often as it may be"


def _for_some_alone(move: Transition) -> str:
    who = " or ".join(map(str, move.last_by))
    return f"it would be the last of {move.most} times, which is for {who} alone"
