"""The SQLite store: every promise of the port over one file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from leadlife.errors import NotAStore, StoreError
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
from leadlife.stores._rewriting import check_outcome, erases
from leadlife.stores._steps import check_claim, conflict, merged
from leadlife.stores.sqlite import due
from leadlife.stores.sqlite.database import Database, Durable
from leadlife.stores.sqlite.migrate import prepare
from leadlife.stores.sqlite.policies import Policies
from leadlife.stores.sqlite.reading import Reader, Recent
from leadlife.stores.sqlite.writing import encoded, write

_BUSY = timedelta(seconds=30)


class SqliteStore:
    """Leads in one SQLite file, which is made if it does not exist. Threads and processes may share the file.

    ``durable="full"`` (the default) keeps every acknowledged commit through a power cut; ``"normal"`` may lose
    the last ones then, never half of one, and is faster. ``busy_timeout`` is how long a call waits for other
    processes before it raises :class:`~leadlife.errors.StoreBusy`. ``path`` stays readable as an attribute.

    :raises NotAStore: if the path is a folder, another program's database, or no SQLite file at all.
    :raises StoreTooNew: if a newer leadlife wrote it.
    :raises StoreError: if it cannot be opened.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, durable: Durable = "full", busy_timeout: timedelta = _BUSY
    ) -> None:
        self.path = os.fspath(path)
        _check_path(self.path)
        self._database = Database(self.path, busy_timeout)
        self._policies = Policies()
        self._recent = Recent()
        self._reader = Reader(self._policies, self._recent)
        try:
            prepare(self._database, durable)
            self._database.read(self._policies.read)
        except BaseException:
            self._database.close()
            raise

    # -- leads ---------------------------------------------------------------------------------------

    def load(self, lead: str) -> AnyLead | None:
        """See :meth:`LeadStore.load <leadlife.ports.LeadStore.load>`."""
        return self._database.read(self._reader.load, lead)

    def find(self, key: str) -> str | None:
        """See :meth:`LeadStore.find <leadlife.ports.LeadStore.find>`."""
        return self._database.read(self._reader.find, key)

    def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]:
        """See :meth:`LeadStore.history <leadlife.ports.LeadStore.history>`."""
        return self._database.read(self._reader.history, lead, after, until)

    def scan(
        self, where: LeadFilter = EVERY_LEAD, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[AnyLead]:
        """See :meth:`LeadStore.scan <leadlife.ports.LeadStore.scan>`."""
        return self._database.snapshot(self._reader.scan, where, after, limit)

    # -- commit --------------------------------------------------------------------------------------

    def commit(self, step: Step) -> None:
        """See :meth:`LeadStore.commit <leadlife.ports.LeadStore.commit>`."""
        changes = merged(step)
        erasures = [change for change in changes if erases(change)]
        for change in erasures:
            check_outcome(change, self._decided_upon(change))
        whole = encoded(step, changes, self._policy_id, self._recent)
        for id, one in self._database.write(write, whole, self._recent):
            self._recent.put(id, one.lead.encoded)
        if erasures:
            self._database.scrub()

    def _decided_upon(self, change: Change) -> Sequence[Event]:
        """The events before the change; that none was added since is seen in the commit."""
        history = self.history(change.lead.id, until=change.expected)
        if len(history) < change.expected:
            raise conflict(change, len(history) or None)
        return history

    def _policy_id(self, policy: PolicyPin) -> int:
        known = self._policies.ids.get(policy)
        return self._database.read(self._policies.id_of, policy) if known is None else known

    def turns(self, rota: str) -> Mapping[str, int]:
        """See :meth:`LeadStore.turns <leadlife.ports.LeadStore.turns>`."""
        return self._database.read(self._reader.turns, rota)

    def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        """See :meth:`LeadStore.matching <leadlife.ports.LeadStore.matching>`."""
        return self._database.read(self._reader.matching, tokens)

    def counts(self, where: LeadFilter = EVERY_LEAD) -> Mapping[str, int]:
        """See :meth:`LeadStore.counts <leadlife.ports.LeadStore.counts>`."""
        return self._database.read(self._reader.counts, where)

    def receipt(self, request_id: str) -> Receipt | None:
        """See :meth:`LeadStore.receipt <leadlife.ports.LeadStore.receipt>`."""
        return self._database.read(self._reader.receipt, request_id)

    # -- due clocks ----------------------------------------------------------------------------------

    def claim_due(self, worker: str, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Claim]:
        """See :meth:`LeadStore.claim_due <leadlife.ports.LeadStore.claim_due>`."""
        check_claim(limit, lease)
        if not self._database.read(due.something_due, now):
            return ()
        return self._database.write(due.claim_due, worker, now, limit, now + lease)

    def release_claim(self, claim: Claim) -> None:
        """See :meth:`LeadStore.release_claim <leadlife.ports.LeadStore.release_claim>`."""
        self._database.write(due.release_claim, claim)

    def next_due(self) -> datetime | None:
        """See :meth:`LeadStore.next_due <leadlife.ports.LeadStore.next_due>`."""
        return self._database.read(due.next_due)

    def upcoming(
        self, where: LeadFilter = EVERY_LEAD, *, until: datetime | None = None, limit: int = 100
    ) -> Sequence[Upcoming]:
        """See :meth:`LeadStore.upcoming <leadlife.ports.LeadStore.upcoming>`."""
        return self._database.read(due.upcoming, where, until, limit)

    # -- outbox --------------------------------------------------------------------------------------

    def claim_outbox(
        self, worker: str, *, channels: Sequence[str], now: datetime, limit: int, lease: timedelta
    ) -> Sequence[Delivery]:
        """See :meth:`LeadStore.claim_outbox <leadlife.ports.LeadStore.claim_outbox>`."""
        check_claim(limit, lease)
        if not self._database.read(due.ready_notices, channels, now, 1):
            return ()
        return self._database.write(due.claim_outbox, worker, channels, now, limit, now + lease)

    def ack(self, delivery: Delivery) -> None:
        """See :meth:`LeadStore.ack <leadlife.ports.LeadStore.ack>`."""
        self._database.write(due.delivered, delivery)

    def nack(self, delivery: Delivery, *, retry_at: datetime, error: str) -> None:
        """See :meth:`LeadStore.nack <leadlife.ports.LeadStore.nack>`."""
        self._database.write(due.retried, delivery, retry_at, error)

    def park(self, delivery: Delivery, *, error: str) -> None:
        """See :meth:`LeadStore.park <leadlife.ports.LeadStore.park>`."""
        self._database.write(due.parked, delivery, error)

    def outbox(self, *, state: DeliveryState, limit: int = 100) -> Sequence[OutboxRow]:
        """See :meth:`LeadStore.outbox <leadlife.ports.LeadStore.outbox>`."""
        return self._database.read(due.outbox, state, limit)

    def requeue(self, key: str, *, now: datetime) -> bool:
        """See :meth:`LeadStore.requeue <leadlife.ports.LeadStore.requeue>`."""
        return self._database.write(due.requeue, key, now)

    # -- policies and care ---------------------------------------------------------------------------

    def pin(self, policy: PolicyPin, dump: str) -> None:
        """See :meth:`LeadStore.pin <leadlife.ports.LeadStore.pin>`."""
        if policy not in self._policies.ids:
            self._database.write(self._policies.pin, policy, dump)

    def policies(self) -> Mapping[PolicyPin, str]:
        """See :meth:`LeadStore.policies <leadlife.ports.LeadStore.policies>`."""
        return MappingProxyType(self._database.read(self._policies.read))

    def verify(self, lead: str) -> None:
        """See :meth:`LeadStore.verify <leadlife.ports.LeadStore.verify>`."""
        self._database.snapshot(self._reader.verify, lead)

    def close(self) -> None:
        """See :meth:`LeadStore.close <leadlife.ports.LeadStore.close>`."""
        self._database.close()


def _check_path(path: str) -> None:
    if path == ":memory:":
        raise StoreError("SqliteStore keeps leads in a file: for leads in memory, take MemoryStore()")
    if not path:
        raise StoreError(
            "the path is empty, and SQLite would keep the leads until it is closed only: pass 'leads.db'"
        )
    if os.path.isdir(path):
        raise NotAStore(f"{path} is a folder: pass the path of a file in it")
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise StoreError(f"{path} cannot be opened: there is no folder {folder}")
