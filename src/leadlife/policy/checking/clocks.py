"""Stages in which nobody is reminded of a lead, and clocks that order what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadlife.people import SYSTEM
from leadlife.policy._triggers import listed, trigger_of
from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.running import Running, unattended
from leadlife.policy.checking.walk import State, Walk, givers, said, unmade
from leadlife.policy.clock import Clock, Level, Make, Rest, entering
from leadlife.policy.policy import Policy
from leadlife.policy.transition import Transition


def waits(walk: Walk) -> Iterator[Finding]:
    """Open stages in which a lead can wait for ever without anybody being told."""
    clocks = tuple(Running(walk, clock) for clock in walk.policy.clocks)
    alone = unattended(walk, [one for one in clocks if _why_not_sure(one.clock) is None])
    for stage in walk.policy.stages:
        if stage.name in alone:
            almost = [
                f"'{one.clock.name}' {why}" for one in clocks if (why := _silent(walk, one, stage.name))
            ]
            message = "no clock is sure to run in it" + (f": {'; '.join(almost)}" if almost else "")
            story = f"{walk.story(walk.first[stage.name])}{_unanswered(walk, stage.name)}"
            yield Finding("warning", "unclocked", stage.name, message, story)


def _unanswered(walk: Walk, stage: str) -> str:
    """What nobody does: the first way on that is up to people."""
    ways = [
        move for move in walk.policy.moves_from(stage) if set(move.by) != {SYSTEM} and move.target != stage
    ]
    never = "" if not ways else f", never {said(ways[0])}" if ways[0].past else f", and {unmade(ways[0])}"
    return f"{never}: nothing ever happens"


def _why_not_sure(clock: Clock) -> str | None:
    """Why the clock, where it is started, does not see to every lead; None if it does."""
    if clock.where is not None:
        return f"runs only where {clock.where}"
    if clock.within is Rest.CLOSE_DATE:
        return "runs only where the opportunity has a close date"
    actions = [action for level in clock.levels for action in level.actions]
    if not actions:
        return "tells nobody"
    if all(isinstance(action, Make) and action.exhausted for action in actions):
        return "does something only for leads that have come back as often as they may"
    return None


def _silent(walk: Walk, running: Running, stage: str) -> str | None:
    """Why a clock that begins there does not see to every lead; None if it has nothing to do with the stage."""
    into = [
        (source, step)
        for source, steps in walk.out.items()
        for step in steps
        if step.to.stage == stage != source
    ]
    clock = running.clock
    first = stage == walk.policy.initial and running.begins_at_capture()
    begun = [running.after(source, step, False) for source, step in into]
    if not first and not any(begun):
        return "runs only where the lead has a cool-down" if _would_rest(clock, stage) else None
    if (why := _why_not_sure(clock)) is not None:
        return why
    if not all(begun):
        ways = dict.fromkeys(step.move.name for (_, step), runs in zip(into, begun, strict=True) if not runs)
        return f"does not begin with {listed(ways, 'or')}"
    ends = next(running.ends_in(stage), None)
    return None if ends is None else f"is over with {trigger_of(ends)}, and the lead may stay"


def _would_rest(clock: Clock, stage: str) -> bool:
    return clock.within is Rest.COOL_DOWN and entering(stage) in clock.starters


def refused_actions(walk: Walk) -> Iterator[Finding]:
    """What clocks order, and is refused where they fire."""
    for clock in walk.policy.clocks:
        for level in clock.levels:
            for action in level.actions:
                if isinstance(action, Make):
                    yield from _refused(walk, clock, level, action)


def _refused(walk: Walk, clock: Clock, level: Level, action: Make) -> Iterator[Finding]:
    """The first state in which the action is refused whatever the lead is like."""
    move = walk.policy.move(action.move)
    for state, story in Running(walk, clock).soonest():
        if _is_for_others(walk.policy, state, action):
            continue
        why = _why_refused(walk, state, move, action)
        if why is not None:
            ends = f"and the clock '{clock.name}' runs out: '{move.name}' is refused, and it stays"
            message = f"it makes '{move.name}', which is refused in '{state.stage}': {why}"
            yield Finding("error", "refused", f"{clock.name}.{level.name}", message, f"{story}, {ends}")
            return


def _is_for_others(policy: Policy[Any], state: State, action: Make) -> bool:
    """Whether nothing is done there, as the lead may still come back."""
    return action.exhausted and state.cycle < policy.max_cycles


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
