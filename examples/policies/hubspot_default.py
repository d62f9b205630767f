"""HubSpot's default lifecycle stages: a contact moves forward by itself, and backward only where somebody clears it.

    python examples/policies/hubspot_default.py

After "Use lifecycle stages" in HubSpot's knowledge base (knowledge.hubspot.com/contacts/use-lifecycle-stages). From
there: the eight stages and their order; that updates which nobody makes by hand only go forward, and may skip stages;
that a deal makes an opportunity, and a deal that is won a customer; that going back begins with no value. Who may clear
a stage, for which reasons and how often, and every deadline is judgement: HubSpot itself asks for none of it.
"""

from living import Office, show, waiting

from leadlife import (
    MARKETING,
    MARKETING_MANAGER,
    OWNER,
    SALES,
    SALES_MANAGER,
    SYSTEM,
    Actor,
    Alert,
    Clock,
    Lead,
    LeadFacts,
    Milestone,
    Opportunity,
    Policy,
    Reason,
    Stage,
    Transition,
    WorkCalendar,
    breach,
    days,
    entering,
    facts,
    later,
    leaving,
    make,
    money,
    notify,
)

f = facts(LeadFacts)

AHEAD = ("no_value", "subscriber", "lead", "mql", "sql", "opportunity")
"""The stages on the way to a customer, in order. A contact without a value stands before all of them."""


def up_to(stage: str) -> tuple[str, ...]:
    """Every stage that lies before: what only goes forward may skip, and never goes back."""
    return AHEAD[: AHEAD.index(stage)]


BACK = (
    Reason("set_by_mistake", stale=False),
    Reason("not_qualified_after_all"),
    Reason("deal_lost"),
    Reason("new_interest"),
)

policy = Policy(
    name="hubspot-default",
    version="1",
    facts=LeadFacts,
    calendar=WorkCalendar.always("UTC"),
    max_cycles=2,
    stages=(
        Stage("no_value", Milestone.RAW, "no value"),
        Stage("subscriber", Milestone.RAW),
        Stage("lead", Milestone.MRL),
        Stage("mql", Milestone.MQL, "marketing qualified lead"),
        Stage("sql", Milestone.SAL, "sales qualified lead"),
        Stage("opportunity", Milestone.SQL),
        Stage("customer", Milestone.WON),
        Stage("evangelist", Milestone.WON),
        Stage("other", Milestone.DISQUALIFIED),
    ),
    moves=(
        Transition(
            name="subscribe",
            sources=up_to("subscriber"),
            target="subscriber",
            by=(MARKETING, SYSTEM),
            guard=f.consent_email.is_("opted_in"),
        ),
        Transition(name="convert", sources=up_to("lead"), target="lead", by=(MARKETING, SYSTEM)),
        Transition(name="qualify", sources=up_to("mql"), target="mql", by=(MARKETING, SYSTEM)),
        Transition(name="accept", sources=up_to("sql"), target="sql", by=(SALES,), takes=True),
        Transition(
            name="open_deal",
            sources=up_to("opportunity"),
            target="opportunity",
            by=(SALES, SYSTEM),
            opportunity=True,
        ),
        Transition(name="win", sources=AHEAD, target="customer", by=(SALES, SYSTEM), value=True),
        Transition(name="advocate", sources=("customer",), target="evangelist", by=(MARKETING, SALES)),
        Transition(
            name="set_aside",
            sources=AHEAD,
            target="other",
            by=(MARKETING, SALES, SYSTEM),
            reasons=(Reason("no_buyer"), Reason("unsubscribed"), Reason("silent")),
            setback=True,
        ),
        Transition(
            name="clear",
            sources=("lead", "mql", "sql", "opportunity", "other"),
            target="no_value",
            by=(MARKETING_MANAGER, SALES_MANAGER),
            reasons=BACK,
            comment=True,
            setback=True,
            returns=True,
        ),
    ),
    clocks=(
        Clock(
            name="standstill",
            starts=tuple(map(entering, AHEAD)),
            stops=tuple(map(leaving, AHEAD)),
            within=days(90),
            levels=(breach(notify(MARKETING)), later(days(365), make("set_aside", "silent"))),
        ),
        waiting("mql", days(2), breach(notify(SALES_MANAGER)), name="accept"),
        waiting("opportunity", days(60), breach(notify(OWNER)), name="deal"),
    ),
    alerts=(Alert(name="went back", on=("clear",), to=MARKETING),),
)

FORM, ANN = Actor("forms", SYSTEM), Actor("ann", MARKETING)
ROY, MAX = Actor("roy", SALES), Actor("max", SALES, "manager")
DEAL = Opportunity("deal-7", money(9_000, "EUR"))
READER = LeadFacts(email="kim@example.com", consent_email="opted_in")


def opportunity(office: Office) -> Lead[LeadFacts]:
    lead = office.make(office.lead(FORM, READER), "subscribe", FORM)
    lead = office.make(office.wait(lead, days=20), "convert", FORM)
    lead = office.make(office.wait(lead, days=10), "qualify", ANN)
    lead = office.make(office.wait(lead, days=1), "accept", ROY)
    return office.make(office.wait(lead, days=5), "open_deal", ROY, opportunity=DEAL)


def won(office: Office) -> Lead[LeadFacts]:
    lead = office.make(office.wait(opportunity(office), days=30), "win", FORM, value=DEAL.value)
    return office.make(office.wait(lead, days=200), "advocate", ANN)


def straight_to_a_deal(office: Office) -> Lead[LeadFacts]:
    """Updates skip what lies between."""
    return office.make(office.lead(ROY, source="referral"), "open_deal", FORM, opportunity=DEAL)


def lost(office: Office) -> Lead[LeadFacts]:
    """There is no stage for it: the stage is cleared, and the contact is a lead again."""
    lead = office.wait(opportunity(office), days=70)
    lead = office.make(lead, "clear", MAX, reason="deal_lost", comment="they stay with what they have")
    return office.make(lead, "convert", ANN)


def sent_back_by_sales(office: Office) -> Lead[LeadFacts]:
    lead = office.make(office.lead(FORM, READER), "qualify", FORM)
    lead = office.wait(lead, days=3)
    lead = office.make(lead, "clear", MAX, reason="not_qualified_after_all", comment="a student")
    return office.make(lead, "set_aside", ANN, reason="no_buyer")


def cleared_to_the_bound(office: Office) -> Lead[LeadFacts]:
    """What may be cleared no more can still be won, or set aside."""
    lead = office.make(office.lead(FORM, READER), "qualify", FORM)
    for _ in range(policy.max_cycles):
        lead = office.make(
            lead, "clear", MAX, reason="set_by_mistake", comment="the form was filled in twice"
        )
        lead = office.make(office.wait(lead, days=1), "qualify", FORM)
    return office.make(lead, "set_aside", ROY, reason="no_buyer")


def silent(office: Office) -> Lead[LeadFacts]:
    """Set aside by the clock; then somebody asks again."""
    lead = office.wait(office.make(office.lead(FORM, READER), "subscribe", FORM), days=400)
    lead = office.make(lead, "clear", MAX, reason="new_interest", comment="called us about the new release")
    return office.make(lead, "accept", ROY)


LIVES = {
    life.__name__: life
    for life in (won, straight_to_a_deal, lost, sent_back_by_sales, cleared_to_the_bound, silent)
}

if __name__ == "__main__":
    show(policy, LIVES)
