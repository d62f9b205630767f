"""What can be done to a lead, spelled out once for every engine and batch."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from leadlife.commands import Assign, Backfill, Capture, Command, Entry, Move, Observe, Touch
from leadlife.lead import F, Lead, Opportunity
from leadlife.money import Money
from leadlife.people import Actor, Owner

R_co = TypeVar("R_co", covariant=True)
"""What a verb gives back: a lead, or an awaitable of one."""


class Verbs(Generic[F, R_co]):
    """The commands as methods. ``lead`` is an id, or a :class:`Lead`, whose version is then expected.

    ``at`` is when it happened (None: now), never in the future and never before the capture. ``command_id`` makes a
    command safe to send again: the same id twice is one effect, and gives the result of the first.

    All of them raise :class:`~leadlife.errors.Refused` when the command may not be carried out,
    :class:`~leadlife.errors.Conflict` when the lead that was passed has changed meanwhile, and
    :class:`~leadlife.errors.IdempotencyMismatch` when a command id was used before for something else.
    """

    @abstractmethod
    def execute(self, lead: str | Lead[F] | None, command: Command, *, command_id: str | None = None) -> R_co:
        """Carry out any command, as one atomic step. The lead is None for a :class:`Capture`."""

    def capture(
        self,
        *,
        by: Actor,
        key: str | None = None,
        source: str | None = None,
        campaign: str | None = None,
        account: str | None = None,
        contact: str | None = None,
        refs: Mapping[str, str] | None = None,
        told: F | None = None,
        value: Money | None = None,
        owner: Owner | None = None,
        via: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Begin a lead, or find it again: the same ``key`` twice is one lead, and what is told anew is observed."""
        command = Capture(by, key, source, campaign, account, contact, refs, told, value, owner, via, at)
        return self.execute(None, command, command_id=command_id)

    def observe(
        self,
        lead: str | Lead[F],
        told: F,
        *,
        by: Actor,
        via: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Tell facts: only the fields that were set; an explicit None retracts."""
        return self.execute(lead, Observe(told, by, via, at), command_id=command_id)

    def move(
        self,
        lead: str | Lead[F],
        name: str,
        *,
        by: Actor,
        to: Owner | None = None,
        reason: str | None = None,
        comment: str | None = None,
        opportunity: Opportunity | None = None,
        value: Money | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Make a move of the policy, such as ``accept`` or ``reject``."""
        command = Move(name, by, to, reason, comment, opportunity, value, at)
        return self.execute(lead, command, command_id=command_id)

    def assign(
        self,
        lead: str | Lead[F],
        to: Owner,
        *,
        by: Actor,
        reason: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Give the lead to another owner, in the stage where it is."""
        return self.execute(lead, Assign(to, by, reason, at), command_id=command_id)

    def touch(
        self,
        lead: str | Lead[F],
        kind: str,
        *,
        by: Actor,
        human: bool = True,
        inbound: bool = False,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Record a contact. Auto-replies and bulk mail are not ``human``; what the person sends is ``inbound``."""
        return self.execute(lead, Touch(kind, by, human, inbound, at), command_id=command_id)

    def backfill(
        self,
        lead: str | Lead[F],
        entries: Iterable[Entry] = (),
        *,
        by: Actor,
        told: F | None = None,
        owner: Owner | None = None,
        value: Money | None = None,
        refs: Mapping[str, str] | None = None,
        via: str | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Record what another system says happened: not decided, nothing sent, no clock opened that ended long ago.

        Stages that must have been passed between two told ones are implied; entries out of order are flagged.
        """
        command = Backfill(tuple(entries), by, told, owner, value, refs, via)
        return self.execute(lead, command, command_id=command_id)
