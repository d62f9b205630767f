"""The parts of a policy by their names."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.policy.clock import Clock
from leadlife.policy.reason import Reason
from leadlife.policy.stage import Milestone, Stage
from leadlife.policy.transition import Transition

if TYPE_CHECKING:
    from collections.abc import Iterable


class Lookup:
    """The methods of a policy that give a part of it: for a name that must be there, and for one that may."""

    if TYPE_CHECKING:
        name: str
        stages: tuple[Stage, ...]
        moves: tuple[Transition, ...]
        clocks: tuple[Clock, ...]

    @cached_property
    def _stages(self) -> dict[str, Stage]:
        return {stage.name: stage for stage in self.stages}

    @cached_property
    def _moves(self) -> dict[str, Transition]:
        return {move.name: move for move in self.moves}

    @cached_property
    def _clocks(self) -> dict[str, Clock]:
        return {clock.name: clock for clock in self.clocks}

    def stage(self, name: str) -> Stage:
        """The stage with this name.

        :raises DefinitionError: if there is none.
        """
        try:
            return self._stages[name]
        except KeyError:
            raise self._unknown("stage", name, self._stages) from None

    def has_stage(self, name: str) -> bool:
        """Whether there is a stage with this name."""
        return name in self._stages

    def move(self, name: str) -> Transition:
        """The move with this name.

        :raises DefinitionError: if there is none.
        """
        if (found := self.find_move(name)) is None:
            raise self._unknown("move", name, self._moves)
        return found

    def find_move(self, name: str) -> Transition | None:
        """The move with this name; None where it may be of another version of the policy."""
        return self._moves.get(name)

    def clock(self, name: str) -> Clock:
        """The clock with this name.

        :raises DefinitionError: if there is none.
        """
        if (found := self.find_clock(name)) is None:
            raise self._unknown("clock", name, self._clocks)
        return found

    def find_clock(self, name: str) -> Clock | None:
        """The clock with this name; None where it may be of another version of the policy."""
        return self._clocks.get(name)

    def reason(self, move: str, code: str) -> Reason:
        """The reason ``code`` of the move ``move``.

        :raises DefinitionError: if there is no such move, or it takes no such reason.
        """
        codes = [reason.code for reason in self.move(move).reasons]
        if (found := self.find_reason(move, code)) is None:
            raise self._unknown(f"reason of {move!r}", code, codes)
        return found

    def find_reason(self, move: str, code: str) -> Reason | None:
        """The reason ``code`` of the move ``move``; None where it may be of another version of the policy."""
        transition = self._moves.get(move)
        return None if transition is None else transition.reason(code)

    def stages_of(self, milestone: Milestone) -> tuple[str, ...]:
        """The names of the stages that stand for a milestone of the field."""
        return tuple(stage.name for stage in self.stages if stage.milestone is milestone)

    def _unknown(self, what: str, name: str, known: Iterable[str]) -> DefinitionError:
        return DefinitionError(f"policy {self.name!r} has no {what} {name!r}{did_you_mean(name, known)}")
