"""The use cases, written once over asynchronous ports; an engine is only a way to drive them."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from leadlife._desks import Desks
from leadlife._digest import digest, require_id
from leadlife._done import Delivered, Ticked
from leadlife._frozen import changer
from leadlife._limits import Limits
from leadlife._planning import Planner
from leadlife._rosters import AsyncRoster
from leadlife._tries import Tries
from leadlife._versions import versions
from leadlife.commands import Command, Expire, Merge
from leadlife.errors import (
    Conflict,
    IdempotencyMismatch,
    Refused,
    StaleClock,
    StoreError,
    TurnLost,
    UnknownLead,
)
from leadlife.events import LevelReached
from leadlife.fold import replay
from leadlife.lead import F, Lead
from leadlife.lifecycle import Lifecycle
from leadlife.people import THE_SYSTEM
from leadlife.policy._channels import channels_of
from leadlife.ports import AsyncLeadStore, AsyncNotifier, Change, Claim, Delivery, Receipt, Request, Step
from leadlife.stores._policies import require_same_content

_LOG = logging.getLogger("leadlife")
_LOOKED_AT = 1000


class Flow(Planner[F]):
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
        roster: AsyncRoster | None = None,
    ) -> None:
        super().__init__(lifecycle, now=now, new_id=new_id, desks=Desks(lifecycle, roster))
        self.store = store
        self.limits = limits
        self._notifiers = notifiers
        self._worker = worker
        self._kept = False

    async def open(self) -> None:
        """Pass, if the policy may write here and this leadlife can read what the store has of it; write nothing."""
        policy = self.lifecycle.policy
        kept = await self.store.policies()
        versions(policy.name, kept)
        require_same_content(policy.pin, kept)
        silent = sorted(channels_of(policy) - self._notifiers.keys())
        if silent and self._notifiers:
            _LOG.warning(
                "policy %r sends notices to the channels %s, and notifiers= serves only %s: they wait in the outbox",
                *(policy.name, ", ".join(map(repr, silent)), ", ".join(map(repr, self._notifiers))),
            )

    async def commit(self, step: Step) -> None:
        """Commit a step; before the first one, keep the content of the policy that decided it."""
        if not self._kept:
            policy = self.lifecycle.policy
            await self.store.pin(policy.pin, policy.dump())
            self._kept = True
        await self.store.commit(step)

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
        fixed = isinstance(on, Lead) or (isinstance(command, Merge) and isinstance(command.into, Lead))
        tries = Tries(self.limits)
        while True:
            planned = await self.plan(self.store, on, command)
            lead = self.typed(planned[0].lead)
            changes = tuple(change for change in planned if change.events)
            if not changes and request is None:
                return lead
            try:
                unchanged = () if changes else ((lead.id, lead.version),)
                await self.commit(Step(changes, request, lead.recorded_at, unchanged))
            except (IdempotencyMismatch, StaleClock):
                raise
            except Conflict as error:
                theirs = fixed and not isinstance(error, TurnLost)
                if theirs or not tries.again(error):
                    raise
            else:
                return lead

    async def _again(
        self, seen: Receipt, request: Request, on: str | Lead[F] | None, command: Command
    ) -> Lead[F]:
        """The result of a command that was committed before: its events are folded again, or those that it found.

        Where what it found was not kept, as it was not always, one that wrote nothing gives the lead as it stands.
        """
        if not request.repeats(seen.request):
            raise IdempotencyMismatch(
                f"command id {request.id!r} was used before, for another command: draw a new id for each command"
            )
        if not seen.wrote:
            lead_now = await self.target(self.store, on.id if isinstance(on, Lead) else on, command)
            if lead_now is None:  # only what is there can stay as it is: it was erased, and its key with it
                raise UnknownLead(
                    f"give the result of command {request.id!r} again",
                    "it found a lead by its key, and wrote nothing; that lead was erased since",
                    remedy="Draw a new command id to begin another lead.",
                )
            return lead_now
        lead, version = seen.wrote[0]
        return self.typed(replay(await self.store.history(lead, until=version)))

    # -- clocks --------------------------------------------------------------------------------------

    async def tick(self, limit: int | None, until: datetime | None) -> Ticked:
        """Run every level that is due now, each in a commit of its own, on the lead as it then is.

        What it may not run stays leased until it is done, so that it does not find it again, and is then given back.
        """
        done = Ticked()
        foreign: list[tuple[Claim, Refused]] = []
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
            before = len(foreign)
            for claim in claims:
                done = await self._swept(claim, by, done, foreign)
            left = None if left is None else left - len(claims) + len(foreign) - before
        await self._left(foreign)
        return replace(done, foreign=len(foreign))

    async def _left(self, foreign: Sequence[tuple[Claim, Refused]]) -> None:
        """Give back what another engine has to run, with one line in the log."""
        for claim, _ in foreign:
            await self.store.release_claim(claim)
        if foreign:
            claim, error = foreign[0]
            _LOG.warning(
                "%d clocks are left to another engine, such as %r of the lead %s: %s",
                *(len(foreign), claim.clock, claim.lead, " ".join(str(error).split())),
            )

    async def _swept(
        self, claim: Claim, until: datetime, done: Ticked, foreign: list[tuple[Claim, Refused]]
    ) -> Ticked:
        """One claim; what goes wrong with it stops no other. It is tried again when its lease ends."""
        try:
            return await self._expire(claim, until, done)
        except StoreError:
            raise
        except Refused as error:  # the lead lives under another policy, or in a stage that this one lacks
            foreign.append((claim, error))
            return done
        except Exception:
            _LOG.exception("the clock %r of the lead %s could not be run", claim.clock, claim.lead)
            return replace(done, failed=done.failed + 1)

    async def _expire(self, claim: Claim, until: datetime, done: Ticked) -> Ticked:
        tries, going = Tries(self.limits), True
        while going:
            command = Expire(claim.clock, by=THE_SYSTEM, until=until)
            (change,) = await self.plan(self.store, claim.lead, command, claim)
            if not change.events:  # it stays leased: found again at once, it would be found for ever
                return replace(done, stale=done.stale + 1)
            try:
                await self.commit(Step((change,), None, change.lead.recorded_at))
            except StaleClock:
                return replace(done, stale=done.stale + 1)
            except Conflict as error:
                going = tries.again(error)
                continue
            reached = [event for event in change.events if isinstance(event, LevelReached)]
            refused = sum(event.refused is not None for event in reached)
            return done + Ticked(len(reached), refused, stale=not reached)
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
        return replace(done, waiting=await self._unserved())

    async def _unserved(self) -> int:
        """How many notices wait for a channel without a notifier; not looked for if every channel has one."""
        if not channels_of(self.lifecycle.policy) - self._notifiers.keys():
            return 0
        pending = await self.store.outbox(state="pending", limit=_LOOKED_AT)
        return sum(row.notice.channel not in self._notifiers for row in pending)

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


def _words(error: Exception) -> str:
    """The error as text that every store can hold; some cannot even say what they are."""
    try:
        said = f"{type(error).__name__}: {error}"
    except Exception:
        said = type(error).__name__
    return said.encode("utf-8", "backslashreplace").decode()


def joined(first: Change, then: Change) -> Change:
    """Two changes of one lead as one. A notice that the second makes untrue is never sent.

    What the second erases, it erases of the first one's events and notices too.
    """
    kept = tuple(
        [notice for notice in first.notices if notice.clock is None or notice.clock not in then.withdraw]
    )
    anew = {event.seq: event for event in then.rewritten}
    events = tuple([anew.get(event.seq, event) for event in first.events]) if anew else first.events
    return _change(
        then,
        expected=first.expected,
        events=events + then.events,
        notices=then.notices if anew else kept + then.notices,
        withdraw=first.withdraw + then.withdraw,
        rewritten=tuple([one for one in then.rewritten if one.seq <= first.expected]) or first.rewritten,
        matches=first.matches if then.matches is None else then.matches,
        unmatched=first.unmatched + then.unmatched,
        besides=first.besides + then.besides,
    )


_change = changer(Change)
