"""Where every hour went: the account of a deadline, for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from leadlife.worktime.instant import from_us, to_us
from leadlife.worktime.zone import day_text, local_text

if TYPE_CHECKING:
    from leadlife.worktime.timeline import Interval


class _Calendar(Protocol):
    @property
    def zone(self) -> str: ...
    @property
    def zone_info(self) -> ZoneInfo: ...
    def closed_because(self, day: date) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """From ``start`` to ``end`` (UTC) it was open or not, and why not; ``worked`` counts all work until ``end``."""

    start: datetime
    end: datetime
    open: bool
    worked: timedelta
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The time from ``start`` to ``due``, step by step without a gap; its ``str`` is for people.

    Only the open steps count: their lengths add up to ``work``.
    """

    start: datetime
    due: datetime
    work: timedelta
    zone: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        zone = ZoneInfo(self.zone)
        head = f"{length_text(self.work)} of working time after {local_text(self.start, zone)} ({self.zone})"
        lines = [_line(step, zone) for step in self.steps]
        return "\n".join([head, *lines, f"  done    {local_text(self.due, zone)}"])


def explained(calendar: _Calendar, start: int, due: int, intervals: Sequence[Interval]) -> Explanation:
    """The account of the time from ``start`` to ``due``, of which ``intervals`` were open."""
    steps: list[Step] = []
    at, worked = start, timedelta(0)
    for opens, closes in intervals:
        if at < opens:
            steps.append(_closed(calendar, at, opens, worked))
        worked += timedelta(microseconds=closes - opens)
        steps.append(Step(from_us(opens), from_us(closes), True, worked, ""))
        at = closes
    if at < due:
        steps.append(_closed(calendar, at, due, worked))
    return Explanation(from_us(start), from_us(due), worked, calendar.zone, tuple(steps))


def reaching(calendar: _Calendar, told: Explanation, due: datetime) -> Explanation:
    """The account up to a later instant, before which no more work is done."""
    if due <= told.due:
        return told
    rest = _closed(calendar, to_us(told.due), to_us(due), told.work)
    return replace(told, due=rest.end, steps=(*told.steps, rest))


def length_text(length: timedelta) -> str:
    """A length of time in words.

    >>> length_text(timedelta(hours=30, minutes=15)), length_text(timedelta(0))
    ('30 h 15 min', '0 h')
    """
    minutes, rest = divmod(length, timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    seconds = rest.total_seconds()
    parts = ((hours, "h"), (minutes, "min"), (int(seconds) if seconds.is_integer() else seconds, "s"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 h"


def _closed(calendar: _Calendar, start: int, end: int, worked: timedelta) -> Step:
    first, last = from_us(start), from_us(end)
    day, final = (t.astimezone(calendar.zone_info).date() for t in (first, last))
    reasons: list[str] = []
    while day <= final and len(reasons) < 12:
        why = calendar.closed_because(day)
        if why is not None:
            reasons.append(day_text(day) + (f" {why}" if why != "closed" else ""))
        day += timedelta(days=1)
    return Step(first, last, False, worked, ", ".join(reasons) + (" ..." if day <= final else ""))


def _line(step: Step, zone: ZoneInfo) -> str:
    span = f"{local_text(step.start, zone)} to {local_text(step.end, zone)}"
    if step.open:
        return f"  open    {span}: {length_text(step.end - step.start)} ({length_text(step.worked)} so far)"
    return f"  closed  {span}" + (f": {step.why}" if step.why else "")
