"""What leadlife needs from the world: a store, notifiers, and the time.

The time port is a plain ``Callable[[], datetime]``. Every store is held to one contract suite
(:mod:`leadlife.testing`); a host that writes its own runs the same suite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from leadlife.effects import Notify
from leadlife.events import Event
from leadlife.lead import Lead, PolicyPin

AnyLead = Lead[Any]
"""A lead whose facts are read as whatever the policy says: stores keep values, not classes."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A due clock, leased to one worker. ``fence`` grows with every claim: an older one is refused at commit."""

    lead: str
    clock: str
    due_at: datetime
    fence: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one step does to one lead: its new state, the events that led there, and what leaves with them.

    ``expected`` is the version that was decided upon; 0 for a new lead. ``withdraw`` lists clocks whose
    undelivered notices are no longer true. ``fired`` is the claim under which a clock's level was reached.
    """

    lead: AnyLead
    expected: int
    events: tuple[Event, ...]
    notices: tuple[Notify, ...] = ()
    withdraw: tuple[str, ...] = ()
    fired: Claim | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A command's id and the hash of what it asked, so that a repeat is known and a misuse is refused."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Step:
    """One atomic commit: every change of it is written, or none is."""

    changes: tuple[Change, ...]
    request: Request | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command id wrote, when it was seen before: for each lead, its version after the command."""

    request: Request
    wrote: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice out of the outbox, leased to one worker."""

    notice: Notify
    attempts: int
    fence: int


DeliveryState = Literal["pending", "delivered", "withdrawn", "parked"]


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A notice and what became of it, for people who look after deliveries."""

    notice: Notify
    state: DeliveryState
    attempts: int
    retry_at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """Which leads to read; every field that is given must fit. Half-open: ``captured_from <= captured_at < captured_before``."""

    stage: str | None = None
    owner: str | None = None
    source: str | None = None
    campaign: str | None = None
    account: str | None = None
    captured_from: datetime | None = None
    captured_before: datetime | None = None


EVERY_LEAD = LeadFilter()


class LeadStore(Protocol):
    """Where leads live. Safe to share between threads.

    Every method raises :class:`~leadlife.errors.StoreError` (or a child) when the store cannot be read or written.
    """

    def load(self, lead: str) -> AnyLead | None:
        """The lead as of its last commit, or None."""

    def find(self, key: str) -> str | None:
        """The id of the lead with the host's key, or None."""

    def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]:
        """Its events in order of seq, those with ``after < seq <= until``."""

    def commit(self, step: Step) -> None:
        """Write all of the step, or nothing.

        :raises Conflict: if a lead's version is not the expected one, or its key is taken.
        :raises StaleClock: if a claim under which a clock was fired is no longer held.
        :raises IdempotencyMismatch: if the request id was used before (whatever for: ask :meth:`receipt` first).
        """

    def receipt(self, request_id: str) -> Receipt | None:
        """What the command with this id wrote, or None if it was never committed."""

    def claim_due(self, worker: str, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Claim]:
        """Lease up to ``limit`` clocks whose next level is due at ``now``, oldest first, that nobody else holds."""

    def release_claim(self, claim: Claim) -> None:
        """Give a claim back unused."""

    def next_due(self) -> datetime | None:
        """When the next level of any clock of any lead is due."""

    def claim_outbox(
        self, worker: str, *, channels: Sequence[str], now: datetime, limit: int, lease: timedelta
    ) -> Sequence[Delivery]:
        """Lease up to ``limit`` notices for these channels whose turn it is, oldest first."""

    def ack(self, delivery: Delivery) -> None:
        """It was delivered. A delivery whose lease another worker has taken over is left alone."""

    def nack(self, delivery: Delivery, *, retry_at: datetime, error: str) -> None:
        """It failed; try again at ``retry_at``."""

    def park(self, delivery: Delivery, *, error: str) -> None:
        """It failed for good: keep it as a dead letter."""

    def outbox(self, *, state: DeliveryState, limit: int = 100) -> Sequence[OutboxRow]:
        """Notices in a state, oldest first."""

    def requeue(self, key: str, *, now: datetime) -> bool:
        """Make a parked notice pending again; False if there is none with this key."""

    def scan(self, where: LeadFilter = EVERY_LEAD, *, after: str | None = None, limit: int = 1000) -> Sequence[AnyLead]:
        """A page of leads in a stable order, those that come after the lead with the id ``after``."""

    def pin(self, policy: PolicyPin, dump: str) -> None:
        """Keep a policy's content.

        :raises DefinitionError: if the name and version are known with another fingerprint.
        """

    def policies(self) -> Mapping[PolicyPin, str]:
        """Every policy that ever wrote here, with its dump."""

    def verify(self, lead: str) -> None:
        """Fold the lead's events anew and compare them with what is kept.

        :raises StoreDamaged: if a row was altered, one is missing, or the fold differs.
        """

    def close(self) -> None:
        """Let go of what is open. Closing twice is fine."""


class Notifier(Protocol):
    """A way out to people or systems. It may be handed the same notice again: ``notice.key`` says so."""

    def send(self, notice: Notify) -> None:
        """Deliver, or raise: the step is committed already, and delivery is tried again later."""
