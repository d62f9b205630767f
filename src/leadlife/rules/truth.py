"""The three values of a rule, and the codes that readings compute with."""

from __future__ import annotations

import enum
from typing import Final, NoReturn

UNMET: Final = 0b00
UNKNOWN: Final = 0b01
MET: Final = 0b11
"""With these codes ``&`` is Kleene's and, ``|`` his or: the low bit says "may be met", the high bit "is met"."""

NOT: Final = (MET, UNKNOWN, UNKNOWN, UNMET)
"""Kleene's not, by code."""


class Truth(enum.Enum):
    """Met, unmet or unknown. It has no truth value of its own, since unknown is neither.

    >>> Truth.of(None), Truth.of(True)
    (<Truth.UNKNOWN: 'unknown'>, <Truth.MET: 'met'>)
    """

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: bool | None) -> Truth:
        """The truth of a plain answer; ``None`` is unknown."""
        return cls.UNKNOWN if answer is None else cls.MET if answer else cls.UNMET

    @property
    def answer(self) -> bool | None:
        """True, False, or None for unknown."""
        return None if self is Truth.UNKNOWN else self is Truth.MET

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> NoReturn:
        raise TypeError("met, unmet or unknown: ask which one, e.g. `truth is Truth.MET`")


BY_CODE: Final = (Truth.UNMET, Truth.UNKNOWN, Truth.UNKNOWN, Truth.MET)
"""The truth of each code."""


def code_of(answer: bool | None) -> int:
    """The code of a plain answer."""
    return UNKNOWN if answer is None else MET if answer else UNMET
