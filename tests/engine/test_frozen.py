"""Leads, events and policies are values: nobody can change one, and each travels between processes."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leadlife import Entry, LeadStore, Rule, facts
from tests.lives import MONDAY, REACHABLE, REP, SDR, Facts, World, standard


def _lived(world: World) -> str:
    lead = world.engine.capture(by=SDR, refs={"crm": "1"}, told=REACHABLE)
    world.engine.move(lead.id, "engage", by=SDR)
    world.engine.observe(lead.id, Facts(seats=200), by=SDR)
    world.wait(hours=1)
    entry = Entry("mql", MONDAY + timedelta(minutes=5))
    world.engine.backfill(lead.id, [entry], by=SDR, refs={"erp": "2"}, told=Facts(seats=300))
    return lead.id


def test_nothing_of_a_lead_or_its_events_can_be_changed(store: LeadStore) -> None:
    """What is changed by accident would be in the store at once, or with the next step."""
    world = World(store=store)
    id = _lived(world)
    world.engine.store.load(id)
    events: Any = store.history(id)
    lead: Any = world.engine.get(id)
    named = (
        lead.refs,
        lead.told,
        lead.made,
        lead.values,
        events[0].refs,
        events[0].told,
        events[2].told,
        events[3].refs,
    )
    for mapping in named:
        before = dict(mapping)
        with pytest.raises(TypeError):
            mapping["crm"] = "another"
        for change in ("clear", "popitem"):
            with pytest.raises((TypeError, AttributeError)):
                getattr(mapping, change)()
        assert mapping == before
    world.engine.touch(id, "call", by=REP)
    store.verify(id)


def test_what_was_passed_can_be_used_again(store: LeadStore) -> None:
    world = World(store=store)
    refs = {"crm": "1"}
    lead = world.engine.capture(by=SDR, refs=refs)
    refs["crm"] = "2"
    assert lead.refs == world.engine.get(lead.id).refs == {"crm": "1"}


def test_a_policy_keeps_the_definitions_that_it_was_made_with() -> None:
    definitions: dict[str, Rule] = {"big": facts(Facts).seats >= 200}
    policy = replace(standard(), definitions=definitions)
    fingerprint = replace(standard(), definitions=dict(definitions)).fingerprint
    definitions["small"] = facts(Facts).seats < 20
    assert policy.fingerprint == fingerprint
    changed: Any = policy.definitions
    with pytest.raises(TypeError):
        changed["small"] = facts(Facts).seats < 20


def test_values_travel_between_processes_and_can_be_copied(store: LeadStore) -> None:
    world = World(store=store)
    id = _lived(world)
    for value in (world.engine.get(id), *store.history(id), world.policy):
        assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value


def test_leads_and_events_can_be_put_into_sets(store: LeadStore) -> None:
    world = World(store=store)
    id = _lived(world)
    assert len({world.engine.get(id), world.engine.get(id)}) == 1
    assert len({*store.history(id), *store.history(id)}) == 4
