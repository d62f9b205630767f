"""One thing that happens to a lead, as clocks see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from leadlife.evidence import Evidence
from leadlife.people import Owner
from leadlife.policy.clock import Entering, Leaving, Making, Touching, Trigger

Signal: TypeAlias = tuple[str, str]
"""What a trigger waits for, and what a happening gives: a kind, and a name."""

_ANY_TOUCH: Signal = ("touch", "")


def signals_of(trigger: Trigger) -> Iterator[Signal]:
    """What the trigger waits for: any one of these."""
    match trigger:
        case Entering(stage):
            yield ("enter", stage)
        case Leaving(stage):
            yield ("leave", stage)
        case Making(moves):
            yield from (("make", move) for move in moves)
        case Touching(()):
            yield _ANY_TOUCH
        case Touching(kinds):
            yield from (("touch", kind) for kind in kinds)


@dataclass(slots=True)
class Happening:
    """What happened, and the ``stage``, ``owner`` and ``evidence`` afterwards."""

    at: datetime
    seq: int
    stage: str
    evidence: Evidence
    left: str | None = None
    entered: str | None = None
    move: str | None = None
    touch: str | None = None
    owner: Owner | None = None
    reassigned: bool = False
    cool_down_until: datetime | None = None

    def signals(self) -> frozenset[Signal]:
        """What it gives to clocks that wait."""
        given: list[Signal] = []
        if self.left is not None:
            given.append(("leave", self.left))
        if self.entered is not None:
            given.append(("enter", self.entered))
        if self.move is not None:
            given.append(("make", self.move))
        if self.touch is not None:
            given += [("touch", self.touch), _ANY_TOUCH]
        return frozenset(given)
