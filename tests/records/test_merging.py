"""Two leads become one: nothing of either is lost, and everything leads to the survivor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import (
    CallbackNotifier,
    Conflict,
    LeadFilter,
    LeadStore,
    MemoryStore,
    Refused,
    UnknownLead,
    money,
    open_engine,
)
from leadlife.kit import Consent
from tests.lives import BOSS, DEAL, MONDAY, OTHER_REP, READY, REP, SDR, Facts, World, standard
from tests.records.pairs import both, consistent

# -- both histories are kept, and one leads to the other ------------------------------------------------


def test_the_survivor_stays_as_it_is_and_both_histories_are_kept(world: World) -> None:
    survivor, other = both(world)
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR, reason="the same person")

    assert (lead.id, lead.stage, lead.owner, lead.key) == (survivor.id, "handed_off", REP, "webcast:1")
    assert lead.visits == survivor.visits
    assert [clock.id for clock in lead.running] == [clock.id for clock in survivor.running]
    assert lead.absorbed == (other.id,)
    assert [event.kind for event in world.engine.history(lead.id)][-1] == "absorbed"
    assert [event.kind for event in world.engine.history(other.id)] == ["captured", "merged"]
    assert world.engine.get(other.id, merged=True).merged_into == lead.id
    consistent(world, lead.id, other.id)


def test_the_others_id_and_key_lead_to_the_survivor(world: World) -> None:
    survivor, other = both(world)
    world.engine.merge(other.id, into=survivor.id, by=SDR)

    found = world.engine.find("fair:1")
    assert found == world.engine.get(other.id) == world.engine.get(survivor.id)
    assert world.engine.capture(key="fair:1", by=SDR, source="web").id == survivor.id
    assert world.engine.move(other.id, "accept", by=REP).id == survivor.id
    assert world.engine.get(survivor.id).stage == "sal"


def test_chains_of_merges_lead_to_the_last_and_a_ring_cannot_be_closed(world: World) -> None:
    first, second, third = (world.raw(key).id for key in "abc")
    world.engine.merge(first, into=second, by=SDR)
    lead = world.engine.merge(second, into=third, by=SDR)

    assert {world.engine.get(id).id for id in (first, second, third)} == {third}
    found = world.engine.find("a")
    assert found is not None and found.id == third
    assert lead.absorbed == (second,)
    with pytest.raises(Refused, match="they are one lead already"):
        world.engine.merge(third, into=first, by=SDR)
    consistent(world, first, second, third)


def test_merges_in_a_ring_at_the_same_time_close_none(store: LeadStore) -> None:
    world = World(store=store)
    leads = [world.raw(key).id for key in "abc"]
    together, refused = Barrier(3), []

    def work(number: int) -> None:
        together.wait()
        try:
            world.engine.merge(leads[number], into=leads[(number + 1) % 3], by=SDR)
        except Refused as error:
            refused.append(error.why)

    threads = [Thread(target=work, args=(number,)) for number in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert refused == ["they are one lead already"]
    assert len({world.engine.get(id).id for id in leads}) == len(list(world.engine.leads())) == 1
    consistent(world, *leads)


def test_what_cannot_be_merged_is_refused_with_the_fix(world: World) -> None:
    survivor, other = both(world)
    with pytest.raises(Refused, match="they are one lead already"):
        world.engine.merge(survivor, into=survivor, by=SDR)
    world.engine.merge(other, into=survivor, by=SDR)

    with pytest.raises(Conflict, match="load it and decide again"):
        world.engine.merge(other, into=survivor.id, by=SDR)  # as it was before
    merged = world.engine.get(other.id, merged=True)
    third = world.raw("c")
    asked: list[Callable[[], object]] = [
        lambda: world.engine.merge(merged, into=third, by=SDR),
        lambda: world.engine.merge(third, into=merged, by=SDR),
        lambda: world.engine.move(merged, "engage", by=SDR),
        lambda: world.engine.touch(merged, "call", by=SDR),
    ]
    assert world.engine.allowed(merged) == ()
    for ask in asked:
        with pytest.raises(Refused, match=f"merged into lead {survivor.id}, and lives on there") as refused:
            ask()
        assert repr(survivor.id) in str(refused.value)
    with pytest.raises(Conflict):
        world.engine.merge(third, into=survivor, by=SDR)  # a survivor as it was before
    with pytest.raises(UnknownLead):
        world.engine.merge(third.id, into="nobody", by=SDR)
    assert world.engine.get(third.id) == third


def test_a_command_id_makes_a_merge_safe_to_send_again(world: World) -> None:
    survivor, other = both(world)
    first = world.engine.merge(other.id, into=survivor.id, by=SDR, command_id="m-1")
    assert world.engine.merge(other.id, into=survivor.id, by=SDR, command_id="m-1") == first
    assert len(world.engine.get(survivor.id).absorbed) == 1


# -- what the survivor gets ------------------------------------------------------------------------------


def test_the_survivor_gets_every_observation_contact_and_reference(world: World) -> None:
    """odoo#68884: what was done with the other lead is not lost."""
    survivor = world.engine.capture(by=SDR, key="a", refs={"crm": "1"}, told=Facts(seats=10))
    other = world.engine.capture(
        by=SDR, key="b", refs={"crm": "2", "erp": "9"}, account="acme", contact="kim", told=Facts(seats=20)
    )
    world.wait(hours=1)
    world.engine.touch(other.id, "meeting", by=REP)
    world.engine.observe(other.id, Facts(seats=30), by=REP, via="meeting")
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)

    assert [(one.value, one.via) for one in lead.told["seats"]] == [(10, None), (20, None), (30, "meeting")]
    assert lead.told["seats"][-1].by == REP
    assert [(touch.kind, touch.by, touch.at) for touch in lead.touches] == [("meeting", REP, world.time)]
    assert (lead.refs, lead.account, lead.contact) == ({"crm": "1", "erp": "9"}, "acme", "kim")
    consistent(world, lead.id, other.id)


