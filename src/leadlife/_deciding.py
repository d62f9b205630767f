"""Deciding one command on one lead: read, decided, folded, and reacted to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol

from leadlife._desks import Desks
from leadlife._time import instant
from leadlife.commands import Capture, Command
from leadlife.effects import Notify, Withdraw
from leadlife.errors import DefinitionError, InvalidInput, UnknownLead
from leadlife.events import Event
from leadlife.fold import evolve
from leadlife.lead import F, Lead
from leadlife.lifecycle import Lifecycle
from leadlife.lifecycle.desk import EMPTY_DESK, Desk
from leadlife.ports import AnyLead, Change, Claim


class Reads(Protocol):
    """What is read to decide: a store, or a store with what a batch has decided on top of it."""

    async def load(self, lead: str) -> AnyLead | None: ...
    async def find(self, key: str) -> str | None: ...
    async def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]: ...
    async def matching(self, tokens: Sequence[str]) -> Sequence[str]: ...
    async def turns(self, rota: str) -> Mapping[str, int]: ...


class Deciding(Generic[F]):
    """A lifecycle at work on what can be read: finds the leads, and decides on each by itself."""

    def __init__(
        self,
        lifecycle: Lifecycle[F],
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        desks: Desks | None = None,
    ) -> None:
        self.lifecycle = lifecycle
        self._now = now
        self._new_id = new_id
        self._desks = desks or Desks(lifecycle, None)

    def now(self) -> datetime:
        """The time port's answer, in UTC."""
        return instant(self._now(), "now()")

    # -- reading -------------------------------------------------------------------------------------

    async def itself(self, reads: Reads, lead: str) -> Lead[F]:
        """The lead with this id, also where it was merged into another."""
        if not isinstance(lead, str):
            raise InvalidInput(
                f"load the lead {lead!r}", "an id is text", remedy="Pass lead.id, or a Lead to a command."
            )
        found = await reads.load(lead)
        if found is None:
            raise UnknownLead(
                f"load the lead {lead!r}", "no lead has this id", remedy="Look it up by key: find(key)."
            )
        return self.typed(found)

    async def get(self, reads: Reads, lead: str) -> Lead[F]:
        """The lead with this id, or the one that it lives on in."""
        found = await self.itself(reads, lead)
        while found.merged_into is not None:  # a merge never closes a ring: see decide_merge
            found = await self.itself(reads, found.merged_into)
        return found

    async def find(self, reads: Reads, key: str) -> Lead[F] | None:
        """The lead with the host's key, or None."""
        id = await reads.find(require_key(key))
        return None if id is None else await self.get(reads, id)

    def typed(self, lead: Lead[Any]) -> Lead[F]:
        """The lead with its facts read as the policy's class."""
        return lead.typed(self.lifecycle.policy.facts)

    async def target(self, reads: Reads, on: str | Lead[F] | None, command: Command) -> Lead[F] | None:
        """The lead that a command is for; None where it begins one."""
        if isinstance(on, Lead):
            return on
        if on is not None:
            return await self.get(reads, on)
        if isinstance(command, Capture) and command.key is not None:
            return await self.find(reads, command.key)
        return None

    # -- deciding --------------------------------------------------------------------------------------

    async def decided(
        self, reads: Reads, lead: Lead[F] | None, command: Command, claim: Claim | None = None
    ) -> Change:
        """What the command would do to the lead, among the people who are there to be given one."""
        if not self._desks.staffed:
            return self.change(lead, command, claim)
        desk = await self._desks.laid(reads, command)
        asked: set[str] = set()
        while True:
            change = self.change(lead, command, claim, desk)
            absent = await self._desks.absent(command, change.events, asked)
            if not absent:
                return change
            desk = desk.without(absent)

    def change(
        self, lead: Lead[F] | None, command: Command, claim: Claim | None = None, desk: Desk = EMPTY_DESK
    ) -> Change:
        """Decide, fold and react, without any port but the time's."""
        id = self.drawn() if lead is None else lead.id
        events = self.lifecycle.decide(lead, command, now=self.now(), id=id, desk=desk)
        return self.changed(lead, events, claim, recorded=isinstance(command, Capture) and command.recorded)

    def changed(
        self,
        before: Lead[F] | None,
        events: tuple[Event, ...],
        claim: Claim | None = None,
        *,
        recorded: bool = False,
    ) -> Change:
        """What these events make of the lead; ``recorded`` ones are another system's history, and alert nobody."""
        after: Lead[F] | None = before
        for event in events:
            after = evolve(after, event)
        assert after is not None
        after = self.typed(after)
        effects = self.lifecycle.react(after, events, before=before, recorded=recorded)
        notices = tuple(effect for effect in effects if isinstance(effect, Notify))
        withdraw = tuple(effect.clock for effect in effects if isinstance(effect, Withdraw))
        expected = 0 if before is None else before.version
        matches = self.lifecycle.retold(before, after)
        return Change(after, expected, events, notices, withdraw, claim, matches=matches)

    def drawn(self) -> str:
        """An id for a lead that begins."""
        id = self._new_id()
        if not isinstance(id, str) or not id:
            raise DefinitionError(f"new_id() gave {id!r}: the id of a lead is a text that is not empty")
        return id


def require_key(key: str) -> str:
    """The key, if it can be one.

    :raises InvalidInput: if it is no text.
    """
    if not isinstance(key, str):
        raise InvalidInput(f"find the lead {key!r}", "a key is text", remedy="Pass key=str(...).")
    return key
