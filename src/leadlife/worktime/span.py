"""Spans: how long something may take, with the unit in the type and in words."""

from __future__ import annotations

import enum
import math
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.worktime.calendar import WorkCalendar
from leadlife.worktime.instant import beyond_time, from_us, length_us, to_us
from leadlife.worktime.zone import on_wall


class Unit(enum.Enum):
    """What a span is counted in; its value is the unit's short form."""

    MINUTES = "min"
    HOURS = "h"
    DAYS = "d"
    MONTHS = "mo"
    WORKING_MINUTES = "wmin"
    WORKING_HOURS = "wh"
    WORKING_DAYS = "wd"

    @property
    def words(self) -> str:
        """The unit in the plural: ``working hours``."""
        return self.name.lower().replace("_", " ")


_LENGTHS = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.WORKING_MINUTES: timedelta(minutes=1),
    Unit.WORKING_HOURS: timedelta(hours=1),
}
_ROUGHLY = _LENGTHS | {
    Unit.DAYS: timedelta(days=1),
    Unit.WORKING_DAYS: timedelta(days=1),
    Unit.MONTHS: timedelta(days=30),
}
_LONGEST = timedelta(days=36_525)
_TEXT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z ]+)")


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of a unit of time; made by ``hours``, ``working_days`` and their kin. Its ``str`` is in words.

    Minutes and hours are elapsed time, working minutes and hours are a calendar's working time. Days and months are
    dates on the calendar's wall clock at the same local time; working days count the dates on which it opens.

    >>> str(Span(5, Unit.WORKING_HOURS)), Span(5, Unit.WORKING_HOURS).dump()
    ('5 working hours', '5wh')
    """

    amount: int | float
    unit: Unit

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", _checked(self.amount, self.unit))

    @classmethod
    def parse(cls, text: str) -> Span:
        """The span that ``dump`` or ``str`` wrote.

        Raises ``DefinitionError`` for any other text.

        >>> Span.parse("5wh") == Span.parse("5 working hours") == working_hours(5)
        True
        """
        match = _TEXT.fullmatch(text.strip().lower()) if isinstance(text, str) else None
        if match is None:
            raise DefinitionError(
                f"cannot read the span {text!r}; write an amount and a unit, such as '5wh' or '90d'"
            )
        number, name = match.group(1), match.group(2).strip()
        return cls(float(number) if "." in number else int(number), _unit(name))

    @property
    def is_working(self) -> bool:
        """Whether only working time counts."""
        return self.unit.name.startswith("WORKING")

    @property
    def length(self) -> timedelta | None:
        """The span as a fixed length of (working) time; ``None`` for days and months, which have none."""
        unit = _LENGTHS.get(self.unit)
        return None if unit is None else unit * self.amount

    def after(self, start: datetime, calendar: WorkCalendar) -> datetime:
        """The instant, in UTC, at which the span that begins at ``start`` is over.

        Working days: the start is moved to the next opening, then n working dates on at the same local time; if that
        is closed, the last open instant of that day before it, else its first. Days and months: the same local time;
        one that the clocks skip is as much later, one that they show twice is the first; the 31st of a short month is
        its last day.

        Raises ``InvalidInput`` for a naive start, and where the calendar does not open for so long.

        >>> from datetime import UTC
        >>> office = WorkCalendar("UTC", {"mon-fri": "09:00-17:00"})
        >>> working_hours(5).after(datetime(2026, 11, 6, 15, tzinfo=UTC), office).isoformat()
        '2026-11-09T12:00:00+00:00'
        """
        length = self.length
        if length is not None:
            return (
                calendar.add(start, length) if self.is_working else from_us(to_us(start) + length_us(length))
            )
        if self.unit is Unit.WORKING_DAYS:
            return _working_days_after(start, int(self.amount), calendar)
        step = (
            relativedelta(months=int(self.amount))
            if self.unit is Unit.MONTHS
            else timedelta(days=self.amount)
        )
        local = from_us(to_us(start)).astimezone(calendar.zone_info).replace(tzinfo=None)
        try:
            return on_wall(calendar.zone_info, local + step)
        except (OverflowError, ValueError):
            raise beyond_time() from None

    def dump(self) -> str:
        """A short text that ``parse`` reads back: ``"5wh"``, ``"90d"``, ``"12mo"``."""
        return f"{_digits(self.amount)}{self.unit.value}"

    def __str__(self) -> str:
        return f"{_digits(self.amount)} {self.unit.words if self.amount != 1 else self.unit.words[:-1]}"


def minutes(n: int | float) -> Span:
    """``n`` minutes of elapsed time."""
    return Span(n, Unit.MINUTES)


def hours(n: int | float) -> Span:
    """``n`` hours of elapsed time, whatever the clocks on the wall do."""
    return Span(n, Unit.HOURS)


def days(n: int) -> Span:
    """``n`` dates on, at the same local time: a day is 23 or 25 hours long where the clocks change."""
    return Span(n, Unit.DAYS)


def months(n: int) -> Span:
    """``n`` calendar months on, at the same local time; from the 31st to the last day of a shorter month."""
    return Span(n, Unit.MONTHS)


def working_minutes(n: int | float) -> Span:
    """``n`` minutes of a calendar's working time."""
    return Span(n, Unit.WORKING_MINUTES)


