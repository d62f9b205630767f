"""How long a lead took from one milestone to another, where that can be said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from leadlife.lead import Lead
from leadlife.policy import Milestone
from leadlife.reports._milestones import Milestones


class Timing:
    """Durations between first entries, in calendar time."""

    def __init__(self, stages: Milestones) -> None:
        self._stages = stages

    def between(
        self, lead: Lead[Any], start: Milestone | None, end: Milestone
    ) -> tuple[timedelta | None, bool]:
        """From the first ``start`` (None: the capture) to the first ``end``, and whether that is out of order.

        None where the lead did not reach both, or one of the two is only implied: nobody knows when. Out of order
        where any entry on the way was told to lie before one that precedes it: such a duration is undefined.
        """
        visits = lead.visits
        first = 0 if start is None else self._stages.first(visits, start)
        last = self._stages.first(visits, end)
        if first is None or last is None:
            return None, False
        begun = lead.captured_at if start is None else visits[first].entered_at
        ended = visits[last].entered_at
        if begun is None or ended is None:
            return None, False
        length = ended - begun
        strange = length < timedelta(0) or any(visit.out_of_order for visit in visits[first : last + 1])
        return length, strange
