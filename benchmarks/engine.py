"""Bars 1 to 3: a step of the engine against a bare trigger of ``transitions``, and against raw ``sqlite3``.

The ring has nine stages, one guard that is met, and one clock that every move stops and starts again; the peer's
machine has the same states, one guard and one callback.
"""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from transitions import Machine

from benchmarks import rawsqlite
from benchmarks.report import Row, interleaved
from leadlife import (
    MARKETING,
    SALES,
    Actor,
    Capture,
    Clock,
    Engine,
    Fact,
    Lead,
    LeadFacts,
    LeadStore,
    Lifecycle,
    MemoryStore,
    Move,
    Policy,
    SqliteStore,
    Stage,
    Transition,
    WorkCalendar,
    entering,
    evolve,
    fact,
    facts,
    leaving,
    open_engine,
    working_hours,
)

STAGES = [f"s{number}" for number in range(9)]
STEPS = 900
ROUNDS = 11
BY = Actor("sdr-1", MARKETING)


class Facts(LeadFacts):
    seats: Fact[int] = fact(ge=1)


def ring() -> Policy[Facts]:
    """Nine stages in a ring, one move on; the guard reads one fact, and each stage has four working hours."""
    f = facts(Facts)
    return Policy(
        name="ring",
        version="1",
        facts=Facts,
        stages=tuple(Stage(name) for name in STAGES),
        moves=tuple(
            Transition(
                name=f"go{here}", sources=(here,), target=there, by=(MARKETING, SALES), guard=f.seats >= 10
            )
            for here, there in zip(STAGES, STAGES[1:] + STAGES[:1], strict=True)
        ),
        calendar=WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-17:00"}),
        clocks=tuple(
            Clock(name=f"stay {name}", starts=entering(name), stops=leaving(name), within=working_hours(4))
            for name in STAGES
        ),
    )


class _Time:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def _engine(store: LeadStore) -> Engine[Facts]:
    return open_engine(store, ring(), now=_Time())


def _steps(engine: Engine[Facts], steps: int = STEPS) -> Callable[[], None]:
    """Move fresh leads round the ring, nine moves each, as a host would: by id, one commit a move."""

    def run() -> None:
        for _ in range(steps // len(STAGES)):
            lead = engine.capture(by=BY, told=Facts(seats=20))
            for stage in STAGES:
                engine.move(lead.id, f"go{stage}", by=BY)

    return run


def _batches(engine: Engine[Facts], steps: int = STEPS) -> Callable[[], None]:
    """The same moves, all in one commit."""

    def run() -> None:
        with engine.batch() as batch:
            for _ in range(steps // len(STAGES)):
                lead = batch.capture(by=BY, told=Facts(seats=20))
                for stage in STAGES:
                    batch.move(lead.id, f"go{stage}", by=BY)

    return run


class _Model:
    """What ``transitions`` turns into a lead."""

    def met(self, event: object) -> bool:
        return True

    def seen(self, event: object) -> None:
        pass


def _machine() -> Machine:
    machine = Machine(model=None, states=STAGES, initial="s0", auto_transitions=False, send_event=True)
    for here, there in zip(STAGES, STAGES[1:] + STAGES[:1], strict=True):
        machine.add_transition(f"go{here}", here, there, conditions="met", after="seen")
    return machine


def _triggers(steps: int = STEPS) -> Callable[[], None]:
    """The same moves on models of ``transitions``, which are registered, as its users do."""
    machine = _machine()

    def run() -> None:
        models = [_Model() for _ in range(steps // len(STAGES))]
        machine.add_model(models)
        for model in models:
            for stage in STAGES:
                getattr(model, f"go{stage}")()
        machine.remove_model(models)

    return run


def run() -> list[Row]:
    """The rows of bars 1 to 3."""
    return [*_in_memory(), *_memory(), *_on_disk()]


def _in_memory() -> Iterator[Row]:
    timings = interleaved(ROUNDS, ours=_steps(_engine(MemoryStore())), theirs=_triggers())
    ratio = timings.ratio("ours", to="theirs")
    yield Row(
        1, "step in memory / transitions trigger with add_model", ratio, 0.75, "capture and nine moves each"
    )


def _memory() -> Iterator[Row]:
    """Bytes of a resident lead with its clock, against a registered model."""
    count = 500
    ours = _bytes(lambda: _resident(count))
    theirs = _bytes(lambda: _registered(count))
    yield Row(
        2, "bytes of a resident lead / a registered model", ours / theirs, 0.15, f"{ours // count:,} bytes"
    )


def _resident(count: int) -> object:
    """Leads as the fold makes them, one move into their life, and nothing else."""
    policy = ring()
    lifecycle, time = Lifecycle(policy), _Time()
    told = Facts(seats=20)
    leads = []
    for number in range(count):
        lead: Lead[Facts] | None = None
        for command in (Capture(BY, told=told), Move("gos0", BY)):
            for event in lifecycle.decide(lead, command, now=time(), id=str(number)):
                lead = evolve(lead, event)
        leads.append(lead)
    return leads


def _registered(count: int) -> object:
    machine = _machine()
    models = [_Model() for _ in range(count)]
    machine.add_model(models)
    return machine, models


def _bytes(make: Callable[[], object]) -> int:
    tracemalloc.start()
    before = tracemalloc.take_snapshot()
    kept = make()
    after = tracemalloc.take_snapshot()
    tracemalloc.stop()
    assert kept is not None
    return sum(one.size_diff for one in after.compare_to(before, "filename"))


def _on_disk() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        life = _rehearsal(Path(folder) / "rehearsal.db")
        store = SqliteStore(Path(folder) / "leads.db", durable="normal")
        engine = _engine(store)
        raw = rawsqlite.Raw(Path(folder) / "raw.db", life)
        leads = STEPS // len(STAGES)
        timings = interleaved(
            ROUNDS,
            ours=_steps(engine),
            theirs=raw.lives(leads, one_commit=False),
            batch=_batches(engine),
            raw_batch=raw.lives(leads, one_commit=True),
        )
        store.close()
        raw.close()
    yield Row(3, "step on SQLite / raw sqlite3, one commit each", timings.ratio("ours", to="theirs"), 1.25)
    yield Row(3, f"{STEPS} steps a commit / raw sqlite3", timings.ratio("batch", to="raw_batch"), 1.45)


def _rehearsal(path: Path) -> list[rawsqlite.Written]:
    with open_engine(path, ring(), now=_Time(), new_id=lambda: "lead-1") as engine:
        moves = [partial(engine.move, "lead-1", f"go{stage}", by=BY) for stage in STAGES]
        return rawsqlite.rehearse(path, [partial(engine.capture, by=BY, told=Facts(seats=20)), *moves])
