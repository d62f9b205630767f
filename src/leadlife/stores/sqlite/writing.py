"""Writing a step: encoded before the transaction begins, then written in as few statements as it takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from leadlife.errors import Conflict, IdempotencyMismatch, StaleClock
from leadlife.lead import PolicyPin
from leadlife.ports import Change, Claim, Step
from leadlife.stores._indexed import indexed
from leadlife.stores._json.parts import Texts
from leadlife.stores._json.values import text
from leadlife.stores._rewriting import erases
from leadlife.stores._steps import (
    ClockRows,
    TurnTaken,
    clock_rows,
    conflict,
    key_taken,
    matched,
    matches,
    rearmed,
    receipt_of,
    turn_taken,
    turns_of,
)
from leadlife.stores.sqlite import statements as sql
from leadlife.stores.sqlite.reading import Recent
from leadlife.stores.sqlite.rows import STATE, LeadRow, Row, event_row, lead_row, micros, notice_row


class Written(NamedTuple):
    """A change as rows, each without the lead's id, which a new lead has only once it is written.

    ``slim``: no indexed column of the lead changes. ``matches``: its tokens from now on, None where they stay.
    """

    change: Change
    lead: LeadRow
    events: Sequence[Row]
    rewritten: Sequence[Row]
    notices: Sequence[Row]
    clocks: ClockRows
    fired_next: datetime | None
    slim: bool
    erases: bool
    matches: Sequence[str] | None


class Encoded(NamedTuple):
    """A step as rows."""

    step: Step
    written: Sequence[Written]
    turns: Sequence[TurnTaken]


Placed = tuple[int, Written]
"""The lead's id, and what is written of it."""


def encoded(
    step: Step, changes: Sequence[Change], id_of: Callable[[PolicyPin], int], recent: Recent
) -> Encoded:
    """The step as rows, one change a lead; what no store should take is refused here, before anything is locked.

    :raises InvalidInput: if a change contradicts itself or holds what cannot be stored.
    """
    return Encoded(step, [_encoded(change, id_of, recent) for change in changes], turns_of(changes))


def _encoded(change: Change, id_of: Callable[[PolicyPin], int], recent: Recent) -> Written:
    lead = change.lead
    known = recent.get(lead.id)
    before = known[1] if known is not None and known[1].lead.version == change.expected else None
    if gone := erases(change):
        before = None  # not a text of it is of use any more
    texts: Texts = {} if before is None else before.texts
    return Written(
        change,
        lead_row(lead, id_of(lead.policy), before, texts),
        [event_row(event, id_of(event.policy), texts) for event in change.events],
        [event_row(event, id_of(event.policy), texts) for event in change.rewritten],
        [notice_row(notice, lead.recorded_at) for notice in change.notices],
        clock_rows(change),
        None if change.fired is None else rearmed(change, change.fired),
        before is not None and before.lead.key == lead.key and indexed(before.lead) == indexed(lead),
        gone,
        matches(change),
    )


def write(connection: sqlite3.Connection, whole: Encoded, recent: Recent) -> Sequence[Placed]:
    """Write it, within the caller's transaction."""
    step, written, turns = whole
    if step.request is not None:
        _receipt(connection, step)
    placed = _leads(connection, written, recent)
    for id, one in placed:
        if one.erases:
            _forget(connection, id, one, step)
    _many(connection, sql.INSERT_EVENT, [(id, *row) for id, one in placed for row in one.events])
    _clocks(connection, placed)
    _turns(connection, turns)
    _matches(connection, placed)
    _many(connection, sql.WITHDRAW, [(id, clock) for id, one in placed for clock in one.change.withdraw])
    _many(connection, sql.INSERT_NOTICE, [(id, *row) for id, one in placed for row in one.notices])
    return placed


def _many(connection: sqlite3.Connection, statement: str, rows: Sequence[Row]) -> int:
    """Execute it for every row; how many rows it changed."""
    if not rows:
        return 0
    if len(rows) == 1:
        return connection.execute(statement, rows[0]).rowcount
    return connection.executemany(statement, rows).rowcount


def _receipt(connection: sqlite3.Connection, step: Step) -> None:
    assert step.request is not None
    wrote = text(receipt_of(step))
    try:
        connection.execute(sql.INSERT_RECEIPT, (step.request.id, step.request.digest, wrote))
    except sqlite3.IntegrityError:
        raise IdempotencyMismatch(f"the command id {step.request.id!r} was used before") from None


# -- leads ---------------------------------------------------------------------------------------------


