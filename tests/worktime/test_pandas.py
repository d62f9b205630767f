"""Where pandas' CustomBusinessHour is right (one block a day, by day, no change of clocks), we agree with it."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from leadlife.worktime import WorkCalendar

pandas = pytest.importorskip("pandas")

HOLIDAYS = frozenset(date(2026, 1, 1) + timedelta(days=17 * n) for n in range(40))
OURS = WorkCalendar("UTC", {"mon-fri": "09:00-17:30"}, holidays=HOLIDAYS)


def business_hours(n: int) -> object:
    return pandas.offsets.CustomBusinessHour(n=n, start="09:00", end="17:30", holidays=sorted(HOLIDAYS))


def instants(seed: int, count: int) -> list[datetime]:
    rng = random.Random(seed)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [start + timedelta(minutes=rng.randrange(500 * 1440)) for _ in range(count)]


@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 40])
def test_adding_business_hours(n: int) -> None:
    offset = business_hours(n)
    for t in instants(n, 80):
        # What ends at closing time pandas puts at the next opening, where as much work is done.
        assert OURS.next_opening(OURS.add(t, timedelta(hours=n))) == pandas.Timestamp(t) + offset


def test_counting_business_hours() -> None:
    rng = random.Random(7)
    minute = pandas.offsets.CustomBusinessHour(start="09:00", end="17:30", holidays=sorted(HOLIDAYS))
    for t in instants(7, 40):
        opening = OURS.next_opening(t)
        hours = rng.randrange(1, 30)
        counted = pandas.date_range(opening, periods=hours + 1, freq=minute)
        assert OURS.elapsed(opening, counted[-1]) == timedelta(hours=hours)
