"""What an engine has done of what was due."""

from __future__ import annotations

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a sweep did: levels reached; moves that were refused; clocks that turned out to be answered or taken; clocks
    that failed, each with its error in the log ``leadlife``, to be tried again when their lease ends; and foreign ones,
    left to an engine that may run them: their lead lives under another policy, or in a stage that this one lacks.
    """

    levels: int = 0
    refused: int = 0
    stale: int = 0
    failed: int = 0
    foreign: int = 0

    def __add__(self, other: Ticked) -> Ticked:
        """Two sweeps as one."""
        return Ticked(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the notices that were due: sent, to be tried again, given up; and how many of the thousand oldest
    that are not sent wait for a channel that no notifier serves.
    """

    sent: int = 0
    failed: int = 0
    parked: int = 0
    waiting: int = 0