@pytest.mark.parametrize("survivor_first", [True, False])
def test_the_earliest_source_is_the_first_touch(world: World, survivor_first: bool) -> None:
    early = world.engine.capture(by=SDR, key="a", source="fair", campaign="spring")
    world.wait(days=1)
    late = world.engine.capture(by=SDR, key="b", source="web")
    pair = (late, early) if survivor_first else (early, late)
    lead = world.engine.merge(pair[0].id, into=pair[1].id, by=SDR)
    assert (lead.source, lead.campaign) == ("fair", "spring")
    assert lead.captured_at == pair[1].captured_at


def test_facts_of_the_other_lead_are_as_fresh_as_they_are(world: World) -> None:
    """After a setback, only what occurred later counts: whichever of the two it was told of."""
    old = world.engine.capture(by=SDR, key="old", told=Facts(need="must"))
    world.wait(hours=1)
    survivor = world.evaluating(reason="definition_not_met")
    world.wait(hours=1)
    new = world.engine.capture(by=SDR, key="new", told=Facts(authority="decides"))
    world.engine.merge(old.id, into=survivor.id, by=SDR)
    lead = world.engine.merge(new.id, into=survivor.id, by=SDR)
    seen = lead.evidence(world.time, world.policy.lasting).values
    assert (seen.get("need"), seen.get("authority")) == (None, "decides")


def test_a_mark_as_duplicate_goes_with_the_lead_that_it_spoke_of(world: World) -> None:
    survivor = world.engine.capture(by=SDR, key="a", told=Facts(duplicate=True))
    other = world.engine.capture(by=SDR, key="b", told=Facts(duplicate=True, country="DE"))
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    assert (lead.facts.duplicate, lead.facts.country) == (False, "DE")


