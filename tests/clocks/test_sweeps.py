"""Sweeps that are late, two at once, after a restart, and overtaken by an answer (semantics 14, 15), on both stores."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from leadlife import (
    Engine,
    LeadStore,
    Limits,
    SqliteStore,
    Ticked,
    breach,
    evolve,
    later,
    make,
    notify,
    open_engine,
    warn,
    working_hours,
)
from leadlife.commands import Expire
from leadlife.events import ClocksChanged, LevelReached
from leadlife.people import SALES
from tests.clocks.desk import Desk, answering, policy, sweep_elsewhere
from tests.lives import MONDAY, REP, Facts

HOUR = timedelta(hours=1)
ALL = answering(
    levels=(
        warn(0.5, notify(SALES)),
        breach(notify(SALES)),
        later(working_hours(8), make("drop"), name="drop"),
    )
)
LATE = MONDAY + timedelta(days=3)


def levels(engine: Engine[Facts], lead: str) -> list[str]:
    return [one.level for one in engine.history(lead) if isinstance(one, LevelReached)]


def test_a_sweep_three_days_late_reaches_each_level_once_and_in_order(store: LeadStore) -> None:
    desk = Desk(ALL, store=store)
    desk.go(LATE)
    assert desk.engine.tick().levels == 3
    reached = [one for one in desk.engine.history(desk.id) if isinstance(one, LevelReached)]
    assert [(one.level, one.due_at, one.recorded_at) for one in reached] == [
        ("warn", MONDAY + 2 * HOUR, LATE),
        ("breach", MONDAY + 4 * HOUR, LATE),
        ("drop", MONDAY + 8 * HOUR, LATE),
    ]
    assert desk.engine.tick().levels == 0
    store.verify(desk.id)


def test_a_late_sweep_reaches_the_levels_of_all_clocks_of_a_lead_in_the_order_they_were_due(
    store: LeadStore,
) -> None:
    call = answering(name="call", within=working_hours(3), levels=(breach(), later(working_hours(5))))
    desk = Desk(answering(levels=(warn(0.5), breach(), later(working_hours(6)))), call, store=store)
    other = desk.ask()
    desk.go(LATE)
    assert desk.engine.tick().levels == 10
    for lead in (desk.id, other):
        reached = [one for one in desk.engine.history(lead) if isinstance(one, LevelReached)]
        assert [(one.due_at - MONDAY) // HOUR for one in reached] == [2, 3, 4, 5, 6]
    assert desk.engine.tick() == Ticked()


def test_what_is_due_of_a_lead_is_in_order_as_commands_too() -> None:
    call = answering(name="call", within=working_hours(3))
    desk = Desk(answering(levels=(warn(0.5), breach())), call)
    desk.go(LATE)
    lead, life = desk.lead, desk.engine.lifecycle
    commands = life.due(lead, now=LATE)
    for command in commands:
        for event in life.decide(lead, command, now=LATE):
            assert isinstance(event, LevelReached)
            lead = evolve(lead, event)
            assert lead.version == event.seq
    assert [command.clock.split(":")[0] for command in commands if isinstance(command, Expire)] == [
        "answer",
        "call",
        "answer",
    ]
    assert life.due(lead, now=LATE) == ()


def test_two_sweeps_at_once_reach_each_level_once(store: LeadStore) -> None:
    desk = Desk(ALL, store=store)
    leads = [desk.id, *(desk.ask() for _ in range(30))]
    answered = leads[::7]
    for lead in answered:
        desk.engine.move(lead, "answer", by=REP)
    desk.go(LATE)
    engines = [_again(desk, store, page=3) for _ in range(2)]
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def sweep(engine: Engine[Facts]) -> None:
        try:
            start.wait()
            engine.tick()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=sweep, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    for lead in leads:
        assert levels(desk.engine, lead) == ([] if lead in answered else ["warn", "breach", "drop"])
        store.verify(lead)
    assert len(store.outbox(state="pending", limit=999)) == 2 * (len(leads) - len(answered))


def _again(desk: Desk, store: LeadStore, page: int = 100) -> Engine[Facts]:
    return open_engine(store, desk.policy, now=lambda: desk.time, limits=Limits(page=page))


def test_two_processes_that_sweep_one_file_reach_each_level_once(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    made = SqliteStore(path, durable="normal")
    desk = Desk(ALL, store=made)
    leads = [desk.id, *(desk.ask() for _ in range(19))]
    made.close()
    spawn = multiprocessing.get_context("spawn")
    out: multiprocessing.Queue[int] = spawn.Queue()
    others = [spawn.Process(target=sweep_elsewhere, args=(str(path), ALL, LATE, out)) for _ in range(2)]
    for other in others:
        other.start()
    done = [out.get(timeout=60) for _ in others]
    for other in others:
        other.join(60)
        assert other.exitcode == 0
    assert sum(done) == 3 * len(leads)
    with open_engine(path, policy(ALL), now=lambda: LATE) as engine:
        assert Counter(level for lead in leads for level in levels(engine, lead)) == {
            name: len(leads) for name in ("warn", "breach", "drop")
        }


def test_a_lead_answered_between_finding_and_firing_is_left_alone(store: LeadStore) -> None:
    """margince#1671: a false breach from a stale projection."""
    desk = Desk(ALL, store=store)
    desk.go(MONDAY + 3 * HOUR)
    _after_the_claim(store, lambda: desk.engine.move(desk.id, "answer", by=REP))
    done = desk.engine.tick()
    assert (done.levels, done.stale) == (0, 1)
    assert desk.levels() == []
    assert (desk.clock().verdict, desk.clock().stopped_at) == ("met", MONDAY + 3 * HOUR)
    assert store.outbox(state="pending") in ((), [])


