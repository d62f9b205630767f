"""What a decision stands on: the policy, the lead as it is, and the two times of what is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from leadlife._time import instant
from leadlife.errors import Refused
from leadlife.evidence import Evidence
from leadlife.lead import ClockState, Lead, PolicyPin
from leadlife.people import Actor
from leadlife.policy import Policy


class Head(TypedDict):
    """The head that every event shares."""

    lead: str
    seq: int
    occurred_at: datetime
    recorded_at: datetime
    by: Actor
    policy: PolicyPin
    clocks: tuple[ClockState, ...]


@dataclass(slots=True)
class Scene:
    """A lead at a moment, under a policy, with somebody acting on it."""

    policy: Policy[Any]
    lead: Lead[Any]
    at: datetime
    recorded_at: datetime
    by: Actor

    def head(self, clocks: tuple[ClockState, ...] = ()) -> Head:
        """The head of the lead's next event."""
        return {
            "lead": self.lead.id,
            "seq": self.lead.version + 1,
            "occurred_at": self.at,
            "recorded_at": self.recorded_at,
            "by": self.by,
            "policy": self.policy.pin,
            "clocks": clocks,
        }

    def evidence(self) -> Evidence:
        """What a guard sees: what had occurred by then, and after a setback only what is fresh or lasting."""
        return self.lead.evidence(self.at, self.policy.facts.lasting())


def scene(
    policy: Policy[Any], lead: Lead[Any], by: Actor, at: datetime | None, now: datetime, asked: str
) -> Scene:
    """The scene of a command on a lead that exists.

    :raises Refused: if ``at`` lies in the future, or before the lead was captured.
    """
    recorded_at = max(instant(now, "now"), lead.recorded_at)
    if at is None:
        return Scene(policy, lead, recorded_at, recorded_at, by)
    at = instant(at, "at")
    if at > recorded_at:
        raise Refused(
            asked,
            f"at={at.isoformat()} lies after now ({recorded_at.isoformat()}): only what has happened is told",
        )
    if at < lead.captured_at:
        remedy = "Another system's older history is recorded with backfill()."
        raise Refused(
            asked,
            f"at={at.isoformat()} lies before the capture ({lead.captured_at.isoformat()})",
            remedy=remedy,
        )
    return Scene(policy, lead, at, recorded_at, by)
