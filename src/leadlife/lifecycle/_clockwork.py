"""What a happening does to the clocks of a lead: which are answered, cancelled, paused, resumed and started."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadlife._frozen import changer
from leadlife.lead import ClockState, ClockVerdict, Lead, Pause, TouchRecord
from leadlife.lifecycle import _deadlines
from leadlife.lifecycle._happening import Happening, Signal, signals_of, signals_of_touch
from leadlife.lifecycle._pauses import HOLDS, RULED, Pauses, added, ended, under_rule
from leadlife.policy import Clock, Policy
from leadlife.policy.clock import Trigger
from leadlife.rules import Rule
from leadlife.worktime import WorkCalendar

_change = changer(ClockState)


@dataclass(frozen=True, slots=True)
class Wired:
    """A clock of the policy, with what stops it. What it starts with too starts it anew, and is no answer to itself."""

    clock: Clock
    order: int
    starts: frozenset[Signal]
    stops: frozenset[Signal]
    at_once: frozenset[Signal]
    scope: frozenset[str]
    why: str

    @classmethod
    def of(cls, clock: Clock, order: int) -> Wired:
        starts, stops = frozenset(_signals(clock.starters)), frozenset(_signals(clock.stoppers))
        why = "" if clock.pauses is None else str(clock.pauses)
        return cls(clock, order, starts, stops, stops - starts, clock.scope, why)

    def lives(self, stage: str) -> bool:
        """Whether the clock may run in a stage."""
        return not self.scope or stage in self.scope

    def answers(self, state: ClockState, what: Happening, signals: Sequence[Signal]) -> bool:
        """Whether this answers the run: an answer before its start does not count."""
        return not self.stops.isdisjoint(signals) and what.at >= state.started_at

    def answers_at_once(self, signals: Sequence[Signal]) -> bool:
        """Whether what starts a run answers it too. Leaving a stage comes before entering the next: it is no answer."""
        given = self.at_once.intersection(signals)
        if not given:
            return False
        entered = any(kind == "enter" for kind, _ in self.starts.intersection(signals))
        return any(kind != "leave" or not entered for kind, _ in given)

    def handed_on(self, what: Happening) -> bool:
        """Whether this starts it again, for another holder."""
        return what.reassigned and self.clock.per == "owner"


class Clockwork:
    """The clocks of a policy, wired to the signals that start and stop them."""

    def __init__(self, policy: Policy[Any]) -> None:
        self.policy = policy
        self._closed = frozenset(stage.name for stage in policy.stages if not stage.is_open)
        self._wired = {clock.name: Wired.of(clock, order) for order, clock in enumerate(policy.clocks)}
        starts: dict[Signal, list[Wired]] = defaultdict(list)
        for wired in self._wired.values():
            for signal in _signals(wired.clock.starters):
                starts[signal].append(wired)
        self._starts = dict(starts)
        self.reads_facts = any(clock.pauses is not None for clock in policy.clocks)

    def consequences(self, lead: Lead[Any] | None, what: Happening) -> tuple[ClockState, ...]:
        """The clocks that change, each as it stands afterwards."""
        signals = what.signals()
        changed: list[ClockState] = []
        going: set[str] = set()
        begin = {
            wired.order: wired
            for signal in what.begins(signals)
            if signal in self._starts
            for wired in self._starts[signal]
        }
        held: dict[str, Pauses] = {}
        for state in () if lead is None else lead.clocks:
            if state.stopped_at is not None and state.stopped_at <= what.at:
                continue  # what was answered earlier stays answered
            wired = self._wired.get(state.name)
            if wired is None:
                continue
            after = self._carried_on(wired, state, what, signals)
            if after is not state:
                changed.append(after)
            if after.stopped_at is None:
                going.add(state.name)
            elif (
                wired.handed_on(what) and state.stopped_at is None and not wired.answers(state, what, signals)
            ):
                begin[wired.order] = wired
                held[state.name] = state.pauses
        for order in sorted(begin):
            wired = begin[order]
            if wired.clock.name not in going:
                begun = self._started(wired, what, signals, held.get(wired.clock.name, ()))
                if begun is not None:
                    changed.append(begun)
        return tuple(changed)

    def answered(self, lead: Lead[Any], touches: Sequence[TouchRecord]) -> Iterator[ClockState]:
        """The clocks that one of these contacts answers, the earliest that does, though it was told of another lead."""
        for state in lead.clocks:
            wired = self._wired.get(state.name)
            after = state if wired is None else self._answered_by(wired, state, touches)
            if after is not state:
                yield after

    def _answered_by(self, wired: Wired, state: ClockState, touches: Sequence[TouchRecord]) -> ClockState:
        for touch in touches:
            if state.stopped_at is not None and touch.at >= state.stopped_at:
                break
            signals = signals_of_touch(touch.kind, human=touch.human, inbound=touch.inbound)
            if touch.at >= state.started_at and not wired.stops.isdisjoint(signals):
                return self._answered(state, touch.at)
        return state

    # -- what somebody does to a clock as such -------------------------------------------------------

    def knows(self, state: ClockState) -> bool:
        """Whether the policy still has the clock."""
        return state.name in self._wired

    def calendar_of(self, state: ClockState) -> WorkCalendar:
        """The calendar that a clock of this policy began in, as long as the policy has it."""
        known = self.policy.known_calendars.get(state.calendar)
        return known or self._wired[state.name].clock.calendar or self.policy.calendar

    def held(self, state: ClockState, pause: Pause) -> ClockState:
        """An open clock of this policy with one more pause."""
        return self._settled(self._wired[state.name], state, added(state.pauses, pause))

    def resumed(self, state: ClockState, at: datetime) -> ClockState:
        """An open clock without holds from ``at`` on; the very same where there are none."""
        pauses = ended(state.pauses, at, HOLDS)
        return state if pauses == state.pauses else self._settled(self._wired[state.name], state, pauses)

    def reset(self, state: ClockState, what: Happening) -> tuple[ClockState, ...]:
        """The run that ends, and the one that begins; what holds the one holds the other."""
        wired = self._wired[state.name]
        anew = self._started(wired, what, (), state.pauses)
        return (self.cancelled(state, what.at), *(() if anew is None else (anew,)))

    def recomputed(self, state: ClockState, what: Happening) -> ClockState:
        """The clock by the policy and the calendar as they are now."""
        wired = self._wired[state.name]
        return _deadlines.settled(wired.clock, self.calendar_now(wired, what), state, state.pauses)

    def cancelled(self, state: ClockState, at: datetime) -> ClockState:
        """Neither met nor breached, unless it was breached by then, whether or not a sweep has seen it.

        What is told late may end it before it began: then it ends as it begins.
        """
        at = max(at, state.started_at)
        state = self._until(state, at)
        due = state.late_after
        late = state.verdict == "breached" or (due is not None and due < at)
        return _change(state, stopped_at=at, verdict="breached" if late else "cancelled")

    # -- another version of the policy ---------------------------------------------------------------

    def wired(self, state: ClockState) -> Wired | None:
        """The clock of the policy that a run is one of; None if it has none of that name."""
        return self._wired.get(state.name)

    def begin_in(self, stage: str) -> Iterator[Wired]:
        """The clocks that entering a stage starts, and that may run there."""
        return (one for one in self._starts.get(("enter", stage), ()) if one.lives(stage))

    def begun(self, wired: Wired, what: Happening) -> ClockState | None:
        """A run that begins with something that is no answer to it; None if it does not begin."""
        return self._started(wired, what, (), ())

    def paused_now(self, state: ClockState, what: Happening) -> ClockState:
        """An open clock of this policy, paused by the rule as it is now, or by none; the very same if it was so."""
        wired = self._wired[state.name]
        if wired.clock.pauses is not None:
            return self._under_rule(wired, wired.clock.pauses, state, what)
        pauses = ended(state.pauses, what.at, RULED)
        return state if pauses == state.pauses else self._settled(wired, state, pauses)

    def calendar_now(self, wired: Wired, what: Happening) -> WorkCalendar:
        """The calendar in which the clock would begin now."""
        if not self.policy.calendars:
            return wired.clock.calendar or self.policy.calendar
        return self.policy.calendar_for(wired.clock, what.owner, lambda rule: self._met(rule, what))

    # -- one clock -----------------------------------------------------------------------------------

    def _carried_on(
        self, wired: Wired, state: ClockState, what: Happening, signals: Sequence[Signal]
    ) -> ClockState:
        """One clock that was started before."""
        if wired.answers(state, what, signals):
            return self._answered(state, what.at)
        if state.stopped_at is not None:
            return state
        # A clock that names no stage lives until the lead is closed.
        ends = what.stage in self._closed if not wired.scope else not wired.lives(what.stage)
        if (ends and what.entered is not None) or wired.handed_on(what):
            return self.cancelled(state, what.at)
        if wired.clock.pauses is None or (what.late and not what.tells):
            return state
        return self._under_rule(wired, wired.clock.pauses, state, what)

    def _started(
        self, wired: Wired, what: Happening, signals: Sequence[Signal], held: Pauses
    ) -> ClockState | None:
        """A new run, if there is to be one: as it stands, once all that is known to have happened since is counted."""
        clock = wired.clock
        if not wired.lives(what.stage) or (clock.where is not None and not self._met(clock.where, what)):
            return None
        state = _deadlines.started(clock, self.calendar_now(wired, what), what)
        if state is None:
            return None
        if held:
            state = self._held_on(wired, state, held)
        if clock.pauses is not None:
            state = self._under_rule(wired, clock.pauses, state, what)
        if wired.answers_at_once(signals):
            return self._answered(state, what.at)
        answer = _first_answer(wired, what) if what.late else None
        return state if answer is None else self._answered(state, answer)

    def _held_on(self, wired: Wired, state: ClockState, held: Pauses) -> ClockState:
        """A new run with what held the one before it, and still does."""
        since = state.started_at
        carried = tuple(
            one for one in held if one.kind != "rule" and (one.until is None or one.until > since)
        )
        return self._settled(wired, state, carried) if carried else state

    def _answered(self, state: ClockState, at: datetime) -> ClockState:
        """The earliest answer counts, in whatever order answers are told; one told late may amend the verdict."""
        after = self._until(state, at) if state.pauses else state
        due = after.late_after
        in_time = due is None or at <= due
        if state.verdict == "cancelled" and not in_time:
            return state
        verdict: ClockVerdict = "met" if in_time else "breached"
        return _change(after, stopped_at=at, verdict=verdict)

    def _until(self, state: ClockState, at: datetime) -> ClockState:
        """The clock as it stood then: a pause counts until it stops, and not beyond."""
        pauses = ended(state.pauses, at)
        if pauses == state.pauses:
            return state
        wired = self._wired.get(state.name)
        return _change(state, pauses=pauses) if wired is None else self._settled(wired, state, pauses)

    def _under_rule(self, wired: Wired, rule: Rule, state: ClockState, what: Happening) -> ClockState:
        """The clock as its rule pauses it, also where what was told late says how it was in between."""
        moments = [(what.at, self._met(rule, what))]
        for at in what.observed_since():
            assert what.lead is not None
            moments.append((at, self._holds(rule, what.lead.evidence(at, self.policy.lasting), at)))
        pauses = under_rule(state.pauses, moments, wired.why)
        return state if pauses == state.pauses else self._settled(wired, state, pauses)

    def _settled(self, wired: Wired, state: ClockState, pauses: Pauses) -> ClockState:
        return _deadlines.moved_on(wired.clock, self.calendar_of(state), state, pauses)

    # -- rules and calendars -------------------------------------------------------------------------

    def _met(self, rule: Rule, what: Happening) -> bool:
        return self._holds(rule, what.evidence, what.at)

    def _holds(self, rule: Rule, evidence: Any, at: datetime) -> bool:
        return rule.evaluate(evidence, at=at, zone=self.policy.zone, calendar=self.policy.calendar).met


def _signals(triggers: Iterable[Trigger]) -> Iterator[Signal]:
    for trigger in triggers:
        yield from signals_of(trigger)


def _first_answer(wired: Wired, what: Happening) -> datetime | None:
    """When it was answered already, where its start is told late."""
    for touch in what.touched_since():
        given = signals_of_touch(touch.kind, human=touch.human, inbound=touch.inbound)
        if not wired.stops.isdisjoint(given):
            return touch.at
    return None


def ahead(state: ClockState, now: datetime) -> bool:
    """Whether nothing of the clock is past: what another system tells opens no other."""
    return all(level.due_at > now for level in state.levels)
