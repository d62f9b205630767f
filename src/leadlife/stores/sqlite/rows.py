"""Rows to objects and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from zlib import crc32

from leadlife.effects import Notify
from leadlife.errors import StoreDamaged
from leadlife.events import Event
from leadlife.lead import PolicyPin
from leadlife.ports import AnyLead
from leadlife.stores._indexed import indexed
from leadlife.stores._json import (
    SCHEMA,
    SHAPE,
    Encoded,
    Envelope,
    Sections,
    Stub,
    encode_lead,
    event_body,
    notice_body,
    read_event,
    read_lead,
    read_notice,
)
from leadlife.stores._json.parts import Texts

Row = tuple[Any, ...]
"""A row as sqlite3 gives it: what a column holds is known only once it was read."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def at_micros(since: int) -> datetime:
    return _EPOCH + timedelta(microseconds=since)


# -- leads: (id, uid, merged_into, key, stage, owner, source, campaign, account, captured_at,
#            version, policy, recorded_at, shape, visits, told, clocks, rest, crc)

STATE = slice(8, None)
"""Of a :class:`LeadRow`'s columns, those without an index, which change with every step."""


class LeadRow(NamedTuple):
    """The columns from ``merged_into`` on, and what was encoded for them."""

    columns: Row
    encoded: Encoded


def lead_row(lead: AnyLead, policy: int, before: Encoded | None, texts: Texts) -> LeadRow:
    """The lead as a row; what it shares with the lead ``before`` is not encoded again, nor what is in ``texts``."""
    stage, owner, source, campaign, account, captured_at, merged_into = indexed(lead)
    found = (lead.key, stage, owner, source, campaign, account, micros(captured_at))
    state = (lead.version, policy, micros(lead.recorded_at), SHAPE)
    encoded = encode_lead(lead, before, texts)
    columns = (*found, *state, *encoded.sections)
    return LeadRow((merged_into, *columns, _crc((lead.id, *columns))), encoded)


def lead_of(row: Row, policies: Mapping[int, PolicyPin]) -> Encoded | None:
    """The lead, or None if its state is of another shape and must be folded anew.

    :raises StoreDamaged: if the row was altered or cannot be decoded.
    """
    _, uid, merged_into, key, stage, _, source, campaign, account, captured_at, *state = row
    version, policy, recorded_at, shape, *texts, crc = state
    if shape != SHAPE:
        return None
    if _crc((uid, *row[3:-1])) != crc:
        raise _altered(uid, version)
    at, then = at_micros(captured_at), at_micros(recorded_at)
    stub = Stub(uid, version, key, at, then, policies[policy], stage, source, campaign, account)
    sections = Sections(*texts)
    lead = read_lead(stub, sections)
    if lead.merged_into != merged_into:
        raise _altered(uid, version)
    return Encoded(lead, sections, {})


def _altered(uid: str, version: int) -> StoreDamaged:
    return StoreDamaged(f"lead {uid}: its row at version {version} was altered")


def _crc(columns: Row) -> int:
    """A checksum over a row that is only a cache: against accidents, not against people."""
    return crc32((_LEAD_TEXT % columns).encode("utf-8", "surrogatepass"))


_LEAD_TEXT = "\x1f".join(["%s"] * 16)


# -- events: (lead, seq, kind, version, policy, occurred_at, recorded_at, body, digest)


def event_row(event: Event, policy: int, texts: Texts) -> Row:
    """The row's columns from ``seq`` on. ``texts``: what is known of its clocks as text."""
    kind = event.kind
    columns = (event.seq, kind, SCHEMA[kind], policy, micros(event.occurred_at), micros(event.recorded_at))
    body = event_body(event, texts)
    return (*columns, body, _digest(event.lead, columns, event.policy.fingerprint, body))


def event_of(lead: str, row: Row, policies: Mapping[int, PolicyPin]) -> Event:
    """:raises StoreDamaged: if the row was altered or cannot be decoded."""
    *columns, body, digest = row
    seq, kind, version, policy, occurred_at, recorded_at = columns
    pin = policies.get(policy)
    if pin is None:
        raise StoreDamaged(f"lead {lead}, event {seq}: its policy {policy!r} is not kept")
    if _digest(lead, tuple(columns), pin.fingerprint, body) != digest:
        raise StoreDamaged(f"lead {lead}, event {seq}: its row was altered")
    envelope = Envelope(lead, seq, kind, version, at_micros(occurred_at), at_micros(recorded_at), pin)
    return read_event(envelope, body)


def _digest(lead: str, columns: Row, fingerprint: str, body: object) -> bytes:
    """A hash over a whole row, by which ``verify`` knows that nothing in it was altered."""
    whole = f"{_EVENT_TEXT % columns} {fingerprint} {len(lead)} {lead} {body}"
    return sha256(whole.encode("utf-8", "surrogatepass")).digest()[:16]


_EVENT_TEXT = "%s %s %s %s %s %s"


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
