"""Every life that a policy allows, over a finite abstraction: stage, ways back so far, last reason, bounded moves made.

A rule is taken to be met or not, as may be, unless it can never be met. Reasons that no move asks for are one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

from leadlife.people import Role, Team, Who
from leadlife.policy.policy import Policy
from leadlife.policy.reason import Reason
from leadlife.policy.transition import Transition

LIMIT: Final = 20_000
"""How many states are looked at: far more than a process that people can follow has."""

_OTHER: Final = "*"
"""Any reason that no move asks for."""


class State(NamedTuple):
    """Where a lead can be, as far as it matters to what may come next."""

    stage: str
    cycle: int
    reason: str | None
    made: tuple[int, ...]


class Step(NamedTuple):
    """One move that can be made, with one of its reasons, and where it leads."""

    move: Transition
    code: str | None
    to: State


class Walk:
    """The states that a captured lead can come to, the shortest way to each, and the steps from each."""

    def __init__(self, policy: Policy[Any], possible: Callable[[Transition], bool]) -> None:
        self.policy = policy
        self.possible = possible
        self._bounded = {
            move.name: at for at, move in enumerate(m for m in policy.moves if m.most is not None)
        }
        self._asked = frozenset(code for move in policy.moves for code in move.after)
        self._choices = {move.name: tuple(self._codes(move)) for move in policy.moves}
        self.start = State(policy.initial, 0, None, (0,) * len(self._bounded))
        self.steps: dict[State, tuple[Step, ...]] = {}
        self.came: dict[State, tuple[State, Step] | None] = {self.start: None}
        self._explore()

    @cached_property
    def first(self) -> dict[str, State]:
        """For each stage that can be reached, the state in which a lead gets there soonest."""
        found: dict[str, State] = {}
        for state in self.came:
            found.setdefault(state.stage, state)
        return found

    @cached_property
    def made(self) -> frozenset[str]:
        """The moves that can be made at all."""
        return frozenset(step.move.name for steps in self.steps.values() for step in steps)

    @cached_property
    def out(self) -> dict[str, tuple[Step, ...]]:
        """For each stage that can be reached, every move that can be made there, once."""
        found: dict[str, dict[str, Step]] = {stage: {} for stage in self.first}
        for state, steps in self.steps.items():
            for step in steps:
                found[state.stage].setdefault(step.move.name, step)
        return {stage: tuple(moves.values()) for stage, moves in found.items()}

    @property
    def complete(self) -> bool:
        """Whether every state was looked at."""
        return len(self.came) < LIMIT

    def story(self, state: State) -> str:
        """How a lead gets there, in the words of sales."""
        steps: list[Step] = []
        at = state
        while (came := self.came[at]) is not None:
            steps.append(came[1])
            at = came[0]
        return life(reversed(steps))

    def before(self, move: Transition) -> str:
        """How a lead gets soonest to where the move could be made."""
        there = [self.first[source] for source in self.policy.sources(move) if source in self.first]
        return min(map(self.story, there), key=lambda text: text.count(", "), default="captured")

    def _explore(self) -> None:
        ahead = deque([self.start])
        while ahead:
            state = ahead.popleft()
            self.steps[state] = steps = tuple(self._steps(state))
            for step in steps:
                if step.to not in self.came and self.complete:
                    self.came[step.to] = (state, step)
                    ahead.append(step.to)

    def _steps(self, state: State) -> Iterator[Step]:
        for move in self.policy.moves_from(state.stage):
            if self.possible(move) and self._within_bounds(state, move):
                for code, reason in self._reasons(state, move):
                    yield Step(move, code, self._after(state, move, reason))

    def _within_bounds(self, state: State, move: Transition) -> bool:
        if move.returns and state.cycle >= self.policy.max_cycles:
            return False
        if move.most is not None and state.made[self._bounded[move.name]] >= move.most:
            return False
        return not move.after or state.reason in move.after

    def is_last(self, state: State, move: Transition) -> bool:
        """Whether the move is then made the last time, and only some may make it."""
        at = self._bounded.get(move.name)
        return at is not None and move.is_last(state.made[at])

    def _reasons(self, state: State, move: Transition) -> Iterator[tuple[str | None, str | None]]:
        """Each code that makes a difference, with the reason that the lead has afterwards."""
        if not move.setback:
            yield (self._choices[move.name] or ((None, None),))[0][0], state.reason
            return
        if move.inherits and state.reason is not None:
            yield None, state.reason
        yield from self._choices[move.name]

    def _codes(self, move: Transition) -> Iterator[tuple[str | None, str]]:
        seen: set[str] = set()
        codes = [reason.code for reason in move.reasons if givers(move, reason)]
        for code in codes if move.reasons else [move.name]:
            kind = code if code in self._asked else _OTHER
            if kind not in seen:
                seen.add(kind)
                yield (code if move.reasons else None), kind

    def _after(self, state: State, move: Transition, reason: str | None) -> State:
        at = self._bounded.get(move.name)
        made = (0,) * len(self._bounded) if move.returns else state.made
        if at is not None:
            made = (*made[:at], made[at] + 1, *made[at + 1 :])
        return State(move.target, state.cycle + move.returns, reason, made)


def life(steps: Iterable[Step]) -> str:
    """The steps of a lead from its capture on, as a story."""
    return ", ".join(["captured", *(said(step.move, step.code) for step in steps)])


def said(move: Transition, code: str | None = None) -> str:
    """A move in a story: what people say when it was made."""
    text = move.past or f"'{move.name}'"
    return text if code is None else f"{text} ({code})"


def unmade(move: Transition, code: str | None = None) -> str:
    """That a move is not made, in a story."""
    return f"is never {said(move, code)}" if move.past else f"{said(move, code)} is never made"


def givers(move: Transition, reason: Reason) -> tuple[Who, ...]:
    """Who of those who may make the move may give the reason."""
    return tuple(one for one in move.by if not reason.by or any(_meet(one, other) for other in reason.by))


def _meet(one: Who, other: Who) -> bool:
    """Whether somebody can be both."""
    if isinstance(one, Role) and isinstance(other, Role):
        return one == other
    return _team(one) == _team(other)


def _team(who: Who) -> Team:
    return who.team if isinstance(who, Role) else who
