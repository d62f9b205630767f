"""Sweeps side by side: a clock is leased to one of them, whichever time it asks for (semantics 15)."""

from __future__ import annotations

from datetime import datetime, timedelta

from leadlife import Conflict, Limits, MemoryStore, Ticked, open_engine
from leadlife.commands import Expire
from leadlife.people import THE_SYSTEM
from leadlife.ports import Step
from tests.lives import REP, World


def test_a_lease_lasts_from_now_however_long_ago_the_swept_time_is() -> None:
    world = World()
    world.handed_off()
    due = world.time + timedelta(hours=5)
    world.wait(hours=7)
    others: list[Ticked] = []
    asked = 0

    def now() -> datetime:
        nonlocal asked
        asked += 1
        if asked == 2:  # the clocks are claimed, and none of them is decided yet
            others.append(world.engine.tick())
        return world.time

    engine = open_engine(world.engine.store, world.policy, now=now)
    assert engine.tick(until=due).levels > 0
    assert others == [Ticked()]


def test_a_clock_that_nobody_could_commit_is_given_back_at_once() -> None:
    class Contended(MemoryStore):
        """Somebody is faster, three times."""

        left = 3

        def commit(self, step: Step) -> None:
            if step.changes[0].fired is not None and self.left:
                self.left -= 1
                raise Conflict("somebody was faster")
            super().commit(step)

    world = World(store=Contended())
    world.handed_off()
    world.wait(hours=6)
    engine = open_engine(world.engine.store, world.policy, now=lambda: world.time, limits=Limits(tries=3))
    assert engine.tick(limit=1) == Ticked()
    assert engine.tick(limit=1).levels == 1


def test_a_notice_that_the_same_batch_makes_untrue_is_never_sent() -> None:
    world = World()
    lead, other = world.handed_off(), world.handed_off()
    (clock,) = (one.id for one in lead.running if one.name == "first_touch")
    world.wait(hours=6)
    with world.engine.batch() as batch:
        for id in (lead.id, other.id):
            batch.execute(id, Expire(clock, by=THE_SYSTEM))
        batch.touch(lead.id, "call", by=REP)
    assert [row.notice.lead for row in world.engine.store.outbox(state="pending")] == [other.id]


def test_an_answer_in_a_batch_withdraws_what_was_not_sent_yet_whatever_follows_it() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=6)
    world.engine.tick()
    assert len(world.engine.store.outbox(state="pending")) == 1
    with world.engine.batch() as batch:
        batch.touch(lead.id, "call", by=REP)
        batch.touch(lead.id, "email", by=REP)
    assert not world.engine.store.outbox(state="pending")


def test_what_a_clock_does_when_it_runs_out_is_no_answer_and_withdraws_nothing() -> None:
    """The manager is told that nobody answered in time, also if the lead has lapsed before it was delivered."""
    world = World()
    lead = world.handed_off()
    world.wait(days=2)
    world.engine.tick()
    world.wait(days=1)
    world.engine.tick()
    assert world.engine.get(lead.id).stage == "evaluating"
    told = [row.notice.rule for row in world.engine.store.outbox(state="pending")]
    assert [rule for rule in told if rule.startswith("accept")] == ["accept:5.warn", "accept:5.breach"]
