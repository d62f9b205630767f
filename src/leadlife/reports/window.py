"""A stretch of time that a report looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from leadlife._time import instant
from leadlife.errors import InvalidInput
from leadlife.reports._asked import bounds_of
from leadlife.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Window:
    """The instants ``since <= t < before``; None is no bound.

    :raises InvalidInput: if a bound is naive, or ``since`` is not before ``before``.
    """

    since: datetime | None = None
    before: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("since", "before"):
            bound = getattr(self, name)
            if bound is not None:
                object.__setattr__(self, name, instant(bound, name))
        if self.since is not None and self.before is not None and self.since >= self.before:
            asked = f"report from {self.since.isoformat()} to {self.before.isoformat()}"
            raise InvalidInput(
                asked, "it ends before it begins", remedy="Pass (since, before), the earlier first."
            )

    def holds(self, at: datetime | None) -> bool:
        """Whether ``at`` lies within; an unknown time does only where there is no bound."""
        if at is None:
            return self.since is None and self.before is None
        return (self.since is None or self.since <= at) and (self.before is None or at < self.before)

    @property
    def words(self) -> str:
        """The window in words.

        >>> Window().words
        'at any time'
        """
        if self.since is None and self.before is None:
            return "at any time"
        parts = [
            f"from {_short(self.since)}" if self.since else "",
            f"before {_short(self.before)}" if self.before else "",
        ]
        return " and ".join(part for part in parts if part)


def _short(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


Period: TypeAlias = "Window | tuple[date | None, date | None] | None"
"""A window, its two bounds, or None for all time. A bound that is a day is its midnight, in the policy's zone."""


def window_of(given: Period, calendar: WorkCalendar) -> Window:
    """The window that was meant.

    :raises InvalidInput: if its bounds contradict each other, or it is none.
    """
    if given is None:
        return Window()
    return (
        given if isinstance(given, Window) else Window(*(_instant(one, calendar) for one in bounds_of(given)))
    )


def _instant(bound: date | None, calendar: WorkCalendar) -> datetime | None:
    """A day as its midnight; what is no time at all is for the window to refuse."""
    if not isinstance(bound, date) or isinstance(bound, datetime):
        return bound
    return datetime.combine(bound, time(), calendar.zone_info)
