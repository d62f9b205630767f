"""The outbox: at least once, in a known state, and nothing that is no longer true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given

from leadlife.effects import Notify
from leadlife.ports import Delivery, DeliveryState, LeadStore
from leadlife.testing.contract.base import (
    BRIEFLY,
    HOUR,
    MINUTE,
    T0,
    ContractBase,
    answered,
    captured,
    change,
    clock,
    notice,
    observed,
    plain,
    put,
)
from leadlife.testing.strategies import notices


def take(
    store: LeadStore, now: datetime = T0, *, channels: Sequence[str] = ("default",), limit: int = 10
) -> list[Delivery]:
    return list(store.claim_outbox("w1", channels=channels, now=now, limit=limit, lease=MINUTE))


def states(store: LeadStore) -> dict[str, DeliveryState]:
    """What became of each rule's notice."""
    every: tuple[DeliveryState, ...] = ("pending", "delivered", "withdrawn", "parked")
    return {row.notice.rule: row.state for state in every for row in store.outbox(state=state)}


class OutboxContract(ContractBase):
    """Notices are written with their events and delivered after them."""

    def put_notices(self, store: LeadStore, *rules: str, lead: str = "lead-1", **more: str) -> None:
        """Capture a lead with a clock and one notice a rule."""
        event = captured(lead, clocks=[clock(due=T0 + HOUR)])
        put(store, change(None, event, notices=[notice(event, rule, **more) for rule in rules]))

    @BRIEFLY
    @given(notices())
    def test_a_notice_comes_back_as_it_was_written(self, drawn: Notify) -> None:
        event = captured(drawn.lead)
        told = Notify(drawn.lead, 1, drawn.rule, drawn.to, drawn.text, drawn.data, drawn.channel, drawn.clock)
        with self.opened() as store:
            put(store, change(None, event, notices=[told]))
            with self.reopened(store) as again:
                (delivery,) = take(again, channels=[drawn.channel])
                assert plain(delivery.notice) == plain(told)

    def test_notices_are_taken_in_order_and_no_more_than_asked_for(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "c", "a", "b")
            assert [one.notice.rule for one in take(store, limit=2)] == ["c", "a"]
            assert [one.notice.rule for one in take(store, limit=2)] == ["b"]

    def test_only_the_channels_asked_for_are_taken_and_in_one_order(self) -> None:
        with self.opened() as store:
            for number, channel in enumerate(["mail", "chat", "mail", "hook"]):
                self.put_notices(store, f"rule-{number}", lead=f"lead-{number}", channel=channel)
            assert take(store, channels=[]) == []
            assert [one.notice.rule for one in take(store, channels=["hook"])] == ["rule-3"]
            found = [one.notice.rule for one in take(store, channels=["chat", "mail", "chat"])]
            assert found == ["rule-0", "rule-1", "rule-2"]

    def test_a_lease_keeps_others_away_and_every_try_is_counted(self) -> None:
        with self.opened() as store, self.reopened(store) as other:
            self.put_notices(store, "alert")
            (first,) = take(store)
            assert take(other, T0 + MINUTE - timedelta(microseconds=1)) == []
            (second,) = take(other, T0 + MINUTE)
            assert (first.attempts, second.attempts) == (1, 2)
            assert second.fence > first.fence

    def test_what_was_delivered_is_not_taken_again(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "alert")
            (delivery,) = take(store)
            store.ack(delivery)
            store.ack(delivery)
            assert take(store, T0 + 9 * HOUR) == []
            assert states(store) == {"alert": "delivered"}

    def test_what_failed_is_taken_again_when_it_is_time(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "alert")
            (delivery,) = take(store)
            store.nack(delivery, retry_at=T0 + HOUR, error="connection refused")
            (row,) = store.outbox(state="pending")
            assert (row.attempts, row.retry_at, row.error) == (1, T0 + HOUR, "connection refused")
            assert take(store, T0 + HOUR - MINUTE) == []
            assert [one.attempts for one in take(store, T0 + HOUR)] == [2]

    def test_what_was_parked_waits_until_it_is_requeued(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "alert")
            (delivery,) = take(store)
            store.park(delivery, error="gone")
            assert take(store, T0 + 99 * HOUR) == []
            (row,) = store.outbox(state="parked")
            assert (row.notice, row.state, row.error) == (delivery.notice, "parked", "gone")
            assert not store.requeue("lead-1:1:other:default", now=T0)
            assert store.requeue(delivery.notice.key, now=T0 + HOUR)
            assert not store.requeue(delivery.notice.key, now=T0 + HOUR)
            assert take(store, T0 + HOUR - MINUTE) == []
            assert [one.attempts for one in take(store, T0 + HOUR)] == [2]

    def test_a_worker_that_was_overtaken_settles_nothing(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "alert")
            (slow,) = take(store)
            (quick,) = take(store, T0 + MINUTE)
            store.ack(slow)
            store.park(slow, error="late")
            store.nack(slow, retry_at=T0, error="late")
            assert states(store) == {"alert": "pending"}
            assert take(store, T0 + MINUTE) == []
            store.ack(quick)
            assert states(store) == {"alert": "delivered"}

    def test_a_failed_delivery_is_settled_once(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "alert")
            (delivery,) = take(store)
            store.nack(delivery, retry_at=T0 + HOUR, error="busy")
            store.ack(delivery)
            store.park(delivery, error="late")
            assert states(store) == {"alert": "pending"}

    def test_an_answer_withdraws_what_waits_for_its_clock_and_nothing_else(self) -> None:
        with self.opened() as store:
            event = captured(clocks=[clock(due=T0 + HOUR), clock("follow_up:1", due=T0 + HOUR)])
            told = [
                notice(event, "mine", clock="acceptance:1"),
                notice(event, "another clock's", clock="follow_up:1"),
                notice(event, "no clock's"),
            ]
            lead = put(store, change(None, event, notices=told))
            self.put_notices(store, "another lead's", lead="lead-2", clock="acceptance:1")
            put(store, change(lead, answered(lead, "acceptance:1"), withdraw=["acceptance:1"]))
            left = {"another clock's", "no clock's", "another lead's"}
            assert {rule for rule, state in states(store).items() if state == "withdrawn"} == {"mine"}
            assert {one.notice.rule for one in take(store)} == left

    def test_what_was_delivered_or_parked_is_not_withdrawn(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "sent", "dead", "waiting", clock="acceptance:1")
            sent, dead, _ = take(store)
            store.ack(sent)
            store.park(dead, error="gone")
            self.answer(store)
            assert states(store) == {"sent": "delivered", "dead": "parked", "waiting": "withdrawn"}

    def test_what_was_withdrawn_under_way_is_not_tried_again(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "failed", "parked", "sent", "lost", clock="acceptance:1")
            failed, parked, sent, _ = take(store)
            self.answer(store)
            store.nack(failed, retry_at=T0, error="busy")
            store.park(parked, error="gone")
            store.ack(sent)
            assert take(store, T0 + 99 * HOUR) == []
            assert states(store) == {
                "failed": "withdrawn", "parked": "withdrawn", "sent": "delivered", "lost": "withdrawn"
            }  # fmt: skip

    def answer(self, store: LeadStore) -> None:
        lead = store.load("lead-1")
        assert lead is not None
        put(store, change(lead, answered(lead, "acceptance:1"), withdraw=["acceptance:1"]))

    def test_a_step_withdraws_what_was_there_before_and_not_what_it_brings(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "old", clock="acceptance:1")
            lead = store.load("lead-1")
            assert lead is not None
            event = observed(lead, seats=1)
            new = notice(event, "new", clock="acceptance:1")
            put(store, change(lead, event, notices=[new], withdraw=["acceptance:1"]))
            assert states(store) == {"old": "withdrawn", "new": "pending"}

    def test_a_list_of_notices_ends_at_its_limit(self) -> None:
        with self.opened() as store:
            self.put_notices(store, "c", "a", "b")
            assert [row.notice.rule for row in store.outbox(state="pending", limit=2)] == ["c", "a"]
            assert list(store.outbox(state="parked")) == []
