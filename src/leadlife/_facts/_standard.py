"""The standard facts: what marketing and sales usually ask of a lead."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from leadlife._facts._base import FactModel
from leadlife._facts._fact import Fact, fact
from leadlife.money import Money

Seniority: TypeAlias = Literal["c_level", "owner", "vp", "director", "manager", "individual"]
JobFunction: TypeAlias = Literal[
    "it",
    "operations",
    "finance",
    "hr",
    "marketing",
    "sales",
    "engineering",
    "procurement",
    "management",
    "other",
]
Relationship: TypeAlias = Literal[
    "prospect", "customer", "former_customer", "partner", "competitor", "own_staff"
]
PersonKind: TypeAlias = Literal["buyer", "student", "job_seeker", "consultant", "other"]
DecisionMakerStatus: TypeAlias = Literal["identified", "contacted", "engaged", "confirmed"]
BuyingRole: TypeAlias = Literal["decision_maker", "champion", "influencer", "user", "gatekeeper"]
CompellingEventKind: TypeAlias = Literal[
    "contract_end",
    "regulation",
    "incident",
    "leadership_change",
    "merger",
    "expansion",
    "funding",
    "end_of_life",
    "other",
]
BudgetStatus: TypeAlias = Literal["allocated", "planned", "none", "refused"]
Authority: TypeAlias = Literal["decides", "recommends", "influences", "none"]
Need: TypeAlias = Literal["must", "should", "nice", "none"]
ContactStatus: TypeAlias = Literal["valid", "unverified", "invalid"]
Consent: TypeAlias = Literal["opted_in", "legitimate_interest", "opted_out"]
Origin: TypeAlias = Literal["marketing", "teleprospecting", "sales", "partner"]
Response: TypeAlias = Literal["demo", "contact", "trial", "pricing", "event", "webcast", "content"]


class LeadFacts(FactModel):
    """What is known of a lead. Subclass it to add facts of your own; every fact is unknown (None) until it is told.

    Only the fields that were passed are told; passing ``None`` takes an earlier answer back.

    >>> class Facts(LeadFacts):
    ...     seats: Fact[int] = fact(ge=1, lasting=True)
    >>> Facts(seats=250, pain_severity=8).told()
    mappingproxy({'pain_severity': 8, 'seats': 250})
    >>> Facts(seets=250)
    Traceback (most recent call last):
    leadlife.errors.InvalidInput: cannot tell Facts(seets=250): Facts has no fact 'seets'; did you mean 'seats'?

    :raises InvalidInput: for an unknown fact, or a value that the fact cannot have.
    """

    # Who, and where.
    name: Fact[str] = fact(personal=True, lasting=True)
    email: Fact[str] = fact(personal=True, lasting=True)
    phone: Fact[str] = fact(personal=True, lasting=True)
    job_title: Fact[str] = fact(lasting=True)
    company: Fact[str] = fact(lasting=True)
    domain: Fact[str] = fact(lasting=True)
    language: Fact[str] = fact(lasting=True)
    timezone: Fact[str] = fact(lasting=True)
    country: Fact[str] = fact(lasting=True, pattern="^[A-Z]{2}$", description="ISO 3166 alpha-2")
    offer: Fact[str] = fact(lasting=True)
    # Fit.
    industry: Fact[str] = fact(lasting=True)
    employees: Fact[int] = fact(lasting=True, ge=1)
    revenue: Fact[Money] = fact(lasting=True)
    job_function: Fact[JobFunction] = fact(lasting=True)
    seniority: Fact[Seniority] = fact(lasting=True)
    relationship: Fact[Relationship] = fact(lasting=True)
    person_kind: Fact[PersonKind] = fact(lasting=True)
    # The decision maker.
    decision_maker: Fact[str] = fact(personal=True, description="their name")
    decision_maker_role: Fact[Seniority] = fact()
    decision_maker_status: Fact[DecisionMakerStatus] = fact()
    buying_role: Fact[BuyingRole] = fact()
    # Pain.
    pain: Fact[str] = fact(personal=True, description="in the buyer's words")
    pain_severity: Fact[int] = fact(ge=0, le=10)
    # The compelling event.
    compelling_event: Fact[str] = fact(personal=True, description="in words")
    compelling_event_kind: Fact[CompellingEventKind] = fact()
    compelling_event_on: Fact[date] = fact()
    # BANT: optional, it ranks and never qualifies.
    budget: Fact[Money] = fact()
    budget_status: Fact[BudgetStatus] = fact()
    authority: Fact[Authority] = fact()
    need: Fact[Need] = fact()
    timeframe_on: Fact[date] = fact()
    # How to reach them, and whether one may.
    email_status: Fact[ContactStatus] = fact(lasting=True)
    phone_status: Fact[ContactStatus] = fact(lasting=True)
    consent_email: Fact[Consent] = fact(lasting=True, prevails=("opted_out",))
    consent_phone: Fact[Consent] = fact(lasting=True, prevails=("opted_out",))
    consent_on: Fact[date] = fact(lasting=True)
    consent_source: Fact[str] = fact(lasting=True)
    # What they did, and when to come back.
    origin: Fact[Origin] = fact(lasting=True)
    last_response: Fact[Response] = fact()
    last_response_on: Fact[date] = fact()
    recontact_on: Fact[date] = fact()
    contract_ends_on: Fact[date] = fact(lasting=True)
    incumbent: Fact[str] = fact(lasting=True)
    # What stands in the way of working it.
    duplicate: Fact[bool] = fact(
        lasting=True, description="another lead is the same interest of the same person"
    )
    open_opportunity: Fact[bool] = fact(
        lasting=True, description="somebody works on a deal with them already"
    )
