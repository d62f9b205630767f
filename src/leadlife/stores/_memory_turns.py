"""Whose turn of which rota it was, in a store in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leadlife.stores._steps import TurnTaken, turn_taken


class Turns:
    """The number of the last turn that each member of a rota had."""

    __slots__ = ("_last", "_rotas")

    def __init__(self) -> None:
        self._rotas: dict[str, dict[str, int]] = {}
        self._last: dict[str, int] = {}

    def of(self, rota: str) -> Mapping[str, int]:
        return dict(self._rotas.get(rota, {}))

    def check(self, turns: Iterable[TurnTaken]) -> None:
        """:raises Conflict: if one of these is not the turn that comes next."""
        following: dict[str, int] = {}
        for turn in turns:
            expected = following.get(turn.rota) or self._last.get(turn.rota, 0) + 1
            if turn.number != expected:
                raise turn_taken(turn)
            following[turn.rota] = expected + 1

    def take(self, turns: Iterable[TurnTaken]) -> None:
        for turn in turns:
            self._rotas.setdefault(turn.rota, {})[turn.member] = turn.number
            self._last[turn.rota] = turn.number
