"""Response time: from the first hand-off to the first human attempt to reach the lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leadlife.lead import Lead, Visit
from leadlife.policy import Milestone, Policy
from leadlife.reports._milestones import Milestones, bit
from leadlife.reports._plain import Plain, plain_row
from leadlife.reports.durations import Durations, Stopwatch
from leadlife.reports.share import Share
from leadlife.reports.window import Window

_IN_SALES = bit(Milestone.HANDED_OFF) | bit(Milestone.SAL) | bit(Milestone.SQL)


@dataclass(frozen=True, slots=True)
class Within:
    """How many were attempted within a limit, of those handed off at least that long ago, in either time."""

    limit: timedelta
    working: Share
    calendar: Share


@dataclass(frozen=True, slots=True)
class Response:
    """Counted in leads, by their first hand-off; ``offered == touched + untouched + waiting``.

    ``untouched`` leads left the hands of sales (rejected, lapsed, closed) without one human, outbound attempt.
    ``waiting`` ones are still there (censored). ``undated`` ones were handed off at a time that nobody told, and are in
    none of the figures.
    """

    offered: int
    touched: int
    untouched: int
    waiting: int
    undated: int
    working: Durations
    calendar: Durations
    within: tuple[Within, ...]

    def share_within(self, limit: timedelta) -> Within:
        """The shares within one of the limits that were asked for.

        :raises KeyError: if it was not.
        """
        for one in self.within:
            if one.limit == limit:
                return one
        raise KeyError(f"no share within {limit} (known: {', '.join(str(one.limit) for one in self.within)})")

    def to_dict(self) -> dict[str, Plain]:
        """The figures as plain data; a share within five hours is called ``within_5h_working``."""
        data = plain_row(self, without="within")
        for one in self.within:
            name = f"within_{one.limit / timedelta(hours=1):g}h"
            for time, share in (("working", one.working), ("calendar", one.calendar)):
                data |= {f"{name}_{time}": share.value}
                data |= {f"{name}_{time}_numerator": share.part, f"{name}_{time}_denominator": share.whole}
        return data


@dataclass(slots=True)
class _Limit:
    """One limit, and the latest hand-offs that were as long ago as that, in either time."""

    length: timedelta
    by_working: datetime
    by_calendar: datetime
    counts: list[int]


class ResponseTally:
    """Measures the leads of one group."""

    def __init__(
        self, policy: Policy[Any], stages: Milestones, as_of: datetime, limits: Sequence[timedelta]
    ) -> None:
        self._calendar, self._stages = policy.calendar, stages
        self._limits = [
            _Limit(one, policy.calendar.add(as_of, -one), as_of - one, [0, 0, 0, 0]) for one in limits
        ]
        self._offered = self._touched = self._waiting = self._undated = 0
        self._in_working, self._in_calendar = Stopwatch(), Stopwatch()

    def add(self, lead: Lead[Any], period: Window) -> None:
        """Measure a lead, if it was first handed off within the period."""
        place = self._stages.first(lead.visits, Milestone.HANDED_OFF)
        if place is None:
            return
        offered = lead.visits[place]
        if offered.entered_at is None or offered.out_of_order:
            self._undated += period.holds(None)
        elif period.holds(offered.entered_at):
            self._measure(lead, offered.entered_at, self._end(lead.visits, place))

    def _end(self, visits: Sequence[Visit], place: int) -> int | None:
        """The place of the visit with which the lead left the hands of sales."""
        for after in range(place + 1, len(visits)):
            if not self._stages.mask(visits[after].stage) & _IN_SALES:
                return after
        return None

    def _measure(self, lead: Lead[Any], since: datetime, end: int | None) -> None:
        until = None if end is None else lead.visits[end].entered_at
        first = next(
            (one.at for one in lead.touches if one.human and not one.inbound and one.at >= since), None
        )
        if first is not None and until is not None and first > until:
            first = None
        working = None if first is None else self._calendar.elapsed(since, first)
        calendar = None if first is None else first - since
        self._offered += 1
        self._touched += first is not None
        self._waiting += first is None and end is None
        if working is not None:
            self._in_working.add(working)
            self._in_calendar.add(calendar)
        for limit in self._limits:
            if since <= limit.by_working:
                limit.counts[0] += working is not None and working <= limit.length
                limit.counts[1] += 1
            if since <= limit.by_calendar:
                limit.counts[2] += calendar is not None and calendar <= limit.length
                limit.counts[3] += 1

    def read(self) -> Response:
        """What was measured."""
        within = tuple(
            Within(one.length, Share(*one.counts[:2]), Share(*one.counts[2:])) for one in self._limits
        )
        return Response(
            offered=self._offered,
            touched=self._touched,
            untouched=self._offered - self._touched - self._waiting,
            waiting=self._waiting,
            undated=self._undated,
            working=self._in_working.read("hours"),
            calendar=self._in_calendar.read("hours"),
            within=within,
        )
