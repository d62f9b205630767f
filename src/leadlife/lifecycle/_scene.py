"""What a decision stands on: the policy, the lead as it is, and the two times of what is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from leadlife._time import instant
from leadlife.errors import Refused
from leadlife.evidence import Evidence
from leadlife.fold import passing
from leadlife.lead import ClockState, Lead, PolicyPin
from leadlife.lifecycle._clockwork import Clockwork
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle.desk import EMPTY_DESK, Desk
from leadlife.people import Actor
from leadlife.policy import Policy
from leadlife.rules import Rule, Verdict


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
    desk: Desk = EMPTY_DESK

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

    @property
    def passing(self) -> bool:
        """Whether whoever gets the lead here does not have it any more: it is told late, and the owner got it since."""
        return passing(self.lead, self.at)

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
        """The same actor, policy and desk, on a lead that went on, at the time of telling."""
        at = self.recorded_at
        return Scene(self.policy, self.clockwork, lead, at, at, self.by, self.desk)

    def verdict_of(self, rule: Rule, evidence: Evidence | None = None) -> Verdict:
        """What a rule of the policy says of the lead, by what a guard sees."""
        seen = self.evidence() if evidence is None else evidence
        return rule.evaluate(seen, at=self.at, zone=self.policy.zone, calendar=self.policy.calendar)

    def evidence(self) -> Evidence:
        """What a guard sees: what had occurred by then, and after a setback only what is fresh or lasting."""
        return self.lead.evidence(self.at, self.policy.lasting)


def scene(
    clockwork: Clockwork,
    lead: Lead[Any],
    by: Actor,
    at: datetime | None,
    now: datetime,
    asked: str,
    desk: Desk = EMPTY_DESK,
) -> Scene:
    """The scene of a command on a lead that exists.

    :raises Refused: if ``at`` lies in the future, or before the lead was captured; if the lead lives under another
        policy, or in a stage that this one does not have.
    """
    _require_alive(lead, asked)
    _require_policy(clockwork.policy, lead, asked)
    recorded_at = max(instant(now, "now"), lead.recorded_at)
    if at is None:
        return Scene(clockwork.policy, clockwork, lead, recorded_at, recorded_at, by, desk)
    at = instant(at, "at")
    if at > recorded_at:
        why = (
            f"at={at.isoformat()} lies after now ({recorded_at.isoformat()}): only what has happened is told"
        )
        raise Refused(asked, why, remedy="Leave `at` out for what happens now.")
    if at < lead.captured_at:
        why = f"at={at.isoformat()} lies before the capture ({lead.captured_at.isoformat()})"
        raise Refused(asked, why, remedy="Another system's older history is recorded with backfill().")
    return Scene(clockwork.policy, clockwork, lead, at, recorded_at, by, desk)


def _require_alive(lead: Lead[Any], asked: str) -> None:
    if lead.erased_at is not None:
        why = f"lead {lead.id} was erased ({lead.erased_at.isoformat()})"
        raise Refused(
            asked, why, remedy="What is learnt of the person from now on begins a new lead: capture it."
        )
    require_unmerged(lead, asked)


def require_unmerged(lead: Lead[Any], asked: str) -> None:
    """:raises Refused: if the lead was merged into another one."""
    if lead.merged_into is not None:
        why = f"lead {lead.id} was merged into lead {lead.merged_into}, and lives on there"
        raise Refused(
            asked, why, remedy=f"Pass an id: {lead.merged_into!r}, or {lead.id!r}, which leads there too."
        )


def require_own(policy: Policy[Any], lead: Lead[Any], asked: str) -> None:
    """:raises Refused: if the lead lives under another policy."""
    if lead.policy.name != policy.name:
        why = f"it lives under the policy {lead.policy.name!r}, and this is {policy.name!r}"
        raise Refused(asked, why, remedy="Open the engine with the policy of its leads.")


def _require_policy(policy: Policy[Any], lead: Lead[Any], asked: str) -> None:
    require_own(policy, lead, asked)
    if not policy.has_stage(lead.stage):
        why = f"it is in {lead.stage!r}, a stage that {policy.pin} does not have"
        remedy = f"Migrate the leads: engine.migrate(by=..., stages={{{lead.stage!r}: ...}}). "
        raise Refused(asked, why, remedy=f"{remedy}Or open the engine with {lead.policy}.")
