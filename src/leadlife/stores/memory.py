"""A store in memory: for tests, trials and simulations. It forgets everything with the process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
from leadlife.stores._memory_due import DueClocks
from leadlife.stores._memory_outbox import Outbox
from leadlife.stores._policies import other_fingerprint, unpinned
from leadlife.stores._steps import (
    ClockRows,
    check_claim,
    clock_rows,
    conflict,
    due_clocks,
    indexed,
    key_taken,
    matched,
    merged,
    rearmed,
    turn_taken,
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
        self._turns: dict[str, dict[str, int]] = {}
        self._tokens: dict[str, set[str]] = {}
        self._matches: dict[str, tuple[str, ...]] = {}

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
            return list(islice((lead for lead in leads if _fits(lead, where)), limit))

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
        with self._lock:
            if step.request is not None and step.request.id in self._receipts:
                raise IdempotencyMismatch(f"the command id {step.request.id!r} was used before")
            self._check(changes)
            for plan in plans:
                self._apply(plan)
            if step.request is not None:
                wrote = tuple((change.lead.id, change.lead.version) for change in step.changes)
                self._receipts[step.request.id] = Receipt(step.request, wrote)

    def _check(self, changes: Sequence[Change]) -> None:
        keys = set()
        for change in changes:
            lead, found = change.lead, self._leads.get(change.lead.id)
            if (0 if found is None else found.version) != change.expected:
                raise conflict(change, None if found is None else found.version)
            if lead.key is not None and (found is None or found.key != lead.key):
                if lead.key in self._keys or lead.key in keys:
                    raise key_taken(change)
                keys.add(lead.key)
            for event in change.events:
                if event.policy not in self._policies:
                    raise unpinned(event.policy)
            if change.fired is not None:
                self._check_fired(change.fired, found)
            for token in change.unmatched:
                if self._tokens.get(token, set()).difference((lead.id, *change.besides)):
                    raise matched(change)
        last = {rota: max(had.values(), default=0) for rota, had in self._turns.items()}
        for turn in turns_of(changes):
            if turn.number != last.get(turn.rota, 0) + 1:
                raise turn_taken(turn)
            last[turn.rota] = turn.number

    def _check_fired(self, fired: Claim, lead: AnyLead | None) -> None:
        if lead is None or not self._due.holds((self._numbers[lead.id], fired.clock), fired.fence):
            raise StaleClock(f"the claim on clock {fired.clock} of lead {fired.lead} is no longer held")

    def _apply(self, plan: _Planned) -> None:
        change = plan.change
        lead = change.lead
        number = self._numbers.get(lead.id)
        if number is None:
            number = self._numbers[lead.id] = len(self._order)
            self._order.append(lead.id)
            self._events[lead.id] = []
        if lead.key is not None:
            self._keys[lead.key] = lead.id
        self._events[lead.id].extend(change.events)
        self._leads[lead.id] = lead
        for id, at in plan.clocks.armed:
            self._due.arm((number, id), at)
        for id in plan.clocks.dropped:
            self._due.drop((number, id))
        for turn in turns_of((change,)):
            self._turns.setdefault(turn.rota, {})[turn.member] = turn.number
        if change.matches is not None:
            self._match(lead.id, change.matches)
        if change.fired is not None:
            self._fire(number, change.fired, plan.fired_next)
        for id in change.withdraw:
            self._outbox.withdraw(lead.id, id)
        for notice in change.notices:
            self._outbox.add(notice, lead.recorded_at)

    def _fire(self, number: int, fired: Claim, next_at: datetime | None) -> None:
        if next_at is None:
            self._due.drop((number, fired.clock))
        else:
            self._due.arm((number, fired.clock), next_at)

    def _match(self, lead: str, tokens: tuple[str, ...]) -> None:
        for token in self._matches.pop(lead, ()):
            self._tokens[token].discard(lead)
        self._matches[lead] = tokens
        for token in tokens:
            self._tokens.setdefault(token, set()).add(lead)

    def turns(self, rota: str) -> Mapping[str, int]:
        """See :meth:`LeadStore.turns <leadlife.ports.LeadStore.turns>`."""
        with self._lock:
            return MappingProxyType(dict(self._turns.get(rota, {})))

    def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        """See :meth:`LeadStore.matching <leadlife.ports.LeadStore.matching>`."""
        with self._lock:
            found = {lead for token in tokens for lead in self._tokens.get(token, ())}
            return sorted(found, key=self._numbers.__getitem__)

    def counts(self, where: LeadFilter = EVERY_LEAD) -> Mapping[str, int]:
        """See :meth:`LeadStore.counts <leadlife.ports.LeadStore.counts>`."""
        with self._lock:
            return MappingProxyType(
                Counter(lead.stage for lead in self._leads.values() if _fits(lead, where))
            )

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
            found = self._due.upcoming(until, lambda number: _fits(self._leads[self._order[number]], where))
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


def _planned(change: Change) -> _Planned:
    return _Planned(
        change, clock_rows(change), None if change.fired is None else rearmed(change, change.fired)
    )


def _fits(lead: AnyLead, where: LeadFilter) -> bool:
    if lead.merged_into is not None and not where.merged:
        return False
    if where is EVERY_LEAD:
        return True
    stage, owner, source, campaign, account, captured_at = indexed(lead)
    wanted = (
        (where.stage, stage),
        (where.owner, owner),
        (where.source, source),
        (where.campaign, campaign),
        (where.account, account),
    )
    return (
        all(asked is None or asked == found for asked, found in wanted)
        and (where.captured_from is None or where.captured_from <= captured_at)
        and (where.captured_before is None or captured_at < where.captured_before)
    )
