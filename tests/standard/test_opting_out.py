"""Whoever has opted out of every channel is left alone: clocks are cancelled, notices withdrawn, the lead is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import Lead, LeadStore, Refused
from leadlife.events import Moved
from tests.lives import OTHER_REP, READY, REP, SDR, Facts, World

OFTEN = World()
CONSENTS = ("opted_in", "legitimate_interest", "opted_out", None)


def test_opting_out_closes_the_lead_and_silences_its_clocks(store: LeadStore) -> None:
    world = World(store=store)
    lead = world.handed_off()
    world.wait(hours=7)
    world.engine.tick()  # the first touch is late, and the owner is told
    assert store.outbox(state="pending")
    after = world.engine.observe(lead.id, Facts(consent_email="opted_out"), by=REP, via="call")
    moved = world.engine.history(lead.id)[-1]
    assert isinstance(moved, Moved) and moved.implied
    assert (after.stage, after.reason, moved.by.team) == ("disqualified", "opted_out", "system")
    assert after.running == ()
    assert {clock.verdict for clock in after.clocks if clock.name == "accept"} == {"cancelled"}
    assert list(store.outbox(state="pending")) == []
    assert world.engine.get(lead.id) == after
    store.verify(lead.id)


@given(steps=st.lists(st.tuples(st.sampled_from(("email", "phone")), st.sampled_from(CONSENTS)), max_size=6))
def test_a_lead_is_closed_exactly_when_no_channel_is_left(steps: list[tuple[str, str | None]]) -> None:
    """Some channel is opted out, and none is allowed: whatever was told, in whatever order, and at once."""
    lead = OFTEN.engine.capture(by=SDR)
    known: dict[str, str | None] = {"email": None, "phone": None}
    for channel, consent in steps:
        known[channel] = consent
        lead = OFTEN.engine.observe(lead.id, Facts.from_values({f"consent_{channel}": consent}), by=SDR)
        left = [one for one in known.values() if one in ("opted_in", "legitimate_interest")]
        if "opted_out" in known.values() and not left:
            assert (lead.stage, lead.reason) == ("disqualified", "opted_out")
            return
        assert lead.stage == "raw"


@pytest.mark.parametrize(
    "begun",
    [World.raw, World.mql, World.handed_off, World.sal, World.evaluating],
    ids=lambda one: one.__name__,
)
def test_it_holds_in_every_open_stage(begun: Callable[[World], Lead[Facts]]) -> None:
    world = World()
    lead = begun(world)
    after = world.engine.observe(lead.id, Facts(consent_email="opted_out"), by=SDR)
    assert after.stage == "disqualified"


def test_an_opportunity_is_left_to_the_two_who_negotiate() -> None:
    world = World()
    lead = world.sql()
    after = world.engine.observe(lead.id, Facts(consent_email="opted_out"), by=REP)
    assert (after.stage, bool(after.running)) == ("sql", True)
    assert world.engine.move(lead.id, "disqualify", by=REP, reason="opted_out").stage == "disqualified"


def test_whoever_is_captured_after_opting_out_is_closed_at_once() -> None:
    world = World()
    lead = world.engine.capture(by=SDR, told=Facts(consent_email="opted_out", email="kim@example.com"))
    assert (lead.stage, lead.running) == ("disqualified", ())


def test_it_takes_new_consent_to_come_back() -> None:
    world = World()
    lead = world.handed_off()
    world.engine.observe(lead.id, Facts(consent_email="opted_out"), by=SDR)
    with pytest.raises(Refused, match="its rule"):
        world.engine.move(lead.id, "reopen", by=SDR, reason="new_consent")
    world.engine.observe(lead.id, Facts(consent_email="opted_in"), by=SDR)
    assert world.engine.move(lead.id, "reopen", by=SDR, reason="new_consent").stage == "mrl"
    world.engine.observe(lead.id, READY, by=SDR)
    assert world.engine.get(lead.id).stage == "mrl"


def test_an_opt_out_that_is_told_late_closes_the_lead_when_it_is_told() -> None:
    """It was meant for yesterday; since then the lead was handed off, which stands."""
    world = World()
    lead = world.mql()
    world.wait(hours=1)
    said = world.time
    world.wait(hours=1)
    world.engine.move(lead.id, "hand_off", by=SDR, to=REP)
    world.wait(hours=1)
    after = world.engine.observe(lead.id, Facts(consent_email="opted_out"), by=OTHER_REP, at=said)
    assert (after.stage, after.entered_at) == ("disqualified", world.time)
    assert [visit.stage for visit in after.visits][-2:] == ["handed_off", "disqualified"]


def test_an_opt_out_that_was_taken_back_since_closes_nothing() -> None:
    world = World()
    lead = world.mql()
    world.wait(hours=1)
    said = world.time
    world.wait(hours=1)
    world.engine.observe(lead.id, Facts(consent_email="opted_in"), by=SDR)
    world.wait(hours=1)
    assert world.engine.observe(lead.id, Facts(consent_email="opted_out"), by=SDR, at=said).stage == "mql"
