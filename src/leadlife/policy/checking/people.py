"""Moves that nobody may make, and reasons that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from leadlife.people import SYSTEM
from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.walk import Walk, givers, said, unmade
from leadlife.policy.clock import Make
from leadlife.policy.reason import Reason
from leadlife.policy.transition import Transition
from leadlife.rules import Rule


def giveable(move: Transition) -> bool:
    """Whether somebody who may make the move may give one of its reasons."""
    return not move.reasons or move.inherits or any(givers(move, reason) for reason in move.reasons)


def nobodys_moves(walk: Walk) -> Iterator[Finding]:
    """Moves and reasons that are for nobody."""
    by_clocks = {
        action.move
        for clock in walk.policy.clocks
        for level in clock.levels
        for action in level.actions
        if isinstance(action, Make)
    }
    for move in walk.policy.moves:
        story = f"{walk.before(move)}, and {unmade(move)}: nobody may"
        if not giveable(move):
            yield Finding(
                "error", "nobody", move.name, "nobody who may make it may give one of its reasons", story
            )
            continue
        yield from _nobodys_reasons(walk, move)
        by_rules = any(isinstance(one.by, Rule) for one in move.implied)
        if set(move.by) == {SYSTEM} and move.name not in by_clocks and not by_rules:
            message = "only the system may make it, and no clock does: give it a clock, or a team in by=(...)"
            yield Finding("warning", "nobody", move.name, message, story)
        elif _starts(walk, move) and walk.possible(move) and move.name not in walk.made:
            yield Finding("error", "nobody", move.name, f"no lead comes there {_asked(move)}", story)


def _asked(move: Transition) -> str:
    return (
        f"for {' or '.join(move.after)}, after which alone it may be made"
        if move.after
        else "in time to make it"
    )


def _nobodys_reasons(walk: Walk, move: Transition) -> Iterator[Finding]:
    for reason in move.reasons:
        if not givers(move, reason):
            who = " or ".join(map(str, reason.by))
            message = f"it is given by {who}, who may not make the move"
            story = f"{walk.before(move)}, and {unmade(move, reason.code)}: nobody may"
            yield Finding("warning", "nobody", f"{move.name}.{reason.code}", message, story)


def dead_ends(walk: Walk) -> Iterator[Finding]:
    """Reasons after which there is nothing to do, or not what they say comes next."""
    for move in walk.policy.moves:
        if not _starts(walk, move):
            continue
        for reason in move.reasons:
            why = _nowhere(walk, move, reason)
            if why is not None:
                story = f"{walk.before(move)}, {said(move, reason.code)}: {why}"
                yield Finding("warning", "dead_end", f"{move.name}.{reason.code}", why, story)


def _nowhere(walk: Walk, move: Transition, reason: Reason) -> str | None:
    """Why the reason leads nowhere; None if it leads on, or the lead is closed by it."""
    policy = walk.policy
    if reason.then is None:
        ways = [one for one in policy.moves_from(move.target) if one.target != move.target]
        closed = not policy.stage(move.target).is_open
        return (
            None
            if ways or closed
            else f"it does not say what comes next, and nothing leads out of {move.target!r}"
        )
    then = policy.find_move(reason.then)
    if then is None:  # a verb of the engine: it takes a lead in any stage
        return None
    if move.target not in policy.sources(then):
        return f"what comes next is '{then.name}', which cannot be made in {move.target!r}"
    if move.setback and then.after and reason.code not in then.after:
        return f"what comes next is '{then.name}', which may be made after {' or '.join(then.after)} only"
    return None if walk.possible(then) else f"what comes next is '{then.name}', which can never be made"


def _starts(walk: Walk, move: Transition) -> bool:
    return any(source in walk.first for source in walk.policy.sources(move))
