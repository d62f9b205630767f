"""Working-time arithmetic against pandas, businesstimedelta and business_duration: the same inputs, the same answers.

Office hours in one zone without a holiday, where all of them are right; each contender works in the zone's own times.
What is not installed is left out with a note.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.report import Row, interleaved, table
from leadlife.worktime import WorkCalendar

ZONE = ZoneInfo("Europe/Berlin")
GOAL = 1 / 20
FIVE = timedelta(hours=5)
ROUNDS = 15
OFTEN = 20
"""We take our turn this often, so that both turns last some milliseconds."""

Inputs = tuple[datetime, ...]
Call = Callable[..., object]
Make = Callable[[], Call]


def run() -> list[Row]:
    """Bar 5: ``add`` and ``elapsed`` as shares of what each other library takes."""
    ours = WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-17:00"})
    starts, ends = _inputs()
    one, pair = [(t,) for t in starts], list(zip(starts, ends, strict=True))
    rows = [_against(name, make, one, lambda t: ours.add(t, FIVE), "add 5 h") for name, make in ADDS.items()]
    rows += [_against(name, make, pair, ours.elapsed, "elapsed") for name, make in ELAPSES.items()]
    return [row for row in rows if row is not None]


def _against(name: str, make: Make, inputs: Sequence[Inputs], ours: Call, what: str) -> Row | None:
    try:
        theirs = make()
    except ImportError:
        print(f"{name} is not installed: left out", file=sys.stderr)
        return None
    differ = sum(theirs(*given) != ours(*given) for given in inputs)
    often = list(inputs) * OFTEN
    timings = interleaved(ROUNDS, ours=partial(_all, ours, often), theirs=partial(_all, theirs, inputs))
    ratio = timings.ratio("ours", to="theirs") / OFTEN
    note = f"1/{1 / ratio:.0f}; another answer in {differ} of {len(inputs)}"
    return Row(5, f"{what} / {name}", ratio, GOAL, note)


def _all(call: Call, inputs: Sequence[Inputs]) -> None:
    for given in inputs:
        call(*given)


def _inputs() -> tuple[list[datetime], list[datetime]]:
    """Whole hours of a year and their ends, up to ten days later: the finest that pandas counts."""
    rng = random.Random(5)
    new_year = datetime(2026, 1, 5, tzinfo=UTC)
    starts = [new_year + timedelta(hours=rng.randrange(8000)) for _ in range(25)]
    ends = [start + timedelta(hours=rng.randrange(1, 240)) for start in starts]
    return [t.astimezone(ZONE) for t in starts], [t.astimezone(ZONE) for t in ends]


def _pandas_add() -> Call:
    import pandas

    five = pandas.offsets.CustomBusinessHour(n=5, start="09:00", end="17:00")

    def add(t: datetime) -> datetime:
        due: datetime = pandas.Timestamp(t) + five
        return due

    return add


def _pandas_elapsed() -> Call:
    import pandas

    one = pandas.offsets.CustomBusinessHour(start="09:00", end="17:00")

    def elapsed(a: datetime, b: datetime) -> timedelta:
        hours = pandas.date_range(a, b, freq=one, inclusive="left")
        return timedelta(hours=len(hours))

    return elapsed


def _businesstimedelta_add() -> Call:
    import businesstimedelta

    rule = _office_rule()
    five = businesstimedelta.BusinessTimeDelta(rule, hours=5)

    def add(t: datetime) -> datetime:
        due: datetime = t + five
        return due

    return add


def _businesstimedelta_elapsed() -> Call:
    rule = _office_rule()

    def elapsed(a: datetime, b: datetime) -> timedelta:
        worked: timedelta = rule.difference(a, b).timedelta
        return worked

    return elapsed


def _office_rule() -> Any:
    import businesstimedelta

    zone = businesstimedelta.pytz.timezone("Europe/Berlin")
    office = businesstimedelta.WorkDayRule(start_time=time(9), end_time=time(17), tz=zone)
    return businesstimedelta.Rules([office])


def _business_duration_elapsed() -> Call:
    from business_duration import businessDuration

    def elapsed(a: datetime, b: datetime) -> timedelta:
        # It reads wall times only, which do no harm in hours that no clock skips.
        worked = businessDuration(
            a.replace(tzinfo=None), b.replace(tzinfo=None), time(9), time(17), unit="sec"
        )
        return timedelta(seconds=0 if worked != worked else worked)

    return elapsed


ADDS: dict[str, Make] = {
    "pandas CustomBusinessHour": _pandas_add,
    "businesstimedelta": _businesstimedelta_add,
}
ELAPSES: dict[str, Make] = {
    "pandas CustomBusinessHour": _pandas_elapsed,
    "businesstimedelta": _businesstimedelta_elapsed,
    "business_duration": _business_duration_elapsed,
}

if __name__ == "__main__":
    print(table(run()))
