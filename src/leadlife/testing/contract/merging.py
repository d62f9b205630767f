"""Leads that were merged into others: kept, and out of the way."""

from __future__ import annotations

from dataclasses import replace

from leadlife.ports import LeadFilter, LeadStore
from leadlife.testing.contract.base import (
    HOUR,
    T0,
    ContractBase,
    captured,
    change,
    clock,
    merged,
    observed,
    plain,
    put,
    put_new,
)

EVEN_MERGED = LeadFilter(merged=True)


def three(store: LeadStore) -> None:
    """Leads 1 to 3, of which the second went up in the third; each has a clock."""
    for number in (1, 2, 3):
        put_new(store, f"lead-{number}", source="web", clocks=[clock(due=T0 + HOUR)])
    lead = store.load("lead-2")
    assert lead is not None
    put(store, change(lead, merged(lead, "lead-3")))


class MergeContract(ContractBase):
    """``LeadFilter.merged`` decides who sees them."""

    def test_a_merged_lead_is_left_out_unless_it_is_asked_for(self) -> None:
        with self.opened() as store:
            three(store)
            for look in (store, self.reopen(store)):
                for few in (LeadFilter(), LeadFilter(source="web"), LeadFilter(stage="raw")):
                    all = replace(few, merged=True)
                    assert [lead.id for lead in look.scan(few)] == ["lead-1", "lead-3"]
                    assert [lead.id for lead in look.scan(all)] == ["lead-1", "lead-2", "lead-3"]
                    assert [one.lead for one in look.upcoming(few)] == ["lead-1", "lead-3"]
                    assert [one.lead for one in look.upcoming(all)] == ["lead-1", "lead-2", "lead-3"]
                    assert [dict(look.counts(where)) for where in (few, all)] == [{"raw": 2}, {"raw": 3}]
                if look is not store:
                    look.close()

    def test_pages_go_on_after_a_merged_lead(self) -> None:
        with self.opened() as store:
            three(store)
            assert [lead.id for lead in store.scan(after="lead-2")] == ["lead-3"]
            assert [lead.id for lead in store.scan(after="lead-1", limit=1)] == ["lead-3"]
            assert [lead.id for lead in store.scan(EVEN_MERGED, after="lead-1", limit=1)] == ["lead-2"]

    def test_a_merged_lead_is_kept_and_says_where_it_went(self) -> None:
        with self.opened() as store:
            three(store)
            with self.reopened(store) as again:
                kept = again.load("lead-2")
                assert kept is not None
                assert (kept.merged_into, kept.version) == ("lead-3", 2)
                assert len(again.history("lead-2")) == 2
                again.verify("lead-2")

    def test_what_is_told_of_a_merged_lead_leaves_it_merged(self) -> None:
        with self.opened() as store:
            three(store)
            kept = store.load("lead-2")
            assert kept is not None
            later = put(store, change(kept, observed(kept, seats=3)))
            with self.reopened(store) as again:
                assert plain(again.load("lead-2")) == plain(later)
                assert [lead.id for lead in again.scan()] == ["lead-1", "lead-3"]

    def test_any_text_is_the_id_of_the_lead_that_goes_on(self) -> None:
        with self.opened() as store:
            for number, into in enumerate(["", "☃\x00", "'"]):
                lead = change(None, captured(f"lead-{number}"))
                put(store, lead, change(lead.lead, merged(lead.lead, into)))
            assert list(store.scan()) == []
            with self.reopened(store) as again:
                assert [lead.merged_into for lead in again.scan(EVEN_MERGED)] == ["", "☃\x00", "'"]
                for number in range(3):
                    again.verify(f"lead-{number}")
