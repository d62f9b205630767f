"""When the levels of a clock are due: at its start, and again when it has stood still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leadlife._frozen import changer, maker
from leadlife.lead import ClockState, ClockVerdict, LevelState
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle._pauses import Pauses, open_ended
from leadlife.policy import Clock, Level
from leadlife.policy.clock import Rest
from leadlife.worktime import Span, WorkCalendar, deadline, put_off

Stretch = tuple[datetime, datetime]

_running = maker(ClockState, verdict="running", stopped_at=None, pauses=())
_ahead = maker(LevelState, reached_at=None)
_change = changer(ClockState)


def started(clock: Clock, calendar: WorkCalendar, what: Happening) -> ClockState | None:
    """A new run of the clock; None where its target is a cool-down and there is none."""
    if isinstance(clock.within, Rest):
        due = what.cool_down_until
        if due is None:
            return None
        levels: tuple[LevelState, ...] = tuple([_ahead(level.name, due) for level in clock.levels])
    else:
        due = clock.within.after(what.at, calendar)
        levels = _levels(clock, clock.within, what.at, due, calendar, ())
    holder = None if clock.per == "lead" or what.owner is None else str(what.owner)
    id = f"{clock.name}:{what.seq}"
    return _running(id, clock.name, what.at, due, levels, calendar.fingerprint, holder=holder)


def settled(clock: Clock, calendar: WorkCalendar, state: ClockState, pauses: Pauses) -> ClockState:
    """The clock with these pauses: its deadlines are worked out again; what was reached stays reached.

    A pause without an end moves nothing until it has one. A breach that was recorded stands.
    """
    verdict: ClockVerdict = "running"
    if state.verdict == "breached":
        verdict = "breached"
    elif open_ended(pauses):
        verdict = "paused"
    if isinstance(clock.within, Rest):  # an absolute deadline does not move
        return _change(state, verdict=verdict, pauses=pauses)
    ended = [(pause.since, pause.until) for pause in pauses if pause.until is not None]
    due = deadline(clock.within, state.started_at, calendar, ended)
    anew = _levels(clock, clock.within, state.started_at, due, calendar, ended)
    return _change(
        state,
        due_at=due,
        levels=_merged(state.levels, anew),
        calendar=calendar.fingerprint,
        verdict=verdict,
        pauses=pauses,
    )


def _merged(before: Sequence[LevelState], anew: Sequence[LevelState]) -> tuple[LevelState, ...]:
    reached = [level for level in before if level.reached_at is not None]
    names = {level.name for level in reached}
    return (*reached, *(level for level in anew if level.name not in names))


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
    levels, breached = [], False
    for one in clock.levels:
        at = _due(one, target, start, due, calendar, pauses)
        levels.append(_ahead(one.name, max(at, due) if breached else at))
        breached = breached or one.at is None  # what is later than the breach is never due before it
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
    unpaused = target.after(start, calendar) if pauses else due
    if target.is_working:
        share = calendar.add(start, calendar.elapsed(start, unpaused) * level.at)
        return put_off(share, start, calendar, pauses)
    return put_off(start + (unpaused - start) * level.at, start, None, pauses)
