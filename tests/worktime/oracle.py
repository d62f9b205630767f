"""Working time by counting minutes: slow, obvious, and sharing nothing with what it judges but the zones' data.

A minute of UTC is open if the wall clock, at its start, shows an open time. Everything else is counting. It holds
where offsets are whole minutes and hours are whole minutes of the wall clock, which is so in every zone since 1972.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
Blocks = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hours:
    """A calendar as plain data: blocks in minutes of the wall clock, past 1440 where they go on after midnight."""

    zone: str
    week: tuple[Blocks, ...]
    holidays: frozenset[date] = frozenset()
    dates: dict[date, Blocks] = field(default_factory=dict)

    def of(self, day: date) -> Blocks:
        if day in self.dates:
            return self.dates[day]
        return () if day in self.holidays else self.week[day.weekday()]


@dataclass
class Oracle:
    hours: Hours

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.hours.zone)
        self.known: dict[date, Blocks] = {}

    def owner(self, minute: datetime) -> date | None:
        """The date to whose shift a minute belongs, today's rather than last night's; ``None`` if it is closed."""
        wall = minute.astimezone(self.zone)
        today, clock = wall.date(), wall.hour * 60 + wall.minute
        if self._covers(today, clock):
            return today
        return today - ONE_DAY if self._covers(today - ONE_DAY, clock + 1440) else None

    def in_shift_of(self, day: date, minute: datetime) -> bool:
        wall = minute.astimezone(self.zone)
        return self._covers(day, wall.hour * 60 + wall.minute + 1440 * (wall.toordinal() - day.toordinal()))

    def _covers(self, day: date, clock: int) -> bool:
        return any(start <= clock < end for start, end in self._of(day))

    def is_open(self, t: datetime) -> bool:
        return self.owner(floor(t)) is not None

    def elapsed(self, a: datetime, b: datetime) -> timedelta:
        worked, at = timedelta(0), a
        while at < b:
            step = min(floor(at) + MINUTE, b)
            worked += (step - at) if self.is_open(at) else timedelta(0)
            at = step
        return worked

    def add(self, t: datetime, work: timedelta) -> datetime:
        at = t
        while work > timedelta(0):
            step = floor(at) + MINUTE
            if self.is_open(at):
                if step - at >= work:
                    return at + work
                work -= step - at
            at = step
        return at

    def subtract(self, t: datetime, work: timedelta) -> datetime:
        at = t
        while work > timedelta(0):
            step = floor(at) if at != floor(at) else at - MINUTE
            if self.is_open(step):
                if at - step >= work:
                    return at - work
                work -= at - step
            at = step
        return at

    def next_opening(self, t: datetime) -> datetime:
        while not self.is_open(t):
            t = floor(t) + MINUTE
        return t

    def previous_closing(self, t: datetime) -> datetime:
        while not self.is_open(floor(t) if t != floor(t) else t - MINUTE):
            t = floor(t) if t != floor(t) else t - MINUTE
        return t

    def minutes_of(self, day: date) -> list[datetime]:
        """The open minutes of the shifts that open on ``day``."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        around = (midnight + n * MINUTE for n in range(-16 * 60, (24 + 24 + 16) * 60))
        return [minute for minute in around if self.in_shift_of(day, minute)] if self._of(day) else []

    def clock_shows(self, wall: datetime) -> datetime:
        """The first minute at which the wall clock shows ``wall``; a clock that skips it is read as if it had not."""
        guess = wall.replace(tzinfo=UTC)
        before = None
        for n in range(-27 * 60, 27 * 60):
            minute = guess + n * MINUTE
            shown = minute.astimezone(self.zone).replace(tzinfo=None)
            if shown == wall:
                return minute
            if shown > wall:
                break
            before = (minute, shown)
        assert before is not None
        return before[0] + (wall - before[1])

    def working_days_after(self, start: datetime, n: int) -> datetime:
        begin = self.next_opening(start)
        day = self.owner(floor(begin))
        assert day is not None
        wall = begin.astimezone(self.zone).replace(tzinfo=None)
        past_midnight = (wall.date() - day).days
        while n:
            day += ONE_DAY
            n -= bool(self.minutes_of(day))
        clock = datetime.combine(day + timedelta(days=past_midnight), wall.time())
        rest = timedelta(seconds=clock.second, microseconds=clock.microsecond)
        due = self.clock_shows(clock - rest) + rest
        minutes = self.minutes_of(day)
        if floor(due) in minutes:
            return due
        return max((minute + MINUTE for minute in minutes if minute + MINUTE <= due), default=minutes[0])

    def deadline(self, start: datetime, work: timedelta, pauses: list[tuple[datetime, datetime]]) -> datetime:
        """The clock runs while it is open and not paused. Starts and pauses in whole minutes."""
        at = start
        while True:
            paused = [end for begin, end in pauses if begin <= at < end]
            if not work:
                return self._until_resumed(at, max(paused)) if paused else at
            if not paused and self.is_open(at):
                work -= MINUTE
            at += MINUTE

    def _until_resumed(self, at: datetime, end: datetime) -> datetime:
        """Due just when a pause begins: then with the last work before it ends."""
        worked = self.elapsed(at, end)
        return self.add(at, worked)

    def _of(self, day: date) -> Blocks:
        if day not in self.known:
            self.known[day] = self.hours.of(day)
        return self.known[day]


def floor(t: datetime) -> datetime:
    return t.replace(second=0, microsecond=0)
