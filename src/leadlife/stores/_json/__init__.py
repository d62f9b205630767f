"""Leads, events and notices as JSON text and back, exactly: what is read equals what was written, to the type.

A body holds what is not a column of its own: the caller stores and passes back the lead's id, the seq, the
instants and the policy. An event's body is written once and never again, so every kind has a schema version
and is lifted to the present one when it is read (:mod:`~leadlife.stores._json.upcast`). A lead's state is a
cache of its events: where its shape is not the present one, it is folded anew.
"""

from leadlife.stores._json.events import SCHEMA, Envelope, event_body, read_event
from leadlife.stores._json.leads import SHAPE, Encoded, Sections, Stub, encode_lead, read_lead
from leadlife.stores._json.notices import notice_body, read_notice

__all__ = [
    "SCHEMA",
    "SHAPE",
    "Encoded",
    "Envelope",
    "Sections",
    "Stub",
    "encode_lead",
    "event_body",
    "notice_body",
    "read_event",
    "read_lead",
    "read_notice",
]
