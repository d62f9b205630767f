"""What lies ahead of a lead: its running deadlines, its scores, and the moves that may come next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from leadlife.briefing._qualifying import truth_of
from leadlife.briefing._seeing import Sight, kind_of
from leadlife.briefing.parts import Deadline, NextMove, Scored
from leadlife.clock_state import ClockState
from leadlife.people import SYSTEM
from leadlife.policy import COOL_DOWN, Transition
from leadlife.policy._describing import needs_of
from leadlife.policy._short import guard_in_short
from leadlife.rules import Grid, Scorecard, Truth
from leadlife.rules.scorecard import Number
from leadlife.worktime import Span


def deadlines(sight: Sight) -> Iterator[Deadline]:
    """The clocks that wait for an answer, the most urgent first."""
    for state in sorted(sight.lead.running, key=lambda one: (one.due_at, one.id)):
        clock = sight.policy.find_clock(state.name)
        within = None if clock is None else clock.within
        calendar = sight.policy.known_calendars.get(state.calendar)
        works = isinstance(within, Span) and within.is_working and calendar is not None
        since = _counted_from(state, sight.at)
        left = calendar.elapsed(since, state.due_at) if works and calendar else state.due_at - since
        level = next((one.name for one in state.levels if one.reached_at is None), None)
        yield Deadline(
            state.name,
            state.verdict,
            state.due_at,
            left,
            works,
            level,
            state.next_at,
            _paused(state, sight.at),
            within is COOL_DOWN,
        )


def _counted_from(state: ClockState, now: datetime) -> datetime:
    """From when what is left counts: a pause with an end has moved the deadline already, one without has not."""
    since = min((one.since for one in state.pauses if one.until is None and one.since <= now), default=now)
    for pause in sorted(state.pauses, key=lambda one: one.since):
        if pause.until is not None and pause.since <= since < pause.until:
            since = pause.until
    return since


def _paused(state: ClockState, now: datetime) -> str | None:
    whys = (one.why for one in state.pauses if one.since <= now and (one.until is None or one.until > now))
    return next(whys, None) if state.stands_still(now) else None


def scores(sight: Sight) -> Iterator[Scored]:
    """Every score of the policy, as far as the facts settle it."""
    for name, of in sight.policy.scores.items():
        try:
            yield _scored(sight, name, of)
        except Exception as error:  # see truth_of: a score may be made of judgements
            yield Scored(name, error=kind_of(error))


def _scored(sight: Sight, name: str, of: Scorecard | Grid) -> Scored:
    policy, seen = sight.policy, sight.evidence
    if isinstance(of, Grid):
        grades = of.grade(seen, at=sight.at, zone=policy.zone, calendar=policy.calendar)
        return Scored(name, grades=grades, open=(*_open(sight, of.rows.card), *_open(sight, of.columns.card)))
    low, high = _range(sight, of)
    return Scored(name, low, high, open=_open(sight, of))


def _range(sight: Sight, card: Scorecard) -> tuple[Number, Number]:
    score = card.score(sight.evidence, at=sight.at, zone=sight.policy.zone, calendar=sight.policy.calendar)
    return score.low, score.high


def _open(sight: Sight, card: Scorecard) -> tuple[str, ...]:
    score = card.score(sight.evidence, at=sight.at, zone=sight.policy.zone, calendar=sight.policy.calendar)
    return tuple(one.label for one in score.contributions if one.low != one.high)


def next_moves(sight: Sight, moves: tuple[Transition, ...]) -> Iterator[NextMove]:
    """Each of these moves with what it asks for."""
    for move in moves:
        truth: Truth | None = Truth.MET
        if move.guard is not None:
            truth, _ = truth_of(sight, move.guard)
        yield NextMove(
            move.name,
            move.target,
            stage_label(sight, move.target),
            move.by,
            tuple(_asks(sight, move)),
            tuple(reason.code for reason in move.reasons),
            guard_in_short(sight.policy, move),
            truth,
        )


def _asks(sight: Sight, move: Transition) -> Iterator[str]:
    guard = None if move.guard is None else str(move.guard)
    yield from (text for text in needs_of(move) if text != guard)
    until = sight.lead.cool_down_until
    if move.waits and until is not None and until > sight.at:
        yield "the rest to be over" + ("" if move.wakes is None else f", unless {move.wakes}")


def by_people(moves: tuple[Transition, ...]) -> tuple[Transition, ...]:
    """Those that somebody may make, not the system alone."""
    return tuple(move for move in moves if any(who != SYSTEM for who in move.by))


def stage_label(sight: Sight, name: str) -> str:
    """What people call a stage; its name where the policy does not have it."""
    return (sight.policy.stage(name).label or name) if sight.policy.has_stage(name) else name
