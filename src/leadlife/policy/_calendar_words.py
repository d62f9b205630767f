"""A calendar in the words of an agreement: hours, and the days that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from leadlife.worktime import WorkCalendar
from leadlife.worktime.closures import Closures, EitherClosed, FixedDates


def hours_of(calendar: WorkCalendar) -> str:
    """The zone and the weekly hours.

    >>> hours_of(WorkCalendar.always("UTC"))
    'UTC, mon-sun 00:00-24:00'
    """
    return ", ".join([calendar.zone, *(f"{days} {times}" for days, times in calendar.weekly.items())])


def differing(calendar: WorkCalendar) -> Iterator[tuple[str, str]]:
    """The days on which the weekly hours do not hold, under the headings of an agreement; nothing if there are none."""
    if closed := closed_on(calendar.holidays):
        yield "Closed on", closed
    if calendar.dates:
        yield (
            "Days with hours of their own",
            "; ".join(f"{day} {text}" for day, text in calendar.dates.items()),
        )


def whole(calendar: WorkCalendar) -> str:
    """All of it in one line, for a calendar beside that of the policy."""
    others = (f"{heading.lower()}: {text}" for heading, text in differing(calendar))
    return "; ".join([hours_of(calendar), *others])


def closed_on(given: Closures) -> str:
    """The closed days: dates by year, and what recurs by its rule.

    >>> from leadlife.worktime.closures import closures
    >>> closed_on(closures([date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 1)]))
    '24 Dec and 31 Dec 2026, 1 Jan 2027'
    """
    if isinstance(given, EitherClosed):
        return "; ".join(filter(None, map(closed_on, given.parts)))
    return _by_year(given.dates) if isinstance(given, FixedDates) else str(given)


def _by_year(dates: Iterable[date]) -> str:
    years = groupby(sorted(dates), key=lambda day: day.year)
    return ", ".join(f"{_listed([_day(one) for one in days])} {year}" for year, days in years)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _listed(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
