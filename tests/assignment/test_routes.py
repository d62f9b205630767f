"""Who gets a lead where nobody is named: routes in order, each with its rule, and why where none gives anybody."""

from __future__ import annotations

import pytest

from leadlife import (
    MARKETING,
    SALES,
    Actor,
    Clock,
    InvalidInput,
    Queue,
    Refused,
    breach,
    earlier_owner,
    entering,
    given_to,
    make,
    making,
    reassign,
    round_robin,
    touch,
    working_hours,
)
from leadlife.events import Assigned, LevelReached, Moved
from leadlife.lead import Turn
from tests.assignment.people import ANA, BEN, CLEO, DACH, DAN, F, Office, Team, given, process
from tests.lives import BOSS, REP, SDR


def test_the_first_route_that_gives_an_owner_wins_and_is_on_record() -> None:
    territories = (
        round_robin("dach", where=F.country.one_of("DE", "AT")),
        round_robin("reps", where=F.country == "FR"),
        given_to(DACH),
    )
    office = Office(process(*territories), Team(dach=(DAN,), reps=(ANA,)))
    owners = [office.give(country=country).owner for country in ("DE", "FR", "IT")]
    assert owners == [DAN, ANA, DACH]
    assert [(event.assigned_by, event.turn) for event in given(office.engine)] == [
        ("round robin: dach", Turn("dach", 1)),
        ("round robin: reps", Turn("reps", 1)),
        ("given to queue dach", None),
    ]


def test_whoever_is_named_gets_it_and_no_route_is_asked() -> None:
    office = Office()
    lead = office.engine.move(office.new().id, "give", by=SDR, to=DAN)
    event = office.engine.history(lead.id)[-1]
    assert isinstance(event, Moved)
    assert (lead.owner, event.assigned_by, event.turn) == (DAN, None, None)
    assert office.give().owner == ANA


def test_a_route_sees_what_a_guard_sees() -> None:
    office = Office(process(round_robin("reps", where=F.country == "DE"), given_to(DACH)))
    lead = office.new(country="DE")
    office.wait(hours=2)
    office.engine.observe(lead.id, type(lead.facts)(country="FR"), by=SDR)
    told_late = office.engine.move(
        lead.id, "give", by=SDR, at=office.time - (office.time - lead.captured_at) / 2
    )
    assert told_late.owner == ANA


def test_an_earlier_owner_gets_it_back_unless_they_declined_it() -> None:
    office = Office(process(earlier_owner(), round_robin("reps")))
    lead = office.give()
    assert lead.owner == ANA
    back = office.engine.move(lead.id, "decline", by=ANA, reason="later")
    assert office.give(back.id).owner == ANA
    office.engine.move(lead.id, "decline", by=ANA, reason="no_time")
    assert office.give(lead.id).owner == BEN


def test_an_earlier_owner_is_one_who_may_have_it() -> None:
    office = Office(process(earlier_owner(), given_to(DACH)))
    lead = office.engine.capture(by=SDR, owner=SDR)
    assert office.give(lead.id).owner == DACH
    lead = office.engine.move(office.new().id, "give", by=SDR, to=ANA)
    office.engine.move(lead.id, "decline", by=ANA, reason="later")
    office.engine.assign(lead.id, SDR, by=BOSS)
    assert office.give(lead.id).owner == ANA


def test_a_rep_who_declined_it_is_passed_over_and_keeps_their_turn() -> None:
    office = Office(roster=Team(reps=(ANA, BEN)))
    declined = office.give()
    office.engine.move(declined.id, "decline", by=ANA, reason="no_time")
    assert office.give().owner == BEN
    assert office.give(declined.id).owner == BEN  # it would be Ana's turn
    assert office.give().owner == ANA


def test_who_declined_it_did_so_whatever_their_role_is_now() -> None:
    office = Office()
    lead = office.give()
    office.engine.move(lead.id, "decline", by=ANA, reason="no_time")
    with pytest.raises(Refused, match="held it when it came back for no_time"):
        office.engine.move(lead.id, "give", by=SDR, to=Actor("ana", SALES, "manager"))


def test_handing_on_goes_to_somebody_else() -> None:
    office = Office(roster=Team(reps=(ANA, BEN)))
    lead = office.give()
    assert office.engine.move(lead.id, "pass_on", by=ANA).owner == BEN
    assert office.engine.assign(lead.id, by=BOSS).owner == ANA
    assert office.engine.assign(lead.id, by=BOSS).owner == BEN
    alone = Office(roster=Team(reps=(ANA,)))
    with pytest.raises(Refused, match=r"round robin: reps: ana \(sales\): it is theirs already"):
        alone.engine.assign(alone.give().id, by=BOSS)


