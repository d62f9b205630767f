"""Working time: calendars, spans, and deadlines that can be trusted.

``WorkCalendar`` knows when people work and adds and measures that time; ``Span`` says how long something may take;
``deadline`` puts the two together with the pauses.
"""

from leadlife.worktime.calendar import Opening, WorkCalendar
from leadlife.worktime.closures import Closures
from leadlife.worktime.country import country
from leadlife.worktime.explain import Explanation, Step
from leadlife.worktime.pauses import deadline, put_off, working_time_used
from leadlife.worktime.recurring import recurring
from leadlife.worktime.span import (
    Span,
    Unit,
    days,
    hours,
    minutes,
    months,
    working_days,
    working_hours,
    working_minutes,
)

__all__ = [
    "Closures",
    "Explanation",
    "Opening",
    "Span",
    "Step",
    "Unit",
    "WorkCalendar",
    "country",
    "days",
    "deadline",
    "hours",
    "minutes",
    "months",
    "put_off",
    "recurring",
    "working_days",
    "working_hours",
    "working_minutes",
    "working_time_used",
]
