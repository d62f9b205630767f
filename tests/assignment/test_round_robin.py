"""Round robins are fair whatever happens, and a decision is the same wherever the same is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from leadlife import SALES, Actor, Assign, Lifecycle, MemoryStore, Move, Refused, replay, round_robin
from leadlife.lifecycle import Desk
from tests.assignment.people import ANA, BEN, CLEO, DAN, Office, Team, given, process, turns_by
from tests.lives import BOSS, MONDAY, SDR

REPS = (ANA, BEN, CLEO, DAN)
rosters = st.lists(st.sampled_from(REPS), min_size=1, unique=True)


@example(rosters, st.integers(1, 25))
def test_with_the_same_people_nobody_is_ever_two_turns_ahead(roster: list[Actor], leads: int) -> None:
    office = Office(roster={"reps": roster})
    for _ in range(leads):
        office.give()
        counts = turns_by(given(office.engine))
        had = [counts.get(one.id, 0) for one in roster]
        assert max(had) - min(had) <= 1
    owners = [event.owner for event in given(office.engine)]
    assert owners == [roster[n % len(roster)] for n in range(leads)]


@example(st.lists(st.frozensets(st.sampled_from(REPS)), max_size=20))
def test_it_goes_to_the_one_there_whose_last_turn_is_longest_ago(away: list[frozenset[Actor]]) -> None:
    team = Team(reps=REPS)
    office = Office(roster=team)
    last = {one.id: 0 for one in REPS}
    number = 0
    for absent in away:
        team.away = {one.id for one in absent}
        there = [one for one in REPS if one not in absent]
        if not there:
            with pytest.raises(Refused, match="nobody of the group is active"):
                office.give()
            continue
        number += 1
        expected = min(there, key=lambda one: (last[one.id], REPS.index(one)))
        lead = office.give()
        assert lead.owner == expected
        last[expected.id] = number
    assert office.engine.store.turns("reps") == {id: turn for id, turn in last.items() if turn}


@example(st.data())
def test_skips_are_the_only_unfairness_of_declining(data: st.DataObject) -> None:
    """Ahead of another by more than a turn is only who was there when the other had declined the lead."""
    office = Office(roster=Team(reps=REPS))
    skipped = 0
    for _ in range(data.draw(st.integers(1, 6))):
        lead = office.give()
        for _ in range(data.draw(st.integers(0, 3))):
            assert isinstance(lead.owner, Actor)
            office.engine.move(lead.id, "decline", by=lead.owner, reason="no_time")
            lead = office.give(lead.id)
            skipped += 1
        declined = {one.owner for one in lead.setbacks}
        assert lead.owner not in declined
    counts = turns_by(given(office.engine))
    had = [counts.get(one.id, 0) for one in REPS]
    assert max(had) - min(had) <= 1 + skipped


turns = st.dictionaries(st.sampled_from([one.id for one in REPS]), st.integers(1, 50), max_size=4)


@example(rosters, turns, st.frozensets(st.sampled_from(REPS)), st.integers(0, 90))
def test_the_same_lead_command_desk_and_time_give_the_same_event(
    roster: list[Actor], had: dict[str, int], away: frozenset[Actor], hours: int
) -> None:
    office = Office()
    lead = office.new()
    desk = Desk({"reps": tuple(roster)}, {"reps": had}, {one.id: "they are away" for one in away})
    decided: list[Any] = []
    for command in (Move("give", by=SDR), Assign(None, by=BOSS)):
        for _ in range(2):
            life = Lifecycle(process())
            now = MONDAY + timedelta(hours=hours)
            try:
                decided.append(life.decide(lead, command, now=now, desk=desk))
            except Refused as refused:
                decided.append(str(refused))
    assert decided[0] == decided[1] and decided[2] == decided[3]
    there = [one for one in roster if one not in away]
    if there:
        (event,) = decided[0]
        assert event.owner == min(there, key=lambda one: (had.get(one.id, 0), roster.index(one)))
        assert event.turn.number == max(had.values(), default=0) + 1


@example(rosters)
def test_two_routes_with_one_group_share_its_turns(roster: list[Actor]) -> None:
    office = Office(
        process(round_robin("reps")).with_move("pass_on", assign=(round_robin("reps"),)), {"reps": roster}
    )
    lead = office.give()
    rest = [one for one in roster if one != lead.owner]
    if rest:
        assert office.engine.move(lead.id, "pass_on", by=ANA).owner == rest[0]
    numbers = [event.turn.number for event in given(office.engine) if event.turn is not None]
    assert numbers == list(range(1, len(numbers) + 1))


def test_somebody_new_comes_next_and_then_in_turn() -> None:
    team = Team(reps=(ANA, BEN))
    office = Office(roster=team)
    assert [office.give().owner for _ in range(3)] == [ANA, BEN, ANA]
    team.groups["reps"] = (CLEO, BEN, ANA)
    assert [office.give().owner for _ in range(4)] == [CLEO, BEN, ANA, CLEO]


def test_who_is_twice_in_a_group_has_one_turn() -> None:
    chief = Actor("ana", SALES, "manager")
    office = Office(roster={"reps": (ANA, chief, BEN)})
    assert [office.give().owner for _ in range(4)] == [ANA, BEN, ANA, BEN]


def test_turns_outlive_the_engine_and_are_shared_by_engines() -> None:
    store = MemoryStore()
    first = Office(store=store)
    first.give()
    second = Office(store=store)
    lead = second.engine.capture(by=SDR, key="another")
    again = Office(process(), store=store)
    again._ids = second._ids
    assert second.engine.move(lead.id, "give", by=SDR).owner == BEN
    assert [replay(store.history(one.id)) for one in second.engine.leads()] == list(again.engine.leads())