def test_a_mark_on_the_other_lead_alone_says_nothing_of_the_survivor(world: World) -> None:
    survivor, other = world.raw("a"), world.engine.capture(by=SDR, key="b", told=Facts(duplicate=True))
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    assert "duplicate" not in lead.told


def test_the_higher_count_of_cycles_goes_on(world: World) -> None:
    survivor, other = world.raw("a"), world.evaluating()
    world.engine.observe(other.id, READY, by=SDR)
    assert world.engine.move(other.id, "reheat", by=SDR).cycle == 1
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    assert lead.cycle == 1
    assert world.engine.merge(world.raw("c").id, into=lead.id, by=SDR).cycle == 1


CONSENTS: tuple[Consent | None, ...] = (None, "opted_in", "opted_out", "legitimate_interest")


@settings(max_examples=60)
@given(
    ours=st.lists(st.sampled_from(CONSENTS), max_size=3),
    theirs=st.lists(st.sampled_from(CONSENTS), max_size=3),
    order=st.permutations(range(6)),
    backdated=st.booleans(),
)
def test_a_withdrawn_consent_wins_whatever_the_order_of_telling(
    ours: list[Consent | None], theirs: list[Consent | None], order: list[int], backdated: bool
) -> None:
    """margince#1662: what either of the two stands at, withdrawn, the survivor stands at."""
    world = World()
    survivor, other = world.engine.capture(by=SDR, key="a").id, world.engine.capture(by=SDR, key="b").id
    start = world.time
    world.wait(hours=10)
    told = [(survivor, one) for one in ours] + [(other, one) for one in theirs]
    for place in order:
        if place < len(told):
            on, consent = told[place]
            at = start + timedelta(hours=order[place])
            world.engine.observe(on, Facts(consent_email=consent), by=SDR, at=at)
    stood = [world.engine.get(id).facts.consent_email for id in (survivor, other)]
    lead = world.engine.merge(other, into=survivor, by=SDR, at=start if backdated else None)
    if "opted_out" in stood:
        assert lead.facts.consent_email == "opted_out"
    else:
        assert lead.facts.consent_email in stood
    heard = [one.value for one in lead.told.get("consent_email", ())]
    assert len(heard) - len(told) in (0, 1), "every observation, and what prevails once more"


# -- five different facts --------------------------------------------------------------------------------


def test_a_won_lead_is_not_merged_into_one_that_is_open(world: World) -> None:
    won = world.engine.move(world.sql("a").id, "win", by=REP, value=money(9, "EUR"))
    opened = world.raw("b")
    with pytest.raises(Refused, match=r"was won") as refused:
        world.engine.merge(won.id, into=opened.id, by=SDR)
    assert (
        refused.value.remedy is not None and f"merge({opened.id!r}, into={won.id!r})" in refused.value.remedy
    )
    assert world.engine.merge(opened.id, into=won.id, by=SDR).stage == "won"


def test_merged_leads_are_read_only_by_those_who_ask_for_them(world: World) -> None:
    survivor, other = both(world)
    world.engine.merge(other.id, into=survivor.id, by=SDR)
    assert [lead.id for lead in world.engine.leads()] == [survivor.id]
    assert [lead.id for lead in world.engine.leads(LeadFilter(merged=True))] == [survivor.id, other.id]
    assert dict(world.engine.store.counts()) == {"handed_off": 1}


def test_a_loop_over_ids_that_meets_a_merged_lead_acts_once_on_the_survivor(world: World) -> None:
    """odoo#216527: converting many leads at once, two of which became one, crashes."""
    survivor, other = both(world)
    third = world.handed_off("c")
    world.engine.merge(other.id, into=survivor.id, by=SDR)
    accepted, refused = [], []
    for id in (survivor.id, other.id, third.id):
        try:
            accepted.append(world.engine.move(id, "accept", by=REP).id)
        except Refused as error:
            refused.append(error.why)
    assert accepted == [survivor.id, third.id]
    assert refused == ["it starts in handed_off"]
    made = [
        event
        for event in world.engine.history(survivor.id)
        if event.kind == "moved" and event.move == "accept"
    ]
    assert len(made) == 1


