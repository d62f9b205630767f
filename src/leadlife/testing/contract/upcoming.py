"""What is due next, over all leads or some of them."""

from __future__ import annotations

from datetime import timedelta

from leadlife.people import Queue
from leadlife.ports import LeadFilter, LeadStore
from leadlife.testing.contract.base import (
    HOUR,
    MINUTE,
    T0,
    ContractBase,
    answered,
    change,
    claim_one,
    clock,
    paused,
    put,
    put_new,
    reached,
)

DUE = T0 + HOUR


def coming(store: LeadStore, where: LeadFilter | None = None, **asked: object) -> list[tuple[str, str]]:
    found = store.upcoming(LeadFilter() if where is None else where, **asked)  # type: ignore[arg-type]
    return [(one.lead, one.clock) for one in found]


class UpcomingContract(ContractBase):
    """Every clock with a level to come, in the order of the sweep."""

    def test_clocks_come_in_the_order_in_which_they_are_due_and_no_more_than_asked_for(self) -> None:
        with self.opened() as store:
            for number in (3, 1, 2):
                put_new(store, f"lead-{number}", clocks=[clock(due=DUE + number * MINUTE)])
            assert [lead for lead, _ in coming(store)] == ["lead-1", "lead-2", "lead-3"]
            assert [lead for lead, _ in coming(store, limit=2)] == ["lead-1", "lead-2"]
            assert [one.due_at for one in store.upcoming(limit=1)] == [DUE + MINUTE]

    def test_clocks_due_at_once_come_in_order_of_capture(self) -> None:
        with self.opened() as store:
            for name in ("zoe", "adam"):
                put_new(store, name, clocks=[clock("b:1", due=DUE), clock("a:1", due=DUE)])
            assert coming(store) == [(name, id) for name in ("zoe", "adam") for id in ("a:1", "b:1")]

    def test_until_leaves_out_what_is_due_later(self) -> None:
        with self.opened() as store:
            put_new(store, clocks=[clock("a:1", due=DUE), clock("b:1", due=DUE + MINUTE)])
            assert coming(store, until=DUE - timedelta(microseconds=1)) == []
            assert coming(store, until=DUE) == [("lead-1", "a:1")]
            assert len(coming(store, until=DUE + MINUTE)) == 2

    def test_a_filter_leaves_only_the_clocks_of_leads_that_fit(self) -> None:
        with self.opened() as store:
            put_new(store, "lead-1", clocks=[clock(due=DUE)], stage="raw", owner=Queue("dach"))
            put_new(store, "lead-2", clocks=[clock(due=DUE)], stage="mql", owner=Queue("dach"))
            put_new(store, "lead-3", clocks=[clock(due=DUE)], stage="mql", source="web")
            found = {
                "stage": coming(store, LeadFilter(stage="mql")),
                "owner": coming(store, LeadFilter(owner="dach")),
                "both": coming(store, LeadFilter(stage="mql", owner="dach"), until=DUE),
                "time": coming(store, LeadFilter(captured_before=T0)),
            }
            names = {asked: [lead for lead, _ in leads] for asked, leads in found.items()}
            assert names == {
                "stage": ["lead-2", "lead-3"],
                "owner": ["lead-1", "lead-2"],
                "both": ["lead-2"],
                "time": [],
            }

    def test_what_was_answered_paused_or_is_used_up_does_not_come(self) -> None:
        with self.opened() as store:
            lead = put_new(store, "lead-1", clocks=[clock(due=DUE)])
            put(store, change(lead, answered(lead, "acceptance:1")))
            lead = put_new(store, "lead-2", clocks=[clock(due=DUE)])
            put(store, change(lead, paused(lead, "acceptance:1")))
            lead = put_new(store, "lead-3", clocks=[clock(due=DUE)])
            claim = claim_one(store, DUE)
            put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            assert coming(store) == []

    def test_after_a_level_the_next_one_comes_and_a_held_clock_comes_when_its_lease_is_over(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=DUE, levels=2)])
            claim = claim_one(store, DUE, lease=MINUTE)
            assert [one.due_at for one in store.upcoming(until=DUE + MINUTE)] == [DUE]
            assert coming(store, until=DUE) == []
            put(store, change(lead, reached(lead, claim.clock, at=DUE), fired=claim))
            assert [one.due_at for one in store.upcoming()] == [DUE + HOUR]
