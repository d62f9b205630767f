"""When, where and by which calendar a rule is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.worktime import Span, Unit, WorkCalendar
from leadlife.worktime.zone import on_wall, zone_named

Direction: TypeAlias = Literal["next", "last", "older", "further"]
Bounds: TypeAlias = tuple[date, date] | tuple[datetime, datetime]

FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_LONGEST_CLOSED = 3_653  # days: ten years


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, the zone whose dates count, and the calendar whose days are working days."""

    at: datetime
    zone: str = "UTC"
    calendar: WorkCalendar | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.at, datetime) or self.at.tzinfo is None:
            raise InvalidInput(
                f"ask a rule at {self.at!r}",
                "the time must be a datetime with a time zone",
                remedy="add tzinfo=..., such as datetime.now(UTC)",
            )
        zone_named(self.zone)
        if self.calendar is not None and not isinstance(self.calendar, WorkCalendar):
            raise DefinitionError(f"calendar= takes a WorkCalendar, not {self.calendar!r}")

    @property
    def today(self) -> date:
        """The date in the zone."""
        return self.local.date()

    @property
    def local(self) -> datetime:
        """The time on the zone's clocks."""
        return self.at.astimezone(self._info)

    @property
    def _info(self) -> ZoneInfo:
        return zone_named(self.zone)

    def dates(self, direction: Direction, span: Span | None) -> tuple[date, date]:
        """The first and the last date of a window that is told relative to today."""
        edge = self._date_edge(direction, span)
        match direction:
            case "next":
                return self.today, edge
            case "last":
                return edge, self.today
            case "older":
                return date.min, edge - _DAY
            case "further":
                return edge + _DAY, date.max

    def instants(self, direction: Direction, span: Span | None) -> tuple[datetime, datetime]:
        """The first and the last instant of a window that is told relative to this moment."""
        edge = self._edge(direction, span)
        match direction:
            case "next":
                return self.at, edge
            case "last":
                return edge, self.at
            case "older":
                return FIRST_INSTANT, edge - _TICK
            case "further":
                return edge + _TICK, LAST_INSTANT

    def _date_edge(self, direction: Direction, span: Span | None) -> date:
        if span is None:
            return self.today
        if span.unit is Unit.WORKING_DAYS:
            return self._edge(direction, span).astimezone(self._info).date()
        return self.today + _step(direction, span)

    def _edge(self, direction: Direction, span: Span | None) -> datetime:
        """The instant that lies the span ahead of this moment, or behind it."""
        if span is None:
            return self.at
        if span.unit is Unit.WORKING_DAYS:
            calendar = self._working(span)
            ahead = direction in ("next", "further")
            return span.after(self.at, calendar) if ahead else _working_days_before(self.at, span, calendar)
        return on_wall(self._info, self.local.replace(tzinfo=None) + _step(direction, span))

    def _working(self, span: Span) -> WorkCalendar:
        if self.calendar is None:
            raise DefinitionError(
                f"a rule speaks of {span}, and no calendar was given: pass calendar=WorkCalendar(...)"
            )
        return self.calendar


def _step(direction: Direction, span: Span) -> relativedelta | timedelta:
    amount = int(span.amount) if direction in ("next", "further") else -int(span.amount)
    return relativedelta(months=amount) if span.unit is Unit.MONTHS else timedelta(days=amount)


def _working_days_before(at: datetime, span: Span, calendar: WorkCalendar) -> datetime:
    """The same local time that many working dates back, counted from the last working date."""
    local = calendar.previous_closing(at).astimezone(calendar.zone_info).replace(tzinfo=None)
    day, left, closed = local.date(), int(span.amount), 0
    while left:
        day -= _DAY
        opens = bool(calendar.opening_hours(day))
        left, closed = left - opens, 0 if opens else closed + 1
        if closed > _LONGEST_CLOSED:
            raise InvalidInput(f"count {span} back", "the calendar was not open for so long before")
    return on_wall(calendar.zone_info, datetime.combine(day, local.time()))
