"""Cohorts: which leads a report follows, and whether they had the time to convert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from leadlife._time import instant
from leadlife.errors import InvalidInput
from leadlife.policy import Milestone
from leadlife.reports._milestones import spoken

MATURE_AFTER = timedelta(days=180)
"""A lead that entered its cohort less than this before the report has not had its time yet."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The leads that were captured, or that first reached a milestone, in ``since <= t < before``; None: no bound.

    :raises InvalidInput: if a bound is naive, or ``since`` is not before ``before``.
    """

    since: datetime | None = None
    before: datetime | None = None
    entering: Milestone | None = None

    def __post_init__(self) -> None:
        for name in ("since", "before"):
            bound = getattr(self, name)
            if bound is not None:
                object.__setattr__(self, name, instant(bound, f"cohort {name}"))
        if self.since is not None and self.before is not None and self.since >= self.before:
            asked = f"follow the cohort from {self.since.isoformat()} to {self.before.isoformat()}"
            remedy = "Pass cohort=(from, before), the earlier first."
            raise InvalidInput(asked, "it ends before it begins", remedy=remedy)

    def holds(self, at: datetime | None) -> bool:
        """Whether a lead that entered at ``at`` belongs to it; one of unknown time only where there is no bound."""
        if at is None:
            return self.since is None and self.before is None
        return (self.since is None or self.since <= at) and (self.before is None or at < self.before)

    def __str__(self) -> str:
        entered = "captured" if self.entering is None else f"first reaching {spoken(self.entering)}"
        return f"leads {entered} {window(self.since, self.before)}"


def window(since: datetime | None, before: datetime | None) -> str:
    """A half-open stretch of time in words.

    >>> window(None, None)
    'at any time'
    """
    if since is None and before is None:
        return "at any time"
    parts = [f"from {_short(since)}" if since else "", f"before {_short(before)}" if before else ""]
    return " and ".join(part for part in parts if part)


def _short(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


CohortLike: TypeAlias = "Cohort | tuple[datetime | None, datetime | None] | None"
"""A cohort; or its two bounds, by capture; or None for every lead."""


def cohort_of(given: CohortLike) -> Cohort:
    """The cohort that was meant.

    :raises InvalidInput: if its bounds contradict each other.
    """
    if given is None:
        return Cohort()
    return given if isinstance(given, Cohort) else Cohort(*given)
