"""Queues: whoever waited longest is taken first, by one rep each, however many take at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    MARKETING,
    SALES,
    Actor,
    Clock,
    InvalidInput,
    LeadStore,
    MemoryStore,
    Queue,
    Reason,
    Refused,
    SqliteStore,
    Transition,
    entering,
    making,
    open_engine,
    working_hours,
)
from leadlife.events import Assigned
from tests.assignment.people import ANA, BEN, DACH, Office, process
from tests.lives import MONDAY, SDR

REPS = tuple(Actor(f"rep-{n}", SALES) for n in range(4))


def queued(office: Office, key: str | None = None) -> str:
    lead = office.engine.capture(by=SDR, key=key)
    return office.engine.move(lead.id, "give", by=SDR, to=DACH).id


def test_whoever_waited_longest_is_taken_first() -> None:
    office = Office()
    first, second = office.new(), office.new()
    office.wait(hours=1)
    office.engine.move(second.id, "give", by=SDR, to=DACH)
    office.wait(hours=1)
    office.engine.move(first.id, "give", by=SDR, to=DACH)
    third = queued(office)
    assert [lead.id for lead in office.engine.waiting(DACH)] == [second.id, first.id, third]
    taken = [office.engine.take(DACH, by=ANA) for _ in range(4)]
    assert [None if lead is None else lead.id for lead in taken] == [second.id, first.id, third, None]
    assert all(lead is None or lead.owner == ANA for lead in taken)
    told = office.engine.history(first.id)[-1]
    assert isinstance(told, Assigned) and (told.reason, told.by) == ("taken from queue dach", ANA)


@given(st.lists(st.sampled_from(["queue", "take", "close", "decline"]), max_size=25))
def test_nobody_gets_what_another_has_and_none_is_lost(steps: list[str]) -> None:
    office = Office()
    waiting: list[str] = []
    for step in steps:
        if step == "queue":
            waiting.append(queued(office))
            office.wait(minutes=1)
        elif step == "take":
            taken = office.engine.take(DACH, by=ANA)
            assert (None if taken is None else taken.id) == (waiting.pop(0) if waiting else None)
        elif waiting and step == "close":
            office.engine.move(waiting.pop(), "accept", by=BEN)
        elif waiting:
            office.engine.move(waiting.pop(), "decline", by=BEN, reason="no_time")
        assert [lead.id for lead in office.engine.waiting(DACH)] == waiting


def test_what_the_team_can_do_nothing_with_does_not_wait_for_it() -> None:
    drop = Transition(
        name="drop", sources=("back",), target="new", by=(SALES,), reasons=(Reason("spam"),), setback=True
    )
    office = Office(process().with_move(drop))  # all that sales can do with what came back is to drop it
    lead = office.engine.capture(by=SDR, owner=DACH)
    assert office.engine.waiting(DACH) == ()  # marketing has not given it out yet
    office.engine.move(lead.id, "give", by=SDR, to=DACH)
    assert [one.id for one in office.engine.waiting(DACH)] == [lead.id]
    back = office.engine.move(lead.id, "decline", by=ANA, reason="no_time")
    assert back.owner == DACH and office.engine.take(DACH, by=ANA) is None


def test_a_lead_that_went_up_in_another_one_waits_no_more() -> None:
    office = Office()
    first, second = queued(office), queued(office)
    office.engine.merge(first, into=second, by=SDR)
    assert [lead.id for lead in office.engine.waiting(DACH)] == [second]
    taken = office.engine.take(DACH, by=ANA)
    assert taken is not None and taken.id == second and office.engine.take(DACH, by=ANA) is None


def test_a_lead_that_was_erased_waits_no_more_and_stands_in_nobodys_way() -> None:
    office = Office()
    first, second = queued(office), queued(office)
    office.engine.erase(first, by=SDR)
    assert [lead.id for lead in office.engine.waiting(DACH)] == [second]
    taken = office.engine.take(DACH, by=ANA)
    assert taken is not None and taken.id == second and office.engine.take(DACH, by=ANA) is None


def test_who_declined_a_lead_does_not_take_it_again() -> None:
    office = Office()
    lead = office.engine.move(office.new().id, "give", by=SDR, to=ANA)
    office.engine.move(lead.id, "decline", by=ANA, reason="no_time")
    office.engine.move(lead.id, "give", by=SDR, to=DACH)
    assert office.engine.take(DACH, by=ANA) is None
    taken = office.engine.take(DACH, by=BEN)
    assert taken is not None and taken.id == lead.id


def test_the_clock_runs_in_the_queue_and_on_when_it_is_taken() -> None:
    answer = Clock(name="answer", starts=entering("offered"), stops=making("accept"), within=working_hours(4))
    office = Office(process(clocks=(answer,)))
    queued(office)
    office.wait(hours=2)
    taken = office.engine.take(DACH, by=ANA)
    assert taken is not None
    (clock,) = taken.running
    assert (clock.started_at, clock.verdict) == (MONDAY, "running")


def test_only_the_team_of_a_queue_takes_from_it() -> None:
    office = Office()
    queued(office)
    with pytest.raises(Refused, match="is not of its team, sales"):
        office.engine.take(DACH, by=Actor("kim", MARKETING))
    assert office.engine.take(Queue("dach", MARKETING), by=Actor("kim", MARKETING)) is None
    assert office.engine.take(Queue("apac"), by=ANA) is None
    wrong: Any = "dach"
    for queue, by in ((wrong, ANA), (DACH, wrong)):
        with pytest.raises(InvalidInput, match="Pass"):
            office.engine.take(queue, by=by)
    with pytest.raises(InvalidInput, match="it is no queue"):
        office.engine.waiting(wrong)
    assert len(office.engine.waiting(DACH)) == 1


def test_an_actor_who_is_called_like_the_queue_is_none() -> None:
    office = Office(roster={"reps": (Actor("dach", SALES), ANA)})
    office.engine.move(office.new().id, "give", by=SDR, to=Actor("dach", SALES))
    assert office.engine.waiting(DACH) == ()


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_reps_who_take_at_once_never_get_the_same_lead(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    store: LeadStore = MemoryStore() if kind == "memory" else SqliteStore(path)
    office = Office(roster={"reps": REPS}, store=store)
    waiting = [queued(office) for _ in range(24)]
    engines = [
        office.engine
        if kind == "memory"
        else open_engine(path, office.policy, now=lambda: MONDAY, roster=office.team)
        for _ in REPS
    ]

    def shift(rep: int) -> list[str]:
        taken = iter(lambda: engines[rep].take(DACH, by=REPS[rep]), None)
        return [lead.id for lead in taken if lead is not None]

    with ThreadPoolExecutor(len(REPS)) as pool:
        shares = list(pool.map(shift, range(len(REPS))))
    assert sorted(id for share in shares for id in share) == sorted(waiting)
    for rep, share in zip(REPS, shares, strict=True):
        assert all(office.engine.get(id).owner == rep for id in share)
    for engine in engines:
        engine.close()
    store.close()
