"""What leadlife needs from the world: a store, notifiers, and the time.

The time port is a plain ``Callable[[], datetime]``. Every store is held to one contract suite
(:mod:`leadlife.testing`); a host that writes its own runs the same suite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from leadlife._time import instant
from leadlife._typed import Typed
from leadlife.effects import Notify
from leadlife.events import Event
from leadlife.lead import Lead, PolicyPin
from leadlife.people import Actor, Owner, Queue

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
class Upcoming:
    """A clock of a lead, and when its next level is due."""

    lead: str
    clock: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What one step does to one lead: its new state, the events that led there, and what leaves with them.

    ``expected`` is the version that was decided upon; 0 for a new lead. ``withdraw`` lists clocks whose
    undelivered notices are no longer true. ``fired`` is the claim under which a clock's level was reached.
    The lead's clocks change through ``events`` only: a store looks at those that an event names.

    ``matches`` are the tokens by which the lead is found for a duplicate from now on; None leaves them. ``unmatched``
    are tokens that no other lead may have once the step is written, but for those ``besides``, which were looked at.

    A change with an :class:`~leadlife.events.Erased` event is an erasure, and the only one that may name earlier events
    in ``rewritten``, as they now read: the same in kind, time and policy, and folding to ``lead``, which may have lost
    its key. The store puts them in the place of those with their seqs and forgets what these said: the text and data
    of the lead's notices, the tokens (unless ``matches`` gives others), the key, and the digests of the commands
    that wrote to the lead. Notices that were not delivered, parked ones included, become withdrawn, and what a worker
    has under way with one is not recorded any more.
    """

    lead: AnyLead
    expected: int
    events: tuple[Event, ...]
    notices: tuple[Notify, ...] = ()
    withdraw: tuple[str, ...] = ()
    fired: Claim | None = None
    rewritten: tuple[Event, ...] = ()
    matches: tuple[str, ...] | None = None
    unmatched: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A command's id and the hash of what it asked, so that a repeat is known and a misuse is refused.

    An erasure empties the ``digest`` of every command that wrote to the lead, or left it as it was: it is a hash of
    what was told.
    """

    id: str
    digest: str

    def repeats(self, earlier: Request) -> bool:
        """Whether this is the earlier command, sent again. Where its digest was forgotten, the id alone decides.

        >>> again = Request("cmd-1", "aa")
        >>> again.repeats(Request("cmd-1", "aa")), again.repeats(Request("cmd-1", "bb"))
        (True, False)
        >>> again.repeats(Request("cmd-1", ""))
        True
        """
        return self.id == earlier.id and earlier.digest in (self.digest, "")


@dataclass(frozen=True, slots=True)
class Step:
    """One atomic commit: every change of it is written, or none is.

    ``unchanged`` are leads that the request left as they are, each with its version: they are for the receipt only.
    """

    changes: tuple[Change, ...]
    request: Request | None = None
    recorded_at: datetime | None = None
    unchanged: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command id wrote, when it was seen before: for each lead, its version after the command.

    Where it wrote nothing, of the lead that it left as it is, so that an erasure of that forgets the digest.
    """

    request: Request
    wrote: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice out of the outbox, leased to one worker. ``attempts`` counts the tries begun, this one included."""

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
class LeadFilter(Typed):
    """Which leads to read; every field that is given must fit (``captured_from <= captured_at < captured_before``).

    ``owner`` is an actor's id or a queue's name; of an :class:`Actor` or a :class:`Queue` that is what is kept. Leads
    that were merged into another one are left out, unless ``merged`` asks for them too. Facts are no part of it: filter
    what you read with a rule.

    >>> LeadFilter(stage="evaluating", owner=Actor("rep-7", "sales")).owner
    'rep-7'

    :raises InvalidInput: if a field has the wrong type, or a time has no zone.
    """

    stage: str | None = None
    owner: str | Owner | None = None
    source: str | None = None
    campaign: str | None = None
    account: str | None = None
    captured_from: datetime | None = None
    captured_before: datetime | None = None
    merged: bool = False

    def __post_init__(self) -> None:
        super(LeadFilter, self).__post_init__()
        if isinstance(self.owner, Actor | Queue):
            owner = self.owner.id if isinstance(self.owner, Actor) else self.owner.name
            object.__setattr__(self, "owner", owner)
        for name in ("captured_from", "captured_before"):
            if (at := getattr(self, name)) is not None:
                object.__setattr__(self, name, instant(at, name))


EVERY_LEAD = LeadFilter()


class LeadStore(Protocol):
    """Where leads live. Safe to share between threads. A protocol: any class with these methods is a store.

    An application seldom calls it: the engine does. Of use to people are :meth:`outbox` and :meth:`requeue`, to look
    after notices that could not be delivered, and :meth:`verify`.

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

        Afterwards each lead is due as its clocks say (:attr:`ClockState.next_at`): a clock that was touched is free
        to be claimed anew, and claims on it from before are stale. Several changes of one lead are applied in order.

        A turn of a rota (:class:`~leadlife.lead.Turn`) that an event names is taken by it, once; turns run on without
        a gap, and those of one step count together, whatever the order of its changes.

        Of an erasure (see :class:`Change`) nothing remains to be read, in a file neither: where a store writes one, its
        log included, the words are overwritten before this returns, or as soon as nobody else is reading.

        :raises Conflict: if a lead's version is not the expected one, its key is taken, or another lead has a token
            that is to be unmatched.
        :raises TurnLost: if a turn of a rota was taken already, or the one before it never was.
        :raises StaleClock: if a claim under which a clock was fired is no longer held.
        :raises IdempotencyMismatch: if the request id was used before (whatever for: ask :meth:`receipt` first).
        :raises DefinitionError: if a policy that it cites was never given to :meth:`pin`.
        :raises InvalidInput: if a change contradicts itself, or holds what cannot be stored.
        """

    def turns(self, rota: str) -> Mapping[str, int]:
        """Who had a turn of this rota (an actor's id), and the number of the last one that they had."""

    def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        """The ids of the leads that have any of these tokens, in the order in which they were captured."""

    def counts(self, where: LeadFilter = EVERY_LEAD) -> Mapping[str, int]:
        """How many leads that fit the filter are in each stage; a stage without any is left out."""

    def receipt(self, request_id: str) -> Receipt | None:
        """What the command with this id wrote, or None if it was never committed."""

    def claim_due(self, worker: str, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Claim]:
        """Lease up to ``limit`` clocks whose next level is due at ``now`` and that nobody holds at ``now``.

        Those that have waited longest come first: since they were due, or since the lease on them ran out.
        """

    def release_claim(self, claim: Claim) -> None:
        """Give a claim back unused; one that is no longer held is left alone."""

    def next_due(self) -> datetime | None:
        """When there will next be a clock to claim: when its level is due, or the lease on it runs out."""

    def upcoming(
        self, where: LeadFilter = EVERY_LEAD, *, until: datetime | None = None, limit: int = 100
    ) -> Sequence[Upcoming]:
        """The clocks of these leads with a level to come, at most ``limit``, in the order in which a sweep finds them.

        That is when the level is due; a clock that a worker holds comes when the lease on it runs out. ``until`` leaves
        out what comes later.
        """

    def claim_outbox(
        self, worker: str, *, channels: Sequence[str], now: datetime, limit: int, lease: timedelta
    ) -> Sequence[Delivery]:
        """Lease up to ``limit`` notices for these channels whose turn it is, those that have waited longest first."""

    def ack(self, delivery: Delivery) -> None:
        """It was delivered. A delivery whose lease another worker has taken over is left alone, here and below.

        A notice that was withdrawn while it was under way becomes delivered: that is what happened.
        """

    def nack(self, delivery: Delivery, *, retry_at: datetime, error: str) -> None:
        """It failed; try again at ``retry_at``, unless it was withdrawn meanwhile."""

    def park(self, delivery: Delivery, *, error: str) -> None:
        """It failed for good: keep it as a dead letter."""

    def outbox(self, *, state: DeliveryState, limit: int = 100) -> Sequence[OutboxRow]:
        """Notices in a state, in the order in which they were written."""

    def requeue(self, key: str, *, now: datetime) -> bool:
        """Make a parked notice pending again; False if there is none with this key."""

    def scan(
        self, where: LeadFilter = EVERY_LEAD, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[AnyLead]:
        """A page of leads in the order in which they were captured, those after the lead with the id ``after``.

        ``where.owner`` is an actor's id or a queue's name.

        :raises UnknownLead: if there is no lead ``after``.
        """

    def pin(self, policy: PolicyPin, dump: str) -> None:
        """Keep a policy's content; the same again changes nothing.

        :raises DefinitionError: if the name and version are known with another fingerprint.
        """

    def policies(self) -> Mapping[PolicyPin, str]:
        """Every policy that ever wrote here, with its dump."""

    def verify(self, lead: str) -> None:
        """Fold the lead's events anew and compare them with what is kept.

        :raises UnknownLead: if there is no such lead.
        :raises StoreDamaged: if a row was altered, one is missing, or the fold differs.
        """

    def close(self) -> None:
        """Let go of what is open. Closing twice is fine."""


class Notifier(Protocol):
    """A way out to people or systems: any object with ``send``. It may be handed the same notice again.

    ``notice.key`` is the same each time, so that a receiver can tell.
    """

    def send(self, notice: Notify) -> None:
        """Deliver, or raise: the step is committed already, and delivery is tried again later."""


class Roster(Protocol):
    """Who is there to be given leads: any object with these two methods, such as one that asks the host's directory.

    It is asked whenever a lead is given to somebody, and should answer at once. Where it raises, or gives what is no
    actor, nobody is given the lead by it; no step is lost and no sweep is stopped.
    """

    def members(self, group: str) -> Sequence[Actor]:
        """The active members of a group; the order counts where several never had a turn."""

    def is_active(self, actor: Actor) -> bool:
        """Whether leads may be given to this one now."""


class AsyncLeadStore(Protocol):
    """The part of :class:`LeadStore` that the engine drives, awaited. The promises are the same."""

    async def load(self, lead: str) -> AnyLead | None: ...
    async def find(self, key: str) -> str | None: ...
    async def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]: ...
    async def commit(self, step: Step) -> None: ...
    async def receipt(self, request_id: str) -> Receipt | None: ...
    async def turns(self, rota: str) -> Mapping[str, int]: ...
    async def matching(self, tokens: Sequence[str]) -> Sequence[str]: ...
    async def claim_due(
        self, worker: str, *, now: datetime, limit: int, lease: timedelta
    ) -> Sequence[Claim]: ...
    async def release_claim(self, claim: Claim) -> None: ...
    async def claim_outbox(
        self, worker: str, *, channels: Sequence[str], now: datetime, limit: int, lease: timedelta
    ) -> Sequence[Delivery]: ...
    async def ack(self, delivery: Delivery) -> None: ...
    async def nack(self, delivery: Delivery, *, retry_at: datetime, error: str) -> None: ...
    async def park(self, delivery: Delivery, *, error: str) -> None: ...
    async def outbox(self, *, state: DeliveryState, limit: int = 100) -> Sequence[OutboxRow]: ...
    async def scan(
        self, where: LeadFilter = EVERY_LEAD, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[AnyLead]: ...
    async def pin(self, policy: PolicyPin, dump: str) -> None: ...
    async def policies(self) -> Mapping[PolicyPin, str]: ...


class AsyncNotifier(Protocol):
    """A :class:`Notifier` that is awaited."""

    async def send(self, notice: Notify) -> None: ...
