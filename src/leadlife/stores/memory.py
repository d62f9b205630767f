"""A store in memory: for tests, trials and simulations. It forgets everything with the process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

from leadlife.errors import IdempotencyMismatch, StaleClock
from leadlife.events import Event
from leadlife.lead import PolicyPin
from leadlife.ports import (
    EVERY_LEAD,
    AnyLead,
    Change,
    Claim,
    Delivery,
    DeliveryState,
    LeadFilter,
    OutboxRow,
    Receipt,
    Step,
    Upcoming,
)
from leadlife.stores._memory_due import ClockKey, DueClocks
from leadlife.stores._memory_leads import Leads
from leadlife.stores._memory_matches import Matches
from leadlife.stores._memory_outbox import Outbox
from leadlife.stores._memory_turns import Turns
from leadlife.stores._policies import require_same_content, unpinned
from leadlife.stores._rewriting import erases
from leadlife.stores._steps import (
    ClockRows,
    check_claim,
    clock_rows,
    due_clocks,
    matches,
    merged,
    rearmed,
    receipt_of,
    turns_of,
)
from leadlife.stores._verify import compare_clocks, compare_fold


class _Planned(NamedTuple):
    change: Change
    clocks: ClockRows
    fired_next: datetime | None


class MemoryStore:
    """Leads in memory, with every promise of :class:`~leadlife.ports.LeadStore` except that they outlive the process.

    A commit is checked whole before the first thing is changed, so it happens or it does not.

    >>> store = MemoryStore()
    >>> store.find("crm:4711") is None
    True
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._leads = Leads()
        self._due = DueClocks()
        self._outbox = Outbox()
        self._receipts: dict[str, Receipt] = {}
        self._policies: dict[PolicyPin, str] = {}
        self._fence = 1
        self._turns = Turns()
        self._matches = Matches()

    # -- leads ---------------------------------------------------------------------------------------

    def load(self, lead: str) -> AnyLead | None:
        """See :meth:`LeadStore.load <leadlife.ports.LeadStore.load>`."""
        with self._lock:
            return self._leads.get(lead)

    def find(self, key: str) -> str | None:
        """See :meth:`LeadStore.find <leadlife.ports.LeadStore.find>`."""
        with self._lock:
            return self._leads.find(key)

    def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]:
        """See :meth:`LeadStore.history <leadlife.ports.LeadStore.history>`."""
        with self._lock:
            return self._leads.history(lead, after, until)

    def scan(
        self, where: LeadFilter = EVERY_LEAD, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[AnyLead]:
        """See :meth:`LeadStore.scan <leadlife.ports.LeadStore.scan>`."""
        with self._lock:
            first = 0 if after is None else self._leads.number(after) + 1
            return list(islice(self._leads.fitting(where, first), limit))

    def counts(self, where: LeadFilter = EVERY_LEAD) -> Mapping[str, int]:
        """See :meth:`LeadStore.counts <leadlife.ports.LeadStore.counts>`."""
        with self._lock:
            return MappingProxyType(Counter(lead.stage for lead in self._leads.fitting(where)))

    def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        """See :meth:`LeadStore.matching <leadlife.ports.LeadStore.matching>`."""
        with self._lock:
            return sorted(self._matches.having(tokens), key=self._leads.number)

    # -- commit --------------------------------------------------------------------------------------

    def commit(self, step: Step) -> None:
        """See :meth:`LeadStore.commit <leadlife.ports.LeadStore.commit>`."""
        changes = merged(step)
        plans = [_planned(change) for change in changes]
        turns = turns_of(changes)
        with self._lock:
            if step.request is not None and step.request.id in self._receipts:
                raise IdempotencyMismatch(f"the command id {step.request.id!r} was used before")
            self._check(changes)
            self._turns.check(turns)
            for plan in plans:
                self._apply(plan)
            self._turns.take(turns)
            if step.request is not None:
                self._receipts[step.request.id] = Receipt(step.request, receipt_of(step))

    def _check(self, changes: Sequence[Change]) -> None:
        self._leads.check(changes)
        for change in changes:
            for event in change.events:
                if event.policy not in self._policies:
                    raise unpinned(event.policy)
            if change.fired is not None:
                self._check_fired(change.fired)
            if change.unmatched:
                self._matches.check(change, changes)

    def _check_fired(self, fired: Claim) -> None:
        if self._leads.get(fired.lead) is None or not self._due.holds(self._clock(fired), fired.fence):
            raise StaleClock(f"the claim on clock {fired.clock} of lead {fired.lead} is no longer held")

    def _clock(self, claim: Claim) -> ClockKey:
        return (self._leads.number(claim.lead), claim.clock)

    def _apply(self, plan: _Planned) -> None:
        change, clocks, fired_next = plan
        lead = change.lead
        number = self._leads.put(change)
        if erases(change):
            self._forget(lead.id)
        for id, at in clocks.armed:
            self._due.arm((number, id), at)
        for id in clocks.dropped:
            self._due.drop((number, id))
        if (tokens := matches(change)) is not None:
            self._matches.put(lead.id, tokens)
        if change.fired is not None:
            self._fire(number, change.fired, fired_next)
        for id in change.withdraw:
            self._outbox.withdraw(lead.id, id)
        for notice in change.notices:
            self._outbox.add(notice, lead.recorded_at)

    def _forget(self, lead: str) -> None:
        """What the lead's events said before it was erased, wherever else it is kept."""
        self._outbox.empty(lead)
        for id, receipt in self._receipts.items():
            if any(one == lead for one, _ in receipt.wrote):
                self._receipts[id] = replace(receipt, request=replace(receipt.request, digest=""))

    def _fire(self, number: int, fired: Claim, next_at: datetime | None) -> None:
        if next_at is None:
            self._due.drop((number, fired.clock))
        else:
            self._due.arm((number, fired.clock), next_at)

    def turns(self, rota: str) -> Mapping[str, int]:
        """See :meth:`LeadStore.turns <leadlife.ports.LeadStore.turns>`."""
        with self._lock:
            return MappingProxyType(self._turns.of(rota))

    def receipt(self, request_id: str) -> Receipt | None:
        """See :meth:`LeadStore.receipt <leadlife.ports.LeadStore.receipt>`."""
        return self._receipts.get(request_id)

    # -- due clocks ----------------------------------------------------------------------------------

    def claim_due(self, worker: str, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Claim]:
        """See :meth:`LeadStore.claim_due <leadlife.ports.LeadStore.claim_due>`."""
        check_claim(limit, lease)
        with self._lock:
            claimed = self._due.claim(now, limit, now + lease, self._fence)
            self._fence += len(claimed)
            return [
                Claim(self._leads.ids[number], clock, due, fence) for (number, clock), due, fence in claimed
            ]

    def release_claim(self, claim: Claim) -> None:
        """See :meth:`LeadStore.release_claim <leadlife.ports.LeadStore.release_claim>`."""
        with self._lock:
            if self._leads.get(claim.lead) is not None:
                self._due.release(self._clock(claim), claim.fence)

    def next_due(self) -> datetime | None:
        """See :meth:`LeadStore.next_due <leadlife.ports.LeadStore.next_due>`."""
        with self._lock:
            return self._due.first()

    def upcoming(
        self, where: LeadFilter = EVERY_LEAD, *, until: datetime | None = None, limit: int = 100
    ) -> Sequence[Upcoming]:
        """See :meth:`LeadStore.upcoming <leadlife.ports.LeadStore.upcoming>`."""
        with self._lock:
            found = self._due.upcoming(until, lambda number: self._leads.fits(number, where))
            return [Upcoming(self._leads.ids[number], clock, due) for (number, clock), due in found[:limit]]

    # -- outbox --------------------------------------------------------------------------------------

    def claim_outbox(
        self, worker: str, *, channels: Sequence[str], now: datetime, limit: int, lease: timedelta
    ) -> Sequence[Delivery]:
        """See :meth:`LeadStore.claim_outbox <leadlife.ports.LeadStore.claim_outbox>`."""
        check_claim(limit, lease)
        with self._lock:
            claimed = self._outbox.claim(channels, now, limit, now + lease, self._fence)
            self._fence += len(claimed)
            return claimed

    def ack(self, delivery: Delivery) -> None:
        """See :meth:`LeadStore.ack <leadlife.ports.LeadStore.ack>`."""
        with self._lock:
            self._outbox.settle(delivery, "delivered", None)

    def nack(self, delivery: Delivery, *, retry_at: datetime, error: str) -> None:
        """See :meth:`LeadStore.nack <leadlife.ports.LeadStore.nack>`."""
        with self._lock:
            self._outbox.settle(delivery, "pending", error, retry_at)

    def park(self, delivery: Delivery, *, error: str) -> None:
        """See :meth:`LeadStore.park <leadlife.ports.LeadStore.park>`."""
        with self._lock:
            self._outbox.settle(delivery, "parked", error)

    def outbox(self, *, state: DeliveryState, limit: int = 100) -> Sequence[OutboxRow]:
        """See :meth:`LeadStore.outbox <leadlife.ports.LeadStore.outbox>`."""
        with self._lock:
            return self._outbox.list(state, limit)

    def requeue(self, key: str, *, now: datetime) -> bool:
        """See :meth:`LeadStore.requeue <leadlife.ports.LeadStore.requeue>`."""
        with self._lock:
            return self._outbox.requeue(key, now)

    # -- policies and care ---------------------------------------------------------------------------

    def pin(self, policy: PolicyPin, dump: str) -> None:
        """See :meth:`LeadStore.pin <leadlife.ports.LeadStore.pin>`."""
        with self._lock:
            require_same_content(policy, self._policies)
            self._policies.setdefault(policy, dump)

    def policies(self) -> Mapping[PolicyPin, str]:
        """See :meth:`LeadStore.policies <leadlife.ports.LeadStore.policies>`."""
        with self._lock:
            return MappingProxyType(dict(self._policies))

    def verify(self, lead: str) -> None:
        """See :meth:`LeadStore.verify <leadlife.ports.LeadStore.verify>`."""
        with self._lock:
            number = self._leads.number(lead)
            kept, events = self._leads.get(lead), self._leads.history(lead)
            assert kept is not None  # it has a number
            due = due_clocks(kept)
            rows = {
                id: at for id in {clock.id for clock in kept.clocks} if (at := self._due.due_of((number, id)))
            }
        compare_fold(kept, events)
        compare_clocks(lead, rows, due)

    def close(self) -> None:
        """Nothing is open: a store in memory can be used after it was closed."""


def _planned(change: Change) -> _Planned:
    return _Planned(
        change, clock_rows(change), None if change.fired is None else rearmed(change, change.fired)
    )
