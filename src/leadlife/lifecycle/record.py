"""What is asked of clocks: the record of one run with the time that it used, and what is due next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic

from leadlife._time import instant
from leadlife.errors import InvalidInput
from leadlife.events import Event
from leadlife.lead import ClockState, ClockVerdict, F, Lead, LevelState, Pause, PolicyPin
from leadlife.policy import Clock, Policy
from leadlife.worktime import Span, WorkCalendar, hours, working_time_used

_ELAPSED = hours(1)


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """One run of one clock: its ``state``, and the policy by which its deadlines were last worked out.

    ``clock`` and ``calendar`` are what the present policy has of it; None where it has them no longer.
    """

    state: ClockState
    policy: PolicyPin
    clock: Clock | None
    calendar: WorkCalendar | None

    @property
    def id(self) -> str:
        """The clock's name and the seq of the event that started it."""
        return self.state.id

    @property
    def name(self) -> str:
        return self.state.name

    @property
    def started_at(self) -> datetime:
        return self.state.started_at

    @property
    def due_at(self) -> datetime:
        """The deadline as it stands: an answer at it is in time."""
        return self.state.due_at

    @property
    def levels(self) -> tuple[LevelState, ...]:
        """Each level with when it is due, and when a sweep reached it."""
        return self.state.levels

    @property
    def pauses(self) -> tuple[Pause, ...]:
        return self.state.pauses

    @property
    def stopped_at(self) -> datetime | None:
        return self.state.stopped_at

    @property
    def verdict(self) -> ClockVerdict:
        return self.state.verdict

    @property
    def holder(self) -> str | None:
        """Who it was started for, where it counts per owner."""
        return self.state.holder

    @property
    def counts_work(self) -> bool:
        """Whether :meth:`used` counts working time; else it is elapsed time."""
        within = None if self.clock is None else self.clock.within
        return within is None or (isinstance(within, Span) and within.is_working)

    def used(self, now: datetime) -> timedelta:
        """The time that it has run by ``now``, without its pauses: working time, where its target is working time.

        :raises InvalidInput: if that is needed and the policy has its calendar no longer.
        """
        state, end = self.state, instant(now, "now")
        end = max(state.started_at, end if state.stopped_at is None else min(end, state.stopped_at))
        if not self.counts_work:
            pauses = [(one.since, one.until or end) for one in state.pauses if one.since < end]
            return working_time_used(_ELAPSED, state.started_at, end, pauses)
        if self.calendar is None:
            raise InvalidInput(
                f"count the time that the clock {state.id} used",
                f"the policy no longer has its calendar {state.calendar}",
                remedy="Look at it with the policy that it ran under, or recompute() it.",
            )
        return work_used(state, end, self.calendar)


@dataclass(frozen=True, slots=True)
class Due(Generic[F]):
    """A level of a clock that is still to come: whose, of which clock, and when."""

    lead: Lead[F]
    clock: ClockState
    at: datetime

    @property
    def level(self) -> str:
        """The name of the level."""
        return next(level.name for level in self.clock.levels if level.reached_at is None)


def work_used(state: ClockState, end: datetime, calendar: WorkCalendar) -> timedelta:
    """The working time that a run has used by ``end``, without its pauses, in the calendar that it counts in.

    What a migration carried over was counted in another one.
    """
    pauses = [(one.since, one.until or end) for one in state.pauses if one.since < end]
    earlier = state.carried
    if earlier is None or end < earlier.at:
        used = working_time_used(calendar, state.started_at, end, pauses)
        return used if earlier is None else min(used, earlier.used)
    return earlier.used + working_time_used(calendar, earlier.at, end, pauses)


def records(policy: Policy[Any], lead: Lead[Any], history: Sequence[Event]) -> tuple[ClockRecord, ...]:
    """Every clock that the lead ever had, in the order in which they began."""
    made: dict[str, tuple[datetime, PolicyPin]] = {}
    for event in history:
        for state in event.clocks:
            before = made.get(state.id)
            if before is None or before[0] != state.due_at:
                made[state.id] = (state.due_at, event.policy)
    return tuple(_record(policy, state, made[state.id][1]) for state in lead.clocks)


def _record(policy: Policy[Any], state: ClockState, pin: PolicyPin) -> ClockRecord:
    return ClockRecord(state, pin, policy.find_clock(state.name), policy.known_calendars.get(state.calendar))
