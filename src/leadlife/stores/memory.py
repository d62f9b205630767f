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

from leadlife.errors import IdempotencyMismatch, StaleClock, UnknownLead
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
from leadlife.stores._indexed import fits
from leadlife.stores._memory_due import DueClocks
from leadlife.stores._memory_matches import Matches
from leadlife.stores._memory_outbox import Outbox
from leadlife.stores._memory_turns import Turns
from leadlife.stores._policies import other_fingerprint, unpinned
from leadlife.stores._rewriting import check_outcome, erases, over
from leadlife.stores._steps import (
    ClockRows,
    check_claim,
    clock_rows,
    conflict,
    due_clocks,
    key_taken,
    matches,
    merged,
    rearmed,
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
        self._leads: dict[str, AnyLead] = {}
        self._numbers: dict[str, int] = {}
        self._order: list[str] = []
        self._events: dict[str, list[Event]] = {}
        self._keys: dict[str, str] = {}
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
            return self._keys.get(key)

    def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]:
        """See :meth:`LeadStore.history <leadlife.ports.LeadStore.history>`."""
        with self._lock:
            return tuple(self._events.get(lead, ())[max(after, 0) : None if until is None else max(until, 0)])

    def scan(
        self, where: LeadFilter = EVERY_LEAD, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[AnyLead]:
        """See :meth:`LeadStore.scan <leadlife.ports.LeadStore.scan>`."""
        with self._lock:
            first = 0 if after is None else self._number(after) + 1
            leads = (self._leads[id] for id in islice(self._order, first, None))
            return list(islice((lead for lead in leads if fits(lead, where)), limit))

    def _number(self, lead: str) -> int:
        try:
            return self._numbers[lead]
        except KeyError:
            raise UnknownLead(f"read lead {lead!r}", "there is none with this id") from None

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
                wrote = tuple((change.lead.id, change.lead.version) for change in step.changes)
                self._receipts[step.request.id] = Receipt(step.request, wrote)

    def _check(self, changes: Sequence[Change]) -> None:
        for change in changes:
            found = self._leads.get(change.lead.id)
            if (0 if found is None else found.version) != change.expected:
                raise conflict(change, None if found is None else found.version)
            for event in change.events:
                if event.policy not in self._policies:
                    raise unpinned(event.policy)
            if change.fired is not None:
                self._check_fired(change.fired, found)
            if change.unmatched:
                self._matches.check(change, changes)
            if erases(change):
                check_outcome(change, self._events.get(change.lead.id, ()))
        self._check_keys(changes)

    def _check_keys(self, changes: Sequence[Change]) -> None:
        taken: set[str] = set()
        for change in changes:
            key = change.lead.key
            if key is None:
                continue
            holder = self._keys.get(key)
            if key in taken or (holder not in (None, change.lead.id) and not _erased(holder, changes)):
                raise key_taken(change)
            taken.add(key)

    def _check_fired(self, fired: Claim, lead: AnyLead | None) -> None:
        if lead is None or not self._due.holds((self._numbers[lead.id], fired.clock), fired.fence):
            raise StaleClock(f"the claim on clock {fired.clock} of lead {fired.lead} is no longer held")

    def _apply(self, plan: _Planned) -> None:
        change, clocks, fired_next = plan
        lead = change.lead
        number = self._numbers.get(lead.id)
        if number is None:
            number = self._numbers[lead.id] = len(self._order)
            self._order.append(lead.id)
            self._events[lead.id] = []
        if erases(change):
            self._forget(change)
        if lead.key is not None:
            self._keys[lead.key] = lead.id
        self._events[lead.id].extend(change.events)
        self._leads[lead.id] = lead
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

    def _forget(self, change: Change) -> None:
        """What the lead's events said before it was erased, wherever else it is kept."""
        lead = change.lead.id
        self._events[lead] = list(over(self._events[lead], change.rewritten))
        before = self._leads.get(lead)
        if before is not None and before.key is not None and self._keys.get(before.key) == lead:
            del self._keys[before.key]
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

    def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        """See :meth:`LeadStore.matching <leadlife.ports.LeadStore.matching>`."""
        with self._lock:
            return sorted(self._matches.having(tokens), key=self._numbers.__getitem__)

    def counts(self, where: LeadFilter = EVERY_LEAD) -> Mapping[str, int]:
        """See :meth:`LeadStore.counts <leadlife.ports.LeadStore.counts>`."""
        with self._lock:
            return MappingProxyType(Counter(lead.stage for lead in self._leads.values() if fits(lead, where)))

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
            return [Claim(self._order[number], clock, due, fence) for (number, clock), due, fence in claimed]

    def release_claim(self, claim: Claim) -> None:
        """See :meth:`LeadStore.release_claim <leadlife.ports.LeadStore.release_claim>`."""
        with self._lock:
            number = self._numbers.get(claim.lead)
            if number is not None:
                self._due.release((number, claim.clock), claim.fence)

    def next_due(self) -> datetime | None:
        """See :meth:`LeadStore.next_due <leadlife.ports.LeadStore.next_due>`."""
        with self._lock:
            return self._due.first()

    def upcoming(
        self, where: LeadFilter = EVERY_LEAD, *, until: datetime | None = None, limit: int = 100
    ) -> Sequence[Upcoming]:
        """See :meth:`LeadStore.upcoming <leadlife.ports.LeadStore.upcoming>`."""
        with self._lock:
            found = self._due.upcoming(until, lambda number: fits(self._leads[self._order[number]], where))
            return [Upcoming(self._order[number], clock, due) for (number, clock), due in found[:limit]]

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
            for known in self._policies:
                if (known.name, known.version) == (policy.name, policy.version) and known != policy:
                    raise other_fingerprint(known, policy)
            self._policies.setdefault(policy, dump)

    def policies(self) -> Mapping[PolicyPin, str]:
        """See :meth:`LeadStore.policies <leadlife.ports.LeadStore.policies>`."""
        with self._lock:
            return MappingProxyType(dict(self._policies))

    def verify(self, lead: str) -> None:
        """See :meth:`LeadStore.verify <leadlife.ports.LeadStore.verify>`."""
        with self._lock:
            number = self._number(lead)
            kept, events = self._leads[lead], tuple(self._events[lead])
            due = due_clocks(kept)
            rows = {
                id: at for id in {clock.id for clock in kept.clocks} if (at := self._due.due_of((number, id)))
            }
        compare_fold(kept, events)
        compare_clocks(lead, rows, due)

    def close(self) -> None:
        """Nothing is open: a store in memory can be used after it was closed."""


def _erased(lead: str | None, changes: Sequence[Change]) -> bool:
    return any(one.lead.id == lead and erases(one) for one in changes)


def _planned(change: Change) -> _Planned:
    return _Planned(
        change, clock_rows(change), None if change.fired is None else rearmed(change, change.fired)
    )
