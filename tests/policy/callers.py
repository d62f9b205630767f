"""A small policy of callers, in which a touch takes a lead on and a rule lets it go; and one that calls accept."""

from __future__ import annotations

from typing import Any

from leadlife import (
    ANY_OPEN,
    OWNER,
    SALES,
    SYSTEM,
    Clock,
    Implied,
    Milestone,
    Policy,
    Reason,
    Stage,
    Transition,
    breach,
    entering,
    facts,
    notify,
    touch,
    working_hours,
)
from tests.lives import OFFICE, Facts, standard

F = facts(Facts)
CALLS_ACCEPT = standard().with_move("accept", implied=(Implied(touch("call", "meeting")),))


def tele(**changes: Any) -> Policy[Facts]:
    """The first call takes a lead on; a clock that begins then waits for a call."""
    parts: dict[str, Any] = {
        "name": "tele",
        "version": "1",
        "facts": Facts,
        "calendar": OFFICE,
        "stages": (
            Stage("list", Milestone.RAW),
            Stage("calling", Milestone.MRL),
            Stage("sold", Milestone.WON),
            Stage("out", Milestone.DISQUALIFIED),
        ),
        "moves": (
            Transition(
                name="take", sources=("list",), target="calling", by=(SALES,), implied=(Implied(touch()),)
            ),
            Transition(name="sell", sources=("calling",), target="sold", by=(SALES, SYSTEM)),
            Transition(
                name="drop",
                sources=(ANY_OPEN,),
                target="out",
                by=(SALES, SYSTEM),
                setback=True,
                reasons=(Reason("small", by=(SYSTEM,)), Reason("dull")),
                implied=(Implied(F.seats < 5, reason="small"),),
            ),
        ),
        "clocks": (
            Clock(
                name="call",
                starts=entering("calling"),
                stops=touch("call"),
                within=working_hours(4),
                levels=(breach(notify(OWNER)),),
            ),
        ),
    }
    return Policy(**{**parts, **changes})
