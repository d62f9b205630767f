"""What is ready when, in memory: a heap with entries that may have gone stale, so that nothing due costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class ReadyHeap(Generic[K]):
    """Keys by the instant from which they can be taken; ties by the key itself.

    An entry that no longer says what ``ready_at`` says is passed over: changing a key's time is one push.
    ``ready_at`` answers None for a key that is not there to be taken.
    """

    __slots__ = ("_entries", "_ready_at", "_size")

    def __init__(self, ready_at: Callable[[K], datetime | None], size: Callable[[], int]) -> None:
        self._entries: list[tuple[datetime, K]] = []
        self._ready_at = ready_at
        self._size = size

    def push(self, at: datetime, key: K) -> None:
        entries = self._entries
        if len(entries) > 64 and len(entries) > 4 * self._size():
            entries[:] = {entry for entry in entries if self._ready_at(entry[1]) == entry[0]}
            heapify(entries)
        heappush(entries, (at, key))

    def pop(self, now: datetime, limit: int) -> list[tuple[datetime, K]]:
        """Take out up to ``limit`` keys that are ready at ``now``, those that were ready first."""
        taken: list[tuple[datetime, K]] = []
        seen: set[K] = set()
        while len(taken) < limit and (entry := self._first()) is not None and entry[0] <= now:
            heappop(self._entries)
            if entry[1] not in seen:
                seen.add(entry[1])
                taken.append(entry)
        return taken

    def first(self) -> datetime | None:
        """When the next key is ready."""
        entry = self._first()
        return None if entry is None else entry[0]

    def _first(self) -> tuple[datetime, K] | None:
        entries = self._entries
        while entries and self._ready_at(entries[0][1]) != entries[0][0]:
            heappop(entries)
        return entries[0] if entries else None
