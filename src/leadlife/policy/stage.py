"""Stages, and the milestone of the field that each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leadlife._typed import Defined


class Milestone(StrEnum):
    """The field's own terms. A policy with stages of its own says which of these each one is, so that reports work."""

    RAW = "raw"
    MRL = "mrl"
    MQL = "mql"
    HANDED_OFF = "handed_off"
    SAL = "sal"
    SQL = "sql"
    WON = "won"
    LOST = "lost"
    RECYCLED = "recycled"
    DISQUALIFIED = "disqualified"


FORWARD = (
    Milestone.RAW,
    Milestone.MRL,
    Milestone.MQL,
    Milestone.HANDED_OFF,
    Milestone.SAL,
    Milestone.SQL,
    Milestone.WON,
)
"""The way forward, in order: what a funnel shows."""

_CLOSED = frozenset({Milestone.WON, Milestone.LOST, Milestone.DISQUALIFIED})


@dataclass(frozen=True, slots=True)
class Stage(Defined):
    """A place where a lead can be. ``label`` is what people call it; the name is what code calls it.

    ``milestone`` says which of the field's terms it stands for, so that reports know where it belongs; several stages
    may stand for one. Without a milestone it is open, and is in no funnel.

    >>> Stage("sal", Milestone.SAL, label="accepted").is_open
    True
    >>> Stage("gone", Milestone.LOST).is_open
    False
    """

    name: str
    milestone: Milestone | None = None
    label: str = ""

    @property
    def is_open(self) -> bool:
        """Whether work on the lead goes on here: false for won, lost and disqualified."""
        return self.milestone not in _CLOSED
