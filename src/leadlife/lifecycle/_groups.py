"""The groups out of which a command may give a lead to somebody, worked out once for each policy."""

from __future__ import annotations

from typing import Any

from leadlife.commands import Assign, Command, Expire, Move
from leadlife.policy import Clock, Policy, RoundRobin, Route, Transition
from leadlife.policy.clock import Make, Reassign

_NONE: frozenset[str] = frozenset()


class Groups:
    """The groups of a policy's round robins, by what may come to them."""

    def __init__(self, policy: Policy[Any]) -> None:
        self._assigned = _of(policy.assignment)
        self._by_move = {move.name: self._of_move(policy, move) for move in policy.moves}
        self._by_clock = {clock.name: self._of_clock(clock) for clock in policy.clocks}

    def asked_by(self, command: Command) -> frozenset[str]:
        """Those that the command could come to; none where it names the owner itself."""
        match command:
            case Move(name, to=None):
                return self._by_move.get(name, _NONE)
            case Assign(to=None):
                return self._assigned
            case Expire(clock):
                return self._by_clock.get(clock.rpartition(":")[0], _NONE)
            case _:
                return _NONE

    def _of_move(self, policy: Policy[Any], move: Transition) -> frozenset[str]:
        return _of(move.assign or policy.assignment) if move.owner else _NONE

    def _of_clock(self, clock: Clock) -> frozenset[str]:
        found = _NONE
        for level in clock.levels:
            for action in level.actions:
                if isinstance(action, Make):
                    found |= self._by_move.get(action.move, _NONE)
                elif isinstance(action, Reassign) and action.choose is None:
                    found |= self._assigned
        return found


def _of(routes: tuple[Route, ...]) -> frozenset[str]:
    return frozenset(route.group for route in routes if isinstance(route, RoundRobin))
