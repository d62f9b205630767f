"""Random calendars and instants that look for trouble: DST edges, nights, leap days, the skipped day of Apia."""

from __future__ import annotations

import calendar
import random
from datetime import UTC, date, datetime, timedelta

from leadlife.worktime import WorkCalendar
from tests.worktime.oracle import Blocks, Hours

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
    "America/Havana",
    "Asia/Gaza",
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE: Blocks = ((540, 1020),)
SPLIT: Blocks = ((540, 750), (810, 1080))
NIGHT: Blocks = ((1320, 1800),)
LONG_NIGHT: Blocks = ((1080, 1530),)
EARLY: Blocks = ((90, 210), (225, 600))
ROUND: Blocks = ((0, 1440),)
MIDNIGHT: Blocks = ((0, 150), (1395, 1440))
SHAPES: tuple[tuple[Blocks, ...], ...] = (
    (OFFICE,) * 5 + ((),) * 2,
    (SPLIT,) * 4 + (((540, 900),), (), ()),
    (NIGHT,) * 7,
    (NIGHT, (), NIGHT, NIGHT, NIGHT, (), NIGHT),
    (EARLY,) * 7,
    (LONG_NIGHT, LONG_NIGHT, (), ROUND, (), LONG_NIGHT, ()),
    (ROUND,) * 7,
    (MIDNIGHT,) * 7,
    ((), (), (), (), (), (), ((120, 180),)),
)
# The clocks change in these weeks, in one zone or another.
EDGES = ((3, 8), (3, 26), (4, 3), (4, 28), (9, 26), (10, 3), (10, 27), (11, 2))


def random_hours(rng: random.Random) -> Hours:
    """A calendar over one of the zones, with some holidays and dates of their own."""
    shape = rng.choice(SHAPES)
    return Hours(zone=rng.choice(ZONES), week=shape)


def with_exceptions(hours: Hours, around: datetime, rng: random.Random) -> Hours:
    """The calendar with holidays and special dates in the weeks after an instant."""
    near = [around.date() + timedelta(days=n) for n in range(-7, 14)]
    holidays = frozenset(rng.sample(near, rng.choice((0, 1, 3))))
    shapes = ((), OFFICE, NIGHT, ROUND, ((60, 180),), ((0, 90), (150, 240)))
    dates = {day: rng.choice(shapes) for day in rng.sample(near, rng.choice((0, 0, 2)))}
    return Hours(hours.zone, hours.week, holidays, dates)


def random_instant(rng: random.Random, zone: str) -> datetime:
    """An instant between 1990 and 2060, half of them within days of trouble, some to the microsecond."""
    year = rng.randrange(1990, 2060)
    if zone == "Pacific/Apia" and rng.random() < 0.3:
        day = date(2011, 12, 30)
    elif rng.random() < 0.6:
        day = date(year, *rng.choice(EDGES))
    elif rng.random() < 0.2:
        day = date(year, 2, 28 + calendar.isleap(year))
    else:
        day = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(
        minutes=rng.randrange(-5 * 1440, 5 * 1440)
    )
    return start + timedelta(microseconds=rng.choice((0, 0, 1, rng.randrange(60_000_000))))


def calendar_of(hours: Hours) -> WorkCalendar:
    """The same calendar, built through the public interface."""
    weekly = {DAYS[n]: text_of(blocks) for n, blocks in enumerate(hours.week) if blocks}
    return WorkCalendar(
        hours.zone, weekly, hours.holidays, {day: text_of(own) for day, own in hours.dates.items()}
    )


def text_of(blocks: Blocks) -> str:
    return (
        " ".join(f"{clock(start)}-{clock(end if end <= 1440 else end - 1440)}" for start, end in blocks)
        or "closed"
    )


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
