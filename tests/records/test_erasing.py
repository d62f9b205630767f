"""Erasing: identity and free text go, from everywhere; what is counted stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadlife import (
    Conflict,
    Entry,
    Fact,
    LeadFilter,
    LeadStore,
    Matching,
    MemoryStore,
    Refused,
    SqliteStore,
    UnknownLead,
    fact,
    open_engine,
    replay,
    standard_policy,
)
from leadlife.ports import DeliveryState, Request, Step
from leadlife.reports import funnel
from tests.lives import BOSS, MONDAY, OFFICE, OTHER_REP, REACHABLE, REP, SDR, Facts, World, standard

MATCHED = (Matching(facts=("email",), then="mark"),)


def test_identity_and_free_text_go_and_what_is_counted_stays(world: World) -> None:
    lead = world.evaluating()
    world.engine.hold(lead.id, by=BOSS, reason="she is ill")
    world.engine.touch(lead.id, "call", by=REP)
    before = world.engine.get(lead.id)
    after = world.engine.erase(lead.id, by=SDR, reason="asked by letter")

    assert (after.facts.email, after.facts.pain, after.key) == (None, None, None)
    assert (after.facts.relationship, after.facts.pain_severity) == ("prospect", 8)
    assert (after.stage, after.visits, after.source, after.cycle) == (
        before.stage,
        before.visits,
        before.source,
        before.cycle,
    )
    assert (after.reason, after.owner, len(after.touches)) == (before.reason, before.owner, 1)
    assert {name: len(seen) for name, seen in after.told.items()} == {
        name: len(seen) for name, seen in before.told.items()
    }
    history = world.engine.history(lead.id)
    assert history[-1].kind == "erased" and history[-1].reason == "asked by letter"
    assert [event.seq for event in history] == list(range(1, after.version + 1))
    assert "see the call" not in repr(history) and "she is ill" not in repr(history)
    assert replay(history) == after == world.engine.get(lead.id)
    world.engine.store.verify(lead.id)


def test_an_erased_lead_is_told_nothing_any_more_and_its_key_is_free(world: World) -> None:
    lead = world.raw("web:1")
    world.engine.erase(lead.id, by=SDR)
    assert world.engine.find("web:1") is None
    asked: list[Callable[[], object]] = [
        lambda: world.engine.observe(lead.id, REACHABLE, by=SDR),
        lambda: world.engine.move(lead.id, "engage", by=SDR),
        lambda: world.engine.touch(lead.id, "call", by=SDR),
        lambda: world.engine.assign(lead.id, REP, by=BOSS),
        lambda: world.engine.backfill(lead.id, [Entry("mql", world.time)], by=SDR),
        lambda: world.engine.hold(lead.id, by=BOSS, reason="so"),
        lambda: world.engine.merge(lead.id, into=world.raw("x").id, by=SDR),
        lambda: world.engine.merge(world.raw("x").id, into=lead.id, by=SDR),
    ]
    for ask in asked:
        with pytest.raises(Refused, match=f"lead {lead.id} was erased"):
            ask()
    with pytest.raises(Conflict):
        world.engine.observe(lead, REACHABLE, by=SDR)  # as it was before
    again = world.raw("web:1")
    assert again.id != lead.id
    found = world.engine.find("web:1")
    assert found is not None and found.id == again.id


def test_erasing_again_changes_nothing(world: World) -> None:
    lead = world.engine.erase(world.raw("a").id, by=SDR)
    assert world.engine.erase(lead.id, by=SDR) == lead == world.engine.erase(lead, by=SDR)
    first = world.engine.erase(world.raw("b").id, by=SDR, command_id="e-1")
    assert world.engine.erase(first.id, by=SDR, command_id="e-1") == first
    with pytest.raises(UnknownLead):
        world.engine.erase("nobody", by=SDR)


def test_erasing_again_erases_what_a_newer_class_of_facts_calls_personal(store: LeadStore) -> None:
    class Newer(Facts):
        company: Fact[str] = fact(personal=True)

    world = World(store=store)
    lead = world.engine.capture(by=SDR, told=Facts(company="Kim and Sons"))
    assert world.engine.erase(lead.id, by=SDR).facts.company == "Kim and Sons"
    policy = standard_policy(Newer, name="acme", version="2", calendar=OFFICE)
    newer = open_engine(store, policy, now=lambda: world.time)
    after = newer.erase(lead.id, by=SDR)
    assert after.facts.company is None
    assert [event.kind for event in newer.history(lead.id)] == ["captured", "erased", "erased"]
    store.verify(lead.id)


def test_its_clocks_end_and_its_notices_are_never_sent(store: LeadStore) -> None:
    world = World(store=store)
    lead = world.handed_off("a")
    world.wait(days=1, hours=1)
    world.engine.tick()
    assert store.outbox(state="pending")
    erased = world.engine.erase(lead.id, by=SDR)
    assert not erased.running
    assert {clock.name: clock.verdict for clock in erased.clocks}["accept"] == "cancelled"
    assert not store.outbox(state="pending") and not store.outbox(state="parked")
    world.wait(days=400)
    assert world.engine.tick().levels == 0


def test_leads_that_went_up_in_it_are_erased_with_it(world: World) -> None:
    first, second, third = (world.raw(key).id for key in "abc")
    world.engine.observe(first, Facts(name="Kim First"), by=SDR)
    world.engine.merge(first, into=second, by=SDR, reason="both are Kim")
    world.engine.merge(second, into=third, by=SDR)
    merged = world.engine.get(second, merged=True)
    with pytest.raises(Refused, match="lives on there"):
        world.engine.erase(merged, by=SDR)
    lead = world.engine.erase(first, by=SDR)  # by the id of any of them

    assert lead.id == third
    for id in (first, second, third):
        one = world.engine.get(id, merged=True)
        assert one.erased_at is not None and one.key is None
        assert "Kim" not in repr(world.engine.history(id)) + repr(one)
        world.engine.store.verify(id)
    assert [world.engine.find(key) for key in "abc"] == [None, None, None]


def test_an_erased_lead_is_taken_for_nobody(store: LeadStore) -> None:
    world = World(standard().replace(matching=MATCHED), store)
    first = world.raw("a")
    assert world.raw("b").resembles == (first.id,)
    world.engine.erase(first.id, by=SDR)
    assert world.raw("c").resembles != (first.id,)


def test_an_erased_lead_still_counts(world: World) -> None:
    lead = world.sql("a")
    world.raw("b")
    before = funnel(world.engine.leads(), world.policy, as_of=world.time)
    world.engine.erase(lead.id, by=SDR)
    after = funnel(world.engine.leads(), world.policy, as_of=world.time)
    assert before == after
    assert len(list(world.engine.leads(LeadFilter(source="webcast")))) == 2


def test_a_batch_erases_what_it_told_itself(world: World) -> None:
    with world.engine.batch() as batch:
        lead = batch.capture(by=SDR, key="a", told=Facts(name="Kim Batch"))
        batch.observe(lead.id, Facts(email="kim@batch.example"), by=SDR)
        batch.erase(lead.id, by=SDR)
        assert batch.find("a") is None
        again = batch.capture(by=SDR, key="a")
    assert "Batch" not in repr(world.engine.history(lead.id))
    found = world.engine.find("a")
    assert found is not None and found.id == again.id
    world.engine.store.verify(lead.id)


# -- nothing personal is left anywhere -------------------------------------------------------------------

_SECRET = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=3, max_size=12)
"""Random text that occurs nowhere by itself: it says who the lead is, in whatever was told."""


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    secrets=st.lists(_SECRET, min_size=14, max_size=14, unique=True),
    sqlite=st.booleans(),
    merged=st.booleans(),
)
def test_nothing_that_was_personal_is_left_anywhere(secrets: list[str], sqlite: bool, merged: bool) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "leads.db")
        store: LeadStore = SqliteStore(file) if sqlite else MemoryStore()
        world = World(standard(watched_sources=("fair",)).replace(matching=MATCHED), store)
        lead = _lived(world, secrets, merged)
        world.engine.erase(lead, by=SDR)
        said = repr([list(world.engine.history(one.id)) for one in store.scan(LeadFilter(merged=True))])
        said += repr(store.scan(LeadFilter(merged=True)))
        states: tuple[DeliveryState, ...] = ("pending", "withdrawn", "delivered", "parked")
        for state in states:
            said += repr(store.outbox(state=state))
        for one in store.scan(LeadFilter(merged=True)):
            store.verify(one.id)
        kept = b"".join(path.read_bytes() for path in Path(folder).iterdir())
        store.close()
        kept += b"".join(path.read_bytes() for path in Path(folder).iterdir())
        for secret in secrets:
            assert secret not in said
            for form in (secret.encode(), secret.encode("utf-16-le"), secret.encode("unicode_escape")):
                assert form not in kept


def _lived(world: World, secrets: list[str], merged: bool) -> str:
    """A lead about whom every one of the secrets was told, somewhere."""
    key, name, mail, phone, pain, event, maker, ref, account, contact, comment, why, hold, other = secrets
    told = Facts(name=name, email=mail, phone=phone, email_status="valid", consent_email="opted_in")
    refs = {"crm": ref}
    lead = world.engine.capture(
        by=SDR, key=key, told=told, refs=refs, account=account, contact=contact, source="fair"
    ).id
    world.engine.observe(
        lead, Facts(relationship="prospect", person_kind="buyer", compelling_event=event), by=SDR
    )
    world.engine.move(lead, "engage", by=SDR)
    more = Facts(decision_maker=maker, decision_maker_role="vp", decision_maker_status="engaged", pain=pain)
    world.engine.observe(lead, more, by=SDR)
    world.engine.observe(lead, Facts(pain_severity=8, compelling_event_kind="incident"), by=SDR)
    world.engine.move(lead, "qualify", by=SDR)
    world.engine.move(lead, "hand_off", by=SDR, to=REP)
    world.engine.hold(lead, by=BOSS, reason=hold, until=world.time + timedelta(hours=1))
    world.engine.assign(lead, OTHER_REP, by=BOSS, reason=why)
    world.wait(days=2)
    world.engine.tick()
    store, later = world.engine.store, world.time + timedelta(hours=1)
    lease = timedelta(minutes=1)
    failed, *_ = store.claim_outbox("mail", channels=["default"], now=world.time, limit=9, lease=lease)
    store.nack(failed, retry_at=later, error=f"{mail} bounced")
    world.engine.move(lead, "reject", by=OTHER_REP, reason="other", comment=comment)
    world.engine.backfill(lead, [Entry("mql", world.time, reason=why)], by=SDR, refs={"erp": ref})
    twin = world.engine.capture(by=SDR, key=other, told=told, at=MONDAY, refs=refs).id
    if merged:
        world.engine.merge(lead, into=twin, by=SDR, reason=why)
        return twin
    world.engine.merge(twin, into=lead, by=SDR, reason=why)
    return lead


def test_what_a_command_told_that_wrote_nothing_is_forgotten_with_the_lead(world: World) -> None:
    lead = world.raw("a")
    told = Facts(email="kim@example.com")
    world.engine.capture(by=SDR, key="a", told=told, command_id="c-1")  # nothing new
    world.engine.observe(lead.id, told, by=SDR, command_id="c-2")
    gone = world.engine.erase(lead.id, by=SDR)
    receipts = [world.engine.store.receipt(id) for id in ("c-1", "c-2")]
    assert [receipt.request.digest for receipt in receipts if receipt is not None] == ["", ""]
    again = world.engine.capture(by=SDR, key="a", told=told, command_id="c-1")
    assert (again.id, again.facts.email) == (gone.id, None)


def test_so_is_what_a_batch_told_that_wrote_nothing_and_it_is_known_when_it_is_sent_again(
    world: World,
) -> None:
    lead, other = world.raw("a"), world.raw("b")
    told = Facts(email="kim@example.com")

    def sent() -> list[str]:
        with world.engine.batch(command_id="b-1") as batch:
            known = batch.capture(by=SDR, key="a", told=told)
            return [known.id, batch.touch(other.id, "call", by=SDR).id]

    assert sent() == [lead.id, other.id]
    world.engine.erase(lead.id, by=SDR)
    receipt = world.engine.store.receipt("b-1")
    assert receipt is not None and receipt.request.digest == ""
    assert sent() == [lead.id, other.id]
    assert len(world.engine.get(other.id).touches) == 1


def test_a_command_of_which_only_the_id_is_kept_and_whose_lead_was_erased_says_so(world: World) -> None:
    lead = world.raw("a")
    world.engine.store.commit(Step((), Request("c-1", "")))  # one that wrote nothing, as it once was kept
    assert world.engine.capture(by=SDR, key="a", command_id="c-1").id == lead.id
    world.engine.erase(lead.id, by=SDR)
    with pytest.raises(UnknownLead, match="was erased since") as unknown:
        world.engine.capture(by=SDR, key="a", command_id="c-1")
    assert unknown.value.remedy == "Draw a new command id to begin another lead."
    assert world.engine.capture(by=SDR, key="a", command_id="c-2").id != lead.id
