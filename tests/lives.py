"""What many tests need: an engine whose time the test moves, people, and facts that qualify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from leadlife import (
    MARKETING,
    SALES,
    SALES_MANAGER,
    Actor,
    Engine,
    Fact,
    Lead,
    LeadFacts,
    LeadStore,
    MemoryStore,
    Opportunity,
    Policy,
    Roster,
    WorkCalendar,
    fact,
    money,
    open_engine,
    standard_policy,
)


class Facts(LeadFacts):
    """The standard facts, and one that pauses clocks."""

    seats: Fact[int] = fact(ge=1, lasting=True)
    waiting_on_lead: Fact[bool] = fact()


SDR = Actor("sdr-3", MARKETING)
REP = Actor("rep-7", SALES)
OTHER_REP = Actor("rep-8", SALES)
BOSS = Actor("boss-1", SALES, SALES_MANAGER.name)

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""A Monday at the opening of the office, which is open from nine to five, UTC."""

OFFICE = WorkCalendar("UTC", {"mon-fri": "09:00-17:00"})

REACHABLE = Facts(
    email="kim@example.com",
    email_status="valid",
    consent_email="opted_in",
    relationship="prospect",
    person_kind="buyer",
)
READY = Facts(
    decision_maker_role="vp",
    decision_maker_status="engaged",
    pain="month end takes nine days",
    pain_severity=8,
    compelling_event_kind="contract_end",
)
DEAL = Opportunity("deal-1", money(50_000, "EUR"), MONDAY + timedelta(days=60))


def standard(**changes: object) -> Policy[Facts]:
    """The standard policy, in UTC."""
    return standard_policy(Facts, name="acme", version="1", calendar=OFFICE, **changes)  # type: ignore[arg-type]


class World:
    """An engine, and the time that it lives in."""

    def __init__(
        self,
        policy: Policy[Facts] | None = None,
        store: LeadStore | None = None,
        roster: Roster | Mapping[str, Sequence[Actor]] | None = None,
    ) -> None:
        self.time = MONDAY
        self._ids = count(1)
        self.policy = policy or standard()
        self.engine: Engine[Facts] = open_engine(
            store or MemoryStore(),
            self.policy,
            now=lambda: self.time,
            new_id=lambda: f"lead-{next(self._ids)}",
            roster=roster,
        )

    def wait(self, **span: float) -> None:
        """Let time pass, and nothing run."""
        self.time += timedelta(**span)

    def go(self, at: datetime) -> None:
        """Let it be then."""
        self.time = at

    # -- leads on their way --------------------------------------------------------------------------

    def raw(self, key: str | None = None, source: str = "webcast") -> Lead[Facts]:
        return self.engine.capture(by=SDR, key=key, source=source, told=REACHABLE)

    def mql(self, key: str | None = None, source: str = "webcast") -> Lead[Facts]:
        lead = self.engine.move(self.raw(key, source).id, "engage", by=SDR)
        self.engine.observe(lead.id, READY, by=SDR, via="call")
        return self.engine.move(lead.id, "qualify", by=SDR)

    def handed_off(self, key: str | None = None, source: str = "webcast") -> Lead[Facts]:
        return self.engine.move(self.mql(key, source).id, "hand_off", by=SDR, to=REP)

    def sal(self, key: str | None = None) -> Lead[Facts]:
        return self.engine.move(self.handed_off(key).id, "accept", by=REP)

    def sql(self, key: str | None = None) -> Lead[Facts]:
        lead = self.sal(key)
        self.engine.observe(lead.id, READY, by=REP, via="meeting")
        return self.engine.move(lead.id, "confirm", by=REP, opportunity=DEAL)

    def evaluating(self, reason: str = "missing_information") -> Lead[Facts]:
        return self.engine.move(self.handed_off().id, "reject", by=REP, reason=reason, comment="see the call")
