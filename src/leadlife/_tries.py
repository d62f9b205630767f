"""How often a step is decided again."""

from __future__ import annotations

from leadlife._limits import Limits
from leadlife.errors import Conflict, TurnLost

_MOST_TURNS = 1000
"""Whoever loses a turn loses it to somebody who got on: so many in a row is no bad luck any more."""


class Tries:
    """The tries of one step. One that only lost its turn of a rota has lost nothing else: it costs none of them."""

    def __init__(self, limits: Limits) -> None:
        self._left = limits.tries
        self._turns = _MOST_TURNS

    def again(self, error: Conflict) -> bool:
        """Whether to decide once more."""
        if isinstance(error, TurnLost):
            self._turns -= 1
            return self._turns > 0
        self._left -= 1
        return self._left > 0
