"""Which stages lie on every way from one stage to another: what a told history implies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from leadlife.policy import Policy


class Routes:
    """The ways through a policy's graph.

    A stage is implied between two others if no way from the one to the other avoids it. A lead that was told to be
    won after it was an MQL has been handed off, accepted and confirmed, whether anybody wrote that down or not.
    """

    def __init__(self, policy: Policy[Any]) -> None:
        ways: dict[str, set[str]] = {stage.name: set() for stage in policy.stages}
        for _, source, target in policy.paths:
            ways[source].add(target)
        self._ways: Mapping[str, set[str]] = ways
        self.between = cache(self._between)

    def _between(self, start: str, end: str) -> tuple[str, ...]:
        """The stages on every way from ``start`` to ``end``, in the order in which they are passed."""
        if end not in self._reach(start, None):
            return ()
        inner = [stage for stage in self._ways if stage not in (start, end) and end not in self._reach(start, stage)]
        # On every way they come in the same order: the one passed first still reaches all the others.
        return tuple(sorted(inner, key=lambda stage: -sum(one in self._beyond(stage, start) for one in inner)))

    def _beyond(self, stage: str, start: str) -> set[str]:
        """What can be reached from ``stage`` without passing ``start`` again."""
        return self._reach(stage, start)

    def _reach(self, start: str, without: str | None) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for stage in self._ways[todo.pop()]:
                if stage != without and stage not in seen:
                    seen.add(stage)
                    todo.append(stage)
        return seen
