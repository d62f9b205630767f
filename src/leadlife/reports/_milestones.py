"""Which milestones a lead has reached: the one reading of its visits that all reports share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from leadlife.lead import Lead, Visit
from leadlife.policy import FORWARD, Milestone, Policy

_ABBREVIATED = (Milestone.MRL, Milestone.MQL, Milestone.SAL, Milestone.SQL)
_BIT = {milestone: 1 << place for place, milestone in enumerate(Milestone)}


def bit(milestone: Milestone) -> int:
    """The milestone's bit in a mask of those reached."""
    return _BIT[milestone]


def spoken(milestone: Milestone) -> str:
    """What the field calls it.

    >>> spoken(Milestone.MQL), spoken(Milestone.HANDED_OFF)
    ('MQL', 'handed off')
    """
    return milestone.value.upper() if milestone in _ABBREVIATED else milestone.value.replace("_", " ")


def counted(leads: Iterable[Lead[Any]]) -> Iterator[Lead[Any]]:
    """The leads without those that were merged into another one, which is counted for both."""
    return (lead for lead in leads if lead.merged_into is None)


class Milestones:
    """A policy's stages, read as milestones. Stages that the policy does not know stand for none, and are noted."""

    def __init__(self, policy: Policy[Any]) -> None:
        self._bits = {
            stage.name: 0 if stage.milestone is None else _BIT[stage.milestone] for stage in policy.stages
        }
        self._open = {stage.name for stage in policy.stages if stage.is_open}
        self.forward = tuple(one for one in FORWARD if policy.stages_of(one))
        self.unknown: set[str] = set()

    def reached(self, visits: Sequence[Visit]) -> int:
        """The milestones of the visits as a mask, implied ones included."""
        mask = 0
        for visit in visits:
            mask |= self.mask(visit.stage)
        return mask

    def mask(self, stage: str) -> int:
        """The bit of the milestone that a stage stands for; 0 where it is none."""
        found = self._bits.get(stage)
        if found is None:
            self.unknown.add(stage)
            return 0
        return found

    def is_open(self, stage: str) -> bool:
        """Whether work goes on in the stage; it does in one that nobody knows."""
        return stage in self._open or stage not in self._bits

    def first(self, visits: Sequence[Visit], milestone: Milestone, start: int = 0) -> int | None:
        """The place of the first visit that stands for the milestone, at or after ``start``."""
        wanted = _BIT[milestone]
        for place in range(start, len(visits)):
            if self._bits.get(visits[place].stage) == wanted:
                return place
        return None

    def accepted(self, visits: Sequence[Visit]) -> bool:
        """Whether sales took what it was offered: it had the lead after a hand-off, and not only before."""
        offer = self.first(visits, Milestone.HANDED_OFF)
        return offer is not None and self.first(visits, Milestone.SAL, offer) is not None

    def entered(self, lead: Lead[Any], milestone: Milestone | None) -> tuple[bool, datetime | None]:
        """Whether the lead reached the milestone (None: was captured), and when first; None where nobody knows."""
        if milestone is None:
            return True, lead.captured_at
        place = self.first(lead.visits, milestone)
        return (False, None) if place is None else (True, lead.visits[place].entered_at)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader of a report must know about stages that could not be read."""
        if not self.unknown:
            return ()
        names = ", ".join(sorted(self.unknown))
        return (f"Stages that this policy does not have count for no milestone: {names}.",)
