"""Where clocks run: the states in which one may, with the life that leads there, and the stages in which none need."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from leadlife.policy.checking.walk import State, Step, Walk, life
from leadlife.policy.clock import (
    Clock,
    Entering,
    Leaving,
    Making,
    Replying,
    Rest,
    Touching,
    Trigger,
    entering,
    leaving,
    making,
    reply,
    touch,
)

_Given: TypeAlias = frozenset[Trigger]
"""What something that happens gives to clocks, each trigger by itself."""


class Run(NamedTuple):
    """A lead in a state, and whether the clock runs."""

    state: State
    runs: bool


class Running:
    """One clock in every life that the policy allows. Contacts and owners may come at any time, or never."""

    def __init__(self, walk: Walk, clock: Clock) -> None:
        self._walk, self.clock = walk, clock
        self.starts, self.stops = frozenset(_single(clock.starters)), frozenset(_single(clock.stoppers))
        self._comes = any(_is_contact(one) for one in self.starts)
        self._after: dict[tuple[str, str, bool], bool] = {}

    def lives(self, stage: str) -> bool:
        """Whether the clock runs in the stage, once it is started: where it names none, in the open ones."""
        scope = self.clock.scope
        return stage in scope if scope else self._walk.policy.stage(stage).is_open

    def begins_at_capture(self) -> bool:
        """Whether the capture starts it."""
        start = self._walk.policy.initial
        return (
            self.lives(start) and entering(start) in self.starts and self.clock.within is not Rest.COOL_DOWN
        )

    def after(self, source: str, step: Step, runs: bool) -> bool:
        """Whether it runs after a move out of a stage, if it did before or not."""
        key = (source, step.move.name, runs)
        if key not in self._after:
            rests = self.clock.within is Rest.COOL_DOWN and step.move.cools is None
            self._after[key] = self.goes_on(_given(source, step), step.to.stage, runs, begins=not rests)
        return self._after[key]

    def goes_on(self, given: _Given, stage: str, runs: bool, *, begins: bool = True) -> bool:
        """Whether it runs once this has happened, and the lead is in the stage."""
        starts, stops = self.starts & given, self.stops & given
        if runs and not stops and self.lives(stage):
            return True
        if self.clock.scope and stage not in self.clock.scope:
            return False
        entered = any(isinstance(one, Entering) for one in starts)
        # What starts it too is no answer to itself; nor is it to leave one stage, where it is entered that starts it.
        answers = {one for one in stops - self.starts if not (entered and isinstance(one, Leaving))}
        return begins and bool(starts) and not answers

    def ends_in(self, stage: str) -> Iterator[Trigger]:
        """What ends it while the lead stays in the stage, and does not begin it anew."""
        moves = {making(step.move.name) for step in self._walk.out[stage] if step.to.stage == stage}
        yield from (
            one
            for one in _single(self.clock.stoppers)
            if one not in self.starts and (one in moves or _is_contact(one))
        )

    def soonest(self) -> Iterator[tuple[State, str]]:
        """Each state in which it may run, with the shortest life that leads there, the soonest first."""
        came: dict[Run, tuple[Run, Step | None] | None] = {}
        ahead = deque([Run(self._walk.start, self.begins_at_capture())])
        came[ahead[0]] = None
        while ahead:
            at = ahead.popleft()
            if at.runs:
                yield at.state, _story(came, at)
            for step, to in self._next(at):
                if to not in came:
                    came[to] = (at, step)
                    ahead.append(to)

    def _next(self, at: Run) -> Iterator[tuple[Step | None, Run]]:
        if self._comes and not at.runs and self.lives(at.state.stage):
            yield None, Run(at.state, True)
        for step in self._walk.steps.get(at.state, ()):
            yield step, Run(step.to, self.after(at.state.stage, step, at.runs))


def unattended(walk: Walk, clocks: Sequence[Running]) -> frozenset[str]:
    """The open stages in which a lead may be while none of the clocks runs."""
    contacts = {one for clock in clocks for one in clock.starts | clock.stops if _is_contact(one)}
    begun = frozenset(one for one in clocks if one.begins_at_capture())
    found, ahead = {(walk.policy.initial, begun)}, deque([(walk.policy.initial, begun)])
    while ahead:
        stage, runs = ahead.popleft()
        after = [
            (step.to.stage, frozenset(one for one in clocks if one.after(stage, step, one in runs)))
            for step in walk.out[stage]
        ]
        for contact in contacts if walk.policy.stage(stage).is_open else ():
            given = frozenset((contact, *_WIDER.get(type(contact), ())))
            after.append((stage, frozenset(one for one in clocks if one.goes_on(given, stage, one in runs))))
        ahead.extend(new for new in dict.fromkeys(after) if new not in found)
        found.update(after)
    return frozenset(stage for stage, runs in found if not runs and walk.policy.stage(stage).is_open)


_WIDER: Final[Mapping[type, tuple[Trigger, ...]]] = {Touching: (touch(),), Replying: (reply(),)}
"""What a contact of one kind is too: one of any kind."""


def _is_contact(trigger: Trigger) -> bool:
    """Whether it comes without a move."""
    return not isinstance(trigger, Entering | Leaving | Making)


def _single(triggers: tuple[Trigger, ...]) -> Iterator[Trigger]:
    """Each trigger; one that names several moves, or several kinds of contact, as one for each."""
    for one in triggers:
        match one:
            case Making(moves):
                yield from map(making, moves)
            case Touching(kinds) if kinds:
                yield from map(touch, kinds)
            case Replying(kinds) if kinds:
                yield from map(reply, kinds)
            case _:
                yield one


def _given(source: str, step: Step) -> _Given:
    """What the move gives to clocks."""
    made, target = making(step.move.name), step.to.stage
    return frozenset((made,) if target == source else (made, leaving(source), entering(target)))


def _story(came: dict[Run, tuple[Run, Step | None] | None], at: Run) -> str:
    steps: list[Step] = []
    while (before := came[at]) is not None:
        at, step = before
        steps += [] if step is None else [step]
    return life(reversed(steps))