def working_hours(n: int | float) -> Span:
    """``n`` hours of a calendar's working time."""
    return Span(n, Unit.WORKING_HOURS)


def working_days(n: int) -> Span:
    """``n`` working dates on, at the same local time; see ``Span.after``."""
    return Span(n, Unit.WORKING_DAYS)


def _checked(amount: int | float, unit: Unit) -> int | float:
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
        raise DefinitionError(f"a span of {amount!r} {unit.words}: the amount must be a finite number")
    if amount <= 0:
        raise DefinitionError(
            f"a span of {amount} {unit.words}: it must be above zero; for no target at all, set none"
        )
    whole = int(amount) if amount == int(amount) else amount
    if unit not in _LENGTHS and not isinstance(whole, int):
        raise DefinitionError(
            f"a span of {amount} {unit.words}: only whole ones; write it in (working) hours"
        )
    if whole > _LONGEST / _ROUGHLY[unit]:
        raise DefinitionError(f"a span of {amount} {unit.words}: more than 100 years; is the unit right?")
    if unit in _LENGTHS and not _LENGTHS[unit] * whole:
        raise DefinitionError(f"a span of {amount} {unit.words}: less than a microsecond; is the unit right?")
    return whole


def _unit(name: str) -> Unit:
    for unit in Unit:
        if name in (unit.value, unit.words, unit.words[:-1]):
            return unit
    raise DefinitionError(
        f"no unit of time is called {name!r}{did_you_mean(name, [unit.value for unit in Unit])}"
    )


def _digits(amount: int | float) -> str:
    """A number in plain digits, never in powers of ten."""
    return str(amount) if isinstance(amount, int) else format(Decimal(repr(amount)), "f")


def _working_days_after(start: datetime, n: int, calendar: WorkCalendar) -> datetime:
    begin = calendar.next_opening(start)
    date_of_start = calendar.working_date(begin)
    # Past midnight in a night shift this is more than 24 hours, and so it will be on the day that is due.
    time_of_day = begin.astimezone(calendar.zone_info).replace(tzinfo=None) - datetime.combine(
        date_of_start, time()
    )
    due_date = calendar.working_date_after(date_of_start, n)
    due = on_wall(calendar.zone_info, datetime.combine(due_date, time()) + time_of_day)
    openings = calendar.opening_hours(due_date)
    if any(opens <= due < closes for opens, closes in openings):
        return due
    return max((closes for _, closes in openings if closes <= due), default=openings[0].opens)
