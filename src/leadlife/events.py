"""What happened to a lead: a closed union of past-tense values that carry results, never instructions.

Folding them with :func:`leadlife.lifecycle.evolve` gives the lead, and needs no policy: deadlines, cool-downs,
implied stages and verdicts are written into the event by whoever decided it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from leadlife.evidence import Observation, Value
from leadlife.lead import ClockState, Opportunity, PolicyPin, Setback, TouchRecord, Turn, Visit
from leadlife.money import Money
from leadlife.people import Actor, Owner

_NO_TOLD: Mapping[str, Value | None] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What every event has: whose it is, when it happened and when it was told, who did it, under which policy.

    ``clocks`` are the clocks that it started, stopped, paused or moved, each as it stands afterwards.
    """

    lead: str
    seq: int
    occurred_at: datetime
    recorded_at: datetime
    by: Actor
    policy: PolicyPin
    clocks: tuple[ClockState, ...] = ()

    @property
    def id(self) -> str:
        """The event's id: the lead and the seq."""
        return f"{self.lead}:{self.seq}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured(Recorded):
    """The lead began."""

    kind: Literal["captured"] = "captured"
    stage: str
    key: str | None = None
    source: str | None = None
    campaign: str | None = None
    account: str | None = None
    contact: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Value | None] = field(default_factory=dict)
    value: Money | None = None
    owner: Owner | None = None
    via: str | None = None
    resembles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed(Recorded):
    """Facts were told."""

    kind: Literal["observed"] = "observed"
    told: Mapping[str, Value | None]
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Recorded):
    """A move was made.

    ``grounds`` are the seqs of the events whose facts the guard read: citations, not copies.
    ``stale`` says that evidence up to here must be fresh before the lead comes back;
    ``returns`` that it is a way back and counts a cycle. ``assigned_by`` is the route of the policy that chose the
    owner, where nobody passed one, and ``turn`` the turn that this was, where the route is a round robin.
    ``implied`` says that nobody asked for the move: something else that was told brought it about.
    """

    kind: Literal["moved"] = "moved"
    move: str
    source: str
    target: str
    reason: str | None = None
    comment: str | None = None
    owner: Owner | None = None
    opportunity: Opportunity | None = None
    value: Money | None = None
    cool_down_until: datetime | None = None
    setback: bool = False
    stale: bool = False
    returns: bool = False
    grounds: tuple[int, ...] = ()
    assigned_by: str | None = None
    turn: Turn | None = None
    implied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Recorded):
    """The lead was given to another owner: by a route of the policy (``assigned_by``), where nobody named one."""

    kind: Literal["assigned"] = "assigned"
    owner: Owner
    reason: str | None = None
    assigned_by: str | None = None
    turn: Turn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched(Recorded):
    """The person was contacted, or made contact."""

    kind: Literal["touched"] = "touched"
    touch: str
    human: bool
    inbound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReached(Recorded):
    """A level of a clock came due: ``due_at`` when, ``recorded_at`` when the sweep saw it.

    ``owner`` held the lead then. ``refused`` says why something that the level was to do was not done, if so.
    """

    kind: Literal["level_reached"] = "level_reached"
    clock: str
    level: str
    due_at: datetime
    owner: Owner | None = None
    refused: str | None = None


ClocksChange = Literal["held", "resumed", "reset", "recomputed", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksChanged(Recorded):
    """Somebody changed clocks as such: held them or let them run on, reset one, or had them recomputed.

    ``cancelled`` is a clock that came due after the policy had done away with it.
    """

    kind: Literal["clocks_changed"] = "clocks_changed"
    change: ClocksChange
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfilled(Recorded):
    """Another system's history was recorded. ``visits`` are the lead's visits as they stand afterwards."""

    kind: Literal["backfilled"] = "backfilled"
    visits: tuple[Visit, ...]
    told: Mapping[str, Value | None] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    owner: Owner | None = None
    value: Money | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged(Recorded):
    """The lead went up in another one, and lives on there: its clocks are cancelled, its history stays."""

    kind: Literal["merged"] = "merged"
    into: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed(Recorded):
    """Another lead went up in this one. What it brought along, and what this one has of it afterwards.

    ``told`` are the observations that it adds, each as it was told there but with this event's seq; ``touches``
    likewise. ``source``, ``campaign`` and ``first_touch_at`` are the first touch as it stands afterwards; ``account``,
    ``contact``, ``refs``, ``cycle`` and ``made`` are as they stand afterwards too. ``setbacks`` are the other lead's,
    each with this event's seq: who declined it declined this one, and what was stale there is stale here.
    """

    kind: Literal["absorbed"] = "absorbed"
    other: str
    told: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)
    touches: tuple[TouchRecord, ...] = ()
    source: str | None = None
    campaign: str | None = None
    account: str | None = None
    contact: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    cycle: int = 0
    made: Mapping[str, int] = field(default_factory=dict)
    setbacks: tuple[Setback, ...] = ()
    first_touch_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Recorded):
    """Identity and free text were taken out of the lead and its earlier events. Nothing is told of it any more."""

    kind: Literal["erased"] = "erased"
    reason: str | None = None


ClocksChoice = Literal["keep", "carry", "restart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated(Recorded):
    """The lead moved to another version of its policy (``policy``; ``before`` is the one it lived under).

    It stays where it is: ``source`` is what its stage was called, ``target`` what the new version calls it, and
    ``renamed`` what it calls the stages of earlier stays, as far as it has other names for them. ``running`` is what
    was chosen for the clocks that ran.
    """

    kind: Literal["migrated"] = "migrated"
    before: PolicyPin
    source: str
    target: str
    running: ClocksChoice = "keep"
    renamed: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None


Event = (
    Captured
    | Observed
    | Moved
    | Assigned
    | Touched
    | LevelReached
    | ClocksChanged
    | Backfilled
    | Merged
    | Absorbed
    | Erased
    | Migrated
)
