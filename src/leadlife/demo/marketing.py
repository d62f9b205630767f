"""What marketing does: screens, develops, hands over, and looks at what comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from leadlife import LeadFacts
from leadlife.demo.cast import INBOUND, MARKETING_LEAD, REPS, SDRS, WEBSITE
from leadlife.demo.population import Person
from leadlife.demo.world import AnyLead, World
from leadlife.kit import Response
from leadlife.people import Actor, Owner

_ATTEMPTS = 4
_SOON = timedelta(minutes=10)
_RESPONSES: tuple[Response, ...] = ("webcast", "content", "pricing")


class Marketing:
    """The desks of marketing."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.desks.update(
            raw=self.receives,
            mrl=self.takes_up,
            mql=self.offers,
            evaluating=self.takes_back,
            lost=self.hears_of_loss,
        )

    def arrives(self, person: Person) -> None:
        """Somebody responds to a campaign."""
        self.world.land(self.world.capture(person, WEBSITE))

    def sdr(self, lead: AnyLead) -> Actor:
        """Who looks after the lead."""
        return SDRS[int(lead.id, 16) % len(SDRS)]

    # -- raw -----------------------------------------------------------------------------------------

    def receives(self, lead: AnyLead) -> None:
        """Somebody will look at it, sooner if it asked for a demo, and sometimes late."""
        rng = self.world.person(lead).rng
        hot = lead.values["last_response"] in ("demo", "contact")
        late = 6.0 if rng.random() < 0.06 else 1.0
        self.world.plan(lead, self.world.hours(rng, late * (0.6 if hot else 6)), self.screens)

    def screens(self, lead: AnyLead) -> None:
        """Look the person up."""
        person, by = self.world.person(lead), self.sdr(lead)
        told = LeadFacts(
            relationship=person.relationship,
            person_kind=person.kind,
            email_status="valid" if person.reachable else "invalid",
        )
        self.world.observe(lead, told, by, "research")
        if person.relationship != "prospect":
            reason = "competitor" if person.relationship == "competitor" else "existing_customer"
            self.world.move(lead, "disqualify", by, reason=reason)
        elif person.kind != "buyer":
            reason = "not_a_buyer" if person.kind == "other" else person.kind
            self.world.move(lead, "disqualify", by, reason=reason)
        elif not self.world.move(lead, "engage", by):
            self.world.move(lead, "disqualify", by, reason="bad_contact_data")

    # -- MRL -----------------------------------------------------------------------------------------

    def takes_up(self, lead: AnyLead) -> None:
        """Call, until the person answers or it has been tried often enough."""
        self._calls(lead, 1, 4)

    def _calls(self, lead: AnyLead, attempt: int, typical: float) -> None:
        rng = self.world.person(lead).rng
        self.world.plan(lead, self.world.hours(rng, typical), lambda one: self._call(one, attempt))

    def _call(self, lead: AnyLead, attempt: int) -> None:
        person, by = self.world.person(lead), self.sdr(lead)
        rng = person.rng
        self.world.touch(lead, "call" if attempt % 3 else "email", by)
        if rng.random() < 0.012:
            # Nobody need move it: a lead that may be contacted through no channel is disqualified by that.
            self.world.observe(lead, LeadFacts(consent_email="opted_out"), by, "call")
        elif rng.random() < person.source.answers + (0.15 if lead.cycle else 0):
            self._talks(lead, attempt)
        elif attempt < _ATTEMPTS:
            self._calls(lead, attempt + 1, 18)
        elif lead.stage == "mrl" and rng.random() < 0.75:
            self.world.move(lead, "nurture", by, reason="not_sales_ready")

    def _talks(self, lead: AnyLead, attempt: int) -> None:
        """A conversation: not everything comes up in the first. What is still missing is asked in the next."""
        person, by = self.world.person(lead), self.sdr(lead)
        lead = self.world.observe(lead, self._learnt(person), by, "call")
        onwards = "qualify" if lead.stage == "mrl" else "reheat"
        verdict = self.world.verdict(lead, onwards)
        if verdict.met and self.world.move(lead, onwards, by):
            return
        if verdict.unknown and attempt < _ATTEMPTS + 2:
            self._calls(lead, attempt + 1, 14)
        elif lead.stage == "mrl" and person.rng.random() < 0.8:
            self.world.move(lead, "nurture", by, reason=person.rng.choice(("not_sales_ready", "long_term")))
        elif lead.stage == "evaluating":
            self._rests(lead)

    def _learnt(self, person: Person) -> LeadFacts:
        truth, rng = person.situation, person.rng
        told: dict[str, Any] = {}
        if rng.random() < 0.9:
            told.update(
                decision_maker_role=truth.decider, decision_maker_status=rng.choice(("contacted", "engaged"))
            )
        if rng.random() < 0.9:
            told.update(pain=truth.pain, pain_severity=truth.severity)
        if truth.event is not None and rng.random() < 0.85:
            told.update(compelling_event_kind=truth.event)
            if truth.event_on is not None and rng.random() < 0.8:
                told.update(compelling_event_on=truth.event_on.date())
        return LeadFacts(**(told or {"pain": truth.pain}), **person.checklist.told(person.aside))

    # -- MQL -----------------------------------------------------------------------------------------

    def offers(self, lead: AnyLead) -> None:
        """Hand it over, mostly the same day."""
        self.world.plan(lead, self.world.hours(self.world.person(lead).rng, 1.5, 0.9), self._hands_over)

    def _hands_over(self, lead: AnyLead) -> None:
        if not self.world.move(lead, "hand_off", self.sdr(lead), to=self._receiver(lead)):
            self.world.move(lead, "disqualify", self.sdr(lead), reason="bad_contact_data")

    def _receiver(self, lead: AnyLead) -> Owner:
        """A rep who did not send it back before, or the queue."""
        rng = self.world.person(lead).rng
        if rng.random() < 0.18:
            return INBOUND
        before = {setback.owner for setback in lead.setbacks} | {setback.by for setback in lead.setbacks}
        fresh = [rep.actor for rep in REPS if rep.actor not in before]
        return rng.choice(fresh) if fresh else INBOUND

    # -- what comes back -----------------------------------------------------------------------------

    def looks_through(self, waiting: tuple[AnyLead, ...]) -> None:
        """Every morning: what has come back on its own since yesterday."""
        for lead in waiting:
            self.world.land(lead)

    def takes_back(self, lead: AnyLead) -> None:
        """It was rejected, returned, or nobody answered: evaluate it within a day or two."""
        rng = self.world.person(lead).rng
        self.world.plan(lead, self.world.hours(rng, 5), self._evaluates)

    def _evaluates(self, lead: AnyLead) -> None:
        """The reason says what comes next."""
        back = lead.setbacks[-1]
        reason = self.world.policy.find_reason(back.move, back.reason)
        match None if reason is None else reason.then:
            case "release":
                if not self.world.move(lead, "release", MARKETING_LEAD, to=self._receiver(lead)):
                    self._rests(lead)
            case "disqualify":
                self.world.move(lead, "disqualify", MARKETING_LEAD, reason=back.reason)
            case "recycle":
                self._rests(lead)
            case _:
                self._calls(lead, 2, 6)
                self.world.plan(lead, timedelta(hours=26), self._rests)

    def _rests(self, lead: AnyLead) -> None:
        """Into nurture; one that has come back too often leaves for good."""
        if not self.world.move(lead, "recycle", MARKETING_LEAD):
            self.world.move(lead, "disqualify", MARKETING_LEAD, reason="cycles_exhausted")

    def hears_of_loss(self, lead: AnyLead) -> None:
        """Some that are lost are worth another try, in time."""
        rng = self.world.person(lead).rng
        reason = self.world.policy.find_reason("lose", lead.reason or "")
        if reason is not None and reason.then == "recycle" and rng.random() < 0.75:
            self.world.plan(lead, self.world.hours(rng, 12), self._rests)

    # -- nurture -------------------------------------------------------------------------------------

    def cool_down_over(self, lead: AnyLead) -> None:
        """A notice came: it may be looked at again."""
        if lead.stage == "nurture":
            self.world.plan(lead, self.world.hours(self.world.person(lead).rng, 8), self._wakes)

    def _wakes(self, lead: AnyLead) -> None:
        person = self.world.person(lead)
        if person.rng.random() < 0.45:
            person.moves_on(self.world.now)
            lead = self.world.touch(lead, "web", WEBSITE, human=False, inbound=True)
            told = LeadFacts(last_response=person.rng.choice(_RESPONSES))
            self.world.plan(self.world.observe(lead, told, WEBSITE, "web"), _SOON, self._wake)

    def _wake(self, lead: AnyLead) -> None:
        self.world.move(lead, "wake", self.sdr(lead))
