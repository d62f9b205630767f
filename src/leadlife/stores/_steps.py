"""What every store asks of a step before it writes, and what it makes of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from leadlife.effects import Notify
from leadlife.errors import Conflict, InvalidInput, TurnLost
from leadlife.events import Assigned, Moved
from leadlife.ports import AnyLead, Change, Claim, Step
from leadlife.stores._indexed import owner_name
from leadlife.stores._rewriting import check_rewritten, erases, over, unlike


def merged(step: Step) -> Sequence[Change]:
    """The step's changes, at most one a lead: several of the same lead become one, in their order.

    :raises Conflict: if a later change of a lead was not decided upon the earlier one's outcome.
    :raises InvalidInput: if a change's events do not lead from its expected version to its lead's.
    """
    if len(step.changes) == 1:
        check(step.changes[0])
        return step.changes
    by_lead: dict[str, Change] = {}
    for change in step.changes:
        check(change)
        earlier = by_lead.get(change.lead.id)
        by_lead[change.lead.id] = change if earlier is None else _joined(earlier, change)
    return tuple(by_lead.values())


def check(change: Change) -> None:
    """:raises InvalidInput: if the events do not lead from the expected version to the lead's."""
    lead, seq = change.lead, change.expected
    for event in change.events:
        seq += 1
        if event.seq != seq or event.lead != lead.id:
            raise unlike(change, f"event {event.id} stands where {lead.id}:{seq} belongs")
        if event.occurred_at.tzinfo is None or event.recorded_at.tzinfo is None:
            raise unlike(change, f"event {event.id} has a time without a zone")
    if seq != lead.version or not change.events:
        raise unlike(change, f"{len(change.events)} events do not lead to version {lead.version}")
    if change.notices:
        _check_notices(change)
    if change.fired is not None and change.fired.lead != lead.id:
        raise unlike(change, f"it fires a clock of lead {change.fired.lead}")
    if change.rewritten:
        check_rewritten(change)


def _check_notices(change: Change) -> None:
    keys = set()
    for notice in change.notices:
        if notice.lead != change.lead.id or not change.expected < notice.seq <= change.lead.version:
            raise unlike(change, f"the notice {notice.key} is about no event of it")
        if notice.key in keys:
            raise unlike(change, f"two notices have the key {notice.key}: give their rules different names")
        keys.add(notice.key)


def _joined(first: Change, second: Change) -> Change:
    if second.expected != first.lead.version:
        raise conflict(second, first.lead.version)
    if first.fired is not None and second.fired is not None:
        raise InvalidInput(
            f"commit two fired clocks of lead {first.lead.id} in one step", "a step fires one clock a lead"
        )
    earlier = {event.seq: event for event in (*first.rewritten, *second.rewritten)}
    return replace(
        second,
        expected=first.expected,
        events=over(first.events, second.rewritten) + second.events,
        notices=_still_true(first, second) + second.notices,
        withdraw=first.withdraw + second.withdraw,
        fired=first.fired or second.fired,
        rewritten=tuple(event for seq, event in earlier.items() if seq <= first.expected),
        matches=first.matches if matches(second) is None else matches(second),
        unmatched=first.unmatched + second.unmatched,
        besides=first.besides + second.besides,
    )


def _still_true(first: Change, second: Change) -> tuple[Notify, ...]:
    """The first change's notices, without those that the second one withdraws or erases."""
    if erases(second):
        return ()
    gone = set(second.withdraw)
    return tuple(notice for notice in first.notices if notice.clock is None or notice.clock not in gone)


def receipt_of(step: Step) -> tuple[tuple[str, int], ...]:
    """What the receipt of the step's request says that it wrote."""
    return (*((change.lead.id, change.lead.version) for change in step.changes), *step.unchanged)


def matches(change: Change) -> tuple[str, ...] | None:
    """The tokens by which the lead is found from now on; None leaves them. An erasure leaves none."""
    tokens = change.matches
    return () if tokens is None and erases(change) else tokens