def test_a_refusal_names_every_route_and_why_it_gave_nobody() -> None:
    routes = (
        earlier_owner(),
        round_robin("dach", where=F.country == "DE"),
        round_robin("reps"),
        given_to(ANA),
    )
    team = Team(dach=(DAN,), reps=(ANA,))
    team.away.add("ana")
    office = Office(process(*routes), team)
    lead = office.new()
    before = office.engine.history(lead.id)
    with pytest.raises(Refused) as refused:
        office.give(lead.id)
    assert refused.value.why == (
        "it needs a new owner, and no route gives it one (earlier owner: nobody who may have it held it before; "
        "round robin: dach: 'country is DE' is not known; round robin: reps: nobody of the group is active; "
        "given to ana (sales): they are not active, says the roster)"
    )
    assert "to=Actor('rep-7', SALES)" in str(refused.value.remedy)
    assert office.engine.history(lead.id) == before


def test_without_routes_it_says_how_to_have_some() -> None:
    office = Office(process(assignment=()), {})
    with pytest.raises(Refused, match=r"assignment=\(round_robin\('dach'\),\)"):
        office.give()


def test_members_who_may_not_own_it_are_passed_over() -> None:
    intern = Actor("kim", MARKETING)
    office = Office(roster=Team(reps=(intern, ANA)))
    assert [office.give().owner for _ in range(2)] == [ANA, ANA]
    assert office.engine.assign(office.new().id, by=BOSS).owner == intern  # who may own one so, nothing says
    nobody = Office(roster=Team(reps=(intern,)))
    with pytest.raises(Refused, match=r"kim \(marketing\): it goes to sales"):
        nobody.give()


def test_a_batch_counts_the_turns_that_it_took() -> None:
    office = Office()
    with office.engine.batch() as batch:
        owners = [batch.move(batch.capture(by=SDR).id, "give", by=SDR).owner for _ in range(4)]
        with pytest.raises(Refused):
            batch.move(batch.capture(by=SDR).id, "accept", by=ANA)
        owners.append(batch.move(batch.capture(by=SDR).id, "give", by=SDR).owner)
    assert owners == [ANA, BEN, CLEO, ANA, BEN]
    assert office.give().owner == CLEO


def test_a_clock_gives_leads_out_by_the_routes_too() -> None:
    slow = Clock(
        name="slow",
        starts=entering("new"),
        stops=making("give"),
        within=working_hours(1),
        levels=(breach(make("give")),),
    )
    unseen = Clock(
        name="unseen",
        starts=entering("offered"),
        stops=touch(),
        within=working_hours(1),
        levels=(breach(reassign(), reassign()),),
    )
    office = Office(process(clocks=(slow, unseen)))
    lead = office.new()
    office.wait(hours=2)
    assert office.engine.tick().refused == 0
    assert office.engine.get(lead.id).owner == ANA
    office.wait(hours=2)
    assert office.engine.tick().refused == 0
    assert office.engine.get(lead.id).owner == CLEO  # two turns in one step: Ben's, and hers
    turns = [event.turn for event in given(office.engine)]
    assert turns == [Turn("reps", 1), Turn("reps", 2), Turn("reps", 3)]
    assert [event.kind for event in office.engine.history(lead.id)][-3:] == [
        "level_reached",
        "assigned",
        "assigned",
    ]


def test_a_clock_that_finds_nobody_says_so_and_goes_on() -> None:
    slow = Clock(
        name="slow",
        starts=entering("new"),
        stops=making("give"),
        within=working_hours(1),
        levels=(breach(make("give")),),
    )
    office = Office(process(clocks=(slow,)), Team(reps=()))
    lead = office.new()
    office.wait(hours=2)
    assert office.engine.tick().refused == 1
    reached = office.engine.history(lead.id)[-1]
    assert isinstance(reached, LevelReached)
    assert "nobody of the group is active" in str(reached.refused)


def test_an_assignment_by_rule_is_known_by_its_id() -> None:
    office = Office()
    lead = office.new()
    first = office.engine.assign(lead.id, by=BOSS, command_id="a-1")
    again = office.engine.assign(lead.id, by=BOSS, command_id="a-1")
    assert first == again and first.owner == ANA
    (event,) = (one for one in office.engine.history(lead.id) if isinstance(one, Assigned))
    assert event.turn == Turn("reps", 1)


def test_a_lead_given_in_the_end_to_the_same_owner_says_who_gave_it() -> None:
    office = Office(process(given_to(REP)), {"reps": (REP,)})
    lead = office.give()
    office.engine.move(lead.id, "decline", by=REP, reason="later")
    lead = office.give(lead.id)
    event = office.engine.history(lead.id)[-1]
    assert isinstance(event, Moved)
    assert (event.owner, event.assigned_by) == (REP, "given to rep-7 (sales)")


def test_an_owner_of_another_team_is_refused() -> None:
    office = Office()
    for to in (Actor("kim", MARKETING), Queue("inbound", MARKETING)):
        with pytest.raises(Refused, match="cannot own it: it goes to sales"):
            office.engine.move(office.new().id, "give", by=SDR, to=to)
    with pytest.raises(InvalidInput):
        office.engine.move(office.new().id, "give", by=SDR, to="ana")  # type: ignore[arg-type]
