"""What a merge does to the clocks and the notices of the two leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from leadlife import LeadStore, MemoryStore, facts
from leadlife.ports import Claim
from tests.lives import REP, SDR, Facts, World, standard
from tests.records.pairs import both, consistent, levels


def test_the_others_clocks_end_neither_met_nor_breached_and_its_notices_are_withdrawn(
    store: LeadStore,
) -> None:
    world = World(store=store)
    other = world.handed_off("b")
    survivor = world.raw("a")
    world.wait(days=1, hours=1)  # first_touch is breached, and accept has warned; the notices wait
    world.engine.tick()
    assert {row.notice.lead for row in store.outbox(state="pending")} == {other.id}
    reached = len(levels(world, other.id))
    world.engine.merge(other.id, into=survivor.id, by=SDR)

    ended = world.engine.get(other.id, merged=True)
    assert not ended.running
    verdicts = {clock.name: clock.verdict for clock in ended.clocks}
    assert (verdicts["accept"], verdicts["first_touch"]) == ("cancelled", "breached")
    assert not store.outbox(state="pending")
    assert [clock.name for clock in world.engine.get(survivor.id).running] == ["screen"]
    world.wait(days=400)
    world.engine.tick()
    assert len(levels(world, other.id)) == reached


def test_a_contact_of_the_other_lead_answers_the_survivors_clock_if_it_came_in_time(world: World) -> None:
    survivor, other = both(world)
    world.wait(hours=1)
    world.engine.touch(other.id, "call", by=REP)
    called_at = world.time
    world.wait(days=1)
    world.engine.tick()
    breached = next(one for one in world.engine.get(survivor.id).clocks if one.name == "first_touch")
    assert breached.verdict == "breached"
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    clock = next(one for one in lead.clocks if one.name == "first_touch")
    assert (clock.verdict, clock.stopped_at) == ("met", called_at)
    consistent(world, lead.id, other.id)


def test_a_contact_before_the_survivors_clock_began_is_no_answer_to_it(world: World) -> None:
    other = world.raw("b")
    world.engine.touch(other.id, "call", by=REP)
    world.wait(hours=1)
    survivor = world.handed_off("a")
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    assert lead.clocks == survivor.clocks


def test_what_the_other_lead_was_told_lets_the_survivors_clocks_stand_still(store: LeadStore) -> None:
    policy = standard()
    policy = policy.with_clock("accept", pauses=facts(Facts).waiting_on_lead.is_(True))
    world = World(policy, store)
    survivor, other = both(world)
    world.engine.observe(other.id, Facts(waiting_on_lead=True), by=SDR)
    since = world.time
    world.wait(hours=2)
    lead = world.engine.merge(other.id, into=survivor.id, by=SDR)
    accept = next(one for one in lead.running if one.name == "accept")
    assert [(pause.since, pause.until) for pause in accept.pauses] == [(since, None)]
    consistent(world, lead.id, other.id)


class Meanwhile(MemoryStore):
    """Something happens between the finding of clocks and what is done about them."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] | None = None

    def claim_due(self, worker: str, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Claim]:
        claims = super().claim_due(worker, now=now, limit=limit, lease=lease)
        if self.meanwhile is not None and claims:
            does, self.meanwhile = self.meanwhile, None
            does()
        return claims


@pytest.mark.parametrize("ends", ["merge", "erase"])
def test_a_clock_that_was_found_due_does_nothing_once_its_lead_has_ended(ends: str) -> None:
    """The survivor may have a clock of the same id: it is another one."""
    store = Meanwhile()
    world = World(store=store)
    survivor, other = world.raw("a").id, world.raw("b").id
    world.wait(days=10)
    assert world.engine.get(survivor).running[0].id == world.engine.get(other).running[0].id
    if ends == "merge":
        store.meanwhile = lambda: world.engine.merge(other, into=survivor, by=SDR)
    else:
        store.meanwhile = lambda: world.engine.erase(other, by=SDR)
    done = world.engine.tick()
    assert (done.levels, done.stale, done.failed) == (1, 1, 0), "the survivor's own, and one that is over"
    world.wait(hours=1)
    world.engine.tick()
    assert (len(levels(world, survivor)), len(levels(world, other))) == (1, 0)
