"""What users of other systems reported of who gets a lead, and of going round the rules: held to be otherwise here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    SALES,
    Actor,
    Clock,
    Conflict,
    Engine,
    Lead,
    LeadStore,
    MemoryStore,
    Move,
    Policy,
    Refused,
    SqliteStore,
    assigned,
    breach,
    entering,
    make,
    replay,
    touch,
    working_hours,
)
from leadlife.events import LevelReached
from tests.assignment.people import ANA, BEN, DACH, Office, Team, process
from tests.assignment.people import given as given_out
from tests.lives import BOSS, DEAL, OTHER_REP, READY, REP, SDR, Facts, World, standard


def test_odoo_259775_a_round_robin_is_fair_on_ties() -> None:
    """Whoever is first in the list must not win every tie."""
    team = Team(reps=(ANA, BEN))
    office = Office(roster=team)
    assert [office.give().owner for _ in range(4)] == [ANA, BEN, ANA, BEN]
    newcomers = tuple(Actor(f"new-{n}", SALES) for n in range(3))
    team.groups["reps"] = (*newcomers, ANA, BEN)
    assert [office.give().owner for _ in range(10)] == [*newcomers, ANA, BEN, *newcomers, ANA, BEN]
    numbers = [event.turn.number for event in given_out(office.engine) if event.turn is not None]
    assert len(set(numbers)) == len(numbers) == 14


def test_suitecrm_2032_inactive_users_are_never_assigned() -> None:
    team = Team(reps=(ANA, BEN))
    office = Office(roster=team)
    team.away.add("ana")
    assert {office.give().owner for _ in range(3)} == {BEN}
    with pytest.raises(Refused, match="not active"):
        office.engine.assign(office.new().id, ANA, by=BOSS)
    team.away.add("ben")
    lead = office.new()
    with pytest.raises(Refused, match="nobody of the group is active"):
        office.give(lead.id)
    assert office.engine.get(lead.id).owner is None


def test_odoo_227387_a_copy_does_not_keep_the_assignment_date() -> None:
    call = Clock(name="call", starts=assigned(), stops=touch("call"), within=working_hours(4), per="owner")
    world = World(standard().with_clock(call))
    lead = world.handed_off("crm:1")
    world.wait(hours=24)
    copy = world.engine.capture(by=SDR, key="crm:2", told=lead.facts, owner=lead.owner, source=lead.source)
    assert (copy.owner, copy.owner_since) == (lead.owner, world.time)
    (clock,) = (one for one in copy.clocks if one.name == "call")
    (first,) = (one for one in lead.clocks if one.name == "call")
    assert (clock.started_at, clock.due_at) == (world.time, world.time + (first.due_at - first.started_at))
    assert copy.visits[0].entered_at == world.time and copy.setbacks == () and not copy.made


def random_step(world: World, lead: Lead[Facts], step: int, hours: int) -> object:
    """One of the things that people do, whether it may be done or not."""
    engine, at = world.engine, world.time - timedelta(hours=hours)
    steps: list[Callable[[], object]] = [
        lambda: engine.observe(lead.id, READY, by=SDR, at=at),
        lambda: engine.observe(lead, Facts(seats=hours), by=REP),
        lambda: engine.touch(lead.id, "call", by=REP, at=at),
        lambda: engine.assign(lead.id, OTHER_REP, by=BOSS, at=at),
        lambda: engine.assign(lead, DACH, by=BOSS),
        lambda: engine.take(DACH, by=REP),
        lambda: engine.hold(lead.id, by=BOSS, reason="holiday"),
        lambda: engine.resume(lead.id, by=BOSS),
        lambda: engine.recompute(lead.id, by=BOSS, reason="calendar"),
        lambda: engine.backfill(lead.id, [], by=SDR, refs={"crm": "4"}),
        lambda: engine.tick(),
    ]
    made = [(move, by) for move in world.policy.moves for by in (SDR, REP, BOSS)]
    if step < len(steps):
        return steps[step]()
    move, by = made[(step - len(steps)) % len(made)]
    return engine.move(
        lead.id,
        move.name,
        by=by,
        to=OTHER_REP if move.owner else None,
        reason=move.reasons[0].code if move.reasons else None,
        comment="said so",
        opportunity=DEAL if move.opportunity else None,
    )


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 6)), max_size=12))
def test_mautic_2471_every_change_of_a_lead_is_an_event(steps: list[tuple[int, int]]) -> None:
    world = World()
    lead = world.handed_off()
    for step, hours in steps:
        world.wait(hours=3)
        before, told = world.engine.get(lead.id), len(world.engine.history(lead.id))
        try:
            random_step(world, before, step, hours)
        except (Refused, Conflict):
            assert world.engine.get(lead.id) == before
            assert len(world.engine.history(lead.id)) == told
        after = world.engine.get(lead.id)
        assert after.version == len(world.engine.history(lead.id))
        assert (after == before) == (after.version == before.version)
        assert replay(world.engine.history(lead.id)) == after


Way = Callable[[Engine[Facts], str, str], object]


def by_verb(engine: Engine[Facts], lead: str, move: str) -> object:
    return engine.move(lead, move, by=BOSS)


def by_command(engine: Engine[Facts], lead: str, move: str) -> object:
    return engine.execute(lead, Move(move, by=BOSS), command_id=f"c-{lead}")


def on_a_lead(engine: Engine[Facts], lead: str, move: str) -> object:
    return engine.move(engine.get(lead), move, by=BOSS)


def by_batch(engine: Engine[Facts], lead: str, move: str) -> object:
    with engine.batch() as batch:
        return batch.move(lead, move, by=BOSS)


def by_batch_command(engine: Engine[Facts], lead: str, move: str) -> object:
    with engine.batch(command_id=f"b-{lead}") as batch:
        return batch.execute(lead, Move(move, by=BOSS))


def told_late(engine: Engine[Facts], lead: str, move: str) -> object:
    return engine.move(lead, move, by=BOSS, at=engine.get(lead).entered_at)


WAYS: list[Way] = [by_verb, by_command, on_a_lead, by_batch, by_batch_command, told_late]


def undeclared(policy: Policy[Facts], stage: str) -> list[str]:
    """The moves that lead back from a stage, or elsewhere, and do not start there."""
    return [move.name for move in policy.moves if stage not in policy.sources(move)]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_mautic_7472_no_way_in_goes_round_the_forward_only_rule(way: Way, kind: str, tmp_path: Any) -> None:
    store: LeadStore = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "leads.db")
    world = World(store=store)
    lead = world.sal()
    history = world.engine.history(lead.id)
    for move in undeclared(world.policy, "sal"):
        with pytest.raises(Refused, match="it starts in "):
            way(world.engine, lead.id, move)
    assert world.engine.history(lead.id) == history
    store.close()


def test_mautic_7472_nor_does_a_clock() -> None:
    stubborn = Clock(
        name="stubborn",
        starts=entering("offered"),
        stops=touch("never"),
        within=working_hours(1),
        levels=(breach(make("give")),),
        during=("offered", "taken"),
    )
    office = Office(process(clocks=(stubborn,)))
    lead = office.give()
    office.engine.move(lead.id, "accept", by=ANA)
    office.wait(hours=2)
    assert office.engine.tick().refused == 1
    after = office.engine.get(lead.id)
    assert (after.stage, after.owner) == ("taken", ANA)
    reached = office.engine.history(lead.id)[-1]
    assert isinstance(reached, LevelReached) and "it starts in new, back" in str(reached.refused)
