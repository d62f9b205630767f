"""What else than a lead's events knew of what was erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from leadlife.events import Captured
from leadlife.lead import Turn
from leadlife.ports import Change, Delivery, LeadStore, Receipt, Request, Step
from leadlife.testing.contract.base import (
    HOUR,
    MINUTE,
    SDR,
    STATES,
    T0,
    ContractBase,
    assigned,
    captured,
    change,
    notice,
    observed,
    put,
    put_new,
)
from leadlife.testing.contract.erasing import ADDRESS, erasure


def taken(store: LeadStore, *, channel: str = "default", now: timedelta = HOUR) -> Sequence[Delivery]:
    return store.claim_outbox("w", channels=[channel], now=T0 + now, limit=9, lease=MINUTE)


class ForgettingContract(ContractBase):
    """Notices, commands and tokens say nothing any more; that there were any stays."""

    def test_notices_say_nothing_any_more_and_those_not_delivered_never_are(self) -> None:
        with self.opened() as store:
            events = [captured(), captured("lead-2")]
            rules = ("waits", "under_way", "delivered", "parked")
            texts = [notice(events[0], rule, channel=rule, clock="a:1") for rule in rules]
            put(store, change(None, events[0], notices=texts), self.other(events[1]))
            ((delivered,), (parked,), (under_way,)) = (
                taken(store, channel=rule) for rule in ("delivered", "parked", "under_way")
            )
            store.ack(delivered)
            store.park(parked, error=f"no such box: {ADDRESS}")
            gone = erasure(store)
            put(store, replace(gone, notices=(notice(gone.events[0], "erased"),)))
            self.check_notices(store, under_way)
            with self.reopened(store) as again:
                self.check_notices(again, under_way)

    def other(self, event: Captured) -> Change:
        return change(None, event, notices=[notice(event, "waits", channel="waits")])

    def check_notices(self, store: LeadStore, under_way: Delivery) -> None:
        store.nack(under_way, retry_at=T0, error=ADDRESS)
        store.park(under_way, error=ADDRESS)
        assert not store.requeue("lead-1:1:parked:parked", now=T0)
        rows = {
            state: [(row.notice.key, row.notice.text, dict(row.notice.data), row.error) for row in found]
            for state in STATES
            for found in [store.outbox(state=state)]
        }
        assert rows == {
            "delivered": [("lead-1:1:delivered:delivered", "", {}, None)],
            "withdrawn": [
                (f"lead-1:1:{rule}:{rule}", "", {}, None) for rule in ("waits", "under_way", "parked")
            ],
            "parked": [],
            "pending": [
                ("lead-2:1:waits:waits", "waits of lead-2", {"stage": "raw"}, None),
                ("lead-1:2:erased:default", "erased of lead-1", {"stage": "raw"}, None),
            ],
        }

    def test_of_notices_only_those_of_others_and_of_the_erasure_go_out(self) -> None:
        with self.opened() as store:
            event = captured()
            put(store, change(None, event, notices=[notice(event), notice(event, "parked")]))
            put(store, self.other(captured("lead-2")))
            first, second = taken(store)
            store.park(second, error="busy")
            store.nack(first, retry_at=T0, error="busy")
            gone = erasure(store)
            put(store, replace(gone, notices=(notice(gone.events[0], "erased"),)))
            keys = [one.notice.key for one in taken(store, now=9 * HOUR)]
            assert keys == ["lead-1:2:erased:default"]
            assert len(taken(store, channel="waits", now=9 * HOUR)) == 1

    def test_commands_are_still_known_by_their_ids_and_no_longer_by_what_they_told(self) -> None:
        odd = 'lead-1",[["lead-2'
        with self.opened() as store:
            first, second = (change(None, captured(lead)) for lead in ("lead-1", "lead-2"))
            put(store, second, first, request="both")
            put(store, change(None, captured(odd)), request="odd")
            put(store, change(second.lead, observed(second.lead, seats=1)), request="other")
            put(store, erasure(store), request="erase")
            with self.reopened(store) as again:
                digests = {}
                for id in ("both", "odd", "other", "erase"):
                    receipt = again.receipt(id)
                    assert receipt is not None
                    digests[id] = (receipt.request.digest, [lead for lead, _ in receipt.wrote])
            assert digests == {
                "both": ("", ["lead-2", "lead-1"]),
                "odd": ("digest of odd", [odd]),
                "other": ("digest of other", ["lead-2"]),
                "erase": ("digest of erase", ["lead-1"]),
            }

    def test_a_command_that_left_the_lead_as_it_was_is_forgotten_with_it_too(self) -> None:
        with self.opened() as store:
            for lead in ("lead-1", "lead-2"):
                put_new(store, lead)
                store.commit(Step((), Request(lead, "digest"), T0, unchanged=((lead, 1),)))
            put(store, erasure(store, "lead-2"))
            with self.reopened(store) as again:
                found = [again.receipt(lead) for lead in ("lead-1", "lead-2")]
            assert found == [
                Receipt(Request("lead-1", "digest"), (("lead-1", 1),)),
                Receipt(Request("lead-2", ""), (("lead-2", 1),)),
            ]

    def test_it_is_not_found_as_a_duplicate_any_more(self) -> None:
        with self.opened() as store:
            for lead in ("lead-1", "lead-2"):
                put(store, change(None, captured(lead), matches=("e-mail:1",)))
            put(store, erasure(store, "lead-1"))
            put(store, erasure(store, "lead-2", matches=("domain:1",)))
            with self.reopened(store) as again:
                assert list(again.matching(["e-mail:1"])) == []
                assert list(again.matching(["domain:1"])) == ["lead-2"]

    def test_a_turn_that_was_had_is_not_given_back(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            put(store, change(lead, assigned(lead, SDR, turn=Turn("dach", 1))))
            put(store, erasure(store))
            assert dict(store.turns("dach")) == {"sdr-3": 1}
