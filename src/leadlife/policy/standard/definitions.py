"""The standard definitions of each class of lead.

Sources: McDade's and Dodd's articles on marketing and sales alignment (the decision maker, the pain and the
compelling event make a lead sales-ready; budget does not, since most significant purchases are not budgeted). The
numbers are judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

from leadlife import kit
from leadlife._facts import LeadFacts, facts
from leadlife.people import SALES
from leadlife.rules import Rule, all_of, criterion

FRESH_DAYS = 180
"""For how long an answer about the decision maker, the pain or the event is good."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What each class of lead is: the guards of the standard policy, by the field's terms."""

    contactable: Rule
    target_market: Rule
    mrl: Rule
    mql: Rule
    sal: Rule
    sql: Rule
    self_sourced: Rule
    hand_raised: Rule
    opted_out: Rule
    minimum_information: tuple[str, ...] = ()


def definitions(
    model: type[LeadFacts],
    *,
    definition: Rule | None,
    target_market: Rule | None,
    minimum_information: tuple[str, ...],
) -> Definitions:
    """The standard definitions, with the sales-ready lead and the target market as the caller has them."""
    reachable = contactable(model)
    market = (
        default_target_market(model) if target_market is None else criterion("target market", target_market)
    )
    sal = accepted(model, reachable, minimum_information)
    mrl = reachable & market
    mql = mrl & sales_ready() if definition is None else mrl & definition
    return Definitions(
        contactable=reachable,
        target_market=market,
        mrl=mrl,
        mql=mql,
        sal=sal,
        sql=confirmed_by_sales(model),
        self_sourced=sal & found_by_sales(model),
        hand_raised=hand_raised(model),
        opted_out=opted_out(model),
        minimum_information=minimum_information,
    )


def contactable(model: type[LeadFacts]) -> Rule:
    """An e-mail or a phone that is known, not known to be invalid, and may be used."""
    f = facts(model)
    email = (
        f.email.known
        & f.email_status.one_of("valid", "unverified", if_known=True)
        & f.consent_email.one_of("opted_in", "legitimate_interest")
    )
    phone = (
        f.phone.known
        & f.phone_status.one_of("valid", "unverified", if_known=True)
        & f.consent_phone.one_of("opted_in", "legitimate_interest")
    )
    return criterion("contactable", email | phone, ask="How may we reach you?")


def default_target_market(model: type[LeadFacts]) -> Rule:
    """A buyer who is not a customer, partner, competitor or colleague already."""
    f = facts(model)
    rule = f.relationship.one_of("prospect", "former_customer") & f.person_kind.is_("buyer")
    return criterion("target market", rule, ask="Who are they, and what are they to us?")


def sales_ready() -> Rule:
    """A decision maker, a pain and a compelling event, each confirmed within 180 days. Budget is never asked for."""
    return (
        kit.decision_maker(fresh_days=FRESH_DAYS)
        & kit.pain(fresh_days=FRESH_DAYS)
        & kit.compelling_event(fresh_days=FRESH_DAYS)
    )


def accepted(model: type[LeadFacts], reachable: Rule, minimum_information: tuple[str, ...]) -> Rule:
    """The minimum information, nobody else's lead and nobody's opportunity yet, and somebody who can be reached.

    A duplicate or an open opportunity that nobody knows of stops nobody.
    """
    f = facts(model)
    no_duplicate = criterion(
        "no duplicate",
        f.duplicate.one_of(False, if_known=True),
        ask="Is somebody at work on this person already?",
    )
    no_opportunity = criterion(
        "no open opportunity",
        f.open_opportunity.one_of(False, if_known=True),
        ask="Is there an open opportunity for this already?",
    )
    asked = reachable & no_duplicate & no_opportunity
    if not minimum_information:
        return asked
    asks = (_asked_for(model, name) for name in minimum_information)
    return criterion("minimum information", all_of(*asks)) & asked


def _asked_for(model: type[LeadFacts], name: str) -> Rule:
    """That the fact is known, with a question of its own: one that is known is not asked for again."""
    fact = getattr(facts(model), name)
    label: str = fact.field.label
    return criterion(label, fact.known, ask=f"{label[:1].upper()}{label[1:]}?")


def found_by_sales(model: type[LeadFacts]) -> Rule:
    """Nobody says that it came from elsewhere: a lead of marketing's goes the way that is agreed."""
    f = facts(model)
    return criterion("found by sales", f.origin.one_of("sales", if_known=True), ask="Who found them?")


def opted_out(model: type[LeadFacts]) -> Rule:
    """The person has opted out of one channel at least, and may be contacted through none."""
    f = facts(model)
    email, phone = f.consent_email, f.consent_phone
    rule = (email.is_("opted_out") & phone.one_of("opted_out", if_known=True)) | (
        phone.is_("opted_out") & email.one_of("opted_out", if_known=True)
    )
    return criterion("opted out", rule, ask="May we still contact you, and how?")


def confirmed_by_sales(model: type[LeadFacts]) -> Rule:
    """The decision maker, the pain and the event, each heard by sales themselves."""
    f = facts(model)
    return (
        criterion("decision maker confirmed", f.decision_maker_role.confirmed_by(SALES), ask="Who decides?")
        & criterion("pain confirmed", f.pain_severity.confirmed_by(SALES), ask="What does it cost you today?")
        & criterion(
            "event confirmed", f.compelling_event_kind.confirmed_by(SALES), ask="What happens if you wait?"
        )
    )


def hand_raised(model: type[LeadFacts]) -> Rule:
    """The person asked for a demo or a contact within the last 30 days."""
    f = facts(model)
    return criterion(
        "raised a hand", f.last_response.one_of("demo", "contact") & f.last_response.fresh_for(days=30)
    )
