"""What a step asks of the outside world, as data: notices to send, and notices that are no longer true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leadlife.people import Owner, Role, Team

Recipient = Team | Role | Owner


@dataclass(frozen=True, slots=True)
class Notify:
    """A notice: tell ``to`` about the event ``seq`` of a lead. This is what a notifier is handed.

    ``rule`` names the clock level or alert that asks for it, ``channel`` the notifier that is to send it. ``text`` is
    one line for people, ``data`` the same for programs: stages, times (ISO 8601, UTC) and ids, never personal facts.
    ``clock`` is the clock whose answer makes the notice untrue, if any.

    >>> Notify("lead-1", 3, "accept:3.warn", "sales", "soon due", {}).key
    'lead-1:3:accept:3.warn:default'
    """

    lead: str
    seq: int
    rule: str
    to: Recipient
    text: str
    data: Mapping[str, str]
    channel: str = "default"
    clock: str | None = None

    @property
    def key(self) -> str:
        """The idempotency key: the same in every attempt to deliver it."""
        return f"{self.lead}:{self.seq}:{self.rule}:{self.channel}"


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The clock was answered or cancelled: its notices that were not delivered yet are no longer true."""

    clock: str


Effect = Notify | Withdraw
