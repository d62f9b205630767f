"""Which stages lie on every way from one stage to another: what a told history implies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias

from leadlife.policy import Policy, Transition

Ways: TypeAlias = Mapping[str, set[str]]


class Routes:
    """The ways through a policy's graph.

    A stage is implied between two others if no way forward from the one to the other avoids it. A lead that was told
    to be won after it was an MQL has been handed off, accepted and confirmed, whether anybody wrote that down or not.
    A way on which it is sent back is another history, and counts only where no way forward leads there.
    """

    def __init__(self, policy: Policy[Any]) -> None:
        self._forward = _ways(policy, [move for move in policy.moves if not (move.setback or move.returns)])
        self._all = _ways(policy, policy.moves)
        self.between = cache(self._between)

    def _between(self, start: str, end: str) -> tuple[str, ...]:
        """The stages on every way from ``start`` to ``end``, in the order in which they are passed."""
        ways = self._forward if end in _reach(self._forward, start) else self._all
        if end not in _reach(ways, start):
            return ()
        inner = [
            stage for stage in ways if stage not in (start, end) and end not in _reach(ways, start, stage)
        ]
        # Every way passes them in the same order: the one passed first still reaches all the others.
        return tuple(sorted(inner, key=lambda stage: -len(_reach(ways, stage, start) & set(inner))))


def _ways(policy: Policy[Any], moves: Iterable[Transition]) -> Ways:
    ways: dict[str, set[str]] = {stage.name: set() for stage in policy.stages}
    for move in moves:
        for source in policy.sources(move):
            ways[source].add(move.target)
    return ways


def _reach(ways: Ways, start: str, without: str | None = None) -> set[str]:
    """Where one can get from ``start`` without passing one stage."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for stage in ways[todo.pop()]:
            if stage != without and stage not in seen:
                seen.add(stage)
                todo.append(stage)
    return seen
