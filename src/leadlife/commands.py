"""What can be asked of a lead: a closed union of imperative values.

``at`` is when it happened (None: now, when it is told). A command says nothing about which lead it is for:
that is the caller's to pass beside it, as in ``engine.execute(lead.id, Move("accept", by=rep))``. Most callers use the
engine's methods instead, which make these.

>>> from leadlife.people import SALES, Actor
>>> Move("reject", Actor("rep-7", SALES), reason="no_capacity", comment="on holiday").reason
'no_capacity'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from leadlife._facts import LeadFacts
from leadlife._typed import Typed
from leadlife.errors import InvalidInput
from leadlife.lead import Lead, Opportunity
from leadlife.money import Money
from leadlife.people import Actor, Owner


@dataclass(frozen=True, slots=True)
class Capture(Typed):
    """Begin a lead. ``key`` is the host's own: the same key twice is one lead.

    ``recorded`` says that another system's history is taken down, as with :class:`Backfill`: no clock is opened that
    ended long ago.
    """

    by: Actor
    key: str | None = None
    source: str | None = None
    campaign: str | None = None
    account: str | None = None
    contact: str | None = None
    refs: Mapping[str, str] | None = None
    told: LeadFacts | None = None
    value: Money | None = None
    owner: Owner | None = None
    via: str | None = None
    at: datetime | None = None
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Observe(Typed):
    """Tell facts: only the fields that were set are told; an explicit None retracts."""

    told: LeadFacts
    by: Actor
    via: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move(Typed):
    """Make a move of the policy, such as ``accept`` or ``reject``.

    ``to`` is the new owner, or whom the policy's routes say, where it is None; ``reason`` a code of the policy,
    ``comment`` the reason in words. Which of them, and of ``opportunity`` and the final ``value``, it needs is the
    policy's to say.
    """

    name: str
    by: Actor
    to: Owner | None = None
    reason: str | None = None
    comment: str | None = None
    opportunity: Opportunity | None = None
    value: Money | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assign(Typed):
    """Give the lead another owner, in the stage where it is: where ``to`` is None, to whom the policy's routes say."""

    to: Owner | None
    by: Actor
    reason: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch(Typed):
    """A contact with the person. Auto-replies and bulk mail are not ``human``; what the person sends is ``inbound``."""

    kind: str
    by: Actor
    human: bool = True
    inbound: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expire(Typed):
    """The next levels of a clock have come due. Made by the sweep; decided on the lead as it then is.

    ``until`` leaves those that came due later.
    """

    clock: str
    by: Actor
    at: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldClocks(Typed):
    """Let the clocks that run stand still, or the one named ``clock``: until then, or until they are resumed.

    ``reason`` is for the record: why, and no names of persons.
    """

    by: Actor
    reason: str
    clock: str | None = None
    until: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResumeClocks(Typed):
    """End the holds on the clocks, or on the one named: those that somebody put there, and those that a move did."""

    by: Actor
    clock: str | None = None
    reason: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResetClock(Typed):
    """Start a running clock anew: the run so far is cancelled, unless it was breached already."""

    by: Actor
    clock: str
    reason: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecomputeClocks(Typed):
    """Work out the deadlines of the open clocks again, by the policy and the calendars as they are now."""

    by: Actor
    reason: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry(Typed):
    """ "Entered ``stage`` at ``at``", as another system tells it; ``reason`` where it is a way out."""

    stage: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Backfill(Typed):
    """Record what another system says happened: recorded, not decided; sends nothing."""

    entries: tuple[Entry, ...]
    by: Actor
    told: LeadFacts | None = None
    owner: Owner | None = None
    value: Money | None = None
    refs: Mapping[str, str] | None = None
    via: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Merge(Typed):
    """Let the lead go up in another one, ``into``: by its id, or as a :class:`Lead`, whose version is then expected.

    ``reason`` is for the record, in words.
    """

    into: str | Lead[Any]
    by: Actor
    reason: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erase(Typed):
    """Take identity and free text out of the lead, all that was recorded of it, and the leads merged into it.

    ``reason`` stays on record: it is to name nobody.
    """

    by: Actor
    reason: str | None = None
    at: datetime | None = None


ClockCommand = HoldClocks | ResumeClocks | ResetClock | RecomputeClocks
Command = Capture | Observe | Move | Assign | Touch | Expire | Backfill | ClockCommand | Merge | Erase

_KINDS = get_args(Command)


def require_command(command: object) -> None:
    """Pass a command.

    :raises InvalidInput: if it is none.
    """
    if not isinstance(command, _KINDS):
        why = "that is a class of commands" if command in _KINDS else "it is no command"
        remedy = "Pass one, such as Move('accept', by=rep), or call engine.move(...), engine.observe(...) and so on."
        raise InvalidInput(f"carry out {command!r}", why, remedy=remedy)
