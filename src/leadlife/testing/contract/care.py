"""Policies, verification, and closing."""

from __future__ import annotations

import pytest

from leadlife.errors import DefinitionError, StoreDamaged, UnknownLead
from leadlife.lead import PolicyPin
from leadlife.testing.contract.base import (
    HOUR,
    POLICY,
    T0,
    ContractBase,
    answered,
    captured,
    change,
    clock,
    observed,
    put,
    put_new,
)


class CareContract(ContractBase):
    """What a store keeps beside leads, and how it shows that it is whole."""

    def test_a_policy_is_kept_with_its_dump(self) -> None:
        other = PolicyPin("acme", "2026-12", "b" * 64)
        with self.opened() as store:
            store.pin(other, '{"b": 1}')
            store.pin(other, '{"b": 1}')
            with self.reopened(store) as again:
                assert dict(again.policies()) == {POLICY: "{}", other: '{"b": 1}'}

    def test_a_version_with_another_content_is_refused(self) -> None:
        with self.opened() as store:
            with pytest.raises(DefinitionError, match="new version"):
                store.pin(PolicyPin(POLICY.name, POLICY.version, "b" * 64), "{}")
            assert dict(store.policies()) == {POLICY: "{}"}

    def test_each_event_keeps_the_policy_that_decided_it(self) -> None:
        newer = PolicyPin("acme", "2026-12", "b" * 64)
        with self.opened() as store, self.reopened(store) as other:
            lead = put_new(store)
            store.pin(newer, "{}")
            put(store, change(None, captured("lead-2", policy=newer)))
            assert [event.policy for event in other.history("lead-1")] == [POLICY]
            assert [event.policy for event in other.history("lead-2")] == [newer]
            assert lead.policy == POLICY

    def test_a_lead_that_nobody_altered_is_verified(self) -> None:
        with self.opened() as store:
            lead = put_new(store, clocks=[clock(due=T0 + HOUR)])
            lead = put(store, change(lead, observed(lead, seats=4)))
            put(store, change(lead, answered(lead, "acceptance:1")))
            with self.reopened(store) as again:
                again.verify("lead-1")

    def test_a_lead_that_never_was_cannot_be_verified(self) -> None:
        with self.opened() as store, pytest.raises(UnknownLead, match="nobody"):
            store.verify("nobody")

    @pytest.mark.parametrize("seq", [1, 2, 3])
    def test_an_altered_event_is_found(self, seq: int) -> None:
        with self.opened() as store:
            lead = put_new(store)
            for seats in (1, 2):
                lead = put(store, change(lead, observed(lead, seats=seats)))
            put_new(store, "lead-2")
            self.alter_event(store, "lead-1", seq)
            with pytest.raises(StoreDamaged, match="lead-1"):
                store.verify("lead-1")
            store.verify("lead-2")

    def test_closing_twice_is_fine(self) -> None:
        store = self.make_store()
        store.close()
        store.close()
