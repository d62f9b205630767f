"""The outbox of a store in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import islice

from leadlife.effects import Notify
from leadlife.ports import Delivery, DeliveryState, OutboxRow
from leadlife.stores._ready import ReadyHeap
from leadlife.stores._rewriting import emptied


class _Row:
    __slots__ = ("attempts", "error", "fence", "notice", "number", "ready_at", "state")

    def __init__(self, number: int, notice: Notify, ready_at: datetime) -> None:
        self.number = number
        self.notice = notice
        self.ready_at = ready_at
        self.state: DeliveryState = "pending"
        self.attempts = 0
        self.fence = 0
        self.error: str | None = None


class Outbox:
    """Every notice that was ever written, in order, and what became of it."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._by_key: dict[str, _Row] = {}
        self._by_clock: defaultdict[tuple[str, str], list[_Row]] = defaultdict(list)
        self._channels: dict[str, ReadyHeap[int]] = {}

    def _ready_at(self, number: int) -> datetime | None:
        row = self._rows[number]
        return row.ready_at if row.state == "pending" else None

    def _push(self, row: _Row) -> None:
        heap = self._channels.get(row.notice.channel)
        if heap is None:
            heap = self._channels[row.notice.channel] = ReadyHeap(self._ready_at, self._rows.__len__)
        heap.push(row.ready_at, row.number)

    def add(self, notice: Notify, ready_at: datetime) -> None:
        row = _Row(len(self._rows), notice, ready_at)
        self._rows.append(row)
        self._by_key[notice.key] = row
        if notice.clock is not None:
            self._by_clock[notice.lead, notice.clock].append(row)
        self._push(row)

    def withdraw(self, lead: str, clock: str) -> None:
        for row in self._by_clock.pop((lead, clock), ()):
            if row.state == "pending":
                row.state = "withdrawn"

    def empty(self, lead: str) -> None:
        """Forget what the lead's notices said; those that were not delivered never will be."""
        for row in self._rows:
            if row.notice.lead == lead:
                row.notice, row.error, row.fence = emptied(row.notice), None, 0
                if row.state in ("pending", "parked"):
                    row.state = "withdrawn"

    def claim(
        self, channels: Sequence[str], now: datetime, limit: int, until: datetime, fence: int
    ) -> list[Delivery]:
        heaps = [heap for name in dict.fromkeys(channels) if (heap := self._channels.get(name)) is not None]
        ready = [heap.pop(now, limit) for heap in heaps]
        claimed = []
        for _, number in islice(merge(*ready), limit):
            row = self._rows[number]
            row.ready_at, row.fence, row.attempts = until, fence, row.attempts + 1
            claimed.append(Delivery(row.notice, row.attempts, fence))
            fence += 1
        for _, number in merge(*ready):
            self._push(self._rows[number])
        return claimed

    def settle(
        self, delivery: Delivery, state: DeliveryState, error: str | None, retry_at: datetime | None = None
    ) -> None:
        """What became of a delivery; nothing, if its lease was taken over."""
        row = self._by_key.get(delivery.notice.key)
        if row is None or row.fence != delivery.fence:
            return
        row.fence = 0
        if error is not None:
            row.error = error
        if row.state == "pending" or state == "delivered":
            row.state = state
        if row.state == "pending" and retry_at is not None:
            row.ready_at = retry_at
            self._push(row)

    def list(self, state: DeliveryState, limit: int) -> Sequence[OutboxRow]:
        found = (row for row in self._rows if row.state == state)
        return [
            OutboxRow(row.notice, row.state, row.attempts, row.ready_at, row.error)
            for row in islice(found, limit)
        ]

    def requeue(self, key: str, now: datetime) -> bool:
        row = self._by_key.get(key)
        if row is None or row.state != "parked":
            return False
        row.state, row.ready_at, row.fence = "pending", now, 0
        self._push(row)
        if row.notice.clock is not None:
            self._by_clock[row.notice.lead, row.notice.clock].append(row)
        return True
