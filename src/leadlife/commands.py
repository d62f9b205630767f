"""What can be asked of a lead: a closed union of imperative values.

``at`` is when it happened (None: now, when it is told). A command says nothing about which lead it is for:
that is the caller's to pass beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leadlife._facts import LeadFacts
from leadlife.lead import Opportunity
from leadlife.money import Money
from leadlife.people import Actor, Owner


@dataclass(frozen=True, slots=True)
class Capture:
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
class Observe:
    """Tell facts: only the fields that were set are told; an explicit None retracts."""

    told: LeadFacts
    by: Actor
    via: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Make a move of the policy, such as ``accept`` or ``reject``."""

    name: str
    by: Actor
    to: Owner | None = None
    reason: str | None = None
    comment: str | None = None
    opportunity: Opportunity | None = None
    value: Money | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the lead to another owner, in the stage where it is."""

    to: Owner
    by: Actor
    reason: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact with the person. Auto-replies and bulk mail are not ``human``; what the person sends is ``inbound``."""

    kind: str
    by: Actor
    human: bool = True
    inbound: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expire:
    """The next level of a clock has come due. Made by the sweep; decided on the lead as it then is."""

    clock: str
    by: Actor
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """ "Entered ``stage`` at ``at``", as another system tells it; ``reason`` where it is a way out."""

    stage: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Backfill:
    """Record what another system says happened: recorded, not decided; sends nothing."""

    entries: tuple[Entry, ...]
    by: Actor
    told: LeadFacts | None = None
    owner: Owner | None = None
    value: Money | None = None
    refs: Mapping[str, str] | None = None
    via: str | None = None
    at: datetime | None = None


Command = Capture | Observe | Move | Assign | Touch | Expire | Backfill
