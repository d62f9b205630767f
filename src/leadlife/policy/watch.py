"""What an alert watches: the triggers of clocks, and the events that answer no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from leadlife._typed import Defined
from leadlife.policy.clock import Trigger


@dataclass(frozen=True, slots=True)
class Capturing:
    """A lead begins."""


@dataclass(frozen=True, slots=True)
class Telling(Defined):
    """One of the facts is told (any, if none is named), be it the same again or that it is unknown after all."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reaching(Defined):
    """A clock comes to one of the levels (any, if none is named)."""

    clock: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rescheduling:
    """Somebody changes clocks as such: holds them or lets them run on, resets or recomputes them."""


@dataclass(frozen=True, slots=True)
class Merging:
    """The lead goes up in another one."""


@dataclass(frozen=True, slots=True)
class Erasing:
    """Identity and free text are taken out of the lead."""


Watch: TypeAlias = Trigger | Capturing | Telling | Reaching | Rescheduling | Merging | Erasing


def captured() -> Capturing:
    """When a lead is captured; not when another system's history is recorded.

    >>> captured()
    Capturing()
    """
    return Capturing()


def telling(*facts: str) -> Telling:
    """When one of the facts is told, or any fact at all.

    >>> telling("budget_status")
    Telling(facts=('budget_status',))
    """
    return Telling(facts)


def reaching(clock: str, *levels: str) -> Reaching:
    """When the clock comes to one of the levels, or to any: as the sweep finds it.

    >>> reaching("accept", "breach")
    Reaching(clock='accept', levels=('breach',))
    """
    return Reaching(clock, levels)


def rescheduling() -> Rescheduling:
    """When somebody holds clocks or lets them run on, resets one, or has them recomputed.

    >>> rescheduling()
    Rescheduling()
    """
    return Rescheduling()


def merging() -> Merging:
    """When the lead is merged into another one: told once, of the lead that goes.

    >>> merging()
    Merging()
    """
    return Merging()


def erasing() -> Erasing:
    """When the lead is erased.

    >>> erasing()
    Erasing()
    """
    return Erasing()
