"""Reading leads, events and receipts."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Any

from leadlife.errors import StoreDamaged, UnknownLead
from leadlife.events import Event
from leadlife.fold import replay
from leadlife.ports import AnyLead, LeadFilter, Receipt, Request
from leadlife.stores._json import Encoded, encode_lead
from leadlife.stores._json.values import DAMAGE, parsed, text
from leadlife.stores._steps import due_clocks
from leadlife.stores._verify import compare_clocks, compare_fold
from leadlife.stores.sqlite import statements as sql
from leadlife.stores.sqlite.policies import Policies
from leadlife.stores.sqlite.rows import Row, at_micros, event_of, lead_of, micros

_EVERY = 2**62
_KEPT = 1024


class Recent:
    """The leads that were last read or written, so that an unchanged one need not be decoded again.

    A lead is immutable and its version says all: one is used only after its version was read in the file.
    """

    def __init__(self) -> None:
        self._leads: OrderedDict[str, tuple[int, Encoded]] = OrderedDict()
        self._lock = Lock()

    def get(self, uid: str) -> tuple[int, Encoded] | None:
        """The row's id, and the lead as it last was."""
        return self._leads.get(uid)

    def put(self, id: int, encoded: Encoded) -> None:
        uid = encoded.lead.id
        with self._lock:
            self._leads[uid] = (id, encoded)
            self._leads.move_to_end(uid)
            if len(self._leads) > _KEPT:
                self._leads.popitem(last=False)


class Reader:
    """Reads a store's file; every method is passed the connection."""

    def __init__(self, policies: Policies, recent: Recent) -> None:
        self._policies = policies
        self._recent = recent

    def load(self, connection: sqlite3.Connection, uid: str) -> AnyLead | None:
        known = self._recent.get(uid)
        if known is not None:
            found = connection.execute(sql.VERSION_BY_ID, (known[0],)).fetchone()
            if found is not None and found[0] == known[1].lead.version:
                return known[1].lead
        row = connection.execute(sql.LEAD_BY_UID, (uid,)).fetchone()
        if row is None:
            return None
        encoded = self._encoded(connection, row)
        self._recent.put(row[0], encoded)
        return encoded.lead

    def _encoded(self, connection: sqlite3.Connection, row: Row) -> Encoded:
        uid, version, policy = row[1], row[10], row[11]
        policies = self._policies.knows(connection, policy)
        if policy not in policies:
            raise StoreDamaged(f"lead {uid}: its policy {policy!r} is not kept")
        encoded = lead_of(row, policies)
        if encoded is None:
            lead = replay(self.history(connection, uid, 0, version))
            encoded = encode_lead(lead)
        return encoded

    def find(self, connection: sqlite3.Connection, key: str) -> str | None:
        row = connection.execute(sql.UID_BY_KEY, (key,)).fetchone()
        return None if row is None else row[0]

    def history(
        self, connection: sqlite3.Connection, uid: str, after: int, until: int | None
    ) -> Sequence[Event]:
        rows = connection.execute(sql.EVENTS, (uid, after, _EVERY if until is None else until)).fetchall()
        return [event_of(uid, row, self._policies.knows(connection, row[3])) for row in rows]

    def scan(
        self, connection: sqlite3.Connection, where: LeadFilter, after: str | None, limit: int
    ) -> Sequence[AnyLead]:
        first = 0
        if after is not None:
            row = connection.execute(sql.VERSION_BY_UID, (after,)).fetchone()
            if row is None:
                raise UnknownLead(f"read the leads after {after!r}", "there is none with this id")
            first = row[0]
        query, arguments = _page(where)
        return [
            self._encoded(connection, row).lead
            for row in connection.execute(query, (first, *arguments, limit)).fetchall()
        ]

    def turns(self, connection: sqlite3.Connection, rota: str) -> Mapping[str, int]:
        return MappingProxyType(dict(connection.execute(sql.TURNS, (rota,)).fetchall()))

    def matching(self, connection: sqlite3.Connection, tokens: Sequence[str]) -> Sequence[str]:
        return [uid for _, uid in connection.execute(sql.MATCHING, (text(list(tokens)),))]

    def counts(self, connection: sqlite3.Connection, where: LeadFilter) -> Mapping[str, int]:
        terms = conditions(where)
        condition = " AND ".join(term for term, _ in terms) or "1"
        found = connection.execute(sql.COUNTS.format(condition), [value for _, value in terms])
        return MappingProxyType(dict(found.fetchall()))

    def receipt(self, connection: sqlite3.Connection, request_id: str) -> Receipt | None:
        row = connection.execute(sql.RECEIPT, (request_id,)).fetchone()
        if row is None:
            return None
        try:
            wrote = tuple((lead, version) for lead, version in parsed(row[1]))
        except DAMAGE as error:
            raise StoreDamaged(f"the receipt of command {request_id} cannot be decoded: {error}") from error
        return Receipt(Request(request_id, row[0]), wrote)

    def verify(self, connection: sqlite3.Connection, uid: str) -> None:
        row = connection.execute(sql.LEAD_BY_UID, (uid,)).fetchone()
        if row is None:
            raise UnknownLead(f"verify lead {uid!r}", "there is none with this id")
        lead = self._encoded(connection, row).lead
        compare_fold(lead, self.history(connection, uid, 0, None))
        rows = {id: at_micros(due) for id, due in connection.execute(sql.CLOCKS_OF, (row[0],))}
        compare_clocks(uid, rows, due_clocks(lead))


def conditions(where: LeadFilter) -> list[tuple[str, Any]]:
    """What is asked of a lead's columns, each with its argument."""
    terms: list[tuple[str, Any]] = [
        (f"lead.{name} = ?", value)
        for name in ("stage", "owner", "source", "campaign", "account")
        if (value := getattr(where, name)) is not None
    ]
    if not where.merged:
        terms.append(("lead.merged_into IS ?", None))
    if where.captured_from is not None:
        terms.append(("lead.captured_at >= ?", micros(where.captured_from)))
    if where.captured_before is not None:
        terms.append(("lead.captured_at < ?", micros(where.captured_before)))
    return terms


def _page(where: LeadFilter) -> tuple[str, list[Any]]:
    """The query for a page of leads, and its arguments between the row to start after and the limit."""
    terms = conditions(where)
    condition = "".join(f" AND {term}" for term, _ in terms)
    query = f"SELECT {sql.LEAD_COLUMNS} FROM lead WHERE id > ?{condition} ORDER BY id LIMIT ?"
    return query, [value for _, value in terms]
