"""When the levels of a clock are due: at its start, and again when it has stood still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from leadlife._frozen import maker
from leadlife.lead import ClockState, ClockVerdict, LevelState, Pause
from leadlife.lifecycle._happening import Happening
from leadlife.policy import Clock, Level, Policy
from leadlife.policy.clock import Rest
from leadlife.worktime import Span, WorkCalendar, deadline

Stretch = tuple[datetime, datetime]

_running = maker(ClockState, verdict="running", stopped_at=None, pauses=())
_ahead = maker(LevelState, reached_at=None)


def started(policy: Policy[Any], clock: Clock, what: Happening) -> ClockState | None:
    """A new run of the clock; None where its target is a cool-down and there is none."""
    calendar = policy.calendar_of(clock)
    if isinstance(clock.within, Rest):
        due = what.cool_down_until
        if due is None:
            return None
        levels = tuple(_ahead(level.name, due) for level in clock.levels)
    else:
        due = deadline(clock.within, what.at, calendar, ())
        levels = _levels(clock, clock.within, what.at, due, calendar, ())
    holder = None if what.owner is None or clock.per == "lead" else str(what.owner)
    id = f"{clock.name}:{what.seq}"
    return _running(id, clock.name, what.at, due, levels, calendar.fingerprint, holder=holder)


def held(policy: Policy[Any], clock: Clock, state: ClockState, pause: Pause) -> ClockState:
    """The clock with one more pause, whose end is known."""
    return rescheduled(policy, clock, replace(state, pauses=(*state.pauses, pause)))


def rescheduled(policy: Policy[Any], clock: Clock, state: ClockState) -> ClockState:
    """The clock with its deadlines worked out again from its pauses; what was reached stays reached."""
    breached = any(one.reached_at is not None and one.due_at >= state.due_at for one in state.levels)
    verdict: ClockVerdict = "breached" if breached else "running"
    if isinstance(clock.within, Rest):  # an absolute deadline does not move
        return replace(state, verdict=verdict)
    pauses = [(pause.since, pause.until) for pause in state.pauses if pause.until is not None]
    calendar = policy.calendar_of(clock)
    due = deadline(clock.within, state.started_at, calendar, pauses)
    anew = {one.name: one for one in _levels(clock, clock.within, state.started_at, due, calendar, pauses)}
    levels = tuple(one if one.reached_at else anew.get(one.name, one) for one in state.levels)
    return replace(state, due_at=due, levels=levels, verdict=verdict)


def _levels(
    clock: Clock,
    target: Span,
    start: datetime,
    due: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Stretch],
) -> tuple[LevelState, ...]:
    if len(clock.levels) == 1 and clock.levels[0].at is None:
        return (_ahead(clock.levels[0].name, due),)
    levels = [_ahead(one.name, _due(one, target, start, due, calendar, pauses)) for one in clock.levels]
    return tuple(sorted(levels, key=lambda level: level.due_at))


def _due(
    level: Level,
    target: Span,
    start: datetime,
    due: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Stretch],
) -> datetime:
    """A share of a target in working time is a share of its working time; of any other, of the plain time."""
    if level.at is None:
        return due
    if isinstance(level.at, Span):
        return deadline(level.at, start, calendar, pauses)
    if target.is_working:
        return calendar.add(start, calendar.elapsed(start, due) * level.at)
    return start + (due - start) * level.at
