"""What becomes of one clock when its lead crosses to another version of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from leadlife._frozen import changer
from leadlife.lead import Carried, ClockState, Lead, LevelState, TouchRecord
from leadlife.lifecycle import _deadlines
from leadlife.lifecycle._clockwork import Clockwork, Wired
from leadlife.lifecycle._happening import Happening, signals_of_touch
from leadlife.lifecycle._pauses import split
from leadlife.lifecycle.record import work_used
from leadlife.people import Actor
from leadlife.policy import Clock
from leadlife.policy.clock import Assigning, Rest
from leadlife.worktime import Span, WorkCalendar

Fate = Literal["kept", "carried", "restarted", "cancelled", "begun"]
"""What a migration does to a clock."""

AnyLead = Lead[Any]

_change = changer(ClockState)


@dataclass(frozen=True, slots=True)
class CrossedClock:
    """A clock of a lead that crosses, and what became of it.

    ``before`` is the run as it stood (None: there was none), ``after`` as it stands: a new run where it is restarted,
    and ``ended`` is the old one then.
    """

    name: str
    fate: Fate
    before: ClockState | None
    after: ClockState
    ended: ClockState | None = None

    @property
    def changed(self) -> Iterator[ClockState]:
        """The runs that are other than they were."""
        if self.ended is not None:
            yield self.ended
        if self.after != self.before:
            yield self.after

    def overdue(self, at: datetime) -> bool:
        """Whether it is due at once, and was not late before."""
        end = self.after.late_after
        if not self.after.is_open or end is None or end > at:
            return False
        return self.before is None or not late(self.before, at)


def counts_work(clock: Clock) -> bool:
    """Whether any deadline of the clock is one of working time."""
    spans = (clock.within, *(level.at for level in clock.levels))
    return any(isinstance(one, Span) and one.is_working for one in spans)


def late(state: ClockState, at: datetime) -> bool:
    """Whether its deadline has passed, whether or not a sweep has seen it."""
    return state.verdict == "breached" or _over(state, at)


def promised(clock: Clock, state: ClockState, what: Happening) -> bool:
    """Whether its target is one that only the lead knows, and it runs until then already: that is kept for the lead."""
    if not isinstance(clock.within, Rest):
        return False
    until = what.until(clock.within)
    return until is not None and state.due_at == max(state.started_at, until)


# -- those that run ------------------------------------------------------------------------------------


def cancelled(clockwork: Clockwork, state: ClockState, what: Happening) -> CrossedClock:
    """One that the new version does not have, or not in the lead's stage."""
    return CrossedClock(state.name, "cancelled", state, clockwork.cancelled(state, what.at))


def kept(clockwork: Clockwork, state: ClockState, what: Happening) -> CrossedClock:
    """One that stays as it was promised. Whether it stands still is up to the new version's rule from now on."""
    return CrossedClock(state.name, "kept", state, clockwork.paused_now(state, what))


def restarted(clockwork: Clockwork, state: ClockState, what: Happening) -> CrossedClock:
    """One that begins again, if the new version has it begin for this lead; what holds the one run holds the other."""
    ended, *anew = clockwork.reset(state, what)
    if not anew:
        return CrossedClock(state.name, "cancelled", state, ended)
    return CrossedClock(state.name, "restarted", state, anew[0], ended)


def carried(
    clockwork: Clockwork, state: ClockState, what: Happening, ran_in: WorkCalendar | None
) -> CrossedClock:
    """One that goes on under the new target and hours, with what it used so far.

    What came due before stays as it was; nothing is due before the migration that was not due then.
    """
    paused = clockwork.paused_now(state, what)
    wired = clockwork.wired(state)
    assert wired is not None
    clock, calendar, at = wired.clock, clockwork.calendar_now(wired, what), what.at
    was_late = late(state, at)
    anew = _deadlines.settled(clock, calendar, paused, paused.pauses)
    used_up = _over(anew, at) and not was_late
    if ran_in is not None and (used_up or calendar.fingerprint != state.calendar):
        paused = _change(paused, carried=Carried(at, work_used(paused, at, ran_in)))
        anew = _deadlines.settled(clock, calendar, paused, paused.pauses)
    if no_sooner(anew, at) != anew:  # then it counts from here, and so do the pauses that stand
        anew = no_sooner(_deadlines.settled(clock, calendar, paused, split(paused.pauses, at)), at)
    missed = {one.name: one for one in state.levels if _passed(state, one, at)}
    levels = [one if one.reached_at is not None else missed.get(one.name, one) for one in anew.levels]
    due = state.due_at if was_late else anew.due_at
    holder = _deadlines.holder(clock, what)
    after = _change(anew, due_at=due, levels=tuple(sorted(levels, key=_in_order)), holder=holder)
    return CrossedClock(state.name, "carried", state, after)


