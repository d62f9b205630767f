"""Instants as whole microseconds since 1970 UTC: the numbers in which working time is counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from leadlife.errors import InvalidInput

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.date().toordinal()
TICK = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
FIRST = -62_135_596_800 * SECOND
"""The first instant that a ``datetime`` can hold."""
LAST = 253_402_300_800 * SECOND - 1
"""The last instant that a ``datetime`` can hold."""


def to_us(instant: datetime) -> int:
    """Microseconds from 1970 UTC to an aware ``instant``.

    Raises ``InvalidInput`` for a naive time, or for what is no time at all.
    """
    try:
        return (instant - EPOCH) // TICK
    except TypeError:
        raise _unreadable(instant) from None


def from_us(us: int) -> datetime:
    """The instant that lies ``us`` microseconds after 1970, in UTC.

    Raises ``InvalidInput`` outside the years 1 to 9999.
    """
    try:
        return EPOCH + us * TICK
    except OverflowError:
        raise beyond_time() from None


def length_us(length: timedelta) -> int:
    """A length of time in microseconds; raises ``InvalidInput`` for anything but a ``timedelta``."""
    try:
        return length // TICK
    except TypeError:
        raise InvalidInput(
            f"count {length!r} as working time",
            f"a length of time is a timedelta, not {type(length).__name__}",
            remedy="write timedelta(hours=5), or use a span such as working_hours(5)",
        ) from None


def wall_us(day: date) -> int:
    """Local midnight of ``day``, counted as if the clocks on the wall showed UTC."""
    return (day.toordinal() - EPOCH_ORDINAL) * DAY


def beyond_time() -> InvalidInput:
    """What to raise when a result would lie outside the years that Python can name."""
    return InvalidInput(
        "work out the instant",
        "it lies outside the years 1 to 9999",
        remedy="is the unit of the span right?",
    )


def _unreadable(instant: object) -> InvalidInput:
    if isinstance(instant, datetime):
        return InvalidInput(
            f"read the time {instant.isoformat()}",
            "it is naive: without a time zone it names no instant",
            remedy="give it its zone: t.replace(tzinfo=ZoneInfo('Europe/Berlin')), or UTC if it was stored as UTC",
        )
    return InvalidInput(
        f"read {instant!r} as a time",
        f"an instant is an aware datetime, not {type(instant).__name__}",
        remedy="write datetime(2026, 11, 2, 9, 30, tzinfo=ZoneInfo('Europe/Berlin'))",
    )
