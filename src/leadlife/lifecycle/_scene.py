"""What a decision stands on: the policy, the lead as it is, and the two times of what is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from leadlife._time import instant
from leadlife.errors import Refused
from leadlife.evidence import Evidence
from leadlife.lead import ClockState, Lead, PolicyPin
from leadlife.lifecycle._clockwork import Clockwork
from leadlife.lifecycle._happening import Happening
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
    clockwork: Clockwork
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

    def happens(self, what: Happening) -> Head:
        """The head of an event after which the clocks stand as this happening leaves them."""
        return self.head(self.clockwork.consequences(self.lead, what))

    @property
    def late(self) -> bool:
        """Whether something of the lead has occurred since, that was told before."""
        return self.at < self.lead.recorded_at

    def clocks_see(self) -> Happening:
        """The lead as it is, for what somebody does to its clocks as such."""
        lead = self.lead
        return Happening(
            self.at,
            lead.version + 1,
            lead.stage,
            self.evidence(),
            lead,
            self.late,
            owner=lead.owner,
            cool_down_until=lead.cool_down_until,
        )

    def now_on(self, lead: Lead[Any]) -> Scene:
        """The same actor and policy, on a lead that went on, at the time of telling."""
        return Scene(self.policy, self.clockwork, lead, self.recorded_at, self.recorded_at, self.by)

    def evidence(self) -> Evidence:
        """What a guard sees: what had occurred by then, and after a setback only what is fresh or lasting."""
        return self.lead.evidence(self.at, self.policy.lasting)


def scene(
    clockwork: Clockwork, lead: Lead[Any], by: Actor, at: datetime | None, now: datetime, asked: str
) -> Scene:
    """The scene of a command on a lead that exists.

    :raises Refused: if ``at`` lies in the future, or before the lead was captured; if the lead lives under another
        policy, or in a stage that this one does not have.
    """
    _require_policy(clockwork.policy, lead, asked)
    recorded_at = max(instant(now, "now"), lead.recorded_at)
    if at is None:
        return Scene(clockwork.policy, clockwork, lead, recorded_at, recorded_at, by)
    at = instant(at, "at")
    if at > recorded_at:
        why = (
            f"at={at.isoformat()} lies after now ({recorded_at.isoformat()}): only what has happened is told"
        )
        raise Refused(asked, why)
    if at < lead.captured_at:
        why = f"at={at.isoformat()} lies before the capture ({lead.captured_at.isoformat()})"
        raise Refused(asked, why, remedy="Another system's older history is recorded with backfill().")
    return Scene(clockwork.policy, clockwork, lead, at, recorded_at, by)


def _require_policy(policy: Policy[Any], lead: Lead[Any], asked: str) -> None:
    if lead.policy.name != policy.name:
        why = f"it lives under the policy {lead.policy.name!r}, and this is {policy.name!r}"
        raise Refused(asked, why, remedy="Open the engine with the policy of its leads.")
    if not policy.has_stage(lead.stage):
        why = f"it is in {lead.stage!r}, a stage that {policy.pin} does not have"
        raise Refused(
            asked, why, remedy=f"Open the engine with {lead.policy}, or give the policy that stage."
        )
