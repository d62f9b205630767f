"""What a happening does to the clocks of a lead: which are answered, cancelled, paused, resumed and started."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from leadlife._frozen import changer
from leadlife.lead import ClockState, ClockVerdict, Lead, Pause
from leadlife.lifecycle import _deadlines
from leadlife.lifecycle._happening import Happening, Signal, signals_of
from leadlife.policy import Clock, Policy
from leadlife.policy.clock import Trigger
from leadlife.rules import Rule

_BY_RULE = "rule"
_change = changer(ClockState)


class Clockwork:
    """The clocks of a policy, wired to the signals that start and stop them."""

    def __init__(self, policy: Policy[Any]) -> None:
        self.policy = policy
        self._order = {clock.name: number for number, clock in enumerate(policy.clocks)}
        self._stops = {clock.name: frozenset(_signals(clock.stoppers)) for clock in policy.clocks}
        self._scope = {clock.name: clock.scope for clock in policy.clocks}
        starts: dict[Signal, list[Clock]] = defaultdict(list)
        for clock in policy.clocks:
            for signal in _signals(clock.starters):
                starts[signal].append(clock)
        self._starts = dict(starts)
        self.reads_facts = any(clock.pauses is not None for clock in policy.clocks)

    def consequences(self, lead: Lead[Any] | None, what: Happening) -> tuple[ClockState, ...]:
        """The clocks that change, each as it stands afterwards."""
        signals = what.signals()
        changed: list[ClockState] = []
        going: set[str] = set()
        again: list[Clock] = []
        for state in () if lead is None else lead.clocks:
            if state.stopped_at is not None and state.stopped_at <= what.at:
                continue  # what was answered earlier stays answered
            clock = self.policy.clock(state.name)
            if clock is None:
                continue
            after = self._carried_on(clock, state, what, signals)
            if after is not state:
                changed.append(after)
            if after.stopped_at is None:
                going.add(state.name)
            elif _handed_on(clock, what) and not self._answers(clock, state, what, signals):
                again.append(clock)
        changed.extend(self._started(what, signals, going, again))
        return tuple(changed)

    def held(self, state: ClockState, pause: Pause) -> ClockState:
        """A running clock of this policy with one more pause, whose end is known."""
        clock = self.policy.clock(state.name)
        return state if clock is None else _deadlines.held(self.policy, clock, state, pause)

    def _lives(self, clock: Clock, stage: str) -> bool:
        scope = self._scope[clock.name]
        return not scope or stage in scope

    def _answers(self, clock: Clock, state: ClockState, what: Happening, signals: frozenset[Signal]) -> bool:
        """Whether this answers the clock: an answer before its start does not count."""
        return what.at >= state.started_at and not signals.isdisjoint(self._stops[clock.name])

    def _met(self, rule: Rule, what: Happening) -> bool:
        policy = self.policy
        return rule.evaluate(what.evidence, at=what.at, zone=policy.zone, calendar=policy.calendar).met

    def _carried_on(
        self, clock: Clock, state: ClockState, what: Happening, signals: frozenset[Signal]
    ) -> ClockState:
        """One clock that was started before."""
        if self._answers(clock, state, what, signals):
            return _answered(state, what.at)
        if state.stopped_at is not None:
            return state
        moved_out = what.entered is not None and not self._lives(clock, what.stage)
        if moved_out or _handed_on(clock, what):
            return _cancelled(state, what.at)
        return state if clock.pauses is None else self._paused_or_resumed(clock, clock.pauses, state, what)

    def _paused_or_resumed(self, clock: Clock, rule: Rule, state: ClockState, what: Happening) -> ClockState:
        still = self._met(rule, what)
        standing = bool(state.pauses) and state.pauses[-1].until is None
        if still == standing:
            return state
        if still:
            return replace(state, verdict="paused", pauses=(*state.pauses, Pause(what.at, None, _BY_RULE)))
        pauses = (*state.pauses[:-1], replace(state.pauses[-1], until=what.at))
        return _deadlines.rescheduled(self.policy, clock, replace(state, pauses=pauses))

    def _started(
        self, what: Happening, signals: Iterable[Signal], going: set[str], again: list[Clock]
    ) -> Iterator[ClockState]:
        begin = {clock.name: clock for clock in again}
        for signal in signals:
            begin.update((clock.name, clock) for clock in self._starts.get(signal, ()))
        for name in sorted(begin.keys() - going, key=self._order.__getitem__):
            clock = begin[name]
            if not self._lives(clock, what.stage) or (
                clock.where is not None and not self._met(clock.where, what)
            ):
                continue
            if (state := _deadlines.started(self.policy, clock, what)) is not None:
                yield state


def _signals(triggers: Iterable[Trigger]) -> Iterator[Signal]:
    for trigger in triggers:
        yield from signals_of(trigger)


def _handed_on(clock: Clock, what: Happening) -> bool:
    return what.reassigned and clock.per == "owner"


def _answered(state: ClockState, at: datetime) -> ClockState:
    """The earliest answer counts, in whatever order answers are told; one told late may amend the verdict."""
    if state.verdict == "cancelled":
        return state
    verdict: ClockVerdict = "met" if at <= state.due_at else "breached"
    return _change(state, stopped_at=at, verdict=verdict, pauses=_closed(state.pauses, at))


def _cancelled(state: ClockState, at: datetime) -> ClockState:
    """Neither met nor breached, unless it was breached already."""
    verdict: ClockVerdict = "breached" if state.verdict == "breached" else "cancelled"
    return _change(state, stopped_at=at, verdict=verdict, pauses=_closed(state.pauses, at))


def _closed(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    return pauses and tuple(
        replace(pause, until=at) if pause.until is None or pause.until > at else pause for pause in pauses
    )


def ahead(state: ClockState, now: datetime) -> bool:
    """Whether nothing of the clock is past: what another system tells opens no other."""
    return all(level.due_at > now for level in state.levels)
