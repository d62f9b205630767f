"""Cohorts: which leads a report follows, and whether they had the time to convert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from leadlife.policy import Milestone
from leadlife.reports._asked import bounds_of
from leadlife.reports._milestones import spoken
from leadlife.reports.window import Window

MATURE_AFTER = timedelta(days=180)
"""A lead that entered its cohort less than this before the report has not had its time yet."""


@dataclass(frozen=True, slots=True)
class Cohort(Window):
    """The leads that were captured, or that first reached a milestone, within a window.

    >>> str(Cohort(entering=Milestone.MQL))
    'leads first reaching MQL at any time'

    :raises InvalidInput: if a bound is naive, or ``since`` is not before ``before``.
    """

    entering: Milestone | None = None

    def __str__(self) -> str:
        entered = "captured" if self.entering is None else f"first reaching {spoken(self.entering)}"
        return f"leads {entered} {self.words}"


CohortLike: TypeAlias = "Cohort | tuple[datetime | None, datetime | None] | None"
"""A cohort; or its two bounds, by capture; or None for every lead."""


def cohort_of(given: CohortLike) -> Cohort:
    """The cohort that was meant.

    :raises InvalidInput: if its bounds contradict each other.
    """
    if given is None:
        return Cohort()
    return given if isinstance(given, Cohort) else Cohort(*bounds_of(given))
