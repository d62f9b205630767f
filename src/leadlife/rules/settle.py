"""The case split: an unknown answer is settled if every case of the unknown facts gives the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from leadlife.rules.truth import UNKNOWN

BUDGET = 20_000
"""How many cases are tried before the answer is left unknown, and said to be inexact."""


class Cases(NamedTuple):
    """The leaves that ask about one fact, and what they can say together."""

    leaves: tuple[int, ...]
    codes: tuple[tuple[int, ...], ...]


def settle(combine: Callable[[], int], leaves: list[int], facts: Sequence[Cases]) -> tuple[int, bool]:
    """The code that every case agrees on, else unknown; and whether all that was needed could be tried.

    ``combine`` gives the code of the rule for what ``leaves`` holds then; the leaves are given back as they were.
    """
    left = BUDGET

    def split(depth: int) -> int:
        nonlocal left
        left -= 1
        code = combine()
        if code != UNKNOWN or depth == len(facts) or left <= 0:
            return code
        where, known = facts[depth].leaves, None
        before = [leaves[index] for index in where]
        try:
            for codes in facts[depth].codes:
                _put(leaves, where, codes)
                found = split(depth + 1)
                if found == UNKNOWN or (known is not None and found != known):
                    return UNKNOWN
                known = found
        finally:
            _put(leaves, where, before)
        return UNKNOWN if known is None else known

    code = split(0)
    return code, code != UNKNOWN or left > 0


def _put(leaves: list[int], where: Sequence[int], codes: Sequence[int]) -> None:
    for index, code in zip(where, codes, strict=True):
        leaves[index] = code
