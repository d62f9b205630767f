"""One thing that happens to a lead, as clocks see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from leadlife.evidence import Evidence
from leadlife.lead import Lead, Opportunity, TouchRecord
from leadlife.people import Actor, Owner
from leadlife.policy.clock import Assigning, Entering, Leaving, Making, Replying, Rest, Touching, Trigger

Signal: TypeAlias = tuple[str, str]
"""What a trigger waits for, and what a happening gives: a kind, and a name."""

_ANY_TOUCH: Signal = ("touch", "")
_ANY_REPLY: Signal = ("reply", "")
_ASSIGNED: Signal = ("assign", "")


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
        case Replying(()):
            yield _ANY_REPLY
        case Replying(kinds):
            yield from (("reply", kind) for kind in kinds)
        case Assigning():
            yield _ASSIGNED


def signals_of_touch(kind: str, *, human: bool, inbound: bool) -> tuple[Signal, ...]:
    """What a contact gives to clocks: only what a human sends, one way or the other, counts."""
    if not human:
        return ()
    return (("reply", kind), _ANY_REPLY) if inbound else (("touch", kind), _ANY_TOUCH)


@dataclass(slots=True)
class Happening:
    """What happened, and the ``stage``, ``owner`` and ``evidence`` afterwards.

    ``lead`` has everything that is told of it; it is ``late`` where some of that happened afterwards.
    ``tells`` says that facts are among what is new. ``passing`` is who got it then, where somebody else has it since.
    """

    at: datetime
    seq: int
    stage: str
    evidence: Evidence
    lead: Lead[Any] | None = None
    late: bool = False
    tells: bool = False
    left: str | None = None
    entered: str | None = None
    move: str | None = None
    contact: tuple[Signal, ...] = ()
    owner: Owner | None = None
    reassigned: bool = False
    passing: Owner | None = None
    cool_down_until: datetime | None = None
    opportunity: Opportunity | None = None

    @property
    def closes_at(self) -> datetime | None:
        """When the opportunity is to be closed, the one that is new or the one that there was."""
        there = self.opportunity or (None if self.lead is None else self.lead.opportunity)
        return None if there is None else there.closes_at

    def until(self, rest: Rest) -> datetime | None:
        """When a target that only the lead knows is over; None where it has none."""
        return self.cool_down_until if rest is Rest.COOL_DOWN else self.closes_at

    def signals(self) -> Sequence[Signal]:
        """What it gives to clocks that wait."""
        given: list[Signal] = [*self.contact]
        if self.left is not None:
            given.append(("leave", self.left))
        if self.entered is not None:
            given.append(("enter", self.entered))
        if self.move is not None:
            given.append(("make", self.move))
        got = self.owner if self.reassigned else self.passing
        if isinstance(got, Actor):
            given.append(_ASSIGNED)
        return given

    def begins(self, signals: Sequence[Signal]) -> Sequence[Signal]:
        """Those of its signals that start clocks: for an owner who does not have it any more, none does."""
        return signals if self.passing is None else [one for one in signals if one != _ASSIGNED]

    def observed_since(self) -> Sequence[datetime]:
        """When facts were observed that had not occurred yet."""
        if not self.late or self.lead is None:
            return ()
        return sorted({one.at for seen in self.lead.told.values() for one in seen if one.at > self.at})

    def touched_since(self) -> Iterator[TouchRecord]:
        """The contacts that were told before it, and occurred no earlier."""
        if self.late and self.lead is not None:
            yield from (touch for touch in self.lead.touches if touch.at >= self.at)
