"""Random leads of the standard policy, taken over by random versions of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import (
    Clock,
    ClockState,
    Lead,
    Migration,
    Policy,
    Refused,
    breach,
    entering,
    facts,
    hours,
    later,
    leaving,
    notify,
    open_engine,
    warn,
    working_hours,
)
from leadlife.people import SALES_MANAGER
from tests.clocks.desk import keeps_its_word
from tests.lives import REP, SDR, Facts, World, standard
from tests.migration.versions import BERLIN, EARLY, KINDS, a_store, everything, renamed, sound, version

f = facts(Facts)
NAMES = {"mql": "qualified", "handed_off": "offered"}
OWN = {"version", "recorded_at", "policy", "stage", "visits", "clocks", "_model", "_values"}

# -- lives ---------------------------------------------------------------------------------------------

WAYS: tuple[Callable[[World], Lead[Facts]], ...] = (
    World.raw,
    World.mql,
    World.handed_off,
    World.sal,
    World.sql,
    World.evaluating,
)
DOINGS: dict[str, Callable[[World, str], object]] = {
    "wait an hour": lambda world, lead: world.wait(hours=1),
    "wait a night": lambda world, lead: world.wait(hours=17, minutes=20),
    "wait a week": lambda world, lead: world.wait(days=7),
    "sweep": lambda world, lead: world.engine.tick(),
    "hold": lambda world, lead: world.engine.hold(lead, by=REP, reason="waiting"),
    "resume": lambda world, lead: world.engine.resume(lead, by=REP),
    "call": lambda world, lead: world.engine.touch(lead, "call", by=REP),
    "stuck": lambda world, lead: world.engine.observe(lead, Facts(waiting_on_lead=True), by=REP),
    "going on": lambda world, lead: world.engine.observe(lead, Facts(waiting_on_lead=False), by=REP),
}
lives = st.lists(
    st.tuples(st.sampled_from(WAYS), st.lists(st.sampled_from(sorted(DOINGS)), max_size=6)),
    min_size=1,
    max_size=3,
)


def live(world: World, way: Callable[[World], Lead[Facts]], doings: list[str]) -> None:
    """One lead, as far as what is done to it is allowed."""
    lead = way(world)
    for name in doings:
        with suppress(Refused):
            DOINGS[name](world, lead.id)


# -- versions ------------------------------------------------------------------------------------------

CHANGES: dict[str, Callable[[Policy[Facts]], Policy[Facts]]] = {
    "another target": lambda one: one.with_clock("accept", within=working_hours(3)),
    "plain time": lambda one: one.with_clock("work", within=hours(50)),
    "other levels": lambda one: one.with_clock(
        "first_touch", levels=(warn(0.5, notify(SALES_MANAGER)), breach(), later(working_hours(30)))
    ),
    "no first touch": lambda one: one.without_clock("hot_touch").without_clock("evaluate"),
    "another clock": lambda one: one.with_clock(
        Clock(name="chase", starts=entering("sal"), stops=leaving("sal"), within=working_hours(9))
    ),
    "stands still": lambda one: one.with_clock("accept", pauses=f.waiting_on_lead.is_(True)),
    "early hours": lambda one: one.replace(calendar=EARLY),
    "Berlin": lambda one: one.replace(calendar=BERLIN),
}
before_it = standard().with_clock("accept", pauses=f.waiting_on_lead.is_(True))

changes = st.frozensets(st.sampled_from(sorted(CHANGES)), max_size=4)
choices = st.sampled_from(["keep", "carry", "restart"])


@cache
def changed(names: frozenset[str], other_names: bool) -> Policy[Facts]:
    policy = before_it.replace(version="2")
    for name in sorted(names):
        policy = CHANGES[name](policy)
    return renamed(policy, NAMES) if other_names else policy


@KINDS
@settings(max_examples=40)
@given(lives, changes, st.booleans(), choices)
def test_a_rehearsal_is_the_migration_and_nothing_but_the_leads_taken_over_changes(
    kind: str, lived: list[Any], names: frozenset[str], other_names: bool, clocks: Any
) -> None:
    with a_store(kind) as store:
        world = World(before_it, store)
        for way, doings in lived:
            live(world, way, doings)
        other = open_engine(
            store, before_it.replace(name="partners").without_clock("screen"), now=lambda: world.time
        )
        stranger = other.capture(by=SDR, key="p:1")
        engine = version(world, changed(names, other_names))
        asked: Any = {
            "by": SDR,
            "clocks": clocks,
            "old": before_it,
            "stages": NAMES if other_names else None,
        }
        before = everything(store)
        rehearsal = engine.migrate(**asked, rehearse=True)
        assert everything(store) == before
        done = engine.migrate(**asked)
        assert done == rehearsal
        assert (rehearsal.rehearsed, done.rehearsed, done.leads) == (True, False, len(lived))
        after = everything(store)
        assert after["leads"].pop(stranger.id) == before["leads"].pop(stranger.id)
        for id, lead in after["leads"].items():
            crossed_well(before["leads"][id], lead, NAMES if other_names else {})
            sound(store, lead)
            assert lead.policy == engine.policy.pin
        told(before, after)
        moved(before, after, done)
        after = everything(store)
        assert engine.migrate(**asked).leads == 0
        assert everything(store) == after
        world.wait(days=90)
        assert engine.tick().failed == 0


def crossed_well(before: Lead[Any], after: Lead[Any], names: dict[str, str]) -> None:
    """The same lead, under other names; what was closed is as it was."""
    for one in fields(Lead):
        if one.name not in OWN:
            assert getattr(before, one.name) == getattr(after, one.name)
    assert after.stage == names.get(before.stage, before.stage)
    assert [names.get(visit.stage, visit.stage) for visit in before.visits] == [
        one.stage for one in after.visits
    ]
    assert [(one.entered_at, one.left_at) for one in before.visits] == [
        (one.entered_at, one.left_at) for one in after.visits
    ]
    for clock in before.clocks:
        if not clock.is_open:
            assert after.clock(clock.id) == clock
    for clock in after.clocks:
        keeps_its_word(clock)


def told(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Nobody is told anything; what is told of clocks that are stopped is withdrawn, and nothing else."""
    left = {row.notice.key for row in after["notices"]["pending"]}
    gone = [row.notice for row in before["notices"]["pending"] if row.notice.key not in left]
    assert left <= {row.notice.key for row in before["notices"]["pending"]}
    for notice in gone:
        assert not after["leads"][notice.lead].clock(notice.clock).is_open


