"""Clocks of the policy (SLAs): what starts one, what answers it, how long it may run, and what each level does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal

from leadlife._typed import Defined
from leadlife.errors import DefinitionError
from leadlife.lead import Lead
from leadlife.people import Owner, Who
from leadlife.policy._naming import path_of
from leadlife.policy.rest import CLOSE_DATE as CLOSE_DATE
from leadlife.policy.rest import COOL_DOWN as COOL_DOWN
from leadlife.policy.rest import Rest as Rest
from leadlife.rules import Rule
from leadlife.worktime import Span, WorkCalendar


@dataclass(frozen=True, slots=True)
class Entering(Defined):
    """A visit of the stage begins."""

    stage: str


@dataclass(frozen=True, slots=True)
class Leaving(Defined):
    """A visit of the stage ends, whatever ends it."""

    stage: str


@dataclass(frozen=True, slots=True)
class Making(Defined):
    """One of the moves is made."""

    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touching(Defined):
    """The person is contacted in one of the ways (any, if none is named), by a human and outwards."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replying(Defined):
    """The person makes contact in one of the ways (any, if none is named); not their machine."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assigning:
    """Somebody becomes the owner: a person, not a queue."""


Trigger = Entering | Leaving | Making | Touching | Replying | Assigning


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


def reply(*kinds: str) -> Replying:
    """When the person makes contact in one of the ways, or in any; auto-replies are none.

    >>> reply("email")
    Replying(kinds=('email',))
    """
    return Replying(kinds)


def assigned() -> Assigning:
    """When somebody becomes the owner, by whatever way; waiting in a queue is no owner.

    >>> assigned()
    Assigning()
    """
    return Assigning()


class Party(Enum):
    """A recipient that only the lead knows."""

    OWNER = "owner"


OWNER: Final = Party.OWNER
"""Whoever owns the lead when the notice is made."""


@dataclass(frozen=True, slots=True)
class Tell(Defined):
    """Send a notice; one that ``escalates`` says too who held the lead meanwhile, and since when it has waited."""

    to: Who | Party
    channel: str = "default"
    escalates: bool = False


@dataclass(frozen=True, slots=True)
class Make(Defined):
    """Make a move, as the system: only a move that lists the system may be made."""

    move: str
    reason: str | None = None
    exhausted: bool = False


Choose = Callable[[Lead[Any]], Owner | None]
"""Who shall own a lead; None to leave it where it is. It reads nothing but the lead."""


@dataclass(frozen=True, slots=True)
class Reassign:
    """Give the lead to whom the function chooses; without one, to whom the policy's routes give it."""

    choose: Choose | None = None

    @property
    def name(self) -> str:
        """What the function is called, with its module: what a policy's fingerprint knows of it."""
        if self.choose is None:
            return "the policy's routes"
        return path_of(self.choose)


Action = Tell | Make | Reassign


def notify(to: Who | Party, channel: str = "default") -> Tell:
    """Send a notice to a team, a role or the owner, on a channel of the engine's notifiers.

    >>> notify(OWNER, "slack").channel
    'slack'
    """
    return Tell(to, channel)


def escalate(to: Who, channel: str = "default") -> Tell:
    """Send a notice up, to a role such as the sales manager: with who held the lead, and since when it has waited."""
    return Tell(to, channel, escalates=True)


def reassign(choose: Choose | None = None) -> Reassign:
    """Give the lead, as the system, to whom the policy's ``assignment`` says, or to whom a named function chooses.

    The function must be deterministic and must not fail; whom it chose is in the history. It is known by its name: give
    the policy another version when what it does changes.

    >>> from leadlife.people import Queue
    >>> def back_to_the_queue(lead):
    ...     return Queue("dach")
    >>> reassign(back_to_the_queue).name.endswith(":back_to_the_queue")
    True

    :raises DefinitionError: if it has no name of its own.
    """
    if choose is None:
        return Reassign()
    name = getattr(choose, "__qualname__", "")
    if not name or "<lambda>" in name:
        raise DefinitionError(
            f"reassign({choose!r}): it takes a named function: def next_rep(lead): return Actor('rep-8', SALES)"
        )
    return Reassign(choose)


def make(move: str, reason: str | None = None, *, exhausted: bool = False) -> Make:
    """Make a move as the system. It has to list ``SYSTEM``, its guard holds too, and a refusal of it is on record.

    With ``exhausted``, it is made only of a lead that has come back as often as the policy allows (``max_cycles``): the
    way out that is left to it. Nothing is done with others.

    >>> make("lapse", reason="lapsed").reason
    'lapsed'
    """
    return Make(move, reason, exhausted)


@dataclass(frozen=True, slots=True)
class Level(Defined):
    """One step of a clock: at a share of its target, at the target itself (None), or after a span from the start."""

    name: str
    at: float | Span | None
    actions: tuple[Action, ...] = ()


def warn(at: float | Span, *actions: Action, name: str = "warn") -> Level:
    """A level before the target: ``at=0.8`` is at four fifths of it, ``at=hours(4)`` four hours after the start.

    >>> warn(0.8, notify(OWNER)).name
    'warn'

    :raises DefinitionError: if a share is not between 0 and 1.
    """
    if isinstance(at, int | float) and not 0 < at < 1:
        raise DefinitionError(
            f"warn(at={at!r}): a share lies between 0 and 1, such as 0.8; or pass a span, such as hours(4)"
        )
    return Level(name, at, actions)


def breach(*actions: Action) -> Level:
    """The level at the target. A clock without levels has it too, and nobody is told.

    >>> breach(notify(OWNER)).at is None
    True
    """
    return Level("breach", None, actions)


def later(at: Span, *actions: Action, name: str = "later") -> Level:
    """A level after the target, ``at`` from the start of the clock, not from the breach.

    >>> from leadlife.worktime import working_days
    >>> print(later(working_days(3), make("lapse", "lapsed"), name="lapse").at)
    3 working days
    """
    return Level(name, at, actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Defined):
    """A promise about time: from what ``starts`` it, to what ``stops`` it, ``within`` a span.

    It lives ``during`` the stages that are named (by default the one it starts in) and is cancelled, neither met nor
    breached, when the lead leaves them without an answer. It starts only where the rule ``where`` is met, and stands
    still while the rule ``pauses`` is. ``per="owner"`` starts it again for each new owner. A clock counts in its own
    calendar, or in the one that the policy has for the lead. Without levels there is one: the breach.
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
        """The stages in which it lives; empty where it names none, and lives until the lead is closed."""
        return frozenset(self.during or (one.stage for one in self.starters if isinstance(one, Entering)))

    def level(self, name: str) -> Level | None:
        """The level with this name, or None."""
        return next((level for level in self.levels if level.name == name), None)
