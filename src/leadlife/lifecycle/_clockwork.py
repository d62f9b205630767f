"""What a happening does to the clocks of a lead: which are answered, cancelled, paused, resumed and started."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leadlife.evidence import Evidence
from leadlife.lead import ClockState, ClockVerdict, Lead, LevelState, Pause
from leadlife.people import Owner
from leadlife.policy import Clock, Level, Policy
from leadlife.policy.clock import Entering, Leaving, Making, Rest, Touching, Trigger
from leadlife.rules import Rule
from leadlife.worktime import Span, WorkCalendar, deadline

_BY_RULE = "rule"


@dataclass(slots=True)
class Happening:
    """One thing that happens to a lead, as clocks see it; ``stage``, ``owner``, ``evidence`` are those afterwards."""

    at: datetime
    seq: int
    stage: str
    evidence: Evidence
    left: str | None = None
    entered: str | None = None
    move: str | None = None
    touch: str | None = None
    owner: Owner | None = None
    reassigned: bool = False
    cool_down_until: datetime | None = None

    def is_(self, trigger: Trigger) -> bool:
        """Whether this is what the trigger waits for."""
        match trigger:
            case Entering(stage):
                return self.entered == stage
            case Leaving(stage):
                return self.left == stage
            case Making(moves):
                return self.move in moves
            case Touching(kinds):
                return self.touch is not None and (not kinds or self.touch in kinds)


def consequences(policy: Policy[Any], lead: Lead[Any] | None, what: Happening) -> tuple[ClockState, ...]:
    """The clocks that change, each as it stands afterwards."""
    changed: list[ClockState] = []
    open_now: set[str] = set()
    for state in () if lead is None else lead.clocks:
        clock = policy.clock(state.name)
        if clock is None:
            continue
        after = _carried_on(policy, clock, state, what)
        if after is not state:
            changed.append(after)
        if after.stopped_at is None:
            open_now.add(state.name)
    restarts = {
        state.name for state in changed if state.verdict == "cancelled" and _restarts(policy, state, what)
    }
    changed.extend(_started(policy, what, open_now, restarts))
    return tuple(changed)


def _restarts(policy: Policy[Any], state: ClockState, what: Happening) -> bool:
    clock = policy.clock(state.name)
    return clock is not None and clock.per == "owner" and what.reassigned and _alive(clock, what.stage)


def _alive(clock: Clock, stage: str) -> bool:
    return not clock.scope or stage in clock.scope


def _carried_on(policy: Policy[Any], clock: Clock, state: ClockState, what: Happening) -> ClockState:
    """One clock that was started before."""
    if what.at >= state.started_at and any(what.is_(trigger) for trigger in clock.stoppers):
        return _answered(state, what.at)
    if state.stopped_at is not None:
        return state
    moved_out = what.entered is not None and not _alive(clock, what.stage)
    handed_on = clock.per == "owner" and what.reassigned
    if moved_out or handed_on:
        return _cancelled(state, what.at)
    if clock.pauses is not None:
        return _paused_or_resumed(policy, clock, clock.pauses, state, what)
    return state


def _answered(state: ClockState, at: datetime) -> ClockState:
    """The earliest answer counts, in whatever order answers are told; one told late may amend the verdict."""
    if state.verdict == "cancelled" or (state.stopped_at is not None and state.stopped_at <= at):
        return state
    return replace(
        state,
        stopped_at=at,
        verdict="met" if at <= state.due_at else "breached",
        pauses=_closed(state.pauses, at),
    )


def _cancelled(state: ClockState, at: datetime) -> ClockState:
    verdict: ClockVerdict = "breached" if state.verdict == "breached" else "cancelled"
    return replace(state, stopped_at=at, verdict=verdict, pauses=_closed(state.pauses, at))


def _closed(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    return tuple(
        replace(pause, until=at) if pause.until is None or pause.until > at else pause for pause in pauses
    )


def _paused_or_resumed(
    policy: Policy[Any], clock: Clock, rule: Rule, state: ClockState, what: Happening
) -> ClockState:
    still = rule.evaluate(what.evidence, at=what.at, zone=policy.zone, calendar=policy.calendar).met
    standing = bool(state.pauses) and state.pauses[-1].until is None
    if still == standing:
        return state
    if still:
        return replace(state, verdict="paused", pauses=(*state.pauses, Pause(what.at, None, _BY_RULE)))
    pauses = (*state.pauses[:-1], replace(state.pauses[-1], until=what.at))
    return rescheduled(policy, clock, replace(state, pauses=pauses))


def held(policy: Policy[Any], state: ClockState, since: datetime, until: datetime, why: str) -> ClockState:
    """The clock, standing still from ``since`` until ``until``."""
    clock = policy.clock(state.name)
    assert clock is not None
    return rescheduled(policy, clock, replace(state, pauses=(*state.pauses, Pause(since, until, why))))


def rescheduled(policy: Policy[Any], clock: Clock, state: ClockState) -> ClockState:
    """The clock with its deadlines worked out again from its pauses; what was reached stays reached."""
    verdict: ClockVerdict = (
        "breached" if any(one.reached_at and one.name == "breach" for one in state.levels) else "running"
    )
    if isinstance(clock.within, Rest):
        return replace(state, verdict=verdict)
    spans = [(pause.since, pause.until) for pause in state.pauses if pause.until is not None]
    calendar = policy.calendar_of(clock)
    due = deadline(clock.within, state.started_at, calendar, spans)
    dues = {
        level.name: _level_due(level, clock.within, state.started_at, due, calendar, spans)
        for level in clock.levels
    }
    levels = tuple(
        one if one.reached_at else replace(one, due_at=dues.get(one.name, one.due_at)) for one in state.levels
    )
    return replace(state, due_at=due, levels=levels, verdict=verdict)


def _started(
    policy: Policy[Any], what: Happening, open_now: set[str], restarts: set[str]
) -> Iterator[ClockState]:
    for clock in policy.clocks:
        begins = clock.name in restarts or any(what.is_(trigger) for trigger in clock.starters)
        if not begins or clock.name in open_now or not _alive(clock, what.stage):
            continue
        if _applies(policy, clock.where, what) and (state := started(policy, clock, what)) is not None:
            yield state


def _applies(policy: Policy[Any], rule: Rule | None, what: Happening) -> bool:
    return (
        rule is None
        or rule.evaluate(what.evidence, at=what.at, zone=policy.zone, calendar=policy.calendar).met
    )


def started(policy: Policy[Any], clock: Clock, what: Happening) -> ClockState | None:
    """A new run of the clock; None where its target is a cool-down and there is none."""
    calendar = policy.calendar_of(clock)
    if isinstance(clock.within, Rest):
        due = what.cool_down_until
        if due is None:
            return None
        levels = tuple(LevelState(level.name, due) for level in clock.levels)
    else:
        due = deadline(clock.within, what.at, calendar, ())
        levels = tuple(
            LevelState(level.name, _level_due(level, clock.within, what.at, due, calendar, ()))
            for level in clock.levels
        )
    holder = None if what.owner is None or clock.per == "lead" else str(what.owner)
    id = f"{clock.name}:{what.seq}"
    return ClockState(
        id, clock.name, what.at, due, tuple(sorted(levels, key=_when)), calendar.fingerprint, holder=holder
    )


def ahead(state: ClockState, now: datetime) -> bool:
    """Whether nothing of the clock is past: what another system tells opens no other."""
    return all(level.due_at > now for level in state.levels)


def _when(level: LevelState) -> datetime:
    return level.due_at


def _level_due(
    level: Level,
    target: Span,
    start: datetime,
    due: datetime,
    calendar: WorkCalendar,
    pauses: Any,
) -> datetime:
    """A share of a target in working time is a share of its working time; of any other, of the plain time."""
    if level.at is None:
        return due
    if isinstance(level.at, Span):
        return deadline(level.at, start, calendar, pauses)
    if target.is_working:
        return calendar.add(start, calendar.elapsed(start, due) * level.at)
    return start + (due - start) * level.at
