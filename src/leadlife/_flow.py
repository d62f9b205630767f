"""The use cases, written once over asynchronous ports; an engine is only a way to drive them."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic

from leadlife._digest import digest, require_id
from leadlife._done import Delivered, Ticked
from leadlife._limits import Limits
from leadlife._time import instant
from leadlife.commands import Capture, Command, Expire
from leadlife.effects import Notify, Withdraw
from leadlife.errors import (
    Conflict,
    DefinitionError,
    IdempotencyMismatch,
    InvalidInput,
    Refused,
    StaleClock,
    StoreError,
    UnknownLead,
)
from leadlife.events import Event, LevelReached
from leadlife.fold import evolve, replay
from leadlife.lead import F, Lead
from leadlife.lifecycle import Lifecycle
from leadlife.people import THE_SYSTEM
from leadlife.ports import AsyncLeadStore, AsyncNotifier, Change, Claim, Delivery, Receipt, Request, Step

_LOG = logging.getLogger("leadlife")


class Flow(Generic[F]):
    """Decide, fold, react, commit: every use case of the engine, over ports that may be awaited."""

    def __init__(
        self,
        store: AsyncLeadStore,
        lifecycle: Lifecycle[F],
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        notifiers: Mapping[str, AsyncNotifier],
        limits: Limits,
        worker: str,
    ) -> None:
        self.store = store
        self.lifecycle = lifecycle
        self.limits = limits
        self._now = now
        self._new_id = new_id
        self._notifiers = notifiers
        self._worker = worker

    def now(self) -> datetime:
        """The time port's answer, in UTC."""
        return instant(self._now(), "now()")

    async def open(self) -> None:
        """Keep the policy's content in the store."""
        policy = self.lifecycle.policy
        await self.store.pin(policy.pin, policy.dump())

    # -- reading -------------------------------------------------------------------------------------

    async def get(self, lead: str) -> Lead[F]:
        """The lead with this id."""
        if not isinstance(lead, str):
            raise InvalidInput(
                f"load the lead {lead!r}", "an id is text", remedy="Pass lead.id, or a Lead to a command."
            )
        found = await self.store.load(lead)
        if found is None:
            raise UnknownLead(
                f"load the lead {lead!r}", "no lead has this id", remedy="Look it up by key: find(key)."
            )
        return found.typed(self.lifecycle.policy.facts)

    async def find(self, key: str) -> Lead[F] | None:
        """The lead with the host's key, or None."""
        id = await self.store.find(require_key(key))
        return None if id is None else await self.get(id)

    # -- one command, one commit ---------------------------------------------------------------------

    async def handle(self, on: str | Lead[F] | None, command: Command, command_id: str | None) -> Lead[F]:
        """Decide and commit. Given an id or a key, a conflict is decided again; given a lead, its version counts."""
        if command_id is None:
            return await self._decided(on, command, None)
        request = Request(require_id(command_id), digest((on, command)))
        seen = await self.store.receipt(request.id)
        if seen is None:
            try:
                return await self._decided(on, command, request)
            except (Refused, IdempotencyMismatch):
                # Perhaps it was committed by somebody else while it was decided here, or just before.
                seen = await self.store.receipt(request.id)
                if seen is None:
                    raise
        return await self._again(seen, request, on, command)

    async def _decided(self, on: str | Lead[F] | None, command: Command, request: Request | None) -> Lead[F]:
        for attempt in range(self.limits.tries):
            change = await self.plan(on, command)
            if not change.events and request is None:
                return change.lead
            changes = (change,) if change.events else ()
            try:
                await self.store.commit(Step(changes, request, change.lead.recorded_at))
            except (IdempotencyMismatch, StaleClock):
                raise
            except Conflict:
                if isinstance(on, Lead) or attempt + 1 == self.limits.tries:
                    raise
            else:
                return change.lead
        raise AssertionError("unreachable")

    async def plan(self, on: str | Lead[F] | None, command: Command, claim: Claim | None = None) -> Change:
        """What the command would do to the lead as it is now; no events where there is nothing to say anew."""
        lead = await self._target(on, command)
        return self.change(lead, command, claim)

    def change(self, lead: Lead[F] | None, command: Command, claim: Claim | None = None) -> Change:
        """Decide, fold and react, without any port but the time's."""
        id = self._drawn() if lead is None else lead.id
        events = self.lifecycle.decide(lead, command, now=self.now(), id=id)
        after: Lead[F] | None = lead
        for event in events:
            after = evolve(after, event)
        assert after is not None
        after = after.typed(self.lifecycle.policy.facts)
        effects = self.lifecycle.react(after, events)
        notices = tuple(effect for effect in effects if isinstance(effect, Notify))
        withdraw = tuple(effect.clock for effect in effects if isinstance(effect, Withdraw))
        return Change(after, 0 if lead is None else lead.version, events, notices, withdraw, claim)

    def _drawn(self) -> str:
        id = self._new_id()
        if not isinstance(id, str) or not id:
            raise DefinitionError(f"new_id() gave {id!r}: the id of a lead is a text that is not empty")
        return id

    async def _target(self, on: str | Lead[F] | None, command: Command) -> Lead[F] | None:
        if isinstance(on, Lead):
            return on
        if on is not None:
            return await self.get(on)
        if isinstance(command, Capture) and command.key is not None:
            return await self.find(command.key)
        return None

    async def _again(
        self, seen: Receipt, request: Request, on: str | Lead[F] | None, command: Command
    ) -> Lead[F]:
        """The result of a command that was committed before: its events are folded again.

        One that changed nothing, and so wrote nothing, gives the lead as it stands.
        """
        if seen.request.digest != request.digest:
            raise IdempotencyMismatch(
                f"command id {request.id!r} was used before, for another command: draw a new id for each command"
            )
        if not seen.wrote:
            lead_now = await self._target(on.id if isinstance(on, Lead) else on, command)
            assert lead_now is not None  # only what is there can stay as it is
            return lead_now
        lead, version = seen.wrote[0]
        return self.typed(replay(await self.store.history(lead, until=version)))

    def typed(self, lead: Lead[Any]) -> Lead[F]:
        """The lead with its facts read as the policy's class."""
        return lead.typed(self.lifecycle.policy.facts)

    # -- clocks --------------------------------------------------------------------------------------

    async def tick(self, limit: int | None, until: datetime | None) -> Ticked:
        """Run every level that is due now, each in a commit of its own, on the lead as it then is."""
        done = Ticked()
        left = limit
        while left is None or left > 0:
            page = self.limits.page if left is None else min(left, self.limits.page)
            now = self.now()
            by = now if until is None else min(until, now)
            claims = await self.store.claim_due(
                self._worker, now=by, limit=page, lease=now - by + self.limits.lease
            )
            if not claims:
                break
            for claim in claims:
                done = await self._swept(claim, by, done)
            left = None if left is None else left - len(claims)
        return done

    async def _swept(self, claim: Claim, until: datetime, done: Ticked) -> Ticked:
        """One claim; what goes wrong with it stops no other. It is tried again when its lease ends."""
        try:
            return await self._expire(claim, until, done)
        except StoreError:
            raise
        except Exception:
            _LOG.exception("the clock %r of the lead %s could not be run", claim.clock, claim.lead)
            return replace(done, failed=done.failed + 1)

    async def _expire(self, claim: Claim, until: datetime, done: Ticked) -> Ticked:
        for _ in range(self.limits.tries):
            change = await self.plan(claim.lead, Expire(claim.clock, by=THE_SYSTEM, until=until), claim)
            if not change.events:  # it stays leased: found again at once, it would be found for ever
                return replace(done, stale=done.stale + 1)
            try:
                await self.store.commit(Step((change,), None, change.lead.recorded_at))
            except StaleClock:
                return replace(done, stale=done.stale + 1)
            except Conflict:
                continue
            reached = [event for event in change.events if isinstance(event, LevelReached)]
            refused = sum(event.refused is not None for event in reached)
            return Ticked(
                done.levels + len(reached), done.refused + refused, done.stale + (not reached), done.failed
            )
        await self.store.release_claim(claim)
        return done

    # -- notices -------------------------------------------------------------------------------------

    async def deliver(self, limit: int | None) -> Delivered:
        """Hand every notice whose turn it is to its channel's notifier; what fails is tried again later, or parked."""
        done = Delivered()
        left = limit
        now = self.now()
        while left is None or left > 0:
            page = self.limits.page if left is None else min(left, self.limits.page)
            turn = await self.store.claim_outbox(
                self._worker, channels=tuple(self._notifiers), now=now, limit=page, lease=self.limits.lease
            )
            if not turn:
                break
            for delivery in turn:
                done = await self._send(delivery, done)
            left = None if left is None else left - len(turn)
        return done

    async def _send(self, delivery: Delivery, done: Delivered) -> Delivered:
        try:
            await self._notifiers[delivery.notice.channel].send(delivery.notice)
        except Exception as error:  # a notifier may fail in any way, and must never stop the others
            return await self._failed(delivery, _words(error), done)
        await self.store.ack(delivery)
        return Delivered(done.sent + 1, done.failed, done.parked)

    async def _failed(self, delivery: Delivery, error: str, done: Delivered) -> Delivered:
        if delivery.attempts >= self.limits.attempts:
            await self.store.park(delivery, error=error)
            return Delivered(done.sent, done.failed, done.parked + 1)
        wait = self.limits.wait(delivery.attempts) * (1 + random.random() / 4)
        await self.store.nack(delivery, retry_at=self.now() + wait, error=error)
        return Delivered(done.sent, done.failed + 1, done.parked)


def require_key(key: str) -> str:
    """The key, if it can be one.

    :raises InvalidInput: if it is no text.
    """
    if not isinstance(key, str):
        raise InvalidInput(f"find the lead {key!r}", "a key is text", remedy="Pass key=str(...).")
    return key


def _words(error: Exception) -> str:
    """The error as text that every store can hold; some cannot even say what they are."""
    try:
        said = f"{type(error).__name__}: {error}"
    except Exception:
        said = type(error).__name__
    return said.encode("utf-8", "backslashreplace").decode()


def joined(first: Change, then: Change) -> Change:
    """Two changes of one lead as one. A notice that the second makes untrue is never sent."""
    kept = tuple(
        notice for notice in first.notices if notice.clock is None or notice.clock not in then.withdraw
    )
    events: tuple[Event, ...] = (*first.events, *then.events)
    return Change(
        then.lead, first.expected, events, (*kept, *then.notices), (*first.withdraw, *then.withdraw), None
    )
