"""Working-time arithmetic against pandas, businesstimedelta and business_duration: the same inputs, the same answers.

Instants are in UTC, as leads keep them; the calendar is an office in Berlin with a lunch break and a year's holidays
(for business_duration, which knows no breaks, one without). Whole hours, no night shift and no hour that the clocks
change: where the others are right, but for pandas, which puts what ends at closing time at the next opening.
What is not installed is left out with a note.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.report import Row, interleaved, table
from leadlife.worktime import WorkCalendar

ZONE = ZoneInfo("Europe/Berlin")
HOLIDAYS = [
    date(2026 + years, month, day)
    for years in range(3)
    for month, day in ((1, 1), (3, 8), (4, 3), (5, 1), (5, 14), (10, 3), (12, 25), (12, 26))
]
GOAL = 1 / 20
FIVE = timedelta(hours=5)
ROUNDS = 15
OFTEN = 20
"""We take our turn this often, so that both turns last some milliseconds."""

Inputs = tuple[datetime, datetime | timedelta]
Call = Callable[..., object]
Make = Callable[[], Call]


def run() -> list[Row]:
    """Bar 5: ``add`` and ``elapsed`` as shares of what each other library takes."""
    office = WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-12:00 13:00-17:00"}, holidays=HOLIDAYS)
    no_break = WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-17:00"}, holidays=HOLIDAYS)
    starts, ends = _inputs()
    five, pairs = [(t, FIVE) for t in starts], list(zip(starts, ends, strict=True))
    rows = (
        _against("add 5 h / pandas CustomBusinessHour", _pandas_add, office.add, five),
        _against("add 5 h / businesstimedelta", _businesstimedelta_add, office.add, five),
        _against("elapsed / pandas CustomBusinessHour", _pandas_elapsed, office.elapsed, pairs),
        _against("elapsed / businesstimedelta", _businesstimedelta_elapsed, office.elapsed, pairs),
        _against("elapsed / business_duration", _business_duration_elapsed, no_break.elapsed, pairs),
    )
    return [row for row in rows if row is not None]


def _against(name: str, make: Make, ours: Call, inputs: Sequence[Inputs]) -> Row | None:
    try:
        theirs = make()
    except ImportError as missing:
        print(f"{name}: left out, as {missing.name} is not installed", file=sys.stderr)
        return None
    differ = sum(theirs(*given) != ours(*given) for given in inputs)
    often = list(inputs) * OFTEN
    timings = interleaved(ROUNDS, ours=partial(_all, ours, often), theirs=partial(_all, theirs, inputs))
    ratio = timings.ratio("ours", to="theirs") / OFTEN
    note = f"1/{1 / ratio:.0f}; another answer in {differ} of {len(inputs)}"
    return Row(5, name, ratio, GOAL, note)


def _all(call: Call, inputs: Sequence[Inputs]) -> None:
    for given in inputs:
        call(*given)


def _inputs() -> tuple[list[datetime], list[datetime]]:
    """Whole hours of a year and their ends, up to ten days later: the finest that pandas counts."""
    rng = random.Random(5)
    new_year = datetime(2026, 1, 5, tzinfo=UTC)
    starts = [new_year + timedelta(hours=rng.randrange(8000)) for _ in range(25)]
    return starts, [start + timedelta(hours=rng.randrange(1, 240)) for start in starts]


def _pandas_hours(n: int) -> Any:
    import pandas

    return pandas.offsets.CustomBusinessHour(
        n=n, start=["09:00", "13:00"], end=["12:00", "17:00"], holidays=HOLIDAYS
    )


def _pandas_add() -> Call:
    import pandas

    five = _pandas_hours(5)
    return lambda t, _: pandas.Timestamp(t).tz_convert(ZONE) + five


def _pandas_elapsed() -> Call:
    import pandas

    hour, one = _pandas_hours(1), timedelta(hours=1)
    return lambda a, b: (
        one * len(pandas.date_range(a.astimezone(ZONE), b.astimezone(ZONE), freq=hour, inclusive="left"))
    )


def _businesstimedelta_rules() -> Any:
    import businesstimedelta

    zone = businesstimedelta.pytz.timezone("Europe/Berlin")
    office = businesstimedelta.WorkDayRule(start_time=time(9), end_time=time(17), tz=zone)
    lunch = businesstimedelta.LunchTimeRule(start_time=time(12), end_time=time(13), tz=zone)
    return businesstimedelta.Rules([office, lunch, businesstimedelta.HolidayRule(HOLIDAYS, tz=zone)])


def _businesstimedelta_add() -> Call:
    import businesstimedelta

    five = businesstimedelta.BusinessTimeDelta(_businesstimedelta_rules(), hours=5)
    return lambda t, _: t + five


def _businesstimedelta_elapsed() -> Call:
    rules = _businesstimedelta_rules()
    return lambda a, b: rules.difference(a, b).timedelta


def _business_duration_elapsed() -> Call:
    from business_duration import businessDuration

    def elapsed(a: datetime, b: datetime) -> timedelta:
        walls = (t.astimezone(ZONE).replace(tzinfo=None) for t in (a, b))
        seconds = businessDuration(*walls, time(9), time(17), holidaylist=HOLIDAYS, unit="sec")
        return timedelta(seconds=0 if math.isnan(seconds) else seconds)

    return elapsed


if __name__ == "__main__":
    print(table(run()))