def in_the_past(clock: ClockState, at: datetime) -> bool:
    """Whether something of it was to happen before an instant, or its answer is late by then."""
    came = clock.due_by(at - timedelta(microseconds=1))
    return bool(came) or (clock.late_after is not None and clock.late_after < at)


def moved(before: dict[str, Any], after: dict[str, Any], done: Migration) -> None:
    """Every run is counted once, and deadlines that moved as what they did."""
    begun = sum(counts.get("begun", 0) for counts in done.clocks.values())
    counted = sum(sum(counts.values()) for counts in done.clocks.values())
    assert counted - begun == sum(len(lead.running) for lead in before["leads"].values())
    earlier = later = 0
    for id, lead in after["leads"].items():
        new = [clock for clock in lead.running if before["leads"][id].clock(clock.id) is None]
        for clock in new:
            assert clock.started_at == (lead.entered_at if done.running == "carry" else done.at)
        for clock in lead.running:
            was = before["leads"][id].clock(clock.id)
            if was is None or not in_the_past(was, done.at):
                assert not in_the_past(clock, done.at)
    for id, lead in before["leads"].items():
        now = {clock.name: clock.due_at for clock in after["leads"][id].running}
        for clock in lead.running:
            earlier += now.get(clock.name, clock.due_at) < clock.due_at
            later += now.get(clock.name, clock.due_at) > clock.due_at
            if done.running == "keep" and clock.name in now:
                assert now[clock.name] == clock.due_at or clock.pauses
    assert (done.earlier, done.later) == (earlier, later)
