"""Rosters: who is there to be given leads. Whatever a roster does, no step is lost and no sweep stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from leadlife import (
    SALES,
    Actor,
    Clock,
    DefinitionError,
    Entry,
    MemoryStore,
    Refused,
    breach,
    entering,
    given_to,
    make,
    making,
    open_engine,
    reassign,
    round_robin,
    working_hours,
)
from leadlife.commands import Capture
from leadlife.events import LevelReached
from tests.assignment.people import ANA, BEN, CLEO, DACH, F, Office, Team, process
from tests.lives import BOSS, MONDAY, SDR

FAILS = "the roster failed: RuntimeError: the directory is down"


class Broken:
    """A roster whose directory is down, or that gives what it should not."""

    def __init__(self, members: Any = None, active: Any = None) -> None:
        self._members = members
        self._active = active

    def members(self, group: str) -> Any:
        return self._said(self._members)

    def is_active(self, actor: Actor) -> Any:
        return self._said(self._active)

    def _said(self, answer: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer


DOWN = RuntimeError("the directory is down")


def test_leads_are_handed_to_nobody_who_is_not_active() -> None:
    team = Team(reps=(ANA, BEN))
    team.away.add("ana")
    office = Office(roster=team)
    lead = office.give()
    assert lead.owner == BEN
    asking: list[Callable[[], object]] = [
        lambda: office.engine.move(office.new().id, "give", by=SDR, to=ANA),
        lambda: office.engine.assign(lead.id, ANA, by=BOSS),
        lambda: office.engine.move(lead.id, "accept", by=ANA),
        lambda: office.engine.capture(by=SDR, owner=ANA),
        lambda: office.engine.take(DACH, by=ANA),
    ]
    for asked in asking:
        office.engine.move(office.new().id, "give", by=SDR, to=DACH)
        before = [office.engine.history(one.id) for one in office.engine.leads()]
        with pytest.raises(Refused, match=r"ana \(sales\) cannot own it: they are not active"):
            asked()
        after = [office.engine.history(one.id) for one in office.engine.leads()]
        assert after[: len(before)] == before


def test_the_history_of_another_system_and_owners_of_the_past_need_not_be_there() -> None:
    team = Team(reps=(ANA, BEN))
    team.away.add("ana")
    office = Office(roster=team)
    assert office.engine.execute(None, Capture(SDR, owner=ANA, recorded=True)).owner == ANA
    lead = office.give()
    office.wait(hours=2)
    assert office.engine.assign(lead.id, CLEO, by=BOSS).owner == CLEO
    office.engine.assign(lead.id, ANA, by=BOSS, at=MONDAY)
    assert office.engine.assign(lead.id, ANA, by=BOSS, at=MONDAY).owner == CLEO
    told = office.engine.backfill(lead.id, [Entry("taken", office.time)], by=SDR, owner=ANA)
    assert told.owner == ANA


def test_without_a_roster_everybody_counts_as_active() -> None:
    office = Office(process(given_to(ANA)), roster={})
    engine = open_engine(MemoryStore(), process(given_to(ANA)), now=lambda: MONDAY)
    lead = engine.capture(by=SDR)
    assert engine.move(lead.id, "give", by=SDR).owner == ANA
    with pytest.raises(Refused, match="they are not active"):
        office.give()


@pytest.mark.parametrize(
    ("roster", "why"),
    [
        (Broken(DOWN, True), FAILS),
        (Broken((ANA,), DOWN), FAILS),
        (Broken(("ana",), True), "the roster gave 'ana', which is no Actor"),
        (Broken("ana", True), "the roster gave 'ana', which is no list of actors"),
        (Broken(7, True), "the roster gave 7, which is no list of actors"),
        (Broken((ANA,), None), "the roster says None of them, which is neither True nor False"),
        (Broken((ANA,), False), "they are not active"),
        (Broken((), True), "nobody of the group is active"),
    ],
)
def test_what_a_roster_cannot_say_is_said_and_the_next_route_is_tried(roster: Broken, why: str) -> None:
    office = Office(roster=roster)
    with pytest.raises(Refused) as refused:
        office.give()
    assert why in refused.value.why
    assert Office(process(round_robin("reps"), given_to(DACH)), roster).give().owner == DACH


def to_somebody(lead: Any) -> Actor:
    return BEN


@pytest.mark.parametrize("action", [make("give"), reassign(), reassign(to_somebody)])
@pytest.mark.parametrize("roster", [Broken(DOWN, DOWN), Broken((ANA,), DOWN), Broken((None,), None)])
def test_a_sweep_survives_every_roster(action: Any, roster: Broken) -> None:
    slow = Clock(
        name="slow",
        starts=entering("new"),
        stops=making("give"),
        within=working_hours(1),
        levels=(breach(action),),
    )
    office = Office(process(clocks=(slow,)), roster)
    first, second = office.new(), office.new()
    office.wait(hours=2)
    done = office.engine.tick()
    assert (done.levels, done.refused, done.failed) == (2, 2, 0)
    for lead in (first, second):
        reached = office.engine.history(lead.id)[-1]
        assert isinstance(reached, LevelReached) and reached.refused
        assert office.engine.get(lead.id).clocks[0].verdict == "breached"


def test_a_mapping_is_read_once_and_active_is_who_is_in_any_group() -> None:
    groups: dict[str, Sequence[Actor]] = {"reps": [ANA], "others": [BEN]}
    office = Office(roster=groups)
    groups["reps"] = [CLEO]
    assert office.give().owner == ANA
    assert office.engine.assign(office.new().id, BEN, by=BOSS).owner == BEN
    with pytest.raises(Refused, match="they are not active"):
        office.engine.assign(office.new().id, CLEO, by=BOSS)


def test_a_person_is_known_by_their_id_whatever_their_role() -> None:
    office = Office(roster={"reps": (Actor("ana", SALES, "manager"),)})
    assert office.engine.assign(office.new().id, ANA, by=BOSS).owner == ANA


@pytest.mark.parametrize(
    ("roster", "says"),
    [
        (None, r"round_robin\('reps'\).*roster=\{'reps': \(Actor\('rep-7', SALES\), \.\.\.\)\}"),
        ({"rep": (ANA,)}, "the group 'reps', which the roster does not have; did you mean 'rep'?"),
        ({"reps": ("ana",)}, "a group is a name and its actors"),
        ({"reps": ANA}, "a group is a name and its actors"),
        ({7: (ANA,)}, "a group is a name and its actors"),
        ([ANA], "is no roster: pass a mapping of groups to actors, or an object with"),
    ],
)
def test_what_is_no_roster_for_the_policy_is_refused_when_the_engine_opens(roster: Any, says: str) -> None:
    with pytest.raises(DefinitionError, match=says):
        open_engine(MemoryStore(), process(), roster=roster)


def test_a_roster_is_asked_for_nothing_that_no_route_needs() -> None:
    office = Office(process(round_robin("reps", where=F.country == "DE"), given_to(DACH)), Broken(DOWN, DOWN))
    lead = office.give()
    assert lead.owner == DACH
    office.engine.touch(lead.id, "call", by=SDR)
    assert office.engine.move(office.new().id, "give", by=SDR, to=DACH).owner == DACH
