"""A small policy whose clocks a test chooses, and leads that stand where they run."""

from __future__ import annotations

from datetime import datetime
from multiprocessing import Queue
from typing import Any

from leadlife import (
    SALES,
    SYSTEM,
    Clock,
    ClockState,
    Lead,
    LeadStore,
    Limits,
    Milestone,
    Policy,
    Stage,
    Transition,
    entering,
    facts,
    making,
    open_engine,
    working_hours,
)
from leadlife.events import LevelReached
from tests.lives import OFFICE, REP, SDR, Facts, World

f = facts(Facts)
WAITING = f.waiting_on_lead.is_(True)


def policy(*clocks: Clock, **changes: Any) -> Policy[Facts]:
    """New, asked, done; only asking and answering matter to most clocks."""
    parts: dict[str, Any] = {
        "name": "desk",
        "version": "1",
        "facts": Facts,
        "stages": (
            Stage("new", Milestone.RAW),
            Stage("asked", Milestone.HANDED_OFF),
            Stage("done", Milestone.SAL),
        ),
        "moves": (
            Transition(name="ask", sources=("new", "done"), target="asked", by=(SALES,)),
            Transition(name="answer", sources=("asked",), target="done", by=(SALES,)),
            Transition(name="drop", sources=("asked",), target="new", by=(SALES, SYSTEM)),
        ),
        "calendar": OFFICE,
        "clocks": clocks,
    }
    return Policy(**{**parts, **changes})


def answering(**changes: Any) -> Clock:
    """Four working hours from being asked to the answer."""
    parts: dict[str, Any] = {
        "name": "answer",
        "starts": entering("asked"),
        "stops": making("answer"),
        "within": working_hours(4),
    }
    return Clock(**{**parts, **changes})


class Desk(World):
    """A world with one lead that has just been asked, on Monday at nine."""

    def __init__(self, *clocks: Clock, store: LeadStore | None = None, **changes: Any) -> None:
        super().__init__(policy(*clocks, **changes), store)
        self.id = self.ask()

    def ask(self) -> str:
        return self.engine.move(self.engine.capture(by=SDR).id, "ask", by=REP).id

    @property
    def lead(self) -> Lead[Facts]:
        return self.engine.get(self.id)

    def clock(self, name: str = "answer") -> ClockState:
        """The last run of the clock."""
        return next(one for one in reversed(self.lead.clocks) if one.name == name)

    def wait_for_lead(self, waiting: bool | None, at: datetime | None = None) -> None:
        self.engine.observe(self.id, Facts(waiting_on_lead=waiting), by=REP, at=at)

    def answer(self, at: datetime | None = None) -> ClockState:
        self.engine.move(self.id, "answer", by=REP, at=at)
        return self.clock()

    def levels(self, lead: str | None = None) -> list[str]:
        history = self.engine.history(lead or self.id)
        return [event.level for event in history if isinstance(event, LevelReached)]


def sweep_elsewhere(path: str, clock: Clock, now: datetime, done: Queue[int]) -> None:
    """What another process does: a sweep over the same file, in small pages."""
    with open_engine(path, policy(clock), now=lambda: now, limits=Limits(page=2)) as engine:
        done.put(engine.tick().levels)


def keeps_its_word(clock: ClockState) -> None:
    """What is true of every clock, whatever was done to it."""
    stop = clock.stopped_at
    closed = stop is not None
    assert stop is None or stop >= clock.started_at
    assert closed == (clock.verdict in ("met", "cancelled") or (clock.verdict == "breached" and closed))
    for pause in clock.pauses:
        assert pause.until is None or pause.since < pause.until
        assert stop is None or (pause.until is not None and pause.until <= stop)
    if clock.verdict == "met":
        assert stop is not None and clock.late_after is not None
        assert clock.started_at <= stop <= clock.late_after
    if clock.verdict == "cancelled":
        assert stop is not None and clock.late_after is not None and stop <= clock.late_after
    if clock.verdict == "paused":
        assert any(pause.until is None for pause in clock.pauses)
    if clock.verdict == "running":
        assert all(pause.until is not None for pause in clock.pauses)
    unreached = [level.due_at for level in clock.levels if level.reached_at is None]
    assert unreached == sorted(unreached)
