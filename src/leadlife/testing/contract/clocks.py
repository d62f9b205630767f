"""Due clocks: found once, fired once, whoever is slow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadlife.errors import InvalidInput, StaleClock
from leadlife.ports import Claim, LeadStore
from leadlife.testing.contract.base import (
    HOUR,
    MINUTE,
    T0,
    ContractBase,
    answered,
    change,
    claim_one,
    clock,
    observed,
    paused,
    put,
    put_new,
    reached,
    resumed,
)

DUE = T0 + HOUR


def due_at(store: LeadStore, now_after: timedelta, *, limit: int = 10) -> list[Claim]:
    """What can be claimed so long after :data:`DUE`."""
    return list(store.claim_due("w1", now=DUE + now_after, limit=limit, lease=MINUTE))


class ClockContract(ContractBase):
    """Leases and fences on due clocks."""

    def test_a_clock_can_be_claimed_from_the_instant_it_is_due(self) -> None:
        with self.opened() as store:
            put_new(store, clocks=[clock(due=DUE)])
            assert due_at(store, timedelta(microseconds=-1)) == []
            (claim,) = due_at(store, timedelta())
            assert (claim.lead, claim.clock, claim.due_at) == ("lead-1", "acceptance:1", DUE)

    def test_those_that_wait_longest_come_first_and_no_more_than_asked_for(self) -> None:
        with self.opened() as store:
            for number in (3, 1, 2, 0):
                put_new(store, f"lead-{number}", clocks=[clock(due=DUE + number * MINUTE)])
            first = due_at(store, HOUR, limit=3)
            rest = due_at(store, HOUR, limit=3)
            assert [claim.lead for claim in first] == ["lead-0", "lead-1", "lead-2"]
            assert [claim.lead for claim in rest] == ["lead-3"]

    def test_clocks_due_at_once_come_in_order_of_capture(self) -> None:
        with self.opened() as store:
            for name in ("zoe", "adam", "mia"):
                put_new(store, name, clocks=[clock("b:1", due=DUE), clock("a:1", due=DUE)])
            found = [(claim.lead, claim.clock) for claim in due_at(store, HOUR)]
            assert found == [(name, id) for name in ("zoe", "adam", "mia") for id in ("a:1", "b:1")]

    def test_a_claim_keeps_others_away_until_its_lease_is_over(self) -> None:
        with self.opened() as store, self.reopened(store) as other:
            put_new(store, clocks=[clock(due=DUE)])
            (first,) = due_at(store, timedelta())
            assert due_at(other, MINUTE - timedelta(microseconds=1)) == []
            (second,) = due_at(other, MINUTE)
            assert second.fence > first.fence
            assert second.due_at == DUE

    def test_no_two_claims_have_the_same_fence(self) -> None:
        with self.opened() as store:
            put_new(store, "lead-1", clocks=[clock(due=DUE), clock("follow_up:1", due=DUE)])
            put_new(store, "lead-2", clocks=[clock(due=DUE)])
            fences = [claim.fence for turn in range(3) for claim in due_at(store, turn * HOUR)]
            assert len(fences) == 9
            assert len(set(fences)) == 9

    def test_a_fired_clock_is_armed_for_its_next_level(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE, levels=2)])
            claim = claim_one(store, DUE)
            put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            assert due_at(store, HOUR - MINUTE) == []
            (again,) = due_at(store, HOUR)
            assert again.due_at == DUE + HOUR
            assert again.fence > claim.fence
            store.verify("lead-1")

    def test_a_clock_that_has_reached_its_last_level_is_never_found_again(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE)])
            claim = claim_one(store, DUE)
            put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            assert due_at(store, 100 * HOUR) == []
            assert store.next_due() is None
            store.verify("lead-1")

    def test_a_claim_fires_once(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE, levels=3, apart=timedelta())])
            claim = claim_one(store, DUE)
            lead = put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            with pytest.raises(StaleClock):
                put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            assert store.load("lead-1") == lead

    def test_a_worker_that_was_overtaken_is_refused(self) -> None:
        with self.opened() as store, self.reopened(store) as other:
            lead = put_new(store, clocks=[clock(due=DUE)])
            slow, quick = claim_one(store, DUE), claim_one(other, DUE + MINUTE, worker="w2")
            fire = reached(lead, "acceptance:1", at=DUE + MINUTE)
            with pytest.raises(StaleClock):
                put(store, change(lead, fire, fired=slow))
            assert store.load("lead-1") == lead
            put(other, change(lead, fire, fired=quick))

    def test_an_answer_makes_the_claim_stale(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE)])
            claim = claim_one(store, DUE)
            lead = put(store, change(lead, answered(lead, claim.clock)))
            with pytest.raises(StaleClock):
                put(store, change(lead, observed(lead, seats=1), fired=claim))
            assert due_at(store, 100 * HOUR) == []
            store.verify("lead-1")

    def test_a_step_that_does_not_touch_the_clock_leaves_the_claim_alone(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE), clock("follow_up:1", due=DUE + 9 * HOUR)])
            claim = claim_one(store, DUE)
            lead = put(store, change(lead, observed(lead, seats=1)))
            lead = put(store, change(lead, answered(lead, "follow_up:1")))
            put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))

    def test_a_paused_clock_is_not_due_and_comes_back_with_its_new_time(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE)])
            before = claim_one(store, DUE)
            lead = put(store, change(lead, paused(lead, before.clock)))
            assert due_at(store, 100 * HOUR) == []
            lead = put(store, change(lead, resumed(lead, before.clock, later=HOUR)))
            assert due_at(store, HOUR - MINUTE) == []
            after = claim_one(store, DUE + HOUR)
            fire = reached(lead, before.clock, at=DUE + HOUR)
            with pytest.raises(StaleClock):
                put(store, change(lead, fire, fired=before))
            put(store, change(lead, fire, fired=after))
            store.verify("lead-1")

    def test_a_clock_that_is_put_off_makes_the_claim_stale(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE)])
            claim = claim_one(store, DUE)
            lead = put(store, change(lead, resumed(lead, claim.clock, later=HOUR)))
            with pytest.raises(StaleClock):
                put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            assert due_at(store, HOUR - MINUTE) == []
            assert claim_one(store, DUE + HOUR).due_at == DUE + HOUR

    def test_a_claim_that_is_released_can_be_taken_at_once(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE)])
            claim = claim_one(store, DUE)
            store.release_claim(claim)
            with pytest.raises(StaleClock):
                put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            assert claim_one(store, DUE).fence > claim.fence

    def test_releasing_a_claim_that_was_lost_leaves_the_new_holder_alone(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE)])
            lost, held = claim_one(store, DUE), claim_one(store, DUE + MINUTE)
            store.release_claim(lost)
            store.release_claim(Claim("nobody", "acceptance:1", DUE, lost.fence))
            assert due_at(store, MINUTE) == []
            put(store, change(lead, reached(lead, held.clock, at=DUE + MINUTE), fired=held))

    def test_next_due_is_when_there_will_be_something_to_claim(self) -> None:
        with self.opened() as store:
            assert store.next_due() is None
            put_new(store, "lead-1", clocks=[clock(due=DUE + HOUR)])
            lead = put_new(store, "lead-2", clocks=[clock(due=DUE)])
            assert store.next_due() == DUE
            claim_one(store, DUE)
            assert store.next_due() == DUE + MINUTE
            put(store, change(lead, answered(lead, "acceptance:1")))
            assert store.next_due() == DUE + HOUR

    @pytest.mark.parametrize(("limit", "lease"), [(0, MINUTE), (-1, MINUTE), (1, timedelta()), (1, -MINUTE)])
    def test_a_claim_of_nothing_or_for_no_time_is_refused(self, limit: int, lease: timedelta) -> None:
        with self.opened() as store:
            with pytest.raises(InvalidInput):
                store.claim_due("w1", now=DUE, limit=limit, lease=lease)
            with pytest.raises(InvalidInput):
                store.claim_outbox("w1", channels=["default"], now=DUE, limit=limit, lease=lease)
