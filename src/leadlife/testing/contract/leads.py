"""What was written is what is read."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from leadlife.events import Event
from leadlife.fold import replay
from leadlife.testing.contract.base import (
    BRIEFLY,
    POLICY,
    ContractBase,
    captured,
    change,
    observed,
    plain,
    put,
    put_history,
    put_new,
)
from leadlife.testing.strategies import histories


class LeadContract(ContractBase):
    """Leads and their events come back exactly, to the type of every value."""

    @BRIEFLY
    @given(histories(policy=POLICY))
    def test_a_lead_comes_back_as_it_was_written(self, history: Sequence[Event]) -> None:
        with self.opened() as store:
            lead = put_history(store, history)
            with self.reopened(store) as again:
                assert plain(again.load(lead.id)) == plain(lead)
                again.verify(lead.id)

    @BRIEFLY
    @given(histories(policy=POLICY))
    def test_every_event_comes_back_as_it_was_written(self, history: Sequence[Event]) -> None:
        with self.opened() as store:
            put_history(store, history)
            with self.reopened(store) as again:
                assert plain(again.history("lead-1")) == plain(history)
                assert replay(again.history("lead-1")) == again.load("lead-1")

    @BRIEFLY
    @given(histories(policy=POLICY))
    def test_it_makes_no_difference_how_many_events_a_step_holds(self, history: Sequence[Event]) -> None:
        with self.opened() as store:
            lead = None
            for event in history:
                lead = put(store, change(lead, event))
                assert plain(store.load("lead-1")) == plain(lead)
            with self.reopened(store) as again:
                assert plain(again.load("lead-1")) == plain(replay(history))
                assert plain(again.history("lead-1")) == plain(history)
                again.verify("lead-1")

    @BRIEFLY
    @given(st.integers(0, 8), st.none() | st.integers(0, 8))
    def test_history_gives_the_events_after_one_and_until_another(
        self, after: int, until: int | None
    ) -> None:
        with self.opened() as store:
            lead = put_new(store)
            for number in range(4):
                lead = put(store, change(lead, observed(lead, number=number)))
            expected = [seq for seq in range(1, 6) if after < seq and (until is None or seq <= until)]
            assert [event.seq for event in store.history("lead-1", after=after, until=until)] == expected

    def test_nothing_is_known_of_a_lead_that_never_was(self) -> None:
        with self.opened() as store:
            assert store.load("nobody") is None
            assert store.find("crm:0") is None
            assert list(store.history("nobody")) == []

    def test_a_lead_is_found_by_its_key(self) -> None:
        with self.opened() as store:
            put_new(store, "lead-1", key="crm:1")
            put_new(store, "lead-2", key="crm:2")
            put_new(store, "lead-3")
            with self.reopened(store) as again:
                assert [again.find(key) for key in ("crm:1", "crm:2", "crm:3")] == ["lead-1", "lead-2", None]

    def test_what_another_store_object_wrote_is_seen(self) -> None:
        with self.opened() as store, self.reopened(store) as other:
            lead = put_new(store)
            assert other.load("lead-1") == lead
            later = put(other, change(lead, observed(lead, seats=3)))
            assert store.load("lead-1") == later
            latest = put(store, change(later, observed(later, seats=4)))
            assert other.load("lead-1") == latest

    def test_a_lead_may_have_any_text_for_an_id_and_a_key(self) -> None:
        odd = ["a:b:1", "", "'; drop table lead; --", "☃\n\t\x00x", "x" * 5000]
        with self.opened() as store:
            for number, text in enumerate(odd):
                put(store, change(None, captured(f"{text}{number}", key=text)))
            with self.reopened(store) as again:
                for number, text in enumerate(odd):
                    assert again.find(text) == f"{text}{number}"
                    assert plain(again.load(f"{text}{number}")) == plain(store.load(f"{text}{number}"))
