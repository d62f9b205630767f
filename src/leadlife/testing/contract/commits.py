"""A step is written whole, or not at all."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest

from leadlife.errors import Conflict, DefinitionError, InvalidInput, StaleClock
from leadlife.lead import PolicyPin
from leadlife.ports import Change, Claim, LeadStore
from leadlife.testing.contract.base import (
    HOUR,
    MINUTE,
    SDR,
    T0,
    ContractBase,
    answered,
    assigned,
    captured,
    change,
    clock,
    notice,
    observed,
    plain,
    put,
    put_new,
)


class CommitContract(ContractBase):
    """Versions are checked in the commit itself, and a step that fails leaves no trace."""

    def test_a_lead_that_changed_since_it_was_read_is_a_conflict(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            put(store, change(lead, observed(lead, seats=1)))
            self.refused(store, Conflict, change(lead, observed(lead, seats=2)))

    def test_a_version_that_was_never_reached_is_a_conflict(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            ahead = change(lead, observed(lead, seats=1)).lead
            self.refused(store, Conflict, change(ahead, observed(ahead, seats=2)))

    def test_capturing_an_id_twice_is_a_conflict(self) -> None:
        with self.opened() as store:
            put_new(store)
            self.refused(store, Conflict, change(None, captured(source="again")))

    def test_changing_a_lead_that_is_not_there_is_a_conflict(self) -> None:
        with self.opened() as store:
            lead = change(None, captured()).lead
            self.refused(store, Conflict, change(lead, observed(lead, seats=1)))

    def test_a_key_belongs_to_one_lead(self) -> None:
        with self.opened() as store:
            put_new(store, "lead-1", key="crm:1")
            self.refused(store, Conflict, change(None, captured("lead-2", key="crm:1")))
            assert store.load("lead-2") is None
            assert store.find("crm:1") == "lead-1"

    def test_a_key_cannot_be_taken_twice_within_a_step(self) -> None:
        with self.opened() as store:
            twins = [change(None, captured(lead, key="crm:1")) for lead in ("lead-1", "lead-2")]
            self.refused(store, Conflict, *twins)
            assert store.find("crm:1") is None

    @pytest.mark.parametrize("bad", [0, 1, 2])
    def test_a_conflict_in_one_change_undoes_all_of_the_step(self, bad: int) -> None:
        with self.opened() as store:
            leads = [put_new(store, f"lead-{n}", clocks=[clock(due=T0 + HOUR)]) for n in range(3)]
            put(store, change(leads[bad], observed(leads[bad], seats=1)))
            changes = [self.busy_change(store, n) for n in range(3)]
            stale = change(leads[bad], observed(leads[bad], seats=2))
            changes[bad] = replace(changes[bad], lead=stale.lead, expected=1, events=stale.events, notices=())
            self.refused(store, Conflict, change(None, captured("lead-9")), *changes)
            assert store.load("lead-9") is None

    def busy_change(self, store: LeadStore, number: int) -> Change:
        """A change that writes to everything a store has."""
        lead = store.load(f"lead-{number}")
        assert lead is not None
        call = answered(lead, "acceptance:1")
        told = observed(lead, seats=number)
        return change(
            lead, call, replace(told, seq=call.seq + 1), notices=[notice(call)], withdraw=["acceptance:1"]
        )

    def test_a_stale_claim_undoes_all_of_the_step(self) -> None:
        with self.opened() as store:
            first = put_new(store, "lead-1", clocks=[clock(due=T0 + HOUR)])
            second = put_new(store, "lead-2")
            forged = Claim("lead-1", "acceptance:1", T0 + HOUR, 999)
            self.refused(
                store,
                StaleClock,
                change(second, observed(second, seats=2)),
                change(first, observed(first, seats=1), fired=forged),
            )

    def test_several_changes_of_a_lead_are_applied_in_order(self) -> None:
        with self.opened() as store:
            new = change(None, captured(clocks=[clock(due=T0 + HOUR)]))
            told = change(new.lead, observed(new.lead, seats=5), notices=[notice(observed(new.lead), "told")])
            called = change(told.lead, answered(told.lead, "acceptance:1"))
            other = change(None, captured("lead-2"))
            put(store, new, told, other, called)
            with self.reopened(store) as again:
                assert plain(again.load("lead-1")) == plain(called.lead)
                assert [event.seq for event in again.history("lead-1")] == [1, 2, 3]
                assert again.claim_due("w", now=T0 + 9 * HOUR, limit=9, lease=MINUTE) in ([], ())
                assert [row.notice.rule for row in again.outbox(state="pending")] == ["told"]
                again.verify("lead-1")

    def test_a_later_change_must_follow_the_earlier_one_of_its_step(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            one, two = (change(lead, observed(lead, seats=seats)) for seats in (1, 2))
            self.refused(store, Conflict, one, two)

    def test_a_change_that_contradicts_itself_is_refused(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            good = change(lead, observed(lead, seats=1))
            other = observed(change(None, captured("lead-2")).lead, seats=1)
            for bad in (
                replace(good, events=()),
                replace(good, lead=lead),
                replace(good, events=(other,)),
                replace(good, events=(replace(good.events[0], seq=7),)),
                replace(good, notices=(notice(captured("lead-2")),)),
                replace(good, notices=(notice(good.events[0]), notice(good.events[0]))),
                replace(good, fired=Claim("lead-2", "acceptance:1", T0, 1)),
                replace(good, events=(replace(good.events[0], occurred_at=T0.replace(tzinfo=None)),)),
            ):
                self.refused(store, InvalidInput, bad)

    def test_an_event_may_cite_only_a_policy_that_was_pinned(self) -> None:
        with self.opened() as store:
            unknown = captured(policy=PolicyPin("acme", "unheard-of", "b" * 64))
            with pytest.raises(DefinitionError, match="unheard-of"):
                put(store, change(None, unknown))
            assert store.load("lead-1") is None

    def test_threads_that_take_turns_lose_nothing(self) -> None:
        with self.opened() as store:
            put_new(store)
            done: list[int] = []
            threads = [Thread(target=self.keep_telling, args=(store, 12, done)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            lead = store.load("lead-1")
            assert lead is not None
            assert (len(done), lead.version) == (48, 49)
            assert [event.seq for event in store.history("lead-1")] == list(range(1, 50))
            store.verify("lead-1")

    def keep_telling(self, store: LeadStore, times: int, done: list[int]) -> None:
        """Commit so many times, however often others are faster."""
        for number in range(times):
            while True:
                lead = store.load("lead-1")
                assert lead is not None
                try:
                    put(store, change(lead, assigned(lead, SDR)))
                except Conflict:
                    continue
                done.append(number)
                break
