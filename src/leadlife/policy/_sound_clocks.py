"""What a policy refuses of its clocks: stages and moves that do not exist, levels out of order, nobody's calendars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from leadlife.errors import did_you_mean
from leadlife.people import SYSTEM, Queue, Role
from leadlife.policy._naming import moves_of, repeats, stages_of, unknown
from leadlife.policy._sound_rules import wrong_in_rule
from leadlife.policy.clock import Clock, Entering, Leaving, Make, Making, Rest
from leadlife.rules import Rule
from leadlife.worktime import Span, WorkCalendar

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def problems(policy: Policy[Any], clock: Clock) -> Iterator[str]:
    """What is wrong with one clock, each in words that follow its name."""
    if not clock.starters or not clock.stoppers:
        yield "needs something that starts it and something that stops it"
    for trigger in (*clock.starters, *clock.stoppers):
        yield from named(policy, trigger)
    yield from unknown("lives during the stage", clock.during, stages_of(policy))
    yield from repeats("level", [level.name for level in clock.levels], within=True)
    yield from wrong_in_rule(policy, "where", clock.where)
    yield from wrong_in_rule(policy, "pauses", clock.pauses)
    yield from _levels(clock)
    for level in clock.levels:
        for action in level.actions:
            if isinstance(action, Make):
                yield from (f"at level {level.name!r} {problem}" for problem in _make(policy, action))


def named(policy: Policy[Any], trigger: object) -> Iterator[str]:
    """Stages and moves that a trigger names, and the policy does not have."""
    match trigger:
        case Entering(stage) | Leaving(stage):
            yield from unknown("names the stage", (stage,), stages_of(policy))
        case Making(()):
            yield "waits for making() without a move: name one or more, such as making('accept')"
        case Making(moves):
            yield from unknown("names the move", moves, moves_of(policy))


def calendar(policy: Policy[Any], whose: object, one: object) -> Iterator[str]:
    """What is wrong with one entry of the policy's calendars."""
    if not isinstance(one, WorkCalendar):
        yield f"{one!r} is no WorkCalendar: write (SALES, WorkCalendar('Europe/Berlin', ...))"
    if isinstance(whose, Rule):
        yield from wrong_in_rule(policy, "the rule", whose)
    elif not whose or not isinstance(whose, str | Role | Queue):
        yield f"{whose!r} is nobody's: name a rule, a team, a role or a queue"


def _levels(clock: Clock) -> Iterator[str]:
    if not clock.levels:
        yield "has no levels: leave levels out, or give it a breach()"
    elif all(level.at is not None for level in clock.levels):
        yield "has no level at its target, and would never be found late: add breach() to its levels"
    if isinstance(clock.within, Rest):
        if any(level.at is not None for level in clock.levels):
            yield f"runs {clock.within.words}, which differs from lead to lead: it can have a breach() only"
        return
    kinds = [
        0 if isinstance(level.at, float | int) else 1 if level.at is None else 2 for level in clock.levels
    ]
    shares = [level.at for level in clock.levels if isinstance(level.at, float | int)]
    if shares != sorted(shares) or (
        0 in kinds and 1 in kinds and kinds.index(1) < len(kinds) - 1 - kinds[::-1].index(0)
    ):
        yield "has its levels out of order: warn at growing shares, then breach(), then later(...)"
    yield from _spans(clock, clock.within)


def _spans(clock: Clock, within: Span) -> Iterator[str]:
    """Levels at spans against each other and the target, where both are counted in the same time."""
    spans = [(level.name, within if level.at is None else level.at) for level in clock.levels]
    told = [(name, span) for name, span in spans if isinstance(span, Span)]
    for (first, earlier), (second, after) in pairwise(told):
        one, other = _size(earlier), _size(after)
        if one[0] == other[0] and one[1] >= other[1]:
            yield (
                f"has its levels out of order: {first!r} at {earlier} does not come before {second!r} at {after}; "
                "list them in the order in which they are due"
            )


def _size(span: Span) -> tuple[object, float]:
    """What the span is counted in, and how much of it: comparable where the first is the same."""
    return (span.unit, span.amount) if span.length is None else (span.is_working, span.length.total_seconds())


def _make(policy: Policy[Any], action: Make) -> Iterator[str]:
    move = next((one for one in policy.moves if one.name == action.move), None)
    if move is None:
        yield from unknown("makes the move", (action.move,), moves_of(policy))
        return
    if SYSTEM not in move.by:
        yield f"makes the move {move.name!r}, which the system may not make: add SYSTEM to its by=(...)"
    if move.takes and not move.owner:
        owns = "gives the lead to whoever makes it, and the system owns none: leave takes out of the move"
        yield f"makes the move {move.name!r}, which {owns}"
    if action.reason is not None and move.reason(action.reason) is None:
        codes = [reason.code for reason in move.reasons]
        near = did_you_mean(action.reason, codes)
        yield f"gives the reason {action.reason!r}, which {move.name!r} does not take{near}"
    if action.reason is None and move.reasons and not move.inherits:
        yield f"makes the move {move.name!r} without a reason: make({move.name!r}, reason=...)"
