"""Processes that are killed in the middle of their work, and processes that are in each other's way.

The short form runs with every test run, the full one with LEADLIFE_FULL=1. Each prints its counts (``pytest -s``).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leadlife.errors import StaleClock
from leadlife.events import Assigned, Captured, Event, LevelReached, Observed
from leadlife.ports import Step
from leadlife.stores import SqliteStore
from leadlife.testing.contract.base import HOUR, MINUTE, POLICY, T0, captured, change, clock, reached
from tests.stores import writer
from tests.stores.writer import LEDGER, loaded

FULL = os.environ.get("LEADLIFE_FULL") == "1"
KILLS = 1_000 if FULL else 6
CONFLICTS = 50_000 if FULL else 150
CLOCKS = 100_000 if FULL else 240
SWEEP_KILLS = 150 if FULL else 3


def program(what: str, path: Path, number: int) -> subprocess.Popen[str]:
    """The writer in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, writer.__file__, what, str(path), str(number)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)


def killed_after(process: subprocess.Popen[str], lines: int) -> list[int]:
    """Kill -9 once it has said so much; everything that it said."""
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    time.sleep(random.uniform(0, 0.004))  # anywhere in its next steps
    process.kill()
    rest, errors = process.communicate()
    assert errors == ""
    every = "".join(said) + rest
    return [int(line) for line in every.split("\n")[:-1] if line]


@dataclass(frozen=True)
class Found:
    """What an import left behind: which steps are there, and which are there in part."""

    whole: frozenset[int]
    torn: frozenset[int]


def examine(path: Path) -> Found:
    """Look for every trace of every step; raises if a lead or the file contradicts itself."""
    store = SqliteStore(path, durable="normal")
    ids = [lead.id for lead in store.scan(limit=1_000_000)]
    for id in ids:
        store.verify(id)
    traces: dict[int, set[str]] = {}
    for id in ids:
        for number, place in places(store.history(id)):
            seen = traces.setdefault(number, set())
            assert place not in seen, f"step {number} was applied twice"
            seen.add(place)
    for number, seen in traces.items():
        if store.receipt(f"cmd-{number}") is not None:
            seen.add("receipt")
    for row in store.outbox(state="pending", limit=1_000_000):
        traces[int(row.notice.lead.removeprefix("lead-"))].add("notice")
    store.close()
    every = {"captured", "told", "entered", "receipt", "notice"}
    whole = frozenset(number for number, seen in traces.items() if seen == every)
    return Found(whole, frozenset(traces.keys() - whole))


def places(history: Sequence[Event]) -> Iterator[tuple[int, str]]:
    """The steps that these events of a lead belong to, and which part of the step each is."""
    for event in history:
        match event:
            case Captured(lead=lead) if lead not in (LEDGER, "lead-0"):
                yield int(lead.removeprefix("lead-")), "captured"
            case Observed(told={"step": int(number)}):
                yield number, "told"
            case Assigned(reason=str(number)):
                yield int(number), "entered"


def test_a_killed_writer_leaves_whole_steps_and_loses_none_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    writer.start(path)
    chance = random.Random(4711)
    acknowledged: set[int] = set()
    unsaid = 0
    for _ in range(KILLS):
        process = program("import", path, 1_000_000)
        acknowledged |= set(killed_after(process, len(acknowledged) + chance.randint(1, 25)))
        found = examine(path) if not FULL or chance.random() < 0.05 else None
        if found is not None:
            assert found.torn == frozenset()
            assert acknowledged <= found.whole
            unsaid += len(found.whole - acknowledged)
    last = max(acknowledged) + 10
    finished = program("import", path, last)
    assert finished.communicate()[1] == ""
    assert examine(path) == Found(frozenset(range(1, last + 1)), frozenset())
    print(
        f"{KILLS} kills, {len(acknowledged)} steps acknowledged, {unsaid} committed and never said: 0 lost, 0 torn"
    )


