"""A small process that gives leads out, people who get them, and what the tests ask of the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leadlife import (
    MARKETING,
    SALES,
    SALES_MANAGER,
    SYSTEM,
    Actor,
    Engine,
    Lead,
    Milestone,
    Policy,
    Queue,
    Reason,
    Stage,
    Transition,
    facts,
    round_robin,
)
from leadlife.events import Assigned, Moved
from tests.lives import OFFICE, SDR, Facts, World

F = facts(Facts)
ANA, BEN, CLEO, DAN = (Actor(name, SALES) for name in ("ana", "ben", "cleo", "dan"))
DACH = Queue("dach")


def process(*routes: Any, clocks: Any = (), **changes: Any) -> Policy[Facts]:
    """New, offered, taken: marketing gives leads out, sales accepts or declines, and whoever declined comes no more."""
    parts: dict[str, Any] = {
        "name": "give",
        "version": "1",
        "facts": Facts,
        "stages": (
            Stage("new", Milestone.RAW),
            Stage("offered", Milestone.HANDED_OFF),
            Stage("taken", Milestone.SAL),
            Stage("back", Milestone.RECYCLED),
            Stage("won", Milestone.WON),
        ),
        "moves": (
            Transition(
                name="give", sources=("new", "back"), target="offered", by=(MARKETING, SYSTEM), owner=(SALES,)
            ),
            Transition(name="accept", sources=("offered",), target="taken", by=(SALES,), takes=True),
            Transition(name="win", sources=("taken",), target="won", by=(SALES,)),
            Transition(
                name="decline",
                sources=("offered",),
                target="back",
                by=(SALES,),
                reasons=(Reason("no_time", stale=False), Reason("later", same_owner=True, stale=False)),
                setback=True,
                declines=True,
            ),
            Transition(
                name="pass_on",
                sources=("offered", "taken"),
                target="offered",
                by=(SALES, SYSTEM),
                owner=(SALES,),
                most=3,
                last_by=(SALES_MANAGER,),
            ),
        ),
        "calendar": OFFICE,
        "assignment": routes or (round_robin("reps"),),
        "clocks": clocks,
    }
    return Policy(**{**parts, **changes})


class Team:
    """A roster whose people come and go."""

    def __init__(self, **groups: Sequence[Actor]) -> None:
        self.groups: dict[str, Sequence[Actor]] = dict(groups)
        self.away: set[str] = set()

    def members(self, group: str) -> Sequence[Actor]:
        return [one for one in self.groups[group] if one.id not in self.away]

    def is_active(self, actor: Actor) -> bool:
        return actor.id not in self.away


class Office(World):
    """A world with a roster, and leads that are given out in it."""

    def __init__(self, policy: Policy[Facts] | None = None, roster: Any = None, store: Any = None) -> None:
        self.team = roster if roster is not None else Team(reps=(ANA, BEN, CLEO))
        super().__init__(policy or process(), store, self.team)

    def new(self, **told: Any) -> Lead[Facts]:
        return self.engine.capture(by=SDR, told=Facts(**told) if told else None)

    def give(self, lead: str | None = None, **told: Any) -> Lead[Facts]:
        return self.engine.move(lead or self.new(**told).id, "give", by=SDR)


def given(engine: Engine[Facts]) -> list[Moved | Assigned]:
    """Every event by which a route gave a lead to somebody."""
    events = (event for lead in engine.leads() for event in engine.history(lead.id))
    return [
        event for event in events if isinstance(event, Moved | Assigned) and event.assigned_by is not None
    ]


def turns_by(events: Iterable[Moved | Assigned]) -> Mapping[str, int]:
    """How many turns each had."""
    return Counter(
        event.owner.id for event in events if event.turn is not None and isinstance(event.owner, Actor)
    )
