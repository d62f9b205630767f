"""What a policy refuses of moves that are implied: those that nobody could make without being asked for more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.errors import did_you_mean
from leadlife.people import SYSTEM
from leadlife.policy._sound_rules import wrong_in_rule
from leadlife.policy.clock import Touching
from leadlife.policy.transition import Implied, Transition

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def problems(policy: Policy[Any], move: Transition) -> Iterator[str]:
    """What is wrong with what implies a move, each in words that follow its name."""
    for one in move.implied:
        yield from _asks_for_more(move, one)
        yield from _for_nobody(move, one)
        yield from _reason(move, one)
        if not isinstance(one.by, Touching):
            yield from wrong_in_rule(policy, "is implied by a rule that", one.by)


def _asks_for_more(move: Transition, one: Implied) -> Iterator[str]:
    reason = None if one.reason is None else move.reason(one.reason)
    asked = {
        "a comment": move.comment or (reason is not None and reason.comment),
        "a new owner": bool(move.owner),
        "an opportunity": bool(move.opportunity),
        "a value": move.value,
    }
    lacks = " and ".join(what for what, so in asked.items() if so)
    if lacks:
        yield f"is implied, and asks for {lacks}, which nobody gives then: leave implied out, or what it asks for"


def _for_nobody(move: Transition, one: Implied) -> Iterator[str]:
    if not isinstance(one.by, Touching):
        if SYSTEM not in move.by:
            yield "is implied by a rule, and the system may not make it: add SYSTEM to its by=(...)"
        elif move.takes:
            yield "is implied by a rule, and gives the lead to whoever makes it: the system owns none, leave takes out"
    elif not set(move.by) - {SYSTEM}:
        yield "is implied by a touch, and people may not make it: add their team to its by=(...)"


def _reason(move: Transition, one: Implied) -> Iterator[str]:
    codes = [reason.code for reason in move.reasons]
    if one.reason is None:
        if codes and not move.inherits:
            yield f"is implied without a reason: Implied(..., reason=...) with one of {', '.join(codes)}"
        return
    reason = move.reason(one.reason)
    if reason is None:
        yield f"is implied for the reason {one.reason!r}, which it does not take{did_you_mean(one.reason, codes)}"
        return
    by_system = not isinstance(one.by, Touching)
    givers = [who for who in reason.by if (who == SYSTEM) == by_system]
    if reason.by and not givers:
        whom = "SYSTEM" if by_system else "a team of people"
        yield f"is implied for the reason {one.reason!r}, which is others' to give: add {whom} to its by=(...)"
