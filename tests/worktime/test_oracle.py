"""Every answer against the oracle that counts minutes: 2,000 cases here, 40,000 with LEADLIFE_FULL=1."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from leadlife.worktime import WorkCalendar, deadline, working_days, working_minutes
from tests.worktime.cases import calendar_of, random_hours, random_instant, with_exceptions
from tests.worktime.oracle import Oracle, floor

CASES = 40_000 if os.environ.get("LEADLIFE_FULL") == "1" else 2_000
BATCHES = 20

Check = Callable[[WorkCalendar, Oracle, datetime, random.Random], None]


def check_elapsed(calendar: WorkCalendar, oracle: Oracle, t: datetime, rng: random.Random) -> None:
    end = t + timedelta(minutes=rng.randrange(2 * 1440), microseconds=rng.choice((0, 1, 999_999)))
    assert calendar.elapsed(t, end) == oracle.elapsed(t, end)
    assert calendar.elapsed(end, t) == -oracle.elapsed(t, end)


def check_add(calendar: WorkCalendar, oracle: Oracle, t: datetime, rng: random.Random) -> None:
    work = random_work(oracle, rng)
    assert calendar.add(t, work) == oracle.add(t, work)


def check_subtract(calendar: WorkCalendar, oracle: Oracle, t: datetime, rng: random.Random) -> None:
    work = random_work(oracle, rng)
    assert calendar.add(t, -work) == oracle.subtract(t, work)


def check_openings(calendar: WorkCalendar, oracle: Oracle, t: datetime, rng: random.Random) -> None:
    assert calendar.is_open(t) == oracle.is_open(t)
    assert calendar.next_opening(t) == oracle.next_opening(t)
    assert calendar.previous_closing(t) == oracle.previous_closing(t)


def check_opening_hours(calendar: WorkCalendar, oracle: Oracle, t: datetime, rng: random.Random) -> None:
    day = t.astimezone(oracle.zone).date()
    minutes = oracle.minutes_of(day)
    found = calendar.opening_hours(day)
    if not oracle.hours.dates:  # else a neighbour's shift may share minutes with this date's
        assert sum((closes - opens for opens, closes in found), timedelta(0)) == timedelta(
            minutes=len(minutes)
        )
    assert all(any(opens <= minute < closes for opens, closes in found) for minute in minutes)


def check_working_days(calendar: WorkCalendar, oracle: Oracle, t: datetime, rng: random.Random) -> None:
    n = rng.randrange(1, 4)
    assert working_days(n).after(t, calendar) == oracle.working_days_after(t, n)


def check_deadline(calendar: WorkCalendar, oracle: Oracle, t: datetime, rng: random.Random) -> None:
    start, target = floor(t), random_minutes(oracle, rng)
    pauses = []
    for _ in range(rng.randrange(4)):
        begin = start + timedelta(minutes=rng.randrange(-600, 3000))
        pauses.append((begin, begin + timedelta(minutes=rng.choice((0, 1, 60, rng.randrange(2000))))))
    expected = oracle.deadline(start, timedelta(minutes=target), pauses)
    assert deadline(working_minutes(target), start, calendar, pauses) == expected, pauses


def random_work(oracle: Oracle, rng: random.Random) -> timedelta:
    return timedelta(minutes=random_minutes(oracle, rng), microseconds=rng.choice((0, 1, 59_999_999)))


def random_minutes(oracle: Oracle, rng: random.Random) -> int:
    """Up to some days of work; counting through months for a shop that opens an hour a week would take long."""
    weekly = sum(end - start for blocks in oracle.hours.week for start, end in blocks)
    return rng.randrange(1, min(weekly // 2, 800))


CHECKS: tuple[tuple[int, Check], ...] = (
    (30, check_elapsed),
    (25, check_add),
    (15, check_subtract),
    (10, check_openings),
    (10, check_deadline),
    (5, check_opening_hours),
    (5, check_working_days),
)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_agrees_with_counting_minutes(batch: int) -> None:
    weights, checks = zip(*CHECKS, strict=True)
    wrong = []
    for number in range(batch, CASES, BATCHES):
        rng = random.Random(number)
        plain = random_hours(rng)
        t = random_instant(rng, plain.zone)
        hours = with_exceptions(plain, t, rng)
        check = rng.choices(checks, weights)[0]
        try:
            check(calendar_of(hours), Oracle(hours), t, rng)
        except Exception as problem:
            wrong.append(f"case {number} {check.__name__} {t.isoformat()} {hours}: {problem!r}")
    assert not wrong, f"{len(wrong)} of {CASES // BATCHES} wrong, the first:\n{wrong[0]}"
