"""A migration beside others: somebody is faster, it is killed, it is rehearsed; and what it says of itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from leadlife import (
    Conflict,
    DefinitionError,
    Lead,
    Limits,
    Matching,
    MemoryStore,
    Migration,
    SqliteStore,
    StoreError,
    breach,
    open_engine,
    working_hours,
)
from leadlife.ports import Step
from tests.lives import REP, SDR, Facts, World, standard
from tests.migration import migrant
from tests.migration.versions import renamed, version

SECOND = standard().replace(version="2").with_clock("accept", within=working_hours(9), levels=(breach(),))


class Contended(MemoryStore):
    """A store in which somebody else is faster, as often as is said."""

    def __init__(self) -> None:
        super().__init__()
        self.faster: list[tuple[str, World]] = []
        self.steps: list[int] = []

    def commit(self, step: Step) -> None:
        if len(self.faster) and step.changes[0].events[0].kind == "migrated":
            lead, world = self.faster.pop()
            world.engine.touch(lead, "call", by=REP)
        super().commit(step)
        self.steps.append(len(step.changes))


def test_a_lead_that_somebody_changes_meanwhile_is_decided_again_as_it_then_is() -> None:
    store = Contended()
    world = World(store=store)
    leads = [world.handed_off().id for _ in range(3)]
    engine = version(world, SECOND)
    store.faster = [(leads[1], world), (leads[1], world)]
    done = engine.migrate(by=SDR, clocks="restart")
    assert done.leads == 3
    for id in leads:
        lead = engine.get(id)
        store.verify(id)
        assert lead.policy == SECOND.pin
        touched = [clock.verdict for clock in lead.clocks if clock.name == "first_touch"]
        assert touched == (["met"] if id == leads[1] else ["cancelled", "running"])
    assert len(engine.get(leads[1]).touches) == 2


def test_when_somebody_is_faster_for_ever_it_says_so_and_the_others_are_done() -> None:
    store = Contended()
    world = World(store=store)
    first, second = world.raw(), world.handed_off()
    engine = open_engine(store, SECOND, now=lambda: world.time, limits=Limits(tries=3))
    store.faster = [(second.id, world)] * 9
    with pytest.raises(Conflict):
        engine.migrate(by=SDR)
    store.faster = []
    done = engine.migrate(by=SDR)
    assert done.leads + done.there == 2
    assert {engine.get(one.id).policy for one in (first, second)} == {SECOND.pin}


class Overtaken(MemoryStore):
    """A store in which somebody does something after the first lead was taken over."""

    def __init__(self) -> None:
        super().__init__()
        self.then: list[Callable[[], object]] = []

    def commit(self, step: Step) -> None:
        super().commit(step)
        if self.then and step.changes[0].events[0].kind == "migrated":
            self.then.pop()()


def test_a_lead_that_goes_where_nothing_has_a_name_meanwhile_is_named_with_what_was_written() -> None:
    store = Overtaken()
    world = World(store=store)
    world.raw()
    second = world.mql()
    qualified = renamed(SECOND, {"handed_off": "offered"})
    engine = open_engine(store, qualified, now=lambda: world.time, limits=Limits(page=1))
    store.then = [lambda: world.engine.move(second.id, "hand_off", by=SDR, to=REP)]
    with pytest.raises(DefinitionError, match=r"'handed_off' \(1 lead\); 1 lead was taken over") as told:
        engine.migrate(by=SDR)
    assert "nothing was written" not in str(told.value)
    assert "call it again" in str(told.value)
    assert [lead.policy.version for lead in store.scan()] == ["2", "1"]
    done = engine.migrate(by=SDR, stages={"handed_off": "offered"})
    assert (done.leads, done.there) == (1, 1)


def test_leads_are_written_a_page_in_a_commit() -> None:
    store = Contended()
    world = World(store=store)
    for _ in range(5):
        world.raw()
    store.steps.clear()
    open_engine(store, SECOND, now=lambda: world.time, limits=Limits(page=2)).migrate(by=SDR)
    assert store.steps == [2, 2, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_killed_halfway_and_run_again_it_is_complete_and_nothing_is_done_twice(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    world = World(store=SqliteStore(path))
    leads = [world.handed_off() for _ in range(7)]
    world.engine.store.close()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for commits, left, died in ((1, 5, True), (2, 1, True), (99, 0, False)):
        ended = subprocess.run(
            [sys.executable, migrant.__file__, str(path), str(commits)],
            env=environment,
            check=False,
            timeout=60,
        )
        assert (ended.returncode != 0) == died
        with closing(SqliteStore(path)) as store:
            found = [lead for lead in store.scan() if lead.policy.version == "1"]
            assert len(found) == left
            for lead in store.scan():
                store.verify(lead.id)
    with closing(SqliteStore(path)) as store:
        for lead in leads:
            assert [event.kind for event in store.history(lead.id)].count("migrated") == 1


def test_a_rehearsal_leaves_the_file_as_it_is_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    world = World(store=SqliteStore(path))
    for _ in range(3):
        world.handed_off()
    world.wait(hours=3)
    engine = version(world, SECOND)
    wal = path.with_name("leads.db-wal")
    files = {one: one.read_bytes() for one in (path, wal)}
    rehearsal = engine.migrate(by=SDR, clocks="carry", rehearse=True)
    assert {one: one.read_bytes() for one in (path, wal)} == files
    assert engine.migrate(by=SDR, clocks="carry") == rehearsal
    world.engine.store.close()


def test_a_store_that_fails_is_told_of_and_what_was_committed_stays() -> None:
    class Failing(Contended):
        def commit(self, step: Step) -> None:
            if len(self.steps) == 4:
                raise StoreError("the disk is full")
            super().commit(step)

    store = Failing()
    world = World(store=store)
    for _ in range(3):
        world.raw()
    engine = open_engine(store, SECOND, now=lambda: world.time, limits=Limits(page=1))
    with pytest.raises(StoreError, match="the disk is full"):
        engine.migrate(by=SDR)
    assert [lead.policy.version for lead in store.scan()] == ["2", "1", "1"]


def test_leads_that_are_taken_over_are_found_for_duplicates_as_the_new_version_says() -> None:
    world = World()
    lead = world.raw()
    matching = standard().replace(version="2", matching=(Matching(facts=("email",), then="mark"),))
    engine = version(world, matching)
    engine.migrate(by=SDR)
    again = engine.capture(by=SDR, told=Facts(email="Kim@Example.com"))
    assert again.resembles == (lead.id,)


# -- what it says --------------------------------------------------------------------------------------


def rehearsed(world: World) -> Migration:
    return version(world, SECOND).migrate(by=SDR, clocks="carry", rehearse=True)


def test_it_can_be_read() -> None:
    world = World()
    lead: Lead[Facts] = world.handed_off()
    world.mql()
    world.engine.touch(lead.id, "call", by=REP)
    shown = str(rehearsed(world))
    assert shown.startswith(
        f"Rehearsal of a migration to {SECOND.pin}, at 2026-11-02T09:00:00+00:00; nothing was written"
    )
    for line in (
        f"  2 leads to take over: 2 leads from {world.policy.pin}",
        "  running clocks: carried over; deadlines: 1 earlier, 0 later, 0 overdue at once",
        "  handed_off      1",
        "  mql             1",
        "  accept       0        1          0          0      0",
    ):
        assert line in shown.splitlines()
    done = version(world, SECOND).migrate(by=SDR, clocks="carry")
    assert "nothing was written" not in str(done)
    assert "2 leads there already" in str(version(world, SECOND).migrate(by=SDR))
    assert "| accept | 0 | 1 | 0 | 0 | 0 |" in done._repr_markdown_().splitlines()


def test_it_is_a_value() -> None:
    world = World()
    world.handed_off()
    once, twice = rehearsed(world), rehearsed(world)
    assert once == twice
    assert hash(once) == hash(twice)
    with pytest.raises(TypeError):
        once.stages["raw", "raw"] = 3  # type: ignore[index]
