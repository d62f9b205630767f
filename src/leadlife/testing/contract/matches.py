"""Tokens by which duplicates are found."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leadlife.errors import Conflict
from leadlife.ports import Change, LeadStore
from leadlife.testing.contract.base import (
    BRIEFLY,
    ContractBase,
    captured,
    change,
    observed,
    put,
    put_new,
)

ONE, TWO, DOMAIN = "e-mail:1", "e-mail:2", "domain:1"


def new(lead: str, *matches: str, **others: Any) -> Change:
    """A new lead with these tokens."""
    return change(None, captured(lead), matches=matches, **others)


def told(store: LeadStore, lead: str, **others: Any) -> Change:
    found = store.load(lead)
    assert found is not None
    return change(found, observed(found, seats=1), **others)


class MatchContract(ContractBase):
    """Which lead has which token, and what must not be so at a commit."""

    def test_leads_are_found_by_any_of_their_tokens_in_order_of_capture(self) -> None:
        with self.opened() as store:
            put(store, new("zoe", ONE, DOMAIN))
            put(store, new("adam", DOMAIN), new("mia", TWO, TWO))
            put_new(store, "kim")
            with self.reopened(store) as again:
                for look in (store, again):
                    assert list(look.matching([ONE])) == ["zoe"]
                    assert list(look.matching([DOMAIN])) == ["zoe", "adam"]
                    assert list(look.matching([TWO, ONE, DOMAIN])) == ["zoe", "adam", "mia"]
                    assert list(look.matching(["e-mail:9"])) == []
                    assert list(look.matching([])) == []

    def test_tokens_are_replaced_whole_and_stay_where_a_change_says_nothing_of_them(self) -> None:
        with self.opened() as store:
            put(store, new("lead-1", ONE, DOMAIN))
            put(store, told(store, "lead-1"))
            assert [list(store.matching([one])) for one in (ONE, DOMAIN)] == [["lead-1"]] * 2
            put(store, told(store, "lead-1", matches=(TWO, DOMAIN)))
            assert [list(store.matching([one])) for one in (ONE, TWO, DOMAIN)] == [[], ["lead-1"], ["lead-1"]]
            put(store, told(store, "lead-1", matches=()))
            assert list(store.matching([ONE, TWO, DOMAIN])) == []

    @BRIEFLY
    @given(st.lists(st.text(max_size=9), max_size=5), st.lists(st.text(max_size=9), max_size=5))
    def test_any_text_is_a_token_and_matches_itself_only(self, tokens: list[str], asked: list[str]) -> None:
        with self.opened() as store:
            put(store, new("lead-1", *tokens))
            assert list(store.matching(asked)) == (["lead-1"] if set(tokens) & set(asked) else [])

    def test_what_was_to_be_the_only_one_of_its_kind_is_refused_beside_another(self) -> None:
        with self.opened() as store:
            put(store, new("lead-1", ONE, DOMAIN))
            self.refused(store, Conflict, new("lead-2", ONE, unmatched=(ONE,)))
            self.refused(store, Conflict, new("lead-2", ONE, unmatched=(TWO, DOMAIN)))
            put(store, new("lead-2", TWO, unmatched=(TWO,)))
            self.refused(store, Conflict, told(store, "lead-2", unmatched=(TWO, ONE)))

    def test_a_lead_is_no_match_of_itself(self) -> None:
        with self.opened() as store:
            put(store, new("lead-1", ONE, unmatched=(ONE,)))
            put(store, told(store, "lead-1", unmatched=(ONE,)))
            put(store, told(store, "lead-1", matches=(ONE, TWO), unmatched=(ONE, TWO)))

    def test_those_that_were_looked_at_may_match(self) -> None:
        with self.opened() as store:
            put(store, new("lead-1", ONE), new("lead-2", ONE))
            self.refused(store, Conflict, new("lead-3", ONE, unmatched=(ONE,), besides=("lead-1",)))
            put(store, new("lead-3", ONE, unmatched=(ONE,), besides=("lead-1", "lead-2")))

    def test_a_step_is_held_to_what_is_so_after_it(self) -> None:
        with self.opened() as store:
            only = new("lead-2", ONE, unmatched=(ONE,))
            for changes in ((new("lead-1", ONE), only), (only, new("lead-1", ONE))):
                self.refused(store, Conflict, *changes)
            twins = [new(lead, ONE, unmatched=(ONE,)) for lead in ("lead-1", "lead-2")]
            self.refused(store, Conflict, *twins)
            put(store, new("lead-1", ONE))
            put(store, only, told(store, "lead-1", matches=(TWO,)))
            assert list(store.matching([ONE])) == ["lead-2"]

    def test_several_changes_of_a_lead_leave_the_tokens_of_the_last_that_names_some(self) -> None:
        with self.opened() as store:
            first = new("lead-1", ONE)
            second = change(first.lead, observed(first.lead, seats=1), matches=(TWO,))
            third = change(second.lead, observed(second.lead, seats=2))
            put(store, first, second, third)
            assert [list(store.matching([one])) for one in (ONE, TWO)] == [[], ["lead-1"]]

    def test_tokens_are_written_with_their_step_or_not_at_all(self) -> None:
        with self.opened() as store:
            put(store, new("lead-1", ONE))
            stale = replace(told(store, "lead-1", matches=(TWO,)), expected=0)
            put(store, told(store, "lead-1"))
            self.refused(store, Conflict, new("lead-2", DOMAIN), replace(stale, expected=1))

    def test_of_those_that_come_at_once_one_is_first(self) -> None:
        with self.opened() as store:
            won: list[str] = []
            threads = [Thread(target=self.first, args=(store, f"lead-{n}", won)) for n in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert list(store.matching([ONE])) == won
            assert len(won) == 1

    def first(self, store: LeadStore, lead: str, won: list[str]) -> None:
        try:
            put(store, new(lead, ONE, unmatched=(ONE,)))
        except Conflict:
            return
        won.append(lead)
