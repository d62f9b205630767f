"""Queues at work: who waits in one, and taking whoever waited longest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic

from leadlife.commands import Assign, Command
from leadlife.errors import Conflict, InvalidInput, Refused
from leadlife.lead import F, Lead
from leadlife.lifecycle._assigning import decliners, same
from leadlife.people import Actor, Queue, Role
from leadlife.policy import Policy
from leadlife.ports import EVERY_LEAD, LeadFilter


class Queues(Generic[F]):
    """The methods of an engine about queues."""

    if TYPE_CHECKING:

        @property
        def policy(self) -> Policy[F]: ...
        def leads(self, where: LeadFilter = EVERY_LEAD) -> Iterator[Lead[F]]: ...
        def execute(
            self, lead: str | Lead[F] | None, command: Command, *, command_id: str | None = None
        ) -> Lead[F]: ...

    def waiting(self, queue: Queue) -> tuple[Lead[F], ...]:
        """The leads that wait in a queue for its team, those that entered their stage longest ago first.

        Those with which the team has nothing to do where they are, such as closed ones, wait for nobody. Every lead
        that the queue owns is read for it.
        """
        _require_queue(queue)
        found = [lead for lead in self.leads(LeadFilter(owner=queue.name)) if self._waits(lead, queue)]
        return tuple(sorted(found, key=lambda lead: lead.entered_at or lead.captured_at))

    def take(self, queue: Queue, *, by: Actor) -> Lead[F] | None:
        """Give the lead that has waited longest in the queue to ``by``, one of its team; None if none waits for them.

        However many take at once, each gets another lead. The lead's clocks run on. Leads that ``by`` declined before
        are left to others.

        >>> from leadlife import MARKETING, SALES, LeadFacts, MemoryStore, open_engine, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> policy = policy.with_move("hand_off", guard=None, sources=("raw",), requires=())
        >>> engine, dach = open_engine(MemoryStore(), policy), Queue("dach")
        >>> ann, rep = Actor("ann", MARKETING), Actor("rep-7", SALES)
        >>> for key in ("crm:1", "crm:2"):
        ...     lead = engine.move(engine.capture(key=key, by=ann).id, "hand_off", by=ann, to=dach)
        >>> engine.take(dach, by=rep).key, [lead.key for lead in engine.waiting(dach)]
        ('crm:1', ['crm:2'])

        :raises Refused: if ``by`` is not of the queue's team, or not active.
        """
        _require_member(queue, by)
        while ahead := [lead for lead in self.waiting(queue) if not self._declined(lead, by)]:
            for lead in ahead:
                try:
                    return self.execute(lead, Assign(by, by, reason=f"taken from {queue}"))
                except Conflict:
                    continue  # somebody was faster: there are others
        return None

    def _waits(self, lead: Lead[F], queue: Queue) -> bool:
        """Whether it is the queue's own, and its team can go on with it where it is."""
        if lead.owner != queue or lead.policy.name != self.policy.name or lead.erased_at is not None:
            return False
        ways = (move for move in self.policy.moves_from(lead.stage) if not move.setback)
        return any(
            (one.team if isinstance(one, Role) else one) == queue.team for move in ways for one in move.by
        )

    def _declined(self, lead: Lead[F], by: Actor) -> bool:
        return any(same(by, owner) for owner, _ in decliners(self.policy, lead))


def _require_queue(queue: Any) -> None:
    if not isinstance(queue, Queue):
        raise InvalidInput(
            f"look into the queue {queue!r}", "it is no queue", remedy="Pass Queue('dach'), with its team."
        )


def _require_member(queue: Queue, by: Any) -> None:
    _require_queue(queue)
    if not isinstance(by, Actor):
        raise InvalidInput(
            f"take from {queue} for {by!r}", "it is no actor", remedy="Pass by=Actor('rep-7', SALES)."
        )
    if by.team != queue.team:
        raise Refused(
            f"take a lead from {queue}",
            f"{by} is not of its team, {queue.team}",
            remedy=f"Pass by=Actor(..., {queue.team!r}), or assign() a lead to them.",
        )
