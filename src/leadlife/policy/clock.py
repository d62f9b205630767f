"""Clocks of the policy (SLAs): what starts one, what answers it, how long it may run, and what each level does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from leadlife.errors import DefinitionError
from leadlife.people import Who
from leadlife.rules import Rule
from leadlife.worktime import Span, WorkCalendar


@dataclass(frozen=True, slots=True)
class Entering:
    """A visit of the stage begins."""

    stage: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """A visit of the stage ends, whatever ends it."""

    stage: str


@dataclass(frozen=True, slots=True)
class Making:
    """One of the moves is made."""

    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touching:
    """The person is contacted in one of the ways (any, if none is named), by a human and outwards."""

    kinds: tuple[str, ...]


Trigger = Entering | Leaving | Making | Touching


def entering(stage: str) -> Entering:
    """When a lead enters the stage.

    >>> entering("handed_off")
    Entering(stage='handed_off')
    """
    return Entering(stage)


def leaving(stage: str) -> Leaving:
    """When a lead leaves the stage.

    >>> leaving("raw")
    Leaving(stage='raw')
    """
    return Leaving(stage)


def making(*moves: str) -> Making:
    """When one of the moves is made.

    >>> making("accept", "reject")
    Making(moves=('accept', 'reject'))
    """
    return Making(moves)


def touch(*kinds: str) -> Touching:
    """At a human, outbound contact of one of the kinds, or of any kind.

    >>> touch("call", "email")
    Touching(kinds=('call', 'email'))
    """
    return Touching(kinds)


class Party(Enum):
    """A recipient that only the lead knows."""

    OWNER = "owner"


OWNER: Final = Party.OWNER
"""Whoever owns the lead when the notice is made."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a notice."""

    to: Who | Party
    channel: str = "default"


@dataclass(frozen=True, slots=True)
class Make:
    """Make a move, as the system: only a move that lists the system may be made."""

    move: str
    reason: str | None = None


Action = Tell | Make


def notify(to: Who | Party, channel: str = "default") -> Tell:
    """Send a notice to a team, a role or the owner."""
    return Tell(to, channel)


def make(move: str, reason: str | None = None) -> Make:
    """Make a move as the system."""
    return Make(move, reason)


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a clock: at a share of its target, at the target itself (None), or after a span from the start."""

    name: str
    at: float | Span | None
    actions: tuple[Action, ...] = ()


def warn(at: float | Span, *actions: Action, name: str = "warn") -> Level:
    """A level before the target: ``at=0.8`` is at four fifths of it.

    :raises DefinitionError: if a share is not between 0 and 1.
    """
    if isinstance(at, int | float) and not 0 < at < 1:
        raise DefinitionError(
            f"warn(at={at!r}): a share lies between 0 and 1, such as 0.8; or pass a span, such as hours(4)"
        )
    return Level(name, at, actions)


def breach(*actions: Action) -> Level:
    """The level at the target."""
    return Level("breach", None, actions)


def later(at: Span, *actions: Action, name: str = "later") -> Level:
    """A level after the target, ``at`` from the start of the clock."""
    return Level(name, at, actions)


class Rest(Enum):
    """A target that only the lead knows."""

    COOL_DOWN = "cool_down"


COOL_DOWN: Final = Rest.COOL_DOWN
"""As a clock's ``within``: until the lead's cool-down is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A promise about time: from what ``starts`` it, to what ``stops`` it, ``within`` a span.

    It lives ``during`` the stages that are named (by default the one it starts in) and is cancelled, neither met nor
    breached, when the lead leaves them without an answer. It starts only where the rule ``where`` is met, and stands
    still while the rule ``pauses`` is. ``per="owner"`` starts it again for each new owner. A clock counts in the
    policy's calendar unless it has its own. Without levels there is one: the breach.
    """

    name: str
    starts: Trigger | tuple[Trigger, ...]
    stops: Trigger | tuple[Trigger, ...]
    within: Span | Rest
    levels: tuple[Level, ...] = (Level("breach", None),)
    during: tuple[str, ...] = ()
    where: Rule | None = None
    pauses: Rule | None = None
    per: Literal["lead", "owner"] = "lead"
    calendar: WorkCalendar | None = None

    @property
    def starters(self) -> tuple[Trigger, ...]:
        return self.starts if isinstance(self.starts, tuple) else (self.starts,)

    @property
    def stoppers(self) -> tuple[Trigger, ...]:
        return self.stops if isinstance(self.stops, tuple) else (self.stops,)

    @property
    def scope(self) -> frozenset[str]:
        """The stages in which it lives; empty where it lives in all of them."""
        return frozenset(self.during or (one.stage for one in self.starters if isinstance(one, Entering)))

    def level(self, name: str) -> Level | None:
        """The level with this name, or None."""
        return next((level for level in self.levels if level.name == name), None)
