"""Values, times and people in words, as tables show them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from leadlife.lead import Visit
from leadlife.money import Money
from leadlife.rules.words import said


def stamp(at: datetime | None, zone: ZoneInfo) -> str:
    """An instant to the minute on a zone's wall clock; nothing for None.

    >>> from datetime import UTC
    >>> stamp(datetime(2026, 3, 1, 12, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    '2026-03-01 13:30'
    """
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def value(one: object) -> str:
    """A fact's value; a dash where it was taken back."""
    return "–" if one is None else said(one)


def since(visit: Visit, zone: ZoneInfo) -> str:
    """Since when a visit lasts."""
    return "at a time nobody told" if visit.entered_at is None else f"since {stamp(visit.entered_at, zone)}"


def plain(one: object) -> object:
    """A value as JSON knows it.

    >>> plain((Decimal("1.50"), date(2026, 3, 1)))
    ['1.50', '2026-03-01']
    """
    match one:
        case date():
            return one.isoformat()
        case Money(amount, currency):
            return {"amount": str(amount), "currency": currency}
        case tuple():
            return [plain(item) for item in one]
        case Decimal():
            return str(one)
    return one
