"""One lead's life in words."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from leadlife import Entry, InvalidInput, LeadFacts, Matching, StoreDamaged, standard_policy
from leadlife.reports import Story, story
from tests.lives import MONDAY, OFFICE, REACHABLE, READY, REP, SDR, Facts, World, standard


def _told(world: World, id: str, *, personal: bool = True) -> Story:
    return story(world.engine.get(id), world.engine.history(id), world.policy, personal=personal)


def test_a_life_reads_from_capture_to_the_end_with_who_what_why_and_clocks() -> None:
    world = World()
    lead = world.mql("crm:1")
    world.wait(hours=1)
    world.engine.move(lead.id, "hand_off", by=SDR, to=REP)
    world.wait(hours=2)
    world.engine.touch(lead.id, "call", by=REP)
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="she has left")
    told = _told(world, lead.id)
    assert told.title == "Lead lead-1 (crm:1): evaluating, held by rep-7 (sales)"
    capture, *_, offer, call, rejection = told.lines
    assert capture.what.startswith("captured as raw lead, from webcast; told email = kim@example.com")
    assert offer.what == "hand_off: marketing-qualified lead → handed off, to rep-7 (sales)"
    assert "hand_off met, after 1 h" in offer.clocks
    assert "accept runs, due Wed 2026-11-04 10:00" in offer.clocks
    assert (call.who, call.what, call.clocks) == (
        "rep-7 (sales)",
        "call, to the lead",
        ("first_touch met, after 2 h",),
    )
    assert rejection.why == "wrong_person; “she has left”"
    assert "accept met, after 2 h" in rejection.clocks


def test_a_guard_cites_what_was_told_by_line() -> None:
    world = World()
    told = _told(world, world.mql().id)
    qualify = told.lines[-1]
    assert qualify.what.startswith("qualify") and qualify.why == "on what was told in #1, #3"
    assert told.lines[2].seq == 3 and "pain_severity = 8" in told.lines[2].what


def test_without_personal_data_keys_comments_and_personal_facts_are_left_out() -> None:
    world = World()
    lead = world.handed_off("crm:secret")
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="ask Mina Jansen")
    text = str(_told(world, lead.id, personal=False)) + json.dumps(
        _told(world, lead.id, personal=False).to_dicts()
    )
    for secret in ("kim@example.com", "crm:secret", "Mina Jansen"):
        assert secret in str(_told(world, lead.id))
        assert secret not in text
    assert "email = (hidden)" in text and "email_status = valid" in text


def test_what_the_policy_does_not_know_counts_as_personal() -> None:
    world = World()
    lead = world.raw()
    world.engine.observe(lead.id, Facts(seats=250), by=SDR)
    world.engine.assign(lead.id, REP, by=SDR, reason="for Mina Jansen")
    entry = Entry("lost", MONDAY, reason="Mina Jansen has left")
    world.engine.backfill(lead.id, [entry], by=SDR)
    other = standard_policy(LeadFacts, name="other", version="1", calendar=OFFICE)
    now, events = world.engine.get(lead.id), world.engine.history(lead.id)
    assert "seats = 250" in str(story(now, events, world.policy, personal=False))
    for policy in (world.policy, other):
        assert str(story(now, events, policy)).count("Mina Jansen") == 2
        assert "Mina" not in str(story(now, events, policy, personal=False))
    assert "seats = (hidden)" in str(story(now, events, other, personal=False))


def test_a_reason_of_the_policys_is_told_without_personal_data_too() -> None:
    world = World()
    lead = world.raw()
    world.engine.backfill(lead.id, [Entry("lost", MONDAY, reason="price")], by=SDR)
    assert _told(world, lead.id, personal=False).lines[-1].why == "price"


def test_what_the_sweep_did_and_what_nobody_answered_is_told() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(days=7)
    world.engine.tick()
    text = str(_told(world, lead.id))
    assert "accept: warn, due Tue 2026-11-03 09:00" in text
    assert "lapse: handed off → evaluating" in text
    assert "first_touch: breach, due" in text
    assert "leadlife (system)" in text


def test_what_was_told_late_says_when() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=6)
    world.engine.touch(lead.id, "call", by=REP, at=MONDAY + timedelta(hours=1))
    line = _told(world, lead.id).lines[-1]
    assert (line.at, line.told_at) == (MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=6))
    assert line.what == "call, to the lead (told Mon 2026-11-02 15:00)"


@pytest.mark.parametrize(("seconds", "late"), [(59, False), (60, True)])
def test_late_is_a_minute_or_more(seconds: int, late: bool) -> None:
    world = World()
    lead = world.handed_off()
    world.wait(seconds=seconds)
    world.engine.touch(lead.id, "call", by=REP, at=MONDAY)
    assert (_told(world, lead.id).lines[-1].told_at is not None) == late


def test_the_end_of_a_cool_down_is_no_breach() -> None:
    world = World()
    lead = world.raw()
    world.engine.move(lead.id, "engage", by=SDR)
    world.engine.move(lead.id, "nurture", by=SDR, reason="not_sales_ready")
    world.wait(days=91)
    world.engine.tick()
    last = _told(world, lead.id).lines[-1]
    assert (last.what.partition(" (told")[0], last.clocks) == ("nurture: the cool-down is over", ())
    world.engine.observe(lead.id, REACHABLE, by=SDR)
    world.engine.move(lead.id, "wake", by=SDR)
    assert "nurture ended" in _told(world, lead.id).lines[-1].clocks


def test_another_systems_history_tells_what_is_implied_and_what_is_out_of_order() -> None:
    world = World()
    lead = world.raw()
    world.wait(days=9)
    entries = [Entry("mql", MONDAY + timedelta(days=2)), Entry("won", MONDAY + timedelta(days=1))]
    world.engine.backfill(lead.id, entries, by=SDR)
    (_, line) = _told(world, lead.id).lines
    assert line.what.startswith("recorded from elsewhere: marketing-ready lead (implied), ")
    assert "marketing-qualified lead on Wed 2026-11-04 09:00" in line.what
    assert "sales-accepted lead (implied)" in line.what
    assert "won on Tue 2026-11-03 09:00 (out of order)" in line.what


def test_programs_and_tables_get_the_same_lines() -> None:
    world = World()
    told = _told(world, world.handed_off().id)
    rows = told.to_dicts()
    assert json.loads(json.dumps(rows)) == rows
    assert [row["what"] for row in rows] == [row[3] for row in told.table().rows]
    assert rows[0]["at"] == "2026-11-02T09:00:00+00:00" and isinstance(rows[0]["clocks"], list)


def test_the_history_of_another_lead_or_a_part_of_one_is_refused() -> None:
    world = World()
    one, other = world.handed_off(), world.raw()
    with pytest.raises(InvalidInput, match="another lead's"):
        story(one, world.engine.history(other.id), world.policy)
    with pytest.raises(StoreDamaged, match="first event"):
        story(one, world.engine.history(one.id)[2:], world.policy)


def test_an_observation_retracted_reads_as_unknown_again() -> None:
    world = World()
    lead = world.raw()
    world.engine.observe(lead.id, READY, by=SDR, via="call")
    world.engine.observe(lead.id, type(READY)(pain=None), by=SDR)
    lines = _told(world, lead.id).lines
    assert lines[-1].what == "told pain = unknown again"
    assert lines[-2].why == "via call"


def test_a_mark_of_the_policy_s_is_nobody_s_word() -> None:
    world = World(standard().replace(matching=(Matching(facts=("email",), then="mark"),)))
    first, second = world.raw(), world.raw()
    text = str(story(second, world.engine.history(second.id), world.policy))
    assert f"taken for a duplicate of {first.id} by the policy" in text
    assert "duplicate = True" not in text and "email = kim@example.com" in text