def test_a_command_that_was_committed_and_never_acknowledged_is_applied_once(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    writer.start(path)
    for _ in range(KILLS // 2):
        assert program("mute", path, 1_000_000).communicate() == ("", "")
    committed = frozenset(range(1, KILLS // 2 + 1))
    assert examine(path) == Found(committed, frozenset())
    assert program("import", path, len(committed)).communicate()[1] == ""
    assert examine(path) == Found(committed, frozenset())


def test_the_check_finds_a_writer_that_splits_its_steps(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    writer.start(path)
    process = program("split", path, 1)
    assert process.stdout is not None
    process.communicate()
    store = SqliteStore(path, durable="normal")
    first, *_ = writer.changes(store, 2)  # what a kill between its commits leaves
    store.commit(Step((first,)))
    store.close()
    assert examine(path) == Found(frozenset({1}), frozenset({2}))


def test_two_processes_in_each_others_way_lose_nothing_and_are_never_locked_out(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    writer.start(path)
    rivals = [program("rival", path, CONFLICTS) for _ in range(2)]
    for rival in rivals:
        assert rival.stdout is not None
        rival.stdout.readline()
    said = _together(rivals)
    assert said == [(0, ""), (0, "")]
    store = SqliteStore(path, durable="normal")
    steps = 2 * CONFLICTS
    assert loaded(store, LEDGER).version == 1 + steps
    assert [event.seq for event in store.history(LEDGER)] == list(range(1, steps + 2))
    assert len(store.outbox(state="pending", limit=10 * steps)) == steps
    store.verify(LEDGER)
    store.close()
    print(f"2 processes, {steps} conflicting steps: versions = events = outbox; 0 times locked out")


def _together(rivals: Sequence[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    """Let them go, and wait for both: exit code and errors of each."""
    for rival in rivals:
        assert rival.stdin is not None
        rival.stdin.write("go\n")
        rival.stdin.flush()
    errors = [rival.communicate()[1] for rival in rivals]
    return [(rival.returncode, said) for rival, said in zip(rivals, errors, strict=True)]


def test_every_clock_fires_once_though_its_sweepers_are_killed(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    store = SqliteStore(path, durable="normal")
    store.pin(POLICY, "{}")
    running = [clock(due=T0 + MINUTE)]
    store.commit(Step(tuple(change(None, captured(f"lead-{n}", clocks=running)) for n in range(CLOCKS))))
    chance = random.Random(4711)
    per_life = max(2, CLOCKS // (2 * SWEEP_KILLS))
    lives = [program("sweep", path, worker) for worker in (1, 2)]
    for worker in range(3, 3 + SWEEP_KILLS):
        killed_after(lives.pop(chance.randrange(len(lives))), chance.randint(1, per_life))
        lives.append(program("sweep", path, worker))
    assert [life.communicate()[1] for life in lives] == [""] * len(lives)
    assert program("sweep", path, 99).communicate()[1] == ""
    fired = [
        sum(isinstance(event, LevelReached) for event in store.history(f"lead-{n}")) for n in range(CLOCKS)
    ]
    assert fired == [1] * CLOCKS
    assert store.next_due() is None
    store.close()
    print(f"{CLOCKS} clocks, {SWEEP_KILLS} kills of sweepers: each fired exactly once")


def test_a_worker_paused_past_its_lease_is_refused(tmp_path: Path) -> None:
    store, rounds = SqliteStore(tmp_path / "leads.db", durable="normal"), 1_000 if FULL else 30
    store.pin(POLICY, "{}")
    running = [clock(due=T0)]
    store.commit(Step(tuple(change(None, captured(f"lead-{n}", clocks=running)) for n in range(rounds))))
    slow = store.claim_due("slow", now=T0, limit=rounds, lease=MINUTE)
    quick = store.claim_due("quick", now=T0 + HOUR, limit=rounds, lease=MINUTE)
    refused = 0
    for late, taken in zip(slow, quick, strict=True):
        lead = loaded(store, late.lead)
        event = reached(lead, late.clock, at=T0 + HOUR)
        try:
            store.commit(Step((change(lead, event, fired=late),)))
        except StaleClock:
            refused += 1
        store.commit(Step((change(lead, event, fired=taken),)))
    assert refused == rounds
    store.close()
