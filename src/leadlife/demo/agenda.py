"""What is to happen, in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime

Task = Callable[[], None]


class Agenda:
    """Tasks by the time they are for; those for the same time in the order in which they were put down."""

    def __init__(self) -> None:
        self._tasks: list[tuple[datetime, int, Task]] = []
        self._count = 0

    def put(self, at: datetime, task: Task) -> None:
        """Put a task down."""
        self._count += 1
        heapq.heappush(self._tasks, (at, self._count, task))

    @property
    def next_at(self) -> datetime | None:
        """When the next task is for."""
        return self._tasks[0][0] if self._tasks else None

    def pop_before(self, end: datetime) -> tuple[datetime, Task] | None:
        """The next task, if it is for a time before ``end``."""
        if not self._tasks or self._tasks[0][0] >= end:
            return None
        at, _, task = heapq.heappop(self._tasks)
        return at, task

    def __len__(self) -> int:
        return len(self._tasks)
