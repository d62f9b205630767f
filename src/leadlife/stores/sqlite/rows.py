"""Rows to objects and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple

from pydantic_core import to_json

from leadlife.effects import Notify
from leadlife.errors import StoreDamaged
from leadlife.events import Event
from leadlife.lead import PolicyPin
from leadlife.ports import AnyLead
from leadlife.stores._json import (
    SCHEMA,
    SHAPE,
    Envelope,
    Stub,
    event_body,
    lead_state,
    notice_body,
    read_event,
    read_lead,
    read_notice,
)
from leadlife.stores._steps import indexed

Row = tuple[Any, ...]
"""A row as sqlite3 gives it: what a column holds is known only once it was read."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def at_micros(since: int) -> datetime:
    return _EPOCH + timedelta(microseconds=since)


def _digest(columns: Row, body: str) -> bytes:
    """A hash over a whole row, by which ``verify`` knows that nobody altered it."""
    whole = blake2b(to_json(columns), digest_size=16)
    whole.update(body.encode())
    return whole.digest()


# -- leads: (id, uid, key, version, policy, stage, owner, source, campaign, account, captured_at, shape, state, digest)


def lead_row(lead: AnyLead, policy: int) -> Row:
    """The row's columns from ``key`` on."""
    stage, owner, source, campaign, account, captured_at = indexed(lead)
    columns = (lead.key, lead.version, policy, stage, owner, source, campaign, account, micros(captured_at))
    state = lead_state(lead)
    return (*columns, SHAPE, state, _digest((lead.id, *columns), state))


def lead_of(row: Row, policies: Mapping[int, PolicyPin]) -> AnyLead | None:
    """The lead, or None if its state is of another shape and must be folded anew.

    :raises StoreDamaged: if the row was altered or cannot be decoded.
    """
    _, *columns, shape, state, digest = row
    uid, key, version, policy, stage, _, source, campaign, account, captured_at = columns
    if shape != SHAPE:
        return None
    if not isinstance(state, str) or _digest(tuple(columns), state) != digest:
        raise StoreDamaged(f"lead {uid}: its row at version {version} was altered")
    stub = Stub(uid, version, key, at_micros(captured_at), policies[policy], stage, source, campaign, account)
    return read_lead(stub, state)


# -- events: (lead, seq, kind, version, policy, occurred_at, recorded_at, body, digest)


def event_row(event: Event, policy: int) -> Row:
    """The row's columns from ``seq`` on."""
    kind = event.kind
    columns = (event.seq, kind, SCHEMA[kind], policy, micros(event.occurred_at), micros(event.recorded_at))
    body = event_body(event)
    return (*columns, body, _digest((event.lead, *columns, event.policy.fingerprint), body))


def event_of(lead: str, row: Row, policies: Mapping[int, PolicyPin]) -> Event:
    """:raises StoreDamaged: if the row was altered or cannot be decoded."""
    *columns, body, digest = row
    seq, kind, version, policy, occurred_at, recorded_at = columns
    pin = policies.get(policy)
    if pin is None:
        raise StoreDamaged(f"lead {lead}, event {seq}: its policy {policy!r} is not kept")
    if not isinstance(body, str) or _digest((lead, *columns, pin.fingerprint), body) != digest:
        raise StoreDamaged(f"lead {lead}, event {seq}: its row was altered")
    envelope = Envelope(lead, seq, kind, version, at_micros(occurred_at), at_micros(recorded_at), pin)
    return read_event(envelope, body)


# -- notices: (pos, lead uid, seq, rule, channel, clock, body, ready_at, attempts, error)


class Notice(NamedTuple):
    pos: int
    notice: Notify
    ready_at: int
    attempts: int
    error: str | None


def notice_row(notice: Notify, ready_at: datetime) -> Row:
    """The row's columns from ``seq`` on."""
    body = notice_body(notice)
    return (notice.seq, notice.rule, notice.channel, notice.clock, body, micros(ready_at))


def notice_of(row: Row) -> Notice:
    """:raises StoreDamaged: if it cannot be decoded."""
    pos, lead, seq, rule, channel, clock, body, ready_at, attempts, error = row
    return Notice(pos, read_notice(lead, seq, rule, channel, clock, body), ready_at, attempts, error)