def test_a_lead_held_between_finding_and_firing_is_left_alone(store: LeadStore) -> None:
    desk = Desk(ALL, store=store)
    desk.go(MONDAY + 3 * HOUR)
    _after_the_claim(store, lambda: desk.engine.hold(desk.id, by=REP, reason="told late", at=MONDAY + HOUR))
    assert (desk.engine.tick().levels, desk.levels()) == (0, [])


def test_a_step_on_something_else_between_finding_and_firing_stops_nothing(store: LeadStore) -> None:
    desk = Desk(ALL, store=store)
    desk.go(MONDAY + 3 * HOUR)
    _after_the_claim(store, lambda: desk.engine.observe(desk.id, Facts(seats=3), by=REP))
    assert (desk.engine.tick().levels, desk.levels()) == (1, ["warn"])


def _after_the_claim(store: LeadStore, act: Callable[[], object]) -> None:
    """Let it happen once, right after the sweep has claimed something."""
    claim = store.claim_due

    def claim_and_act(*args: object, **asked: object) -> object:
        found = claim(*args, **asked)  # type: ignore[arg-type]
        if found:
            store.claim_due = claim  # type: ignore[method-assign]
            act()
        return found

    store.claim_due = claim_and_act  # type: ignore[method-assign, assignment]


def test_deadlines_outlive_a_restart(tmp_path: Path) -> None:
    """xstate#5331: delays lost on restore."""
    path = tmp_path / "leads.db"
    made = SqliteStore(path, durable="normal")
    desk = Desk(ALL, store=made)
    desk.go(MONDAY + 3 * HOUR)
    desk.engine.tick()
    made.close()
    with open_engine(path, policy(ALL), now=lambda: MONDAY + 9 * HOUR) as engine:
        assert engine.next_due() == MONDAY + 4 * HOUR
        assert engine.tick().levels == 2
        assert levels(engine, desk.id) == ["warn", "breach", "drop"]


def test_a_sweep_that_dies_after_finding_leaves_the_rest_to_the_next_once_its_lease_is_over(
    store: LeadStore,
) -> None:
    desk = Desk(ALL, store=store)
    desk.go(MONDAY + 3 * HOUR)
    store.claim_due("a worker that dies", now=desk.time, limit=9, lease=5 * HOUR / 60)
    assert desk.engine.tick().levels == 0
    desk.wait(minutes=5)
    assert (desk.engine.tick().levels, desk.levels()) == (1, ["warn"])


def test_a_sweep_up_to_a_time_leaves_what_came_due_later(store: LeadStore) -> None:
    desk = Desk(ALL, store=store)
    desk.wait(hours=1)
    other = desk.ask()
    desk.go(LATE)
    done = desk.engine.tick(until=MONDAY + 2 * HOUR)
    assert done.levels == 1
    assert (levels(desk.engine, desk.id), levels(desk.engine, other)) == (["warn"], [])
    assert desk.engine.tick(until=MONDAY + 4 * HOUR).levels == 2
    assert (levels(desk.engine, desk.id), levels(desk.engine, other)) == (["warn", "breach"], ["warn"])
    assert desk.engine.tick(until=LATE + HOUR).levels == 3


def test_an_answer_withdraws_the_notices_that_were_not_delivered_yet(store: LeadStore) -> None:
    desk = Desk(ALL, store=store)
    desk.go(MONDAY + 3 * HOUR)
    desk.engine.tick()
    assert len(store.outbox(state="pending")) == 1
    desk.engine.move(desk.id, "answer", by=REP)
    assert len(store.outbox(state="pending")) == 0
    assert len(store.outbox(state="withdrawn")) == 1


def test_a_clock_that_the_policy_did_away_with_is_cancelled_and_tells_nobody(store: LeadStore) -> None:
    """zammad#4353: a deactivated SLA keeps notifying."""
    desk = Desk(ALL, store=store)
    desk.go(LATE)
    engine = open_engine(store, policy(version="2"), now=lambda: desk.time)
    assert engine.tick().levels == 0
    (clock,) = engine.get(desk.id).clocks
    assert (clock.is_open, clock.verdict) == (False, "breached")
    last = engine.history(desk.id)[-1]
    assert isinstance(last, ClocksChanged) and last.change == "cancelled"
    assert len(store.outbox(state="pending")) == 0
    assert engine.next_due() is None


def test_a_clock_done_away_with_is_not_found_late_where_steps_were_decided_without_it(
    store: LeadStore,
) -> None:
    """Whether they answered it nobody knows: a breach would be made up."""
    desk = Desk(ALL, store=store)
    desk.wait(hours=1)
    engine = open_engine(store, policy(version="2"), now=lambda: desk.time)
    engine.move(desk.id, "answer", by=REP)
    desk.go(LATE)
    engine.tick()
    (clock,) = engine.get(desk.id).clocks
    assert (clock.verdict, clock.stopped_at) == ("cancelled", clock.due_at)
    assert engine.next_due() is None


def test_what_a_clock_does_itself_is_no_answer_to_its_earlier_notices(store: LeadStore) -> None:
    desk = Desk(ALL, store=store)
    for hour in (3, 5, 9):
        desk.go(MONDAY + hour * HOUR)
        desk.engine.tick()
    assert desk.levels() == ["warn", "breach", "drop"]
    assert (desk.lead.stage, len(store.outbox(state="pending"))) == ("new", 2)
