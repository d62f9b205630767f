"""Events as JSON bodies. Fields at their defaults are left out; names are those of the event's class."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from leadlife.errors import StoreDamaged, StoreTooNew
from leadlife.events import Event
from leadlife.lead import PolicyPin
from leadlife.stores._json.event_readers import READERS
from leadlife.stores._json.event_writers import WRITERS
from leadlife.stores._json.parts import Texts, clock_out, clocks_in, listed
from leadlife.stores._json.upcast import upcast
from leadlife.stores._json.values import DAMAGE, Json, actor_in, actor_out, parsed, text

SCHEMA: Mapping[str, int] = {
    "captured": 1,
    "observed": 1,
    "moved": 1,
    "assigned": 1,
    "touched": 1,
    "level_reached": 1,
    "clocks_changed": 1,
    "backfilled": 1,
    "merged": 1,
    "absorbed": 1,
    "erased": 1,
    "migrated": 1,
}
"""The present schema version of each kind of event."""


class Envelope(NamedTuple):
    """What is stored beside an event's body."""

    lead: str
    seq: int
    kind: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    policy: PolicyPin


def event_body(event: Event, texts: Texts | None = None) -> str:
    """The event's body as JSON text, in the present schema of its kind. ``texts``: see :func:`listed`.

    :raises InvalidInput: if a text in it cannot be written as UTF-8.
    """
    body: dict[str, Json] = {"by": actor_out(event.by)}
    WRITERS[event.kind](event, body)
    written = text(body)
    if not event.clocks:
        return written
    clocks = listed(event.clocks, clock_out, {} if texts is None else texts)
    return f'{written[:-1]},"clocks":{clocks}}}'


def read_event(envelope: Envelope, body: str) -> Event:
    """The event that :func:`event_body` wrote, at whatever version.

    :raises StoreTooNew: if a newer leadlife wrote it.
    :raises StoreDamaged: if it cannot be decoded.
    """
    lead, seq, kind, version, occurred_at, recorded_at, policy = envelope
    present = SCHEMA.get(kind)
    if present is None or version > present:
        raise StoreTooNew(
            f"lead {lead}, event {seq}: {kind!r} in version {version} is not known to this leadlife; upgrade leadlife"
        )
    try:
        content = parsed(body)
        if version < present:
            content = upcast(kind, version, present, content)
        clocks = clocks_in(content["clocks"]) if "clocks" in content else ()
        by = actor_in(content["by"])
        return READERS[kind](content, (lead, seq, occurred_at, recorded_at, by, policy, clocks))
    except DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise StoreDamaged(f"lead {lead}, event {seq} ({kind}) cannot be decoded: {why}") from error
