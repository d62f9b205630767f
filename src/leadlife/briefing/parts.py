"""What a brief is made of: plain frozen values, each with what sales wants to know of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leadlife.evidence import Value
from leadlife.lead import ClockVerdict
from leadlife.money import Money
from leadlife.people import Actor, Owner, Who
from leadlife.rules import Truth


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that is known: its value, who said so, through what, when, and how long ago that is.

    ``at`` and ``age`` are None for what the lead itself says, such as its source. ``stale`` marks what was told before
    the lead was last sent back, and is not lasting: it has to be confirmed before it counts again.
    """

    fact: str
    label: str
    value: Value
    at: datetime | None = None
    age: timedelta | None = None
    by: Actor | None = None
    via: str | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """One criterion on which the lead qualifies, as it stands now.

    ``asked`` is the criterion in words, ``of`` are the definitions and moves that ask for it. ``truth`` is None where
    it cannot be decided: ``error`` then says what kind of error its function ended with. ``unknown`` are the labels of
    the facts that are missing.
    """

    name: str
    asked: str
    of: tuple[str, ...]
    truth: Truth | None
    facts: tuple[Known, ...] = ()
    unknown: tuple[str, ...] = ()
    ask: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something still unknown: the question to ask (None: nobody wrote one), what would do, and for what."""

    ask: str | None
    needs: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach the person. ``usable`` is None where nobody knows whether it may be used; ``why`` says it."""

    kind: str
    address: Known | None
    status: Known | None
    consent: Known | None
    usable: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A lead of the same account, or the lead itself where it has an opportunity: where it is, and whose."""

    lead: str
    stage: str
    label: str
    owner: Owner | None
    ref: str | None = None
    value: Money | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """How it came into the stage where it is: by which move, who made it and when, and what they said."""

    move: str
    past: str
    by: Actor
    at: datetime
    reason: str | None = None
    comment: str | None = None
    assigned_by: str | None = None


@dataclass(frozen=True, slots=True)
class Setback:
    """An earlier time that it was sent back, held back or closed: why, by whom, and who owned it then."""

    move: str
    past: str
    reason: str
    at: datetime
    by: Actor
    owner: Owner | None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A score or a grade. It lies between ``low`` and ``high``; ``grades`` are those still possible.

    ``open`` are the entries whose points are not settled. ``error`` is set where it cannot be worked out.
    """

    name: str
    low: int | float | None = None
    high: int | float | None = None
    grades: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock that waits for an answer. ``left`` is the time that remains, below zero if it is late.

    It is working time where ``working`` is set. ``level`` is what comes next, at ``level_at`` (None: not while it
    stands still). ``paused`` says why it stands still.
    """

    clock: str
    verdict: ClockVerdict
    due_at: datetime
    left: timedelta
    working: bool
    level: str | None = None
    level_at: datetime | None = None
    paused: str | None = None
    cool_down: bool = False


@dataclass(frozen=True, slots=True)
class NextMove:
    """A move that starts where the lead is: who may make it, and what it asks for.

    ``guard`` is the rule behind it in short, ``truth`` what it says now (None: it cannot be decided).
    """

    move: str
    target: str
    label: str
    by: tuple[Who, ...]
    asks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    guard: str | None = None
    truth: Truth | None = Truth.MET
