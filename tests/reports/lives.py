"""Leads for reports, folded out of events that a test writes itself: no policy decides, and no clock ticks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from leadlife import (
    MARKETING,
    SALES,
    SYSTEM,
    Actor,
    LeadFacts,
    Milestone,
    Money,
    Opportunity,
    Policy,
    PolicyPin,
    WorkCalendar,
    standard_policy,
)
from leadlife.events import Backfilled, Captured, Event, Moved, Touched
from leadlife.fold import replay
from leadlife.lead import ClockState, Lead, Visit

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""A Monday at the opening of the office, which is open from nine to five, UTC."""
LATER = MONDAY + timedelta(days=3650)
SDR, REP, SWEEP = Actor("sdr-3", MARKETING), Actor("rep-7", SALES), Actor("leadlife", SYSTEM)
OFFICE = WorkCalendar("UTC", {"mon-fri": "09:00-17:00"})
POLICY: Policy[LeadFacts] = standard_policy(LeadFacts, name="acme", version="1", calendar=OFFICE)
PIN = PolicyPin("acme", "1", "0" * 64)

_MOVES = {(source, target): move for move, source, target in reversed(POLICY.paths)}
_BACK = {"reject", "lapse", "return", "recycle", "lose", "disqualify", "nurture"}
_RETURNS = {"reheat", "recycle", "reopen"}


class Life:
    """One lead, written down step by step; times are in hours after its capture."""

    def __init__(
        self, id: str = "lead-1", source: str | None = "webcast", at: datetime = MONDAY, **more: Any
    ) -> None:
        self.at = at
        self.id = id
        self.events: list[Event] = []
        self.stage = "raw"
        self._tell(Captured, 0.0, SDR, stage="raw", source=source, **more)

    def _tell(self, kind: Any, hours: float, by: Actor, **what: Any) -> Life:
        seq, at = len(self.events) + 1, self.at + timedelta(hours=hours)
        head = {"lead": self.id, "seq": seq, "occurred_at": at, "recorded_at": at, "by": by, "policy": PIN}
        self.events.append(kind(**head, **what))
        return self

    def to(
        self, stage: str, hours: float, move: str | None = None, reason: str | None = None, **what: Any
    ) -> Life:
        """Move to a stage: by the policy's move that leads there, unless another is named."""
        move = move or _MOVES[self.stage, stage]
        happened = {"setback": move in _BACK, "returns": move in _RETURNS} | what
        by = SWEEP if move == "lapse" else SDR
        self._tell(Moved, hours, by, move=move, source=self.stage, target=stage, reason=reason, **happened)
        self.stage = stage
        return self

    def through(self, *stages: str, since: float = 0, every: float = 1) -> Life:
        """Move through several stages, ``every`` hours one."""
        for place, stage in enumerate(stages):
            self.to(stage, since + place * every)
        return self

    def touch(self, hours: float, kind: str = "call", *, human: bool = True, inbound: bool = False) -> Life:
        return self._tell(Touched, hours, REP, touch=kind, human=human, inbound=inbound)

    def told(self, *visits: Visit, reason: str | None = None, value: Money | None = None) -> Life:
        """Record visits of another system after those so far."""
        before = self.lead.visits
        self.stage = visits[-1].stage
        at = visits[-1].entered_at
        hours = 0.0 if at is None else (at - self.at) / timedelta(hours=1)
        return self._tell(Backfilled, hours, SDR, visits=(*before, *visits), reason=reason, value=value)

    def clock(self, *clocks: ClockState) -> Life:
        """Have clocks, as they stand."""
        return self._tell(Touched, 0.0, SDR, touch="note", human=False, inbound=False, clocks=clocks)

    @property
    def lead(self) -> Lead[LeadFacts]:
        return replay(self.events)


def implied(stage: str) -> Visit:
    return Visit(stage, 1, None)


def visit(stage: str, hours: float, *, out_of_order: bool = False) -> Visit:
    return Visit(stage, 1, MONDAY + timedelta(hours=hours), out_of_order=out_of_order)


TO_WON = ("mrl", "mql", "handed_off", "sal", "sql", "won")


def won(
    id: str,
    source: str | None = "webcast",
    *,
    days: float = 5,
    value: Money | None = None,
    opportunity: Opportunity | None = None,
) -> Lead[LeadFacts]:
    """A lead that is won ``days`` days after it first was an MQL (two hours after its capture)."""
    life = Life(id, source).through("mrl", "mql", since=1).through("handed_off", "sal", since=2, every=0)
    return life.to("sql", 2, opportunity=opportunity).to("won", 2 + days * 24, value=value).lead


__all__ = ["LATER", "MONDAY", "OFFICE", "POLICY", "Life", "Milestone", "implied", "visit", "won"]
