"""Instants: aware on the way in, UTC in whole microseconds inside."""

from __future__ import annotations

from datetime import UTC, datetime

from leadlife.errors import InvalidInput


def instant(at: datetime, what: str) -> datetime:
    """``at`` in UTC; ``what`` names it in the error.

    :raises InvalidInput: if ``at`` is naive, or no datetime at all, or lies outside the years 1 to 9999 in UTC.
    """
    if not isinstance(at, datetime):
        raise InvalidInput(f"read {what}={at!r}", f"it is {type(at).__name__}, not a datetime")
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        remedy = "Give it its zone: at.replace(tzinfo=ZoneInfo('Europe/Berlin')), or datetime.now(UTC)."
        raise InvalidInput(f"read {what}={at.isoformat()}", "it has no time zone", remedy=remedy)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise InvalidInput(
            f"read {what}={at.isoformat()}", "it lies outside the years 1 to 9999 in UTC"
        ) from None
