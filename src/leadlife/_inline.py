"""Driving asynchronous use cases over synchronous ports, without an event loop or a thread."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from leadlife.effects import Notify
from leadlife.errors import DefinitionError, PortSuspended
from leadlife.events import Event
from leadlife.lead import PolicyPin
from leadlife.ports import (
    EVERY_LEAD,
    AnyLead,
    Claim,
    Delivery,
    DeliveryState,
    LeadFilter,
    LeadStore,
    Notifier,
    OutboxRow,
    Receipt,
    Step,
)

T = TypeVar("T")


def drive(use_case: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends to its end, here and now.

    :raises PortSuspended: if it does suspend: a port awaited something real.
    """
    try:
        use_case.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    use_case.close()
    raise PortSuspended("a port suspended under the synchronous Engine, which has no event loop")


class InlineStore:
    """A synchronous store as an asynchronous one that answers at once."""

    def __init__(self, store: LeadStore) -> None:
        self._store = store

    async def load(self, lead: str) -> AnyLead | None:
        return self._store.load(lead)

    async def find(self, key: str) -> str | None:
        return self._store.find(key)

    async def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]:
        return self._store.history(lead, after=after, until=until)

    async def commit(self, step: Step) -> None:
        self._store.commit(step)

    async def receipt(self, request_id: str) -> Receipt | None:
        return self._store.receipt(request_id)

    async def turns(self, rota: str) -> Mapping[str, int]:
        return self._store.turns(rota)

    async def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        return self._store.matching(tokens)

    async def claim_due(self, worker: str, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Claim]:
        return self._store.claim_due(worker, now=now, limit=limit, lease=lease)

    async def release_claim(self, claim: Claim) -> None:
        self._store.release_claim(claim)

    async def claim_outbox(
        self, worker: str, *, channels: Sequence[str], now: datetime, limit: int, lease: timedelta
    ) -> Sequence[Delivery]:
        return self._store.claim_outbox(worker, channels=channels, now=now, limit=limit, lease=lease)

    async def ack(self, delivery: Delivery) -> None:
        self._store.ack(delivery)

    async def nack(self, delivery: Delivery, *, retry_at: datetime, error: str) -> None:
        self._store.nack(delivery, retry_at=retry_at, error=error)

    async def park(self, delivery: Delivery, *, error: str) -> None:
        self._store.park(delivery, error=error)

    async def outbox(self, *, state: DeliveryState, limit: int = 100) -> Sequence[OutboxRow]:
        return self._store.outbox(state=state, limit=limit)

    async def pin(self, policy: PolicyPin, dump: str) -> None:
        self._store.pin(policy, dump)

    async def policies(self) -> Mapping[PolicyPin, str]:
        return self._store.policies()

    async def scan(
        self, where: LeadFilter = EVERY_LEAD, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[AnyLead]:
        return self._store.scan(where, after=after, limit=limit)


class InlineNotifier:
    """A synchronous notifier as an asynchronous one that answers at once."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier

    async def send(self, notice: Notify) -> None:
        self._notifier.send(notice)


def by_channel(notifiers: Mapping[str, Notifier] | Notifier | None) -> Mapping[str, InlineNotifier]:
    """The notifiers by the channels that they serve; a single one serves ``default``.

    :raises DefinitionError: if one cannot send.
    """
    if notifiers is None:
        return {}
    if isinstance(notifiers, Mapping):
        return {channel: _inline(one) for channel, one in notifiers.items()}
    return {"default": _inline(notifiers)}


def _inline(notifier: Notifier) -> InlineNotifier:
    if not callable(getattr(notifier, "send", None)):
        raise DefinitionError(
            f"{notifier!r} is no notifier: it has no send(notice); wrap it: CallbackNotifier(...)"
        )
    return InlineNotifier(notifier)
