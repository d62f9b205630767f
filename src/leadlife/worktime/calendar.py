"""``WorkCalendar``: when people work, and the arithmetic of the time they do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.worktime.closures import Closures, closures
from leadlife.worktime.explain import Explanation, explained
from leadlife.worktime.hours import Blocks, day_text_of, parse_day, parse_week
from leadlife.worktime.instant import DAY, EPOCH, EPOCH_ORDINAL, TICK, from_us, length_us, to_us, wall_us
from leadlife.worktime.timeline import Timeline, wall_of
from leadlife.worktime.zone import DAY_NAMES, tzdata_version, zone_named

_LAST_ORDINAL = date.max.toordinal()
_YEARS = (*range(2020, 2061), *range(1990, 2020))
"""A calendar with weekly hours must be open in one of these years, which nearly every one is in the first."""
_YEARS_AT_LAST = (2058, 2059, 2060)
"""And in one of these, if it has closures that may go on for ever."""


class Opening(NamedTuple):
    """From ``opens`` until ``closes`` (in UTC, half open) there is work."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
class WorkCalendar:
    """When people work: weekly hours on the wall clock of a zone, less holidays, with dates of their own.

    An instant is open if the clock on the wall then shows an open time; opening hours are half open, so at the
    closing time it is closed. Durations are elapsed time: an hour that the clocks skip is not worked, one that they
    show twice is worked twice. A shift past midnight (``"22:00-06:00"``) belongs to the date it opens on: so do its
    holiday and its weekday. ``dates`` win over holidays, holidays over weekly hours; ``"closed"`` is no hours.

    All instants are aware; those returned are in UTC, in whole microseconds. Calendars are immutable, hashable, and
    equal if their fingerprints are; threads may share them.

    Raises ``DefinitionError`` for what cannot be read, hours that overlap, and calendars that are never open.

    >>> berlin = WorkCalendar("Europe/Berlin", {"mon-thu": "09:00-12:30 13:30-18:00", "fri": "09:00-15:00"},
    ...                       holidays={date(2026, 12, 25)}, dates={date(2026, 12, 24): "09:00-12:00"})
    >>> noon = datetime(2026, 12, 24, 11, tzinfo=berlin.zone_info)
    >>> berlin.add(noon, timedelta(hours=2)).astimezone(berlin.zone_info).isoformat()
    '2026-12-28T10:00:00+01:00'
    """

    zone: str
    zone_info: ZoneInfo
    holidays: Closures
    fingerprint: str
    _week: tuple[Blocks, ...]
    _dates: Mapping[date, Blocks]
    _timeline: Timeline

    def __init__(
        self,
        zone: str,
        weekly: Mapping[str, str],
        holidays: Closures | Iterable[date | Closures] = (),
        dates: Mapping[date, str] | None = None,
    ) -> None:
        info = zone_named(zone)
        fill = object.__setattr__
        fill(self, "zone", zone)
        fill(self, "zone_info", info)
        fill(self, "_week", parse_week(weekly))
        fill(self, "holidays", closures(holidays))
        fill(self, "_dates", _parse_dates(dates or {}))
        fill(self, "_timeline", Timeline(info, self._hours_between))
        fill(self, "fingerprint", _fingerprint(self.definition, self.sources))
        self._refuse_never_open()

    @classmethod
    def always(cls, zone: str) -> WorkCalendar:
        """Open round the clock, every day: working time is elapsed time.

        >>> WorkCalendar.always("UTC").weekly
        {'mon-sun': '00:00-24:00'}
        """
        return cls(zone, {"mon-sun": "00:00-24:00"})

    @property
    def weekly(self) -> dict[str, str]:
        """The weekly hours, in a form that makes the same calendar again; closed days are left out."""
        texts = [day_text_of(blocks) for blocks in self._week]
        runs: list[list[int]] = []
        for day in range(7):
            if runs and texts[runs[-1][-1]] == texts[day]:
                runs[-1].append(day)
            else:
                runs.append([day])
        return {_run_name(run): texts[run[0]] for run in runs if self._week[run[0]]}

    @property
    def dates(self) -> dict[date, str]:
        """The dates with hours of their own, in order."""
        return {day: day_text_of(blocks) for day, blocks in sorted(self._dates.items())}

    @property
    def definition(self) -> str:
        """The calendar as text: what was written, and not the versions of the data behind it.

        The same for equal definitions in every process and on every machine; the fingerprint covers ``sources`` too.
        """
        week = "; ".join(
            f"{name} {day_text_of(own)}" for name, own in zip(DAY_NAMES, self._week, strict=True)
        )
        dates = "; ".join(f"{day.isoformat()} {hours}" for day, hours in self.dates.items())
        return "\n".join(["calendar 1", self.zone, week, self.holidays.identity, dates])

    @property
    def sources(self) -> dict[str, str]:
        """The versions of the data that the calendar rests on; they are part of its fingerprint."""
        return {"tzdata": tzdata_version(self.zone), **self.holidays.sources}

    def add(self, t: datetime, work: timedelta) -> datetime:
        """The instant at which ``work`` has been done since ``t``; a negative ``work`` counts back from ``t``.

        It is the one nearest to ``t``: forwards, work that is done at closing time is due at closing time; backwards,
        it starts at the opening. Nothing to do is done at ``t``. So ``elapsed(t, add(t, work)) == work``, always.

        Raises ``InvalidInput`` for naive times, and where the calendar does not open for so long.
        """
        try:  # to_us and length_us in place: the calls would be a third of the time
            us, length = (t - EPOCH) // TICK, work // TICK
        except TypeError:
            us, length = to_us(t), length_us(work)
        if length > 0:
            us = self._timeline.forward(us, length)
        elif length:
            us = self._timeline.back(us, -length)
        return EPOCH + us * TICK

    def elapsed(self, a: datetime, b: datetime) -> timedelta:
        """The working time from ``a`` to ``b``; negative if ``b`` is the earlier.

        Raises ``InvalidInput`` for naive times.
        """
        try:
            return self._timeline.elapsed((a - EPOCH) // TICK, (b - EPOCH) // TICK) * TICK
        except TypeError:
            return self._timeline.elapsed(to_us(a), to_us(b)) * TICK

    def is_open(self, t: datetime) -> bool:
        """Whether there is work at ``t``: yes at the opening, no at the closing."""
        return self._timeline.is_open(to_us(t))

    def next_opening(self, t: datetime) -> datetime:
        """The first open instant at or after ``t``: ``t`` itself in working hours.

        Raises ``InvalidInput`` if the calendar opens no more.
        """
        return from_us(self._timeline.next_open(to_us(t)))

    def previous_closing(self, t: datetime) -> datetime:
        """The last instant at or before ``t`` until which there was work: ``t`` itself within hours and at closing.

        Raises ``InvalidInput`` if the calendar was not open before.
        """
        return from_us(self._timeline.last_open(to_us(t)))

    def opening_hours(self, day: date) -> tuple[Opening, ...]:
        """When the shifts that open on ``day`` open and close; none if it is closed or the zone skipped it.

        A shift that the clocks' going back interrupts gives two openings.
        """
        if isinstance(day, datetime) or not isinstance(day, date):
            raise InvalidInput(
                f"look up {day!r}", "opening hours are those of a date", remedy="write t.date()"
            )
        found = self._timeline.openings(wall_us(day))
        return tuple(Opening(from_us(opens), from_us(closes)) for opens, closes in found)

    def working_date(self, t: datetime) -> date:
        """The date that the work at ``t``, or else at the next opening, belongs to.

        That of a night shift, also after midnight, is the date it opened on.
        """
        us = self._timeline.next_open(to_us(t))
        wall = wall_of(self.zone_info, us)
        today = date.fromordinal(wall // DAY + EPOCH_ORDINAL)
        within = any(block.start <= wall % DAY < block.end for block in self._blocks_of(today))
        return today if within else today - timedelta(days=1)

    def working_date_after(self, day: date, n: int) -> date:
        """The n-th date after ``day`` on which a shift opens, n > 0. Raises ``InvalidInput`` if there is none."""
        return date.fromordinal(self._timeline.date_after(day.toordinal(), n))

    def explain(self, t: datetime, hours: float | timedelta = 4) -> Explanation:
        """Where every hour goes from ``t`` until ``hours`` of work are done: ``print`` it.

        Raises ``InvalidInput`` like ``add``, and for a negative amount.
        """
        try:
            work = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
        except (TypeError, ValueError, OverflowError):
            raise InvalidInput(
                f"explain {hours!r} hours", "it is no amount", remedy="write hours=4"
            ) from None
        if work < timedelta(0):
            raise InvalidInput(
                "explain negative working time", "a story is told forwards", remedy="start earlier"
            )
        start, due = to_us(t), to_us(self.add(t, work))
        return explained(self, start, due, tuple(self._timeline.intervals(start, due)))

    def closed_because(self, day: date) -> str | None:
        """Why nothing opens on ``day``: a holiday's name or "closed"; ``None`` if something does."""
        if self._blocks_of(day):
            return None
        return self.holidays.closed_in(day, day).get(day, "closed") if day not in self._dates else "closed"

    def _blocks_of(self, day: date) -> Blocks:
        own = self._dates.get(day)
        if own is not None:
            return own
        weekly = self._week[day.weekday()]
        return () if weekly and self.holidays.closed_in(day, day) else weekly

    def _hours_between(self, first: int, last: int) -> dict[int, Blocks]:
        ordinals = range(
            max(first // DAY + EPOCH_ORDINAL, 1), min(last // DAY + EPOCH_ORDINAL, _LAST_ORDINAL) + 1
        )
        if not ordinals:
            return {}
        closed = self.holidays.closed_in(date.fromordinal(ordinals[0]), date.fromordinal(ordinals[-1]))
        week, shut = self._week, {day.toordinal() for day in closed}
        found = {(n - EPOCH_ORDINAL) * DAY: week[(n - 1) % 7] for n in ordinals if n not in shut}
        own = {day.toordinal(): blocks for day, blocks in self._dates.items()}
        return found | {(n - EPOCH_ORDINAL) * DAY: blocks for n, blocks in own.items() if n in ordinals}

    def _refuse_never_open(self) -> None:
        if any(self.opening_hours(day) for day in self._dates):
            return
        if not any(self._week):
            raise DefinitionError(
                "the calendar is never open: give it weekly hours such as {'mon-fri': '09:00-17:00'}"
            )
        tried = [(_YEARS, "never open")]
        if self.holidays.endless:
            tried.append((_YEARS_AT_LAST, "closed for good by its closures"))
        for years, state in tried:
            if not any(map(self._opens_in, years)):
                raise DefinitionError(
                    f"the calendar is {state}: let a closure end (until=), or give dates their own hours"
                )

    def _opens_in(self, year: int) -> bool:
        return any(self._hours_between(wall_us(date(year, 1, 1)), wall_us(date(year, 12, 31))).values())

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, WorkCalendar) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[type[WorkCalendar], tuple[object, ...]]:
        return WorkCalendar, (self.zone, self.weekly, self.holidays, self.dates)

    def __str__(self) -> str:
        """The calendar in a line of text, for people."""
        hours = ", ".join(f"{days} {text}" for days, text in self.weekly.items()) or "no weekly hours"
        dates = "".join(f"; {day.isoformat()} {text}" for day, text in self.dates.items())
        closed = f"; holidays {self.holidays}" if self.holidays.identity else ""
        return f"{self.zone}: {hours}{dates}{closed}"

    def __repr__(self) -> str:
        return f"<WorkCalendar {self.zone} {self.weekly} {self.fingerprint[:8]}>"


def _fingerprint(definition: str, sources: Mapping[str, str]) -> str:
    versions = "; ".join(f"{name} {version}" for name, version in sorted(sources.items()))
    return hashlib.sha256(f"{definition}\n{versions}".encode()).hexdigest()[:32]


def _parse_dates(dates: Mapping[date, str]) -> dict[date, Blocks]:
    if not isinstance(dates, Mapping):
        raise DefinitionError(
            f"dates are a mapping such as {{date(2026, 12, 24): '09:00-12:00'}}, not {dates!r}"
        )
    for day in dates:
        if isinstance(day, datetime) or not isinstance(day, date):
            raise DefinitionError(
                f"dates: hours are given to a date such as date(2026, 12, 24), not to {day!r}"
            )
    return {day: parse_day(hours, day.isoformat()) for day, hours in dates.items()}


def _run_name(run: list[int]) -> str:
    return DAY_NAMES[run[0]] + (f"-{DAY_NAMES[run[-1]]}" if len(run) > 1 else "")
