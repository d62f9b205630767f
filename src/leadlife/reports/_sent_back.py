"""Ways back: each time that a lead which sales had, or was offered, went back to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from leadlife.lead import Lead, Setback, Visit
from leadlife.people import SYSTEM, Role
from leadlife.policy import Milestone, Policy

Back = Literal["rejected", "lapsed", "returned", "lost"]

_LEFT: dict[Milestone | None, Back] = {
    Milestone.HANDED_OFF: "rejected",
    Milestone.SAL: "returned",
    Milestone.SQL: "lost",
    Milestone.LOST: "lost",
}


@dataclass(frozen=True, slots=True)
class CameBack:
    """One way back: what it is called, why, when (None: nobody told), and the place of the visit that it began."""

    kind: Back
    reason: str | None
    at: datetime | None
    place: int


class WaysBack:
    """Reads a lead's ways back from its visits, whatever the policy calls its moves.

    *Rejected*: from the hand-off, by people. *Lapsed*: the same, by the system alone, because nobody answered.
    *Returned*: after it was accepted. *Lost*: after there was an opportunity.
    """

    def __init__(self, policy: Policy[Any]) -> None:
        self._milestones = {stage.name: stage.milestone for stage in policy.stages}
        self._ends = {
            (move.name, source): move.target for move in policy.moves for source in policy.sources(move)
        }
        self._moves = {move.name for move in policy.moves}
        by_system = [move for move in policy.moves if all(_team(who) == SYSTEM for who in move.by)]
        self._lapses = {move.name for move in by_system}
        self._lapse_codes = {reason.code for move in by_system for reason in move.reasons}

    def of(self, lead: Lead[Any]) -> Iterator[CameBack]:
        """The lead's ways back, oldest first."""
        visits = lead.visits
        for place in range(1, len(visits)):
            if self._milestones.get(visits[place].stage) is Milestone.RECYCLED:
                kind = _LEFT.get(self._milestones.get(visits[place - 1].stage))
                if kind is not None:
                    yield self._one(lead, kind, visits[place - 1], visits[place], place)

    def _one(self, lead: Lead[Any], kind: Back, left: Visit, entered: Visit, place: int) -> CameBack:
        setback = next((one for one in lead.setbacks if self._led(one, left, entered)), None)
        if setback is None:
            return CameBack(kind, None, entered.entered_at, place)
        if kind == "rejected" and self._is_lapse(setback):
            kind = "lapsed"
        return CameBack(kind, setback.reason, entered.entered_at, place)

    def _is_lapse(self, setback: Setback) -> bool:
        """Whether nobody answered: by the move that was made; else by its reason, or because nobody made it."""
        if setback.move in self._moves:
            return setback.move in self._lapses
        return setback.reason in self._lapse_codes or setback.by.team == SYSTEM

    def _led(self, setback: Setback, left: Visit, entered: Visit) -> bool:
        """Whether the setback is the one that led from the one visit to the other.

        A move that the policy does not have is one of another version, or another system's history: its time says so.
        """
        if setback.at != entered.entered_at:
            return False
        return setback.move not in self._moves or self._ends.get((setback.move, left.stage)) == entered.stage


def _team(who: object) -> object:
    return who.team if isinstance(who, Role) else who
