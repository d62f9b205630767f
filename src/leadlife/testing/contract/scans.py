"""Reading many leads, page by page."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife.errors import UnknownLead
from leadlife.people import Queue
from leadlife.ports import EVERY_LEAD, AnyLead, LeadFilter, LeadStore
from leadlife.testing.contract.base import (
    BRIEFLY,
    HOUR,
    REP,
    SDR,
    T0,
    ContractBase,
    assigned,
    change,
    merged,
    plain,
    put,
    put_new,
)


def pages(store: LeadStore, where: LeadFilter = EVERY_LEAD, *, limit: int) -> list[list[str]]:
    """The ids, page by page, to the first empty one."""
    found: list[list[str]] = []
    after = None
    while page := [lead.id for lead in store.scan(where, after=after, limit=limit)]:
        found.append(page)
        after = page[-1]
    return found


FILTERS = st.builds(
    LeadFilter,
    stage=st.sampled_from([None, "raw", "engaged"]),
    owner=st.sampled_from([None, "rep-7", "dach"]),
    source=st.sampled_from([None, "web", "fair"]),
    campaign=st.sampled_from([None, "q4"]),
    account=st.sampled_from([None, "acme"]),
    captured_from=st.sampled_from([None, T0, T0 + HOUR, T0 + 5 * HOUR]),
    captured_before=st.sampled_from([None, T0, T0 + HOUR, T0 + 5 * HOUR]),
    merged=st.booleans(),
)

# Every combination of what a filter asks for occurs, and so does its absence.
LEADS = [
    {"stage": stage, "owner": owner, "source": source, "campaign": campaign, "account": account}
    for stage in ("raw", "engaged")
    for owner in (None, REP, Queue("dach"))
    for source, campaign in ((None, None), ("web", "q4"), ("fair", None))
    for account in (None, "acme")
]


class ScanContract(ContractBase):
    """Keyset pages in order of capture."""

    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
    def test_pages_hold_every_lead_once_in_order_of_capture(self, limit: int) -> None:
        with self.opened() as store:
            names = ["zoe", "adam", "mia", "bob", "eve", "kim", "lea"]
            for name in names:
                put_new(store, name)
            found = pages(store, limit=limit)
            assert [name for page in found for name in page] == names
            assert all(len(page) == limit for page in found[:-1])

    def test_a_lead_captured_between_two_pages_comes_last_and_shifts_nothing(self) -> None:
        with self.opened() as store:
            for number in range(4):
                put_new(store, f"lead-{number}")
            first = [lead.id for lead in store.scan(limit=2)]
            put_new(store, "a-new-one")
            rest = [lead.id for lead in store.scan(after=first[-1], limit=9)]
            assert first + rest == ["lead-0", "lead-1", "lead-2", "lead-3", "a-new-one"]

    def test_no_page_comes_after_a_lead_that_never_was(self) -> None:
        with self.opened() as store:
            put_new(store)
            with pytest.raises(UnknownLead, match="nobody"):
                store.scan(after="nobody")

    def test_filters_find_and_count_what_fits_every_field_of_them(self) -> None:
        with self.opened() as store:
            for number, fields in enumerate(LEADS):
                lead = put_new(store, f"lead-{number}", at=T0 + number * HOUR / 4, **fields)
                if number % 5 == 0:
                    put(store, change(lead, merged(lead, "lead-1")))
            every = store.scan(LeadFilter(merged=True))
            assert len(every) == len(LEADS)

            @BRIEFLY
            @given(FILTERS, st.integers(1, 40))
            def check(where: LeadFilter, limit: int) -> None:
                expected = [lead.id for lead in every if _fits(lead, where)]
                assert [id for page in pages(store, where, limit=limit) for id in page] == expected
                stages = Counter(lead.stage for lead in every if _fits(lead, where))
                assert dict(store.counts(where)) == stages

            check()

    def test_a_count_follows_the_leads_and_leaves_out_stages_without_any(self) -> None:
        with self.opened() as store, self.reopened(store) as other:
            assert dict(store.counts()) == {}
            for number in range(3):
                put_new(store, f"lead-{number}", source="web" if number else "fair")
            assert dict(other.counts()) == {"raw": 3}
            assert dict(other.counts(LeadFilter(source="web"))) == {"raw": 2}
            assert dict(other.counts(LeadFilter(stage="engaged"))) == {}

    def test_a_filter_follows_the_lead_as_it_changes(self) -> None:
        with self.opened() as store:
            lead = put_new(store, owner=Queue("dach"))
            lead = put(store, change(lead, assigned(lead, SDR)))
            with self.reopened(store) as again:
                assert again.scan(LeadFilter(owner="dach")) in ([], ())
                assert plain(again.scan(LeadFilter(owner="sdr-3"))) == plain([lead])


def _fits(lead: AnyLead, where: LeadFilter) -> bool:
    def asked(name: str) -> bool:
        wanted, found = getattr(where, name), getattr(lead, name)
        if isinstance(found, Queue):
            found = found.name
        return wanted is None or wanted == getattr(found, "id", found)

    at = lead.captured_at
    return (
        (where.merged or lead.merged_into is None)
        and all(map(asked, ("stage", "owner", "source", "campaign", "account")))
        and (where.captured_from is None or at >= where.captured_from)
        and (where.captured_before is None or at < where.captured_before)
    )
