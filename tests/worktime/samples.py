"""The calendar that the examples share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from leadlife.worktime import WorkCalendar, country

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {"mon-thu": "09:00-12:30 13:30-18:00", "fri": "09:00-15:00"}


def acme() -> WorkCalendar:
    special = {date(2026, 12, 24): "09:00-12:00"}
    return WorkCalendar("Europe/Berlin", WEEK, holidays=country("DE", "BE"), dates=special)


def utc(*parts: int) -> datetime:
    return datetime(*parts[:3], *parts[3:], tzinfo=UTC)  # type: ignore[arg-type, misc]
