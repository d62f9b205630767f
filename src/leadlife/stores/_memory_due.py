"""The due clocks of a store in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from leadlife.stores._ready import ReadyHeap

ClockKey = tuple[int, str]
"""The lead's number in order of capture, and the clock's id."""


class _Row:
    __slots__ = ("due_at", "fence", "ready_at")

    def __init__(self, due_at: datetime) -> None:
        self.due_at = due_at
        self.ready_at = due_at
        self.fence = 0


class DueClocks:
    """Which clock is due when, and under which fence it is claimed (0: free)."""

    __slots__ = ("_heap", "_rows")

    def __init__(self) -> None:
        self._rows: dict[ClockKey, _Row] = {}
        self._heap: ReadyHeap[ClockKey] = ReadyHeap(self._ready_at, self._rows.__len__)

    def _ready_at(self, key: ClockKey) -> datetime | None:
        row = self._rows.get(key)
        return None if row is None else row.ready_at

    def arm(self, key: ClockKey, at: datetime) -> None:
        self._rows[key] = _Row(at)
        self._heap.push(at, key)

    def drop(self, key: ClockKey) -> None:
        self._rows.pop(key, None)

    def holds(self, key: ClockKey, fence: int) -> bool:
        row = self._rows.get(key)
        return row is not None and row.fence == fence

    def due_of(self, key: ClockKey) -> datetime | None:
        row = self._rows.get(key)
        return None if row is None else row.due_at

    def claim(
        self, now: datetime, limit: int, until: datetime, fence: int
    ) -> list[tuple[ClockKey, datetime, int]]:
        """Lease what is ready until ``until``; the fences count up from ``fence``."""
        claimed = []
        for _, key in self._heap.pop(now, limit):
            row = self._rows[key]
            row.ready_at, row.fence = until, fence
            self._heap.push(until, key)
            claimed.append((key, row.due_at, fence))
            fence += 1
        return claimed

    def release(self, key: ClockKey, fence: int) -> None:
        if self.holds(key, fence):
            self.arm(key, self._rows[key].due_at)

    def upcoming(
        self, until: datetime | None, fits: Callable[[int], bool]
    ) -> list[tuple[ClockKey, datetime]]:
        """Every clock of the leads that fit, with its due time, in order of when it can be claimed."""
        found = sorted(
            (row.ready_at, key, row.due_at)
            for key, row in self._rows.items()
            if (until is None or row.ready_at <= until) and fits(key[0])
        )
        return [(key, due) for _, key, due in found]

    def first(self) -> datetime | None:
        return self._heap.first()