def _leads(connection: sqlite3.Connection, written: Sequence[Written], recent: Recent) -> Sequence[Placed]:
    placed: list[Placed] = []
    last = 0
    for one in written:
        if one.change.expected:
            placed.append((_id(connection, one.change, recent), one))
        else:
            last = 1 + (last or connection.execute(sql.LAST_LEAD).fetchone()[0])
            placed.append((last, one))
    old = [(id, one) for id, one in placed if one.change.expected]
    try:
        changed = _many(connection, sql.UPDATE_LEAD_STATE, [_slim(*each) for each in old if each[1].slim])
        changed += _many(connection, sql.UPDATE_LEAD, [_full(*each) for each in old if not each[1].slim])
        fresh = [(id, one.change.lead.id, *one.lead.columns) for id, one in placed if not one.change.expected]
        _many(connection, sql.INSERT_LEAD, fresh)
    except sqlite3.IntegrityError as error:
        raise _conflict(connection, placed) or error from None
    if changed < len(old):
        raise _conflict(connection, placed) or Conflict("a lead changed while it was written")
    return placed


def _id(connection: sqlite3.Connection, change: Change, recent: Recent) -> int:
    """A row keeps its id for ever, so one that was seen once need not be asked for."""
    if (known := recent.get(change.lead.id)) is not None:
        return known[0]
    found = connection.execute(sql.VERSION_BY_UID, (change.lead.id,)).fetchone()
    if found is None:
        raise conflict(change, None)
    return int(found[0])


def _slim(id: int, one: Written) -> Row:
    return (*one.lead.columns[STATE], id, one.change.expected)


def _full(id: int, one: Written) -> Row:
    return (*one.lead.columns, id, one.change.expected)


def _conflict(connection: sqlite3.Connection, placed: Sequence[Placed]) -> Conflict | None:
    """Which lead was in the way, once it is known that one was. The updates made so far are the caller's to undo."""
    connection.execute("ROLLBACK")
    for _, one in placed:
        change = one.change
        found = connection.execute(sql.VERSION_BY_UID, (change.lead.id,)).fetchone()
        if (0 if found is None else found[1]) != change.expected:
            return conflict(change, None if found is None else found[1])
    for _, one in placed:
        key = one.change.lead.key
        holders = connection.execute(sql.UID_BY_KEY, (key,)).fetchall()
        same = [other for _, other in placed if key is not None and other.change.lead.key == key]
        if len(same) > 1 or any(uid != one.change.lead.id for (uid,) in holders):
            return key_taken(one.change)
    return None


# -- clocks --------------------------------------------------------------------------------------------


def _clocks(connection: sqlite3.Connection, placed: Sequence[Placed]) -> None:
    for id, one in placed:
        if one.change.fired is not None:
            _fire(connection, id, one.change.fired, one.fired_next)
    armed = [
        (id, clock, due, due) for id, one in placed for clock, at in one.clocks.armed for due in (micros(at),)
    ]
    _many(connection, sql.ARM_CLOCK, armed)
    _many(connection, sql.DROP_CLOCK, [(id, clock) for id, one in placed for clock in one.clocks.dropped])


def _fire(connection: sqlite3.Connection, id: int, fired: Claim, next_at: datetime | None) -> None:
    held = (id, fired.clock, fired.fence)
    if next_at is None:
        changed = connection.execute(sql.DROP_FIRED, held).rowcount
    else:
        due = micros(next_at)
        changed = connection.execute(sql.REARM_FIRED, (due, due, *held)).rowcount
    if not changed:
        raise StaleClock(f"the claim on clock {fired.clock} of lead {fired.lead} is no longer held")


# -- turns and matches ---------------------------------------------------------------------------------


def _turns(connection: sqlite3.Connection, turns: Sequence[TurnTaken]) -> None:
    for turn in turns:
        if turn.number != 1 + connection.execute(sql.LAST_TURN, (turn.rota,)).fetchone()[0]:
            raise turn_taken(turn)
        connection.execute(sql.TAKE_TURN, (turn.rota, turn.member, turn.number))


def _matches(connection: sqlite3.Connection, placed: Sequence[Placed]) -> None:
    """The tokens as they are after the step, and only then whether another lead has one that it must not have."""
    for id, one in placed:
        if one.matches is not None:
            if one.change.expected:
                connection.execute(sql.FORGET_MATCHES, (id,))
            _many(connection, sql.INSERT_MATCH, [(token, id) for token in dict.fromkeys(one.matches)])
    for id, one in placed:
        for token in one.change.unmatched:
            found = {uid for (uid,) in connection.execute(sql.MATCHED, (token, id))}
            if found.difference(one.change.besides):
                raise matched(one.change)


# -- erasure -------------------------------------------------------------------------------------------


def _forget(connection: sqlite3.Connection, id: int, one: Written, step: Step) -> None:
    """What the lead's events said before it was erased, wherever else it is kept."""
    for seq, _, version, _, _, _, body, digest in one.rewritten:
        connection.execute(sql.REWRITE_EVENT, (version, body, digest, id, seq))
    connection.execute(sql.EMPTY_NOTICES, (id,))
    wrote = f"[{text(one.change.lead.id)},"
    connection.execute(sql.FORGET_DIGESTS, (wrote, None if step.request is None else step.request.id))
