"""Bar 4: a sweep with nothing due over a million running clocks against ten thousand, and k due against k steps.

``LEADLIFE_SWEEP_CLOCKS`` makes the large file smaller (or larger) than a million.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.report import Row, interleaved
from leadlife import (
    MARKETING,
    Actor,
    Clock,
    Engine,
    LeadFacts,
    Milestone,
    Policy,
    SqliteStore,
    Stage,
    Transition,
    WorkCalendar,
    entering,
    evolve,
    hours,
    making,
    open_engine,
)
from leadlife.events import Captured
from leadlife.lead import ClockState, LevelState
from leadlife.ports import Change, Step

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
BY = Actor("sdr-1", MARKETING)
CLOCKS = int(os.environ.get("LEADLIFE_SWEEP_CLOCKS", "1000000"))
FEW = 10_000
EACH = 5
"""Running clocks of one lead."""
BATCH = 2_000
IDLE = 300
ROUNDS = 11
DUE = 150


def _policy(clocks: int = EACH) -> Policy[LeadFacts]:
    """One stage with so many clocks, and a move that stops each of them and starts it again."""
    note = Transition(name="note", sources=("raw",), target="raw", by=(MARKETING,))
    return Policy(
        name="sweep",
        version=str(clocks),
        facts=LeadFacts,
        stages=(Stage("raw", Milestone.RAW),),
        moves=(note,),
        calendar=WorkCalendar("UTC", {"mon-fri": "09:00-17:00"}),
        clocks=tuple(
            Clock(
                name=f"clock {n}",
                starts=(entering("raw"), making("note")),
                stops=making("note"),
                within=hours(1000),
            )
            for n in range(clocks)
        ),
    )


def _filled(path: Path, clocks: int) -> Engine[LeadFacts]:
    """A file with so many running clocks, each due at a time of its own from tomorrow on, written in large steps."""
    policy = _policy()
    store = SqliteStore(path, durable="normal")
    engine = open_engine(store, policy, now=lambda: START)
    leads = clocks // EACH
    for first in range(0, leads, BATCH):
        numbers = range(first, min(first + BATCH, leads))
        store.commit(Step(tuple(_change(policy, number) for number in numbers)))
    return engine


def _change(policy: Policy[LeadFacts], number: int) -> Change:
    due = START + timedelta(days=1, seconds=number * 7919 % 5_000_000)
    clocks = tuple(
        ClockState(
            f"clock {n}:1",
            f"clock {n}",
            START,
            due,
            (LevelState("breach", due),),
            policy.calendar.fingerprint,
        )
        for n in range(EACH)
    )
    event = Captured(
        lead=f"lead-{number}",
        seq=1,
        occurred_at=START,
        recorded_at=START,
        by=BY,
        policy=policy.pin,
        clocks=clocks,
        stage="raw",
    )
    return Change(evolve(None, event), 0, (event,))


def _idle(engine: Engine[LeadFacts]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(IDLE):
            engine.tick()

    return run


class _Hours:
    """Time that goes on by an hour when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def _busy(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    """Sweeps that each find the clocks of ``DUE`` leads due, and moves of as many that stop and start such a clock."""
    time, policy = _Hours(), _policy(1)
    due = open_engine(SqliteStore(folder / "due.db", durable="normal"), policy, now=time)
    moved = open_engine(SqliteStore(folder / "moved.db", durable="normal"), policy, now=time)
    cohorts = []
    for _ in range(ROUNDS + 1):
        with due.batch() as one, moved.batch() as other:
            for _ in range(DUE):
                one.capture(by=BY)
            cohorts.append([other.capture(by=BY).id for _ in range(DUE)])
        time.now += timedelta(hours=1)
    time.now = START + timedelta(hours=999)

    def sweep() -> None:
        time.now += timedelta(hours=1)
        assert due.tick().levels == DUE

    def steps() -> None:
        for lead in cohorts.pop():
            moved.move(lead, "note", by=BY)

    return sweep, steps


def run() -> list[Row]:
    """The rows of bar 4."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, few = _filled(folder / "many.db", CLOCKS), _filled(folder / "few.db", FEW)
        idle = interleaved(ROUNDS, many=_idle(many), few=_idle(few))
        sweep, steps = _busy(folder)
        busy = interleaved(ROUNDS, sweep=sweep, steps=steps)
        for engine in (many, few):
            engine.store.close()
    micros = idle.median("many") / IDLE * 1e6
    return [
        Row(
            4,
            f"sweep, nothing due: {CLOCKS:,} clocks / {FEW:,}",
            idle.ratio("many", to="few"),
            1.5,
            f"{micros:.0f} µs",
        ),
        Row(4, f"sweep, {DUE} due / {DUE} steps", busy.ratio("sweep", to="steps"), 1.2),
    ]
