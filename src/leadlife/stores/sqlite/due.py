"""Claiming clocks and notices: leases and fences on the rows themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import islice

from leadlife.ports import Claim, Delivery, DeliveryState, LeadFilter, OutboxRow, Upcoming
from leadlife.stores.sqlite import statements as sql
from leadlife.stores.sqlite.reading import conditions
from leadlife.stores.sqlite.rows import Row, at_micros, micros, notice_of


def something_due(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether a claim would find anything: asked without a lock, so that idle sweeps do not write."""
    first = connection.execute(sql.FIRST_READY).fetchone()[0]
    return first is not None and first <= micros(now)


def claim_due(
    connection: sqlite3.Connection, worker: str, now: datetime, limit: int, until: datetime
) -> Sequence[Claim]:
    rows = connection.execute(sql.READY_CLOCKS, (micros(now), limit)).fetchall()
    fence = _fences(connection, len(rows))
    end = micros(until)
    leases = [(end, fence + n, worker, lead, id) for n, (lead, id, _, _) in enumerate(rows)]
    connection.executemany(sql.LEASE_CLOCK, leases)
    return [Claim(uid, id, at_micros(due), fence + n) for n, (_, id, due, uid) in enumerate(rows)]


def release_claim(connection: sqlite3.Connection, claim: Claim) -> None:
    connection.execute(sql.RELEASE_CLOCK, (claim.lead, claim.clock, claim.fence))


def next_due(connection: sqlite3.Connection) -> datetime | None:
    first = connection.execute(sql.FIRST_READY).fetchone()[0]
    return None if first is None else at_micros(first)


def upcoming(
    connection: sqlite3.Connection, where: LeadFilter, until: datetime | None, limit: int
) -> Sequence[Upcoming]:
    terms = conditions(where)
    if until is not None:
        terms.append(("clock.ready_at <= ?", micros(until)))
    query = sql.UPCOMING.format(" AND ".join(term for term, _ in terms) or "true")
    rows = connection.execute(query, (*(value for _, value in terms), limit)).fetchall()
    return [Upcoming(uid, id, at_micros(due)) for uid, id, due in rows]


def _fences(connection: sqlite3.Connection, count: int) -> int:
    """The first of ``count`` numbers that no claim ever had."""
    first = connection.execute(sql.NEXT_FENCE).fetchone()[0]
    if count:
        connection.execute(sql.DRAW_FENCES, (count,))
    return int(first)


# -- outbox --------------------------------------------------------------------------------------------


def ready_notices(
    connection: sqlite3.Connection, channels: Sequence[str], now: datetime, limit: int
) -> Sequence[Row]:
    """The rows to claim, those that have waited longest first."""
    until = micros(now)
    found = [
        connection.execute(sql.READY_NOTICES, (channel, until, limit)).fetchall()
        for channel in dict.fromkeys(channels)
    ]
    return list(islice(merge(*found, key=lambda row: (row[7], row[0])), limit))


def claim_outbox(
    connection: sqlite3.Connection,
    worker: str,
    channels: Sequence[str],
    now: datetime,
    limit: int,
    until: datetime,
) -> Sequence[Delivery]:
    notices = [notice_of(row) for row in ready_notices(connection, channels, now, limit)]
    fence = _fences(connection, len(notices))
    end = micros(until)
    connection.executemany(
        sql.LEASE_NOTICE, [(end, fence + n, worker, one.pos) for n, one in enumerate(notices)]
    )
    return [Delivery(one.notice, one.attempts + 1, fence + n) for n, one in enumerate(notices)]


def _held(delivery: Delivery) -> Row:
    notice = delivery.notice
    return (notice.lead, notice.seq, notice.rule, notice.channel, delivery.fence)


def delivered(connection: sqlite3.Connection, delivery: Delivery) -> None:
    connection.execute(sql.DELIVERED, (None, *_held(delivery)))


def parked(connection: sqlite3.Connection, delivery: Delivery, error: str) -> None:
    connection.execute(sql.PARKED, (error, *_held(delivery)))


def retried(connection: sqlite3.Connection, delivery: Delivery, retry_at: datetime, error: str) -> None:
    connection.execute(sql.RETRIED, (error, micros(retry_at), *_held(delivery)))


def outbox(connection: sqlite3.Connection, state: DeliveryState, limit: int) -> Sequence[OutboxRow]:
    rows = connection.execute(sql.NOTICES_IN.format(state), (limit,)).fetchall()
    return [
        OutboxRow(one.notice, state, one.attempts, at_micros(one.ready_at), one.error)
        for one in map(notice_of, rows)
    ]


def requeue(connection: sqlite3.Connection, key: str, now: datetime) -> bool:
    return connection.execute(sql.REQUEUE, (micros(now), key)).rowcount > 0
