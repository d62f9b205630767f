"""Ways back: which setbacks of a lead mean that sales rejected, returned or never answered it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from leadlife.lead import Lead, Setback
from leadlife.people import SYSTEM, Role
from leadlife.policy import FORWARD, Milestone, Policy, Transition

SentBack = Literal["rejected", "lapsed", "returned"]


class WaysBack:
    """A policy's moves that send an open lead back from sales, read from what they connect, whatever they are called.

    *Rejected*: out of the hand-off, by people. *Lapsed*: the same, by the system alone, because nobody answered.
    *Returned*: after it was accepted.
    """

    def __init__(self, policy: Policy[Any]) -> None:
        self._milestones = {stage.name: stage.milestone for stage in policy.stages}
        self._open = {stage.name for stage in policy.stages if stage.is_open}
        kinds = {move: kind for move in policy.moves if (kind := self._kind(policy, move)) is not None}
        self._moves = {move.name: kind for move, kind in kinds.items()}
        self._lapses = {
            reason.code for move, kind in kinds.items() if kind == "lapsed" for reason in move.reasons
        }

    def of(self, lead: Lead[Any]) -> Iterator[tuple[SentBack, Setback]]:
        """The lead's setbacks that sent it back, oldest first."""
        for setback in lead.setbacks:
            kind = self._moves.get(setback.move)
            if kind is None and setback.move == "backfill":
                kind = self._told(lead, setback)
            if kind is not None:
                yield kind, setback

    def _kind(self, policy: Policy[Any], move: Transition) -> SentBack | None:
        if not move.setback or not self._goes_back(move.target):
            return None
        sources = {self._milestones[stage] for stage in policy.sources(move)}
        if Milestone.HANDED_OFF in sources:
            return "lapsed" if all(_team(who) == SYSTEM for who in move.by) else "rejected"
        return "returned" if Milestone.SAL in sources else None

    def _told(self, lead: Lead[Any], setback: Setback) -> SentBack | None:
        """What another system's history calls it: told by where the lead was before, and where it was after."""
        for place in range(len(lead.visits) - 1, 0, -1):
            if lead.visits[place].entered_at == setback.at:
                if not self._goes_back(lead.visits[place].stage):
                    return None
                came_from = self._milestones.get(lead.visits[place - 1].stage)
                if came_from is Milestone.HANDED_OFF:
                    return "lapsed" if setback.reason in self._lapses else "rejected"
                return "returned" if came_from is Milestone.SAL else None
        return None

    def _goes_back(self, target: str) -> bool:
        return target in self._open and self._milestones[target] not in FORWARD


def _team(who: object) -> object:
    return who.team if isinstance(who, Role) else who
