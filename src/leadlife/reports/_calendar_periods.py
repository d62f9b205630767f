"""Weeks, months, quarters and years of a zone's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadlife.policy.objective import Per

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """One period: what it is called, and the instants ``since <= t < before``, from midnight to midnight there."""

    name: str
    since: datetime
    before: datetime


def starts(at: datetime, per: Per, zone: ZoneInfo) -> date:
    """The day on which the period of this instant began.

    >>> starts(datetime(2026, 8, 31, 23, tzinfo=UTC), "quarter", ZoneInfo("Europe/Berlin"))
    datetime.date(2026, 7, 1)
    """
    day = at.astimezone(zone).date()
    if per == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[per]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def periods(first: date, last: date, per: Per) -> Iterator[date]:
    """The days on which periods begin, from the first to the last."""
    while first <= last:
        yield first
        first = _next(first, per)


def period_of(start: date, per: Per, zone: ZoneInfo) -> CalendarPeriod:
    """The period that begins on this day.

    >>> print(period_of(date(2026, 3, 1), "month", ZoneInfo("Europe/Berlin")).before)
    2026-03-31 22:00:00+00:00
    """
    return CalendarPeriod(_name(start, per), _midnight(start, zone), _midnight(_next(start, per), zone))


def _next(start: date, per: Per) -> date:
    if per == "week":
        return start + timedelta(days=7)
    months = start.month - 1 + _MONTHS[per]
    return date(start.year + months // 12, months % 12 + 1, 1)


def _name(start: date, per: Per) -> str:
    match per:
        case "week":
            year, week, _ = start.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return f"{start.year:04}-{start.month:02}"
        case "quarter":
            return f"{start.year:04}-Q{(start.month + 2) // 3}"
        case "year":
            return f"{start.year:04}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins: where clocks skip midnight, at the instant at which they do."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
