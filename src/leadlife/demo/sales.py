"""What sales does: answers, works, confirms or returns, and closes."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from leadlife import LeadFacts
from leadlife.demo.cast import MANAGER, REPS, Rep, rep_of
from leadlife.demo.population import Person
from leadlife.demo.world import AnyLead, World
from leadlife.lead import Opportunity
from leadlife.money import Money, money
from leadlife.people import Actor

_REJECTED_REAL = {"no_capacity": 5, "missing_information": 4, "wrong_territory": 3, "opportunity_open": 1}
_REJECTED_NOT = {
    "definition_not_met": 8,
    "missing_information": 5,
    "wrong_person": 5,
    "no_capacity": 2,
    "existing_customer": 2,
    "outside_target_market": 2,
    "bad_contact_data": 1,
}
_RETURNED_REAL = {"timing": 5, "unreachable": 5, "not_funded": 3, "under_contract": 2, "left_company": 1}
_RETURNED_NOT = {
    "no_pain": 6,
    "no_compelling_event": 5,
    "no_decision_maker": 4,
    "timing": 4,
    "product_gap": 2,
}
_LOST = {
    "no_decision": 8,
    "competitor": 6,
    "price": 5,
    "postponed": 4,
    "unresponsive": 3,
    "product_gap": 2,
    "champion_left": 1,
}
_COMMENTS = {
    "missing_information": "no budget holder named, and no date",
    "definition_not_met": "an interest, and no project",
    "wrong_person": "they use it, and do not buy it",
    "no_capacity": "my quarter is full",
    "wrong_territory": "the decision is made elsewhere",
}
_TOUCHES = 5
_DAY = timedelta(hours=8)


class Sales:
    """The desks of sales."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.desks.update(handed_off=self.receives, sal=self.takes_up, sql=self.pursues)

    def finds(self, person: Person) -> None:
        """A rep has found a lead of their own."""
        rep = person.rng.choice(REPS).actor
        lead = self.world.capture(person, rep)
        told = LeadFacts(relationship=person.relationship, person_kind=person.kind, origin="sales")
        self.world.observe(lead, told, rep, "research")
        self.world.move(lead, "self_source", rep)

    # -- handed off ----------------------------------------------------------------------------------

    def receives(self, lead: AnyLead) -> None:
        """Somebody has it now; or it waits in the queue, and some rep takes it from there."""
        rng = self.world.person(lead).rng
        rep = rep_of(lead.owner) if isinstance(lead.owner, Actor) else rng.choice(REPS)
        self._expects(lead, rep, 1.0 if isinstance(lead.owner, Actor) else 1.6)

    def _expects(self, lead: AnyLead, rep: Rep, slower: float) -> None:
        rng = self.world.person(lead).rng
        hot = lead.values.get("last_response") in ("demo", "contact")
        if rng.random() >= rep.neglect:
            call = self.world.hours(rng, (0.7 if hot else 2.2) * rep.pace * slower, 0.9)
            self.world.plan(lead, call, lambda one: self._tries(one, rep))
            answer = call + self.world.hours(rng, 2.5 * rep.pace, 0.8)
            self.world.plan(lead, answer, lambda one: self._answers(one, rep))

    def _tries(self, lead: AnyLead, rep: Rep) -> None:
        self.world.touch(lead, "call", rep.actor)

    def _answers(self, lead: AnyLead, rep: Rep) -> None:
        person = self.world.person(lead)
        real = person.situation.real
        if person.rng.random() < 0.05 and lead.made.get("query", 0) == 0:
            self.world.move(lead, "query", rep.actor, comment="who signs, and by when?")
            self.world.plan(lead, self.world.hours(person.rng, 5), lambda one: self._answers(one, rep))
        elif person.rng.random() < (0.84 if real else 0.55):
            self.world.move(lead, "accept", rep.actor)
        else:
            reason = _drawn(person, _REJECTED_REAL if real else _REJECTED_NOT)
            self.world.move(
                lead, "reject", rep.actor, reason=reason, comment=_COMMENTS.get(reason, "see the record")
            )

    def overdue(self, lead: AnyLead) -> None:
        """The manager is told that nobody has answered."""
        if lead.stage == "handed_off":
            self.world.plan(lead, self.world.hours(self.world.person(lead).rng, 1), self._reroutes)

    def _reroutes(self, lead: AnyLead) -> None:
        """Some of these leads go to somebody else; the lead's clocks run on."""
        rng = self.world.person(lead).rng
        if rng.random() < 0.4:
            rep = rng.choice([rep for rep in REPS[:4] if rep.actor != lead.owner])
            if self.world.move(lead, "re_route", MANAGER, to=rep.actor):
                self._expects(lead, rep, 0.6)

    # -- SAL -----------------------------------------------------------------------------------------

    def takes_up(self, lead: AnyLead) -> None:
        """Work on it."""
        self._touches(lead, 1)

    def _touches(self, lead: AnyLead, attempt: int) -> None:
        rng = self.world.person(lead).rng
        rep = self._rep(lead)
        self.world.plan(lead, self.world.hours(rng, 9 * rep.pace), lambda one: self._works(one, attempt))

    def _rep(self, lead: AnyLead) -> Rep:
        assert isinstance(lead.owner, Actor), "whoever accepts a lead owns it"
        return rep_of(lead.owner)

    def _works(self, lead: AnyLead, attempt: int) -> None:
        person, rep = self.world.person(lead), self._rep(lead)
        lead = self.world.touch(lead, person.rng.choice(("call", "call", "email")), rep.actor)
        if person.rng.random() < 0.5 + person.source.answers / 3:
            self._meets(lead, rep, attempt)
        elif attempt < _TOUCHES:
            self._touches(lead, attempt + 1)
        else:
            self.world.move(lead, "return", rep.actor, reason="unreachable")

    def _meets(self, lead: AnyLead, rep: Rep, attempt: int) -> None:
        """A meeting: what sales hears for itself decides."""
        person = self.world.person(lead)
        truth, rng = person.situation, person.rng
        told = LeadFacts(decision_maker_role=truth.decider, pain=truth.pain, pain_severity=truth.severity)
        lead = self.world.observe(lead, told, rep.actor, "meeting")
        if rng.random() >= (0.60 if truth.real else 0.22):
            reason = _drawn(person, _RETURNED_REAL if truth.real else _RETURNED_NOT)
            self.world.move(lead, "return", rep.actor, reason=reason)
            return
        event = LeadFacts(compelling_event_kind=truth.event or "other")
        lead = self.world.observe(lead, event, rep.actor, "meeting")
        deal = Opportunity(f"opp-{person.key.partition(':')[2]}", self._value(person), self._closes(person))
        self.world.move(lead, "confirm", rep.actor, opportunity=deal)

    def _value(self, person: Person) -> Money:
        return money(500 * max(8, round(person.rng.lognormvariate(3.8, 0.7))), "EUR")

    def _closes(self, person: Person) -> datetime:
        return self.world.now + timedelta(days=round(min(120.0, 38 * person.rng.lognormvariate(0, 0.5))))

    # -- SQL -----------------------------------------------------------------------------------------

    def pursues(self, lead: AnyLead) -> None:
        """Forecast every week or two, until it closes."""
        deal = lead.opportunity
        assert deal is not None and deal.closes_at is not None
        slipped = deal.closes_at + timedelta(days=self.world.person(lead).rng.randint(-12, 25))
        self.world.plan_at(
            lead, self.world.policy.calendar.next_opening(max(slipped, self.world.now)), self._decides
        )
        self._forecasts(lead)

    def _forecasts(self, lead: AnyLead) -> None:
        rep, rng = self._rep(lead), self.world.person(lead).rng
        self.world.plan(lead, _DAY * rng.uniform(4, 9) * rep.pace**0.5, self._forecast)

    def _forecast(self, lead: AnyLead) -> None:
        self.world.steps["forecast"] += 1
        self._forecasts(self.world.batch.move(lead.id, "forecast", by=self._rep(lead).actor))

    def _decides(self, lead: AnyLead) -> None:
        person, rep = self.world.person(lead), self._rep(lead)
        rng, deal = person.rng, lead.opportunity
        assert deal is not None and deal.value is not None
        if rng.random() < (0.245 if person.situation.real else 0.08) * rep.skill:
            value = money(round(deal.value.amount * Decimal(str(round(rng.uniform(0.8, 1.05), 2)))), "EUR")
            self.world.move(lead, "win", rep.actor, value=value)
        else:
            reason = _drawn(person, _LOST)
            comment = "to the incumbent" if reason == "competitor" else None
            self.world.move(lead, "lose", rep.actor, reason=reason, comment=comment)


def _drawn(person: Person, weights: dict[str, int]) -> str:
    return person.rng.choices(list(weights), list(weights.values()))[0]
