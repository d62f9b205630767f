"""Merged is not disqualified, nor lost, nor anything else: reports count a merged lead with its survivor, once."""

from __future__ import annotations

import pytest

from leadlife import LeadFilter, LeadStore, Objective, money
from leadlife.reports import funnel, objectives, recycling, sla, sources
from tests.lives import REP, SDR, World, standard


def lived(world: World) -> tuple[str, str]:
    """A lead that was handed off, one that was won, and a later double of the first: the first, and its double."""
    first = world.handed_off("a").id
    won = world.sql("b")
    world.engine.move(won.id, "win", by=REP, value=money(50_000, "EUR"))
    world.wait(hours=1)
    return first, world.mql("a-2", source="fair").id


def read(world: World, *, merged: bool = False) -> list[object]:
    """Every report over the leads, also where somebody hands in those that were merged."""
    leads = list(world.engine.leads(LeadFilter(merged=merged)))
    policy, now = world.policy, world.time
    return [
        funnel(leads, policy, as_of=now, by="source"),
        sources(leads, policy, as_of=now),
        sla(leads, policy, as_of=now),
        recycling(leads, policy, as_of=now),
        objectives(leads, policy, as_of=now),
    ]


def test_figures_after_a_merge_are_those_of_leads_that_were_one_from_the_beginning(store: LeadStore) -> None:
    policy = standard().replace(objectives=(Objective(measure="mqls", at_least=2, per="month"),))
    world, plain = World(policy, store), World(policy)
    first, double = lived(world)
    lived_once(plain)
    before = funnel(world.engine.leads(), policy, as_of=world.time)
    world.engine.merge(double, into=first, by=SDR)
    after = funnel(world.engine.leads(), policy, as_of=world.time)

    assert (before.total.leads, after.total.leads) == (3, 2)
    assert (before.total.step("mql").reached, after.total.step("mql").reached) == (3, 2)
    assert read(world) == read(world, merged=True) == read(plain)


def lived_once(world: World) -> None:
    world.handed_off("a")
    won = world.sql("b")
    world.engine.move(won.id, "win", by=REP, value=money(50_000, "EUR"))
    world.wait(hours=1)


def test_a_merged_lead_is_neither_disqualified_nor_lost_nor_recycled(world: World) -> None:
    """margince#1663: a merged lead shown as disqualified."""
    first, double = lived(world)
    lead = world.engine.merge(double, into=first, by=SDR)
    merged = world.engine.get(double, merged=True)
    assert (merged.stage, merged.merged_into, merged.reason, merged.cycle) == ("mql", first, None, 0)
    assert (lead.setbacks, lead.cycle, lead.stage) == ((), 0, "handed_off")
    report = recycling(world.engine.leads(), world.policy, as_of=world.time)
    assert report.total.leads == 0


def test_the_earliest_source_is_credited_once(world: World) -> None:
    early = world.engine.capture(by=SDR, key="e", source="fair")
    world.wait(days=1)
    survivor = world.sql("s")
    world.engine.merge(early.id, into=survivor.id, by=SDR)
    report = sources(world.engine.leads(), world.policy, as_of=world.time)
    assert report.group("fair").captured == 1
    with pytest.raises(KeyError):
        report.group("webcast")
