"""When the levels of a clock are due: at its start, and again when it has stood still or was carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadlife._frozen import changer, maker
from leadlife.lead import Carried, ClockState, ClockVerdict, LevelState
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle._pauses import Pauses, open_ended
from leadlife.policy import Clock, Level
from leadlife.policy.clock import Rest
from leadlife.worktime import Span, WorkCalendar, deadline, hours, put_off, working_time_used

Stretch = tuple[datetime, datetime]

_PLAIN = hours(1)
"""Any span of plain time: what is counted without a calendar."""

_running = maker(ClockState, verdict="running", stopped_at=None, pauses=(), carried=None)
_ahead = maker(LevelState, reached_at=None)
_change = changer(ClockState)


def started(clock: Clock, calendar: WorkCalendar, what: Happening) -> ClockState | None:
    """A new run of the clock; None where its target is one that only the lead knows, and it has none."""
    if isinstance(clock.within, Rest):
        until = what.until(clock.within)
        if until is None:
            return None
        due = max(what.at, until)
        levels: tuple[LevelState, ...] = tuple([_ahead(level.name, due) for level in clock.levels])
    else:
        due = clock.within.after(what.at, calendar)
        levels = _one_level(clock, due) or _levels(clock, clock.within, _Run(what.at, calendar), due)
    id = f"{clock.name}:{what.seq}"
    return _running(id, clock.name, what.at, due, levels, calendar.fingerprint, holder=holder(clock, what))


def holder(clock: Clock, what: Happening) -> str | None:
    """Whose clock it is: the lead's (None), or its owner's."""
    return None if clock.per == "lead" or what.owner is None else str(what.owner)


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
    run = _Run(state.started_at, calendar, _stretches(pauses), state.carried)
    due = run.over(clock.within)
    return _change(
        state,
        due_at=due,
        levels=_merged(state.levels, _levels(clock, clock.within, run, due)),
        calendar=calendar.fingerprint,
        verdict=verdict,
        pauses=pauses,
    )


def moved_on(clock: Clock, calendar: WorkCalendar, state: ClockState, pauses: Pauses) -> ClockState:
    """The clock with these pauses, its deadlines put off by what they cost more than the pauses that it had.

    So those stay as they were promised, where the policy has become another one meanwhile; where it has not, that is
    what :func:`settled` gives.
    """
    by_policy = settled(clock, calendar, state, pauses)
    if isinstance(clock.within, Rest) or _same(settled(clock, calendar, state, state.pauses), state):
        return by_policy
    before, after = _stretches(state.pauses), _stretches(pauses)

    def put(at: datetime, counted: Span) -> datetime:
        own = calendar if counted.is_working else None
        then = put_off(_unpaused(at, state.started_at, own, before), state.started_at, own, after)
        return then if own is None or own.elapsed(at, then) else at  # closed time alone moves nothing

    due = put(state.due_at, clock.within)
    levels = []
    for level in state.levels:
        if level.reached_at is None:
            at = put(level.due_at, _counted(clock, level.name, clock.within))
            level = _ahead(level.name, max(at, due) if level.due_at >= state.due_at else at)
        levels.append(level)
    return _change(by_policy, due_at=due, levels=tuple(levels))


def _same(one: ClockState, other: ClockState) -> bool:
    return one.due_at == other.due_at and set(one.levels) == set(other.levels)


def _counted(clock: Clock, level: str, target: Span) -> Span:
    """What a level is counted in: its own span, or the target."""
    known = clock.level(level)
    return known.at if known is not None and isinstance(known.at, Span) else target


def _unpaused(
    due: datetime, start: datetime, calendar: WorkCalendar | None, pauses: Sequence[Stretch]
) -> datetime:
    """When something that is due, these pauses included, would be due without them: not before the first of them."""
    first = min((begin for begin, end in pauses if begin <= due and end > start), default=None)
    if first is None:
        return due
    used = working_time_used(_PLAIN if calendar is None else calendar, start, due, pauses)
    return max(first, start + used if calendar is None else calendar.add(start, used))


def _merged(before: Sequence[LevelState], anew: Sequence[LevelState]) -> tuple[LevelState, ...]:
    reached = [level for level in before if level.reached_at is not None]
    names = {level.name for level in reached}
    return (*reached, *(level for level in anew if level.name not in names))


def _one_level(clock: Clock, due: datetime) -> tuple[LevelState, ...]:
    """The only level of a clock that has no other than its deadline."""
    if len(clock.levels) == 1 and clock.levels[0].at is None:
        return (_ahead(clock.levels[0].name, due),)
    return ()


def _levels(clock: Clock, target: Span, run: _Run, due: datetime) -> tuple[LevelState, ...]:
    if only := _one_level(clock, due):
        return only
    levels, breached = [], False
    for one in clock.levels:
        at = _due(one, target, run, due)
        levels.append(_ahead(one.name, max(at, due) if breached else at))
        breached = breached or one.at is None  # what is later than the breach is never due before it
    return tuple(sorted(levels, key=lambda level: level.due_at))


def _due(level: Level, target: Span, run: _Run, due: datetime) -> datetime:
    """A share of a target in working time is a share of its working time; of any other, of the plain time."""
    if level.at is None:
        return due
    if isinstance(level.at, Span):
        return run.over(level.at)
    return run.share_over(target, level.at, due)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the deadlines of a run are counted from, and in."""

    start: datetime
    calendar: WorkCalendar
    pauses: Sequence[Stretch] = ()
    carried: Carried | None = None

    def over(self, span: Span) -> datetime:
        """When a span of it is over."""
        if self.carried is None or not span.is_working:
            return deadline(span, self.start, self.calendar, self.pauses)
        return self._rest_over(self.work(span), self.carried)

    def share_over(self, target: Span, share: float, due: datetime) -> datetime:
        """When a share of its target, which is over at ``due``, is over."""
        calendar, start, pauses = self.calendar, self.start, self.pauses
        if target.is_working and self.carried is not None:
            return self._rest_over(self.work(target) * share, self.carried)
        unpaused = target.after(start, calendar) if pauses else due
        if target.is_working:
            at = calendar.add(start, calendar.elapsed(start, unpaused) * share)
            return put_off(at, start, calendar, pauses)
        return put_off(start + (unpaused - start) * share, start, None, pauses)

    def work(self, span: Span) -> timedelta:
        """The working time of a span of it: working days have that of the dates from its start on."""
        length = span.length
        if length is not None:
            return length
        return self.calendar.elapsed(self.start, span.after(self.start, self.calendar))

    def _rest_over(self, work: timedelta, carried: Carried) -> datetime:
        """What was used elsewhere counts; what was paused there does not come into it again."""
        rest = max(work - carried.used, timedelta(0))
        return put_off(self.calendar.add(carried.at, rest), carried.at, self.calendar, self.pauses)


def _stretches(pauses: Pauses) -> list[Stretch]:
    return [(pause.since, pause.until) for pause in pauses if pause.until is not None]
