"""A merge is no way round what was decided: who declined, what went stale, which bounds are used up, who came first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import Entry, Lead, LeadStore, Refused, earlier_owner, round_robin
from leadlife.lead import BACKFILLED
from tests.assignment.people import ANA, BEN, CLEO, DACH, Office, process
from tests.lives import BOSS, OTHER_REP, READY, REP, SDR, Facts, World
from tests.records.pairs import consistent

# -- who declined it -------------------------------------------------------------------------------------


def declined(office: Office) -> str:
    """A lead that came back from Ana."""
    lead = office.engine.move(office.new().id, "give", by=SDR, to=ANA)
    return office.engine.move(lead.id, "decline", by=ANA, reason="no_time").id


@pytest.mark.parametrize("chained", [False, True])
def test_a_lead_does_not_go_to_whoever_declined_the_one_that_was_merged_into_it(
    store: LeadStore, chained: bool
) -> None:
    office = Office(process(earlier_owner(), round_robin("reps")), store=store)
    lead, old = office.new().id, declined(office)
    if chained:
        between = office.new().id
        office.engine.merge(old, into=between, by=SDR)
        old = between
    merged = office.engine.merge(old, into=lead, by=SDR)

    assert (merged.setbacks, [one.owner for one in merged.brought]) == ((), [ANA])
    with pytest.raises(Refused, match="held it when it came back for no_time"):
        office.engine.move(lead, "give", by=SDR, to=ANA)
    assert office.engine.move(lead, "give", by=SDR).owner == BEN
    assert office.engine.move(lead, "pass_on", by=ANA).owner == CLEO
    office.engine.assign(lead, DACH, by=BOSS)
    assert office.engine.take(DACH, by=ANA) is None
    assert office.engine.take(DACH, by=BEN) is not None
    consistent(office, lead, old)


# -- what is stale ---------------------------------------------------------------------------------------


def seen(world: World, lead: Lead[Facts]) -> set[str]:
    """Which of what qualified it still counts."""
    return set(lead.evidence(world.time, world.policy.lasting).values) & set(READY.told())


@pytest.mark.parametrize("chained", [False, True])
def test_what_a_rejection_made_stale_is_not_fresh_under_another_lead(world: World, chained: bool) -> None:
    old = world.evaluating(reason="definition_not_met")
    assert seen(world, old) == set()
    world.wait(hours=1)
    if chained:
        old = world.engine.merge(old.id, into=world.raw("between").id, by=SDR)
    fresh = world.engine.move(world.raw("fresh").id, "engage", by=SDR)
    lead = world.engine.merge(old.id, into=fresh.id, by=SDR)

    assert seen(world, lead) == set()
    with pytest.raises(Refused, match="cannot be decided yet"):
        world.engine.move(lead.id, "qualify", by=SDR)
    world.wait(hours=1)
    world.engine.observe(lead.id, READY, by=SDR)
    assert world.engine.move(lead.id, "qualify", by=SDR).stage == "mql"
    consistent(world, lead.id, old.id)


def test_what_was_told_of_the_survivor_counts_though_the_other_was_rejected_later(world: World) -> None:
    survivor = world.mql("a")
    world.wait(hours=1)
    rejected = world.evaluating(reason="definition_not_met")
    world.engine.observe(rejected.id, Facts(need="must"), by=SDR)  # at the moment of the rejection
    world.wait(hours=1)
    world.engine.observe(rejected.id, Facts(pain_severity=9), by=SDR)
    lead = world.engine.merge(rejected.id, into=survivor.id, by=SDR)
    assert seen(world, lead) == {"pain_severity"}, (
        "the others were told of that lead last, and before it came back"
    )
    assert "need" not in lead.evidence(world.time, world.policy.lasting).values

    other = World()
    survivor, rejected = other.raw("a"), other.evaluating(reason="definition_not_met")
    other.wait(hours=1)
    other.engine.observe(survivor.id, READY, by=SDR)
    assert seen(other, other.engine.merge(rejected.id, into=survivor.id, by=SDR)) == set(READY.told())


# -- bounds ----------------------------------------------------------------------------------------------


def test_a_bound_that_is_used_up_is_not_begun_anew(world: World) -> None:
    """A lead is re-routed three times in a cycle: not three times, merged, and three times more."""
    old = world.handed_off("old")
    for number, to in enumerate((OTHER_REP, REP, OTHER_REP)):
        old = world.engine.move(old.id, "re_route", by=BOSS, to=to, reason=None)
        assert old.made["re_route"] == number + 1
    fresh = world.handed_off("fresh")
    lead = world.engine.merge(old.id, into=fresh.id, by=SDR)
    assert lead.made["re_route"] == 3
    with pytest.raises(Refused, match="may be made 3 times"):
        world.engine.move(lead.id, "re_route", by=BOSS, to=OTHER_REP)


def test_moves_of_a_cycle_that_is_over_do_not_count(world: World) -> None:
    old = world.engine.move(world.handed_off("old").id, "re_route", by=BOSS, to=OTHER_REP)
    survivor = world.evaluating()
    world.engine.observe(survivor.id, READY, by=SDR)
    survivor = world.engine.move(survivor.id, "reheat", by=SDR)
    assert (old.cycle, survivor.cycle) == (0, 1)
    assert world.engine.merge(old.id, into=survivor.id, by=SDR).made == survivor.made


# -- the first touch -------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    sources=st.lists(st.sampled_from((None, "fair", "web", "event", "partner")), min_size=2, max_size=5),
    days=st.permutations(range(5)),
    data=st.data(),
)
def test_the_first_touch_is_the_earliest_whatever_is_merged_into_what_and_in_which_order(
    sources: list[str | None], days: list[int], data: st.DataObject
) -> None:
    world = World()
    start, captured = world.time, []
    world.wait(days=10)
    for number, source in enumerate(sources):
        at = start + timedelta(days=days[number])
        captured.append(world.engine.capture(by=SDR, key=str(number), source=source, at=at))
    left = [lead.id for lead in captured]
    while len(left) > 1:
        other = left.pop(data.draw(st.integers(0, len(left) - 1)))
        world.engine.merge(other, into=data.draw(st.sampled_from(left)), by=SDR)
    known = [lead for lead in captured if lead.source is not None]
    first = min(known, key=lambda lead: lead.captured_at, default=None)
    lead = world.engine.get(left[0])
    assert lead.source == (None if first is None else first.source)
    assert first is None or lead.first_touch_at == first.captured_at


# -- erased ----------------------------------------------------------------------------------------------


def test_a_reason_in_words_that_came_with_another_lead_is_erased(store: LeadStore) -> None:
    world = World(store=store)
    old, lead = world.raw("old"), world.raw("new")
    said = Entry("disqualified", world.time, "Kim is getting divorced")
    world.engine.backfill(old.id, [said], by=SDR)
    merged = world.engine.merge(old.id, into=lead.id, by=SDR)
    assert [(one.move, one.reason) for one in merged.brought] == [(BACKFILLED, said.reason)]
    erased = world.engine.erase(lead.id, by=SDR)
    assert [(one.move, one.reason) for one in erased.brought] == [(BACKFILLED, "erased")]
    assert "divorced" not in repr([erased, *store.history(lead.id), *store.history(old.id)])
    consistent(world, lead.id, old.id)


# -- a consent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("survivor_withdrew", [True, False])
def test_a_consent_that_was_withdrawn_at_the_very_moment_when_the_other_was_given_is_withdrawn(
    world: World, survivor_withdrew: bool
) -> None:
    one = world.engine.capture(by=SDR, key="a", told=Facts(consent_email="opted_out")).id
    other = world.engine.capture(by=SDR, key="b", told=Facts(consent_email="opted_in")).id
    into = one if survivor_withdrew else other
    lead = world.engine.merge(other if survivor_withdrew else one, into=into, by=SDR)
    assert lead.facts.consent_email == "opted_out"
