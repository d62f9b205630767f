"""Deadlines with pauses, and the working time that was used between two instants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from leadlife.errors import InvalidInput
from leadlife.worktime.calendar import WorkCalendar
from leadlife.worktime.instant import beyond_time, to_us
from leadlife.worktime.span import Span

Pause = tuple[datetime, datetime]


def deadline(span: Span, start: datetime, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The instant, in UTC, by which what began at ``start`` must be done: at the deadline is in time.

    Pauses move it by the time that they cost, counted like the span itself: in working time if it is one of working
    time, else in elapsed time. Pauses outside hours cost nothing, pauses that overlap are one, what lies before the
    start does not count, nor does a pause that begins after the deadline has passed. One that begins just at the
    deadline still counts: nothing is late while it is paused.

    Raises ``InvalidInput`` for naive times and pauses that end before they begin.

    >>> from leadlife.worktime.span import working_hours
    >>> office = WorkCalendar("UTC", {"mon-fri": "09:00-17:00"})
    >>> friday = datetime(2026, 11, 6, 15, tzinfo=UTC)
    >>> hold = (datetime(2026, 11, 6, 16, tzinfo=UTC), datetime(2026, 11, 9, 10, tzinfo=UTC))
    >>> deadline(working_hours(5), friday, office, [hold]).isoformat()
    '2026-11-09T14:00:00+00:00'
    """
    unpaused = span.after(start, calendar)
    return put_off(unpaused, start, calendar if span.is_working else None, pauses) if pauses else unpaused


def put_off(
    unpaused: datetime, start: datetime, calendar: WorkCalendar | None, pauses: Sequence[Pause]
) -> datetime:
    """The deadline ``unpaused`` of what began at ``start``, put off by the pauses as ``deadline`` says.

    What they cost is counted in the working time of the calendar, or without one in elapsed time.

    >>> start, hour = datetime(2026, 11, 6, 15, tzinfo=UTC), timedelta(hours=1)
    >>> put_off(start + 2 * hour, start, None, [(start + hour, start + 4 * hour)]) - start
    datetime.timedelta(seconds=18000)
    """
    due = unpaused
    elapsed, add = _measures(calendar)
    paused = timedelta(0)
    for begin, end in _union(pauses):
        if begin > due:
            break
        if end <= start:
            continue
        paused += elapsed(max(begin, start), end)
        due = add(unpaused, paused)
    return due


def working_time_used(
    counted: WorkCalendar | Span,
    start: datetime,
    end: datetime,
    pauses: Sequence[Pause] = (),
    *,
    calendar: WorkCalendar | None = None,
) -> timedelta:
    """The time from ``start`` to ``end`` less the pauses: working time of a calendar, or what a span counts.

    A span of working time needs the ``calendar`` too; one of elapsed time, of days or months counts elapsed time.

    Raises ``InvalidInput`` for naive times, an ``end`` before the ``start``, and a missing calendar.

    >>> from leadlife.worktime.span import hours
    >>> friday, monday = datetime(2026, 11, 6, 15, tzinfo=UTC), datetime(2026, 11, 9, 10, tzinfo=UTC)
    >>> used = working_time_used(WorkCalendar("UTC", {"mon-fri": "09:00-17:00"}), friday, monday)
    >>> used / timedelta(hours=1), working_time_used(hours(24), friday, monday) / timedelta(hours=1)
    (3.0, 67.0)
    """
    if to_us(end) < to_us(start):
        raise InvalidInput(
            "count the time used", f"the end {end} is before the start {start}", remedy="swap them"
        )
    elapsed, _ = _measures(_calendar_of(counted, calendar))
    cuts = ((max(begin, start), min(close, end)) for begin, close in _union(pauses))
    return elapsed(start, end) - sum((elapsed(a, b) for a, b in cuts if a < b), timedelta(0))


def _calendar_of(counted: WorkCalendar | Span, calendar: WorkCalendar | None) -> WorkCalendar | None:
    if isinstance(counted, WorkCalendar):
        return counted
    if not counted.is_working:
        return None
    if calendar is None:
        raise InvalidInput(
            f"count the use of {counted}", "working time needs a calendar", remedy="pass calendar="
        )
    return calendar


def _measures(
    calendar: WorkCalendar | None,
) -> tuple[Callable[[datetime, datetime], timedelta], Callable[[datetime, timedelta], datetime]]:
    """How long it is from one instant to another, and the instant so much later; without a calendar, elapsed."""
    if calendar is not None:
        return calendar.elapsed, calendar.add
    return _elapsed, _later


def _elapsed(a: datetime, b: datetime) -> timedelta:
    return b.astimezone(UTC) - a.astimezone(UTC)


def _later(t: datetime, length: timedelta) -> datetime:
    try:
        return t.astimezone(UTC) + length
    except OverflowError:
        raise beyond_time() from None


def _union(pauses: Iterable[Pause]) -> Iterator[Pause]:
    """The pauses in order, those that touch or overlap made one; in UTC, as wall times do not compare across a fold."""
    last: Pause | None = None
    for begin, end in sorted(_readable(pause) for pause in pauses):
        if last is not None and begin <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (begin, end)
    if last is not None:
        yield last


def _readable(pause: Pause) -> Pause:
    try:
        begin, end = pause
    except (TypeError, ValueError):
        raise InvalidInput(
            f"read the pause {pause!r}", "a pause is a pair of instants", remedy="write (from, until)"
        ) from None
    if to_us(end) < to_us(begin):
        raise InvalidInput(
            "count a pause", f"it ends at {end}, before it begins at {begin}", remedy="swap the two"
        )
    return begin.astimezone(UTC), end.astimezone(UTC)
