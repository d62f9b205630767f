"""The engine: a policy at work on a store."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from leadlife._done import Delivered, Ticked
from leadlife._flow import Flow
from leadlife._inline import InlineStore, by_channel, drive
from leadlife._limits import Limits, checked_limit
from leadlife._migrate import migrate, terms_of
from leadlife._migration import Migration
from leadlife._queues import Queues
from leadlife._rosters import inline_roster
from leadlife._time import instant
from leadlife._verbs import Verbs
from leadlife._versions import require_stage
from leadlife.batch import Batch
from leadlife.briefing import Brief, brief
from leadlife.commands import Command
from leadlife.errors import DefinitionError, InvalidInput
from leadlife.events import ClocksChoice, Event
from leadlife.lead import F, Lead
from leadlife.lifecycle import ClockRecord, Due, Lifecycle, records
from leadlife.people import Actor
from leadlife.policy import Policy
from leadlife.policy.diagram import Diagram, mermaid
from leadlife.ports import EVERY_LEAD, LeadFilter, LeadStore, Notifier, Roster, Upcoming
from leadlife.rules import Verdict
from leadlife.stores import SqliteStore

if TYPE_CHECKING:
    from leadlife.rules.score import Score


_MOST_KIN = 50
"""So many leads of the same account a brief looks at."""


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


class Engine(Queues[F], Verbs[F, Lead[F]]):
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
        :class:`Limits` are used up. Notices for a channel that has no notifier wait.

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
        commit: after an interruption, call it again. Leads that were erased or merged stay as they are.

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
            is none of a stage, or a calendar is missing; nothing is written then.
        :raises InvalidInput: if something has the wrong type.
        :raises StoreError: if the store cannot be read or written; what was committed before stays.
        """
        return drive(migrate(self._flow, terms_of(by, stages, clocks, reason, old), where, rehearse=rehearse))

    # -- reading -------------------------------------------------------------------------------------

    def get(self, lead: str, *, merged: bool = False) -> Lead[F]:
        """The lead with this id; where it was merged, the one that it lives on in, or with ``merged`` that lead itself.

        :raises UnknownLead: if there is none.
        """
        read = self._flow.itself if merged else self._flow.get
        return drive(read(self._flow.store, lead))

    def find(self, key: str) -> Lead[F] | None:
        """The lead with the host's key, as it was captured, or the one that it was merged into; or None."""
        return drive(self._flow.find(self._flow.store, key))

    def history(self, lead: str) -> Sequence[Event]:
        """All that happened to the lead, in the order in which it was told; of a merged one, up to the merge.

        :raises UnknownLead: if no lead has this id.
        """
        return self.store.history(lead) or self.store.history(self.get(lead).id)

    def leads(self, where: LeadFilter = EVERY_LEAD) -> Iterator[Lead[F]]:
        """Every lead that fits the filter, in the order in which they were captured, read in pages as you go.

        It is no snapshot: a lead that changes while you read is given as it is when its page is read.

        :raises InvalidInput: if the filter is none, or names a stage that no version of the policy has.
        """
        return self._pages(self._filter(where))

    def _pages(self, where: LeadFilter) -> Iterator[Lead[F]]:
        after: str | None = None
        while page := self.store.scan(where, after=after):
            for lead in page:
                yield lead.typed(self.policy.facts)
            after = page[-1].id

    def explain(self, lead: str | Lead[F], move: str) -> Verdict:
        """What the guard of a move says of the lead now: why, and the smallest sets of answers that would do.

        Asks for nothing but the guard: whether the move starts where the lead is, and who may make it, :meth:`allowed`
        says. A move without a guard is met.

        :raises Refused: if the policy has no such move.
        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        return self.lifecycle.verdict(found, move, now=self.now())

    def scores(self, lead: str | Lead[F]) -> Mapping[str, Score | tuple[str, ...]]:
        """What each of the policy's ``scores`` comes to now: points, or every grade that is still possible.

        They rank the work; what qualifies a lead, its definition says.

        >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, standard_policy
        >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
        >>> lead = engine.capture(by=Actor("ann", MARKETING), told=LeadFacts(employees=900, seniority="vp"))
        >>> print(engine.scores(lead)["fit"])
        fit score is 50 to 100

        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        return self.policy.scores_of(found, at=self.now())

    def allowed(self, lead: str | Lead[F], by: Actor | None = None) -> tuple[str, ...]:
        """The moves that start where the lead is; those that the actor may make, where one is given.

        Their other conditions (guard, reason, cool-down, bounds) are not asked.

        :raises UnknownLead: if no lead has this id.
        """
        return self.lifecycle.allowed(lead if isinstance(lead, Lead) else self.get(lead), by)

    def clocks(self, lead: str | Lead[F]) -> tuple[ClockRecord, ...]:
        """Every clock that the lead ever had as a record, in the order in which they began.

        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        return records(self.policy, found, self.store.history(found.id, until=found.version))

    def brief(self, lead: str | Lead[F]) -> Brief:
        """What sales sees when the lead arrives, as of now: why it qualifies, what is unknown, all that was done so far.

        It works for a lead in any stage. A value, with views: ``str(brief)``, ``brief.data()``, ``brief.html()``; see
        :class:`Brief`. Up to 50 other leads of the same account are looked at.

        :raises UnknownLead: if no lead has this id.
        """
        found = lead if isinstance(lead, Lead) else self.get(lead)
        history = self.store.history(found.id, until=found.version)
        where = LeadFilter(account=found.account)
        kin = self.store.scan(where, limit=_MOST_KIN) if found.account is not None else ()
        return brief(self.lifecycle, found, now=self.now(), history=history, account=kin)

    def diagram(self, *, owners: bool = True, guards: bool = True, clocks: bool = True) -> Diagram:
        """The policy as a state diagram in Mermaid's language, with how many leads there are on each stage.

        It is text, and a picture in a notebook. See :func:`leadlife.policy.diagram.mermaid`.

        >>> from leadlife import LeadFacts, MemoryStore, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> print(open_engine(MemoryStore(), policy).diagram().splitlines()[1].strip())
        state "raw lead (0)" as raw
        """
        told = self.store.counts()
        here = {stage: number for stage, number in told.items() if self.policy.has_stage(stage)}
        return mermaid(self.policy, owners=owners, guards=guards, clocks=clocks, counts=here)

    def agenda(
        self,
        *,
        owner: str | None = None,
        stage: str | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> tuple[Due[F], ...]:
        """What comes due next over all leads, or those of an owner (an actor's id, a queue's name) or in a stage.

        What is late already comes first; a level that a worker is about to run may come a little later than it is due.

        :raises InvalidInput: if no version of the policy has such a stage, or something has the wrong type.
        """
        by = None if until is None else instant(until, "until")
        where = self._filter(LeadFilter(stage=stage, owner=owner))
        checked_limit(limit)
        found = self.store.upcoming(where, until=by, limit=limit)
        return tuple(filter(None, map(self._due, found)))

    def _filter(self, where: LeadFilter) -> LeadFilter:
        """The filter, if it can find anything."""
        if not isinstance(where, LeadFilter):
            remedy = "Pass LeadFilter(stage=..., owner=...)."
            raise InvalidInput(f"look for leads by {where!r}", "it is no filter", remedy=remedy)
        if where.stage is not None and not self.policy.has_stage(where.stage):
            require_stage(self.policy, where.stage, self.store.policies())
        return where

    def _due(self, one: Upcoming) -> Due[F] | None:
        lead = self.get(one.lead)
        clock = lead.clock(one.clock)
        return None if clock is None or clock.next_at is None else Due(lead, clock, clock.next_at)

    def next_due(self) -> datetime | None:
        """When there is next something for :meth:`tick` to do, in UTC; None if no clock runs."""
        return self.store.next_due()

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