def conflict(change: Change, found: int | None) -> Conflict:
    """The error for a lead that is not at the version that was decided upon."""
    lead, expected = change.lead.id, change.expected
    if expected == 0:
        return Conflict(
            f"lead {lead} cannot be captured: there is one with this id already, at version {found}"
        )
    if found is None:
        return Conflict(f"lead {lead} was decided upon at version {expected}, and is not in this store")
    return Conflict(
        f"lead {lead} is at version {found}, not at {expected} as decided upon: load it and decide again"
    )


def key_taken(change: Change) -> Conflict:
    """The error for a second lead with the same key of the host's."""
    return Conflict(f"lead {change.lead.id} cannot be captured: another lead has the key {change.lead.key!r}")


def matched(change: Change) -> Conflict:
    """The error for a lead that was decided upon as the only one of its kind, and is not any more."""
    return Conflict(
        f"lead {change.lead.id} resembles another lead, which was captured meanwhile: decide again"
    )


class TurnTaken(NamedTuple):
    """A turn of a rota, and who had it."""

    rota: str
    number: int
    member: str


def turns_of(changes: Sequence[Change]) -> Sequence[TurnTaken]:
    """The turns that the events of a step take, rota by rota in their order.

    :raises InvalidInput: if an event names a turn and nobody whose turn it was.
    """
    found = []
    for change in changes:
        for event in change.events:
            if isinstance(event, _WITH_TURN) and event.turn is not None:
                found.append(TurnTaken(event.turn.rota, event.turn.number, _member(change, event)))
    return sorted(found) if len(found) > 1 else found


_WITH_TURN = (Moved, Assigned)


def _member(change: Change, event: Moved | Assigned) -> str:
    member = owner_name(event.owner)
    if member is None:
        raise unlike(change, f"event {event.id} takes a turn of a rota, and names no owner")
    return member


def turn_taken(turn: TurnTaken) -> TurnLost:
    """The error for a turn that somebody else has had meanwhile."""
    return TurnLost(f"turn {turn.number} of the rota {turn.rota!r} was taken meanwhile: decide again")


class ClockRows(NamedTuple):
    """What becomes of a lead's clock rows: those to arm, with their due time, and those to drop."""

    armed: Sequence[tuple[str, datetime]]
    dropped: Sequence[str]


_NO_ROWS = ClockRows((), ())
_NO_TIME = timedelta()


def clock_rows(change: Change) -> ClockRows:
    """The rows of the clocks that the change touched, the fired one excepted (see :func:`rearmed`).

    A lead's clocks change by its events alone, and each carries the clocks that it changed as they stand afterwards.
    """
    touched = {clock.id: clock for event in change.events for clock in event.clocks}
    if change.fired is not None:
        touched.pop(change.fired.clock, None)
    if not touched:
        return _NO_ROWS
    armed, dropped = [], []
    for id, clock in touched.items():
        if (at := clock.next_at) is None:
            dropped.append(id)
        else:
            armed.append((id, _aware(change, at)))
    return ClockRows(armed, dropped)


def rearmed(change: Change, fired: Claim) -> datetime | None:
    """When the fired clock's next level is due, or None if it has none left."""
    clock = change.lead.clock(fired.clock)
    at = None if clock is None else clock.next_at
    return None if at is None else _aware(change, at)


def _aware(change: Change, at: datetime) -> datetime:
    if at.tzinfo is None:
        raise unlike(change, f"a clock is due at {at.isoformat()}, a time without a zone")
    return at


def due_clocks(lead: AnyLead) -> dict[str, datetime]:
    """The clock rows that a lead must have."""
    return {clock.id: at for clock in lead.clocks if (at := clock.next_at) is not None}


def check_claim(limit: int, lease: timedelta) -> None:
    """:raises InvalidInput: for a limit or a lease that is not positive."""
    if limit < 1 or lease <= _NO_TIME:
        raise InvalidInput(
            f"claim {limit} for {lease}", "a claim takes at least one, and lasts for some time"
        )