def no_sooner(state: ClockState, at: datetime) -> ClockState:
    """The clock with nothing to come before an instant."""
    levels = tuple(LevelState(one.name, at) if _passed(state, one, at) else one for one in state.levels)
    return _change(state, due_at=at if _over(state, at) else state.due_at, levels=levels)


def _passed(state: ClockState, level: LevelState, at: datetime) -> bool:
    """Whether a level came due before an instant, and was not reached."""
    due = state.comes_due(level)
    return level.reached_at is None and due is not None and due < at


def _over(state: ClockState, at: datetime) -> bool:
    end = state.late_after
    return end is not None and end < at


def _in_order(level: LevelState) -> tuple[bool, datetime]:
    return (level.reached_at is None, level.due_at)


# -- those that begin ----------------------------------------------------------------------------------


def begun(clockwork: Clockwork, what: Happening, *, anew: bool) -> Iterator[CrossedClock]:
    """The clocks that entering the lead's stage starts in the new version, and that it did not have in this stay.

    They begin at the migration (``anew``), or else count from the beginning of the stay: then nothing of them is due
    before the migration. What was answered in this stay is not asked again.
    """
    lead = what.lead
    assert lead is not None
    entered = lead.entered_at
    if entered is None and not anew:
        return  # nobody knows since when
    for wired in clockwork.begin_in(what.stage):
        since, seen = _from_its_last_start(lead, wired, entered)
        if _had(lead, wired, entered) or _answered(seen, wired, entered):
            continue
        start = what if anew or since is None else _entering(clockwork, seen, what, since)
        run = clockwork.begun(wired, start)
        if run is not None and run.is_open:
            yield CrossedClock(run.name, "begun", None, no_sooner(run, what.at))


def _from_its_last_start(
    lead: AnyLead, wired: Wired, entered: datetime | None
) -> tuple[datetime | None, AnyLead]:
    """Since when a run would count, and the lead without the contacts up to then: the last one in this stay that starts
    the clock again answers no run that begins with it.
    """
    again = [
        one.at
        for one in _contacts(lead, entered)
        if not wired.starts.isdisjoint(signals_of_touch(one.kind, human=one.human, inbound=one.inbound))
    ]
    if not again:
        return entered, lead
    return again[-1], lead._with(touches=tuple(one for one in lead.touches if one.at > again[-1]))


def _contacts(lead: AnyLead, entered: datetime | None) -> Iterator[TouchRecord]:
    """Those in this stay."""
    return (one for one in lead.touches if entered is None or one.at >= entered)


def _entering(clockwork: Clockwork, lead: AnyLead, what: Happening, entered: datetime) -> Happening:
    """The beginning of the stay, as it would have been told late."""
    return Happening(
        entered,
        what.seq,
        what.stage,
        lead.evidence(entered, clockwork.policy.lasting),
        lead,
        late=True,
        entered=what.stage,
        owner=what.owner,
        cool_down_until=what.cool_down_until,
    )


def _had(lead: AnyLead, wired: Wired, entered: datetime | None) -> bool:
    """Whether the lead has such a run, or had one in this stay: one that was cancelled is none, as by a version in
    between that did not have the clock.
    """
    runs = (one for one in lead.clocks if one.name == wired.clock.name and one.verdict != "cancelled")
    return any(one.is_open or entered is None or one.started_at >= entered for one in runs)


def _answered(lead: AnyLead, wired: Wired, entered: datetime | None) -> bool:
    """Whether the clock was answered in this stay before it was there: by a contact, or by having an owner."""
    if isinstance(lead.owner, Actor) and any(isinstance(one, Assigning) for one in wired.clock.stoppers):
        return True
    return any(
        not wired.stops.isdisjoint(signals_of_touch(one.kind, human=one.human, inbound=one.inbound))
        for one in _contacts(lead, entered)
    )
