"""Engines that give leads out at once, over one file: no turn is taken twice, and the rota stays fair."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from leadlife import Actor, Conflict, Limits, MemoryStore, Move, SqliteStore, evolve, open_engine
from leadlife.errors import TurnLost
from leadlife.lifecycle import Lifecycle
from leadlife.lifecycle.desk import Desk
from leadlife.ports import Change, Step
from tests.assignment.people import ANA, BEN, CLEO, Office, given, process, turns_by
from tests.lives import MONDAY, SDR

WORKERS, EACH = 4, 12


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_no_turn_is_taken_twice_and_the_counts_are_fair(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    store: Any = MemoryStore() if kind == "memory" else SqliteStore(path)
    office = Office(store=store)
    leads = [office.new().id for _ in range(WORKERS * EACH)]
    shared = kind == "memory"
    engines = [
        office.engine if shared else open_engine(path, office.policy, now=lambda: MONDAY, roster=office.team)
        for _ in range(2)
    ]

    def shift(worker: int) -> None:
        for id in leads[worker::WORKERS]:
            engines[worker % 2].move(id, "give", by=SDR)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(shift, range(WORKERS)))
    events = given(office.engine)
    numbers = sorted(event.turn.number for event in events if event.turn is not None)
    assert numbers == list(range(1, WORKERS * EACH + 1))
    assert set(turns_by(events).values()) == {WORKERS * EACH // 3}
    for engine in engines:
        engine.close()
    store.close()


class Slow(MemoryStore):
    """A store in which somebody else is a turn faster, for as long as there are rivals."""

    def __init__(self) -> None:
        super().__init__()
        self.rivals: list[Step] = []

    def commit(self, step: Step) -> None:
        if self.rivals and any(getattr(event, "turn", None) for one in step.changes for event in one.events):
            super().commit(self.rivals.pop(0))
        super().commit(step)


def test_whoever_loses_a_turn_decides_again_also_on_a_lead_that_was_passed() -> None:
    store = Slow()
    office = Office(store=store)
    # A turn that is lost is no failed try: there is one only, and two are lost.
    impatient = open_engine(
        store, office.policy, now=lambda: MONDAY, roster=office.team, limits=Limits(tries=1)
    )
    mine = office.new()
    store.rivals = [taking(office, rep, number) for number, rep in enumerate((ANA, BEN), 1)]
    assert impatient.move(mine, "give", by=SDR).owner == CLEO
    owners = Counter(event.owner for event in given(office.engine))
    assert owners == {ANA: 1, BEN: 1, CLEO: 1}


def taking(office: Office, rep: Actor, number: int) -> Step:
    """A step by which somebody else gives a lead of their own to the rep, as this turn."""
    lead = office.new()
    desk = Desk({"reps": (rep,)}, {"reps": {"somebody": number - 1}} if number > 1 else {})
    events = Lifecycle(process()).decide(lead, Move("give", by=SDR), now=office.time, desk=desk)
    after = evolve(lead, events[0])
    return Step((Change(after, lead.version, events),), None, office.time)


def test_a_lead_that_changed_is_still_a_conflict_of_whoever_passed_it() -> None:
    office = Office()
    stale = office.new()
    office.engine.touch(stale.id, "call", by=SDR)
    with pytest.raises(Conflict) as conflict:
        office.engine.move(stale, "give", by=SDR)
    assert not isinstance(conflict.value, TurnLost)
    assert given(office.engine) == []


def test_a_batch_that_lost_a_turn_is_to_be_decided_anew() -> None:
    office = Office()
    lead, other = office.new(), office.new()
    batch = office.engine.batch()
    with pytest.raises(TurnLost, match="decide again"), batch:
        batch.move(lead.id, "give", by=SDR)
        office.give(other.id)
    assert office.engine.get(lead.id).owner is None
    with batch:
        assert batch.move(lead.id, "give", by=SDR).owner == BEN
    assert office.engine.get(lead.id).owner == BEN