def test_a_lead_that_is_captured_again_was_given_to_nobody_yet(world: World) -> None:
    """odoo#227387: a copy keeps the date of assignment. Here another interest is another lead, with its own times."""
    first = world.handed_off("a")
    world.wait(days=3)
    second = world.engine.capture(by=SDR, key="a-2", source=first.source, told=first.facts)
    assert second.owner is None
    assert [clock.name for clock in second.running] == ["screen"]
    assert second.captured_at == second.entered_at == world.time


# -- in a batch ------------------------------------------------------------------------------------------


def test_a_batch_merges_what_it_captured_and_is_written_as_a_whole(world: World) -> None:
    survivor = world.raw("a")
    with world.engine.batch("b-1") as batch:
        other = batch.capture(key="b", by=SDR, told=Facts(country="DE"))
        lead = batch.merge(other, into=survivor.id, by=SDR)
        assert lead.id == survivor.id
        found = batch.find("b")
        assert found is not None and found.id == batch.get(other.id).id == survivor.id
        moved = batch.move(other.id, "engage", by=SDR)
        assert moved.id == survivor.id
    assert world.engine.get(other.id).stage == "mrl"
    consistent(world, survivor.id, other.id)
    with world.engine.batch("b-1") as again:
        assert again.replayed
        assert again.capture(key="b", by=SDR, told=Facts(country="DE")).id == survivor.id
        assert again.merge(other, into=survivor.id, by=SDR) == world.engine.get(survivor.id)
        assert again.move(other.id, "engage", by=SDR) == world.engine.get(survivor.id)


def test_a_batch_refuses_what_the_engine_does_and_goes_on(world: World) -> None:
    survivor, other = both(world)
    with world.engine.batch() as batch:
        batch.merge(other, into=survivor, by=SDR)
        with pytest.raises(Refused, match="they are one lead already"):
            batch.merge(other.id, into=survivor.id, by=SDR)
        with pytest.raises(Conflict, match="the batch has brought it to"):
            batch.merge(batch.capture(by=SDR), into=survivor, by=SDR)
    assert world.engine.get(other.id).absorbed == (other.id,)


def test_merges_of_two_pairs_at_once_in_a_notifying_engine_send_what_is_true() -> None:
    sent: list[str] = []
    policy = standard(watched_sources=("fair",))
    engine = open_engine(
        MemoryStore(),
        policy,
        now=lambda: MONDAY,
        notifiers=CallbackNotifier(lambda notice: sent.append(notice.rule)),
    )
    one, two = engine.capture(by=SDR, key="a"), engine.capture(by=SDR, key="b")
    engine.merge(one, into=two, by=BOSS)
    engine.deliver()
    assert sent == []


def test_an_opportunity_and_its_owner_stay_with_the_survivor(world: World) -> None:
    survivor = world.sql("a")
    other = world.handed_off("b")
    world.engine.assign(other.id, OTHER_REP, by=BOSS)
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    assert (lead.opportunity, lead.owner, lead.stage) == (DEAL, REP, "sql")


def test_a_consent_that_was_withdrawn_of_the_other_lead_closes_the_survivor_too(world: World) -> None:
    """What is told by a merge brings about what it would bring about told by itself."""
    other = world.engine.capture(by=SDR, key="b", told=Facts(consent_email="opted_out"))
    survivor = world.handed_off("a")
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    assert (lead.stage, lead.reason, lead.running) == ("disqualified", "opted_out", ())
    assert [event.kind for event in world.engine.history(lead.id)][-2:] == ["absorbed", "moved"]
    consistent(world, lead.id, other.id)
