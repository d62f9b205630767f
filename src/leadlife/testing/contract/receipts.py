"""A command id has one effect."""

from __future__ import annotations

import pytest

from leadlife.errors import Conflict, IdempotencyMismatch
from leadlife.ports import Receipt, Request
from leadlife.testing.contract.base import ContractBase, captured, change, observed, put, put_new


class ReceiptContract(ContractBase):
    """What a command wrote can be asked for; writing under its id again is refused."""

    def test_an_unknown_command_has_no_receipt(self) -> None:
        with self.opened() as store:
            put_new(store)
            assert store.receipt("cmd-1") is None

    def test_a_receipt_says_what_the_command_wrote(self) -> None:
        with self.opened() as store:
            lead = put_new(store, "lead-1")
            told = change(lead, observed(lead, seats=1), observed(change(lead, observed(lead)).lead, seats=2))
            put(store, told, change(None, captured("lead-2")), request="cmd-1")
            expected = Receipt(Request("cmd-1", "digest of cmd-1"), (("lead-1", 3), ("lead-2", 1)))
            with self.reopened(store) as again:
                assert again.receipt("cmd-1") == expected

    def test_a_command_id_cannot_be_used_again(self) -> None:
        with self.opened() as store:
            lead = put(store, change(None, captured()), request="cmd-1")
            receipt = store.receipt("cmd-1")
            with pytest.raises(IdempotencyMismatch, match="cmd-1"):
                put(store, change(lead, observed(lead, seats=1)), request="cmd-1")
            assert store.load("lead-1") == lead
            assert store.receipt("cmd-1") == receipt

    def test_a_repeat_is_known_as_one_even_if_the_lead_has_changed(self) -> None:
        with self.opened() as store:
            lead = put(store, change(None, captured()), request="cmd-1")
            put(store, change(lead, observed(lead, seats=1)))
            with pytest.raises(IdempotencyMismatch):
                put(store, change(None, captured()), request="cmd-1")

    def test_a_command_that_failed_may_be_tried_again(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            later = put(store, change(lead, observed(lead, seats=1)))
            with pytest.raises(Conflict):
                put(store, change(lead, observed(lead, seats=2)), request="cmd-1")
            put(store, change(later, observed(later, seats=2)), request="cmd-1")
            receipt = store.receipt("cmd-1")
            assert receipt is not None
            assert receipt.wrote == (("lead-1", 3),)
