"""The engine: a policy at work on a store."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from leadlife._crossing_terms import terms_of
from leadlife._done import Delivered, Ticked
from leadlife._flow import Flow
from leadlife._inline import InlineStore, by_channel, drive
from leadlife._limits import Limits, checked_limit
from leadlife._migrate import migrate
from leadlife._migration import Migration
from leadlife._queues import Queues
from leadlife._reading import Reading
from leadlife._rosters import inline_roster
from leadlife._time import instant
from leadlife._verbs import Verbs
from leadlife.batch import Batch
from leadlife.commands import Command
from leadlife.errors import DefinitionError, InvalidInput
from leadlife.events import ClocksChoice
from leadlife.lead import F, Lead
from leadlife.lifecycle import Lifecycle
from leadlife.people import Actor
from leadlife.policy import Policy
from leadlife.ports import EVERY_LEAD, LeadFilter, LeadStore, Notifier, Roster
from leadlife.stores import SqliteStore


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid.uuid4().hex


def open_engine(
    store: str | Path | LeadStore,
    policy: Policy[F],
    *,
    now: Callable[[], datetime] = _utc_now,
    new_id: Callable[[], str] = _new_id,
    notifiers: Mapping[str, Notifier] | Notifier | None = None,
    limits: Limits | None = None,
    roster: Roster | Mapping[str, Sequence[Actor]] | None = None,
) -> Engine[F]:
    """An engine on a store, or on the SQLite file at a path, which it makes if it is not there.

    ``now`` is the time port and must give aware datetimes; by default it is the system's clock, and in tests a time of
    your own. ``new_id`` draws lead ids. ``notifiers`` maps channels to notifiers; a single one serves the channel
    ``default``. ``limits`` says how patient it is. ``roster`` says who is in the groups of the policy's round robins,
    and who is active: leads are given to nobody else. A plain mapping is read once. Without a roster, everybody counts
    as active. Closing the engine closes a store that it opened itself.

    Hold one engine per process: it is thread-safe, and a SQLite file does not survive a fork.

    >>> from leadlife import LeadFacts, MemoryStore, standard_policy
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11", zone="UTC")
    >>> with open_engine(MemoryStore(), policy) as engine:
    ...     engine.next_due() is None
    True

    :raises DefinitionError: if the store knows this name and version of the policy with another content: give the
        changed policy another version; or if what is passed is no policy, no store, no function or no notifier.
    :raises NotAStore: if the file is something else.
    :raises StoreTooNew: if the file was written by a newer leadlife.
    :raises StoreError: if the file cannot be opened, such as for want of its folder.
    """
    if not isinstance(policy, Policy):
        raise DefinitionError(
            f"open_engine takes a policy, not {policy!r}: pass standard_policy(...) or a Policy"
        )
    if not isinstance(store, str | Path) and not callable(getattr(store, "commit", None)):
        raise DefinitionError(
            f"open_engine takes a store or the path of a file, not {store!r}: pass 'leads.db' or MemoryStore()"
        )
    for name, port in (("now", now), ("new_id", new_id)):
        if not callable(port):
            raise DefinitionError(
                f"{name}={port!r} cannot be called: pass a function, such as {name}=lambda: ..."
            )
    owned = isinstance(store, str | Path)
    opened = SqliteStore(store) if isinstance(store, str | Path) else store
    try:
        return Engine(
            opened,
            Lifecycle(policy),
            now=now,
            new_id=new_id,
            notifiers=notifiers,
            limits=limits,
            roster=roster,
            owns_store=owned,
        )
    except BaseException:
        if owned:
            opened.close()
        raise


class Engine(Reading[F], Queues[F], Verbs[F, Lead[F]]):
    """A policy at work on a store. Thread-safe; every command is one atomic commit. Made by :func:`open_engine`.

    The engine has no state of its own beside the store's, starts no thread, and does nothing by itself: what is due
    is run by :meth:`tick`, what is to be sent leaves by :meth:`deliver`.

    >>> from datetime import timedelta
    >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, standard_policy
    >>> now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
    >>> engine = open_engine(MemoryStore(), policy, now=lambda: now)
    >>> ann = Actor("ann", MARKETING)
    >>> lead = engine.capture(key="crm:1", source="webcast", by=ann)
    >>> engine.allowed(lead, ann), engine.explain(lead, "engage").unknown
    (('engage', 'disqualify', 'nurture'), True)
    >>> now += timedelta(days=30)
    >>> engine.tick().levels
    1
    >>> [event.kind for event in engine.history(lead.id)]
    ['captured', 'level_reached']
    """

    def __init__(
        self,
        store: LeadStore,
        lifecycle: Lifecycle[F],
        *,
        now: Callable[[], datetime] = _utc_now,
        new_id: Callable[[], str] = _new_id,
        notifiers: Mapping[str, Notifier] | Notifier | None = None,
        limits: Limits | None = None,
        roster: Roster | Mapping[str, Sequence[Actor]] | None = None,
        owns_store: bool = False,
    ) -> None:
        self.store = store
        self.lifecycle = lifecycle
        self._owns_store = owns_store
        self._flow = Flow(
            InlineStore(store),
            lifecycle,
            now=now,
            new_id=new_id,
            notifiers=by_channel(notifiers),
            limits=limits or Limits(),
            roster=inline_roster(lifecycle.policy, roster),
            worker=f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}",
        )
        drive(self._flow.open())

    @property
    def policy(self) -> Policy[F]:
        """The policy that decides."""
        return self.lifecycle.policy

    def now(self) -> datetime:
        """What the time port says, in UTC."""
        return self._flow.now()

    # -- changing ------------------------------------------------------------------------------------

    def execute(
        self, lead: str | Lead[F] | None, command: Command, *, command_id: str | None = None
    ) -> Lead[F]:
        return drive(self._flow.handle(lead, command, command_id))

    def batch(self, command_id: str | None = None) -> Batch[F]:
        """Many steps in one commit: all of them are written when the block ends, or none if it raises.

        With a ``command_id``, a batch that was committed before is not committed again: see :attr:`Batch.replayed`.
        Much faster than one commit a step, and right where steps belong together. See :class:`Batch`.
        """
        return Batch(self._flow, self.store, command_id)

    def tick(self, *, limit: int | None = None, until: datetime | None = None) -> Ticked:
        """Run every clock level that is due now, each clock in its own commit, oldest first; at most ``limit`` clocks.

        Call it every minute or so, from cron or a worker; several may run at once, since each clock is leased to one.
        It decides on each lead as it then is: what was answered meanwhile does not breach. A late sweep runs what was
        missed, in order. Notices wait in the outbox for :meth:`deliver`. ``until`` leaves what came due later.

        :raises StoreError: if the store cannot be read or written; what was committed before stays.
        """
        return drive(
            self._flow.tick(checked_limit(limit), None if until is None else instant(until, "until"))
        )

    def deliver(self, *, limit: int | None = None) -> Delivered:
        """Hand the notices that are due to their notifiers, at least once each; at most ``limit`` of them.

        A notifier that raises loses nothing: the notice is tried again later, and parked when the attempts of
        :class:`Limits` are used up. Notices for a channel that has no notifier wait: see ``Delivered.waiting``.

        :raises StoreError: if the store cannot be read or written.
        """
        return drive(self._flow.deliver(checked_limit(limit)))

    def migrate(
        self,
        *,
        by: Actor,
        stages: Mapping[str, str] | None = None,
        clocks: ClocksChoice = "keep",
        reason: str | None = None,
        old: Sequence[Policy[Any]] | Policy[Any] = (),
        rehearse: bool = False,
        where: LeadFilter = EVERY_LEAD,
    ) -> Migration:
        """Take over the leads that live under other versions of this policy. ``rehearse`` writes nothing, and says what
        would happen to how many.

        Each stays where it is: ``stages`` says what its stage is called now, where that has another name. Of the clocks
        that run, those that the policy has keep their deadlines, are carried over with the time that they used, or
        restart; the others are cancelled. Carried ones need the calendar that they ran in: pass the ``old`` versions
        where this one does not have it. Nobody is told anything. Leads are taken over one by one, a page of them in a
        commit: after an interruption, call it again. Erased leads get the version and the names too, so that
        figures go on counting them, and nothing else; merged ones stay as they are.

        >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, standard_policy
        >>> store, ann = MemoryStore(), Actor("ann", MARKETING)
        >>> policy = standard_policy(LeadFacts, name="acme", version="1")
        >>> lead = open_engine(store, policy).capture(key="crm:1", by=ann)
        >>> engine = open_engine(store, policy.replace(version="2", max_cycles=2))
        >>> rehearsal = engine.migrate(by=ann, rehearse=True)
        >>> rehearsal.leads, engine.get(lead.id).policy.version
        (1, '1')
        >>> engine.migrate(by=ann).clocks["screen"], engine.get(lead.id).policy.version
        ({'kept': 1}, '2')

        :raises DefinitionError: if a lead is in a stage that neither the policy nor ``stages`` has a name for, a name
            is none of a stage, or would close or open leads, or a calendar is missing. Nothing is written then; only
            where an old process moves a lead into such a stage meanwhile, the leads before it stay taken over, and the
            error says how many.
        :raises InvalidInput: if something has the wrong type, or the filter can find nothing.
        :raises StoreError: if the store cannot be read or written; what was committed before stays.
        """
        if not isinstance(rehearse, bool):
            why = f"rehearse={rehearse!r} is neither True nor False"
            raise InvalidInput("migrate the leads", why, remedy="Pass rehearse=True to write nothing.")
        terms = terms_of(by, stages, clocks, reason, old)
        return drive(migrate(self._flow, terms, self._filter(where), rehearse=rehearse))

    # -- the end -------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the store, if this engine opened it."""
        if self._owns_store:
            self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
