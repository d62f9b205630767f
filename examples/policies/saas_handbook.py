"""A SaaS company's handbook lifecycle: a rep in sales development stands between marketing and the account executives.

    python examples/policies/saas_handbook.py

After GitLab's public handbook, "Lead Lifecycle Management" and "MQL SLAs" (handbook.gitlab.com, marketing operations),
and its older page on database management for the threshold. From there: the statuses and what they stand for; MQL by
90 points or a raised hand; two working hours to take up an MQL, anew for each holder; a reason for each recycled or
disqualified person; a disqualified person comes back by a raised hand only. What becomes of the opportunity, the
points, and the other deadlines are judgement.
"""

from living import Office, show, waiting

from leadlife import (
    ANY_OPEN,
    MARKETING,
    OWNER,
    SALES,
    SALES_MANAGER,
    SYSTEM,
    Actor,
    Implied,
    Lead,
    LeadFacts,
    Milestone,
    Opportunity,
    Policy,
    Queue,
    Reason,
    Role,
    Stage,
    Team,
    Transition,
    WorkCalendar,
    breach,
    criterion,
    escalate,
    facts,
    given_to,
    later,
    make,
    money,
    months,
    notify,
    round_robin,
    touch,
    warn,
    working_days,
    working_hours,
)
from leadlife.rules import scorecard

SDR = Team("sales development")
SDR_MANAGER = Role(SDR, "manager")

f = facts(LeadFacts)
PERSON = scorecard(
    "person",
    (60, f.last_response.one_of("trial", "pricing")),
    (20, f.last_response.one_of("webcast", "event", "content")),
    (30, f.employees >= 200),
    (20, f.seniority.one_of("c_level", "vp", "director")),
)
HAND_RAISED = criterion("raised a hand", f.last_response.one_of("demo", "contact"))
MQL = HAND_RAISED | (PERSON >= 90)

PARKED = Queue("nobody works on", MARKETING)
TERRITORIES = (
    round_robin("americas", where=f.country.one_of("US", "CA", "BR")),
    round_robin("rest of the world"),
)
WORKED = ("mql", "accepted", "qualifying")
NOT_NOW = tuple(
    map(Reason, ("no_response", "no_action", "no_budget", "no_interest", "evaluating", "in_contract"))
)
NEVER = tuple(
    map(Reason, ("competitor", "consultant", "no_authority", "personal_use", "left_company", "bad_data"))
)
REFUSED = (
    Reason("price", then="recycle"),
    Reason("product_limitation", then="recycle"),
    Reason("other_vendor"),
)


policy = Policy(
    name="saas-handbook",
    version="1",
    facts=LeadFacts,
    calendar=WorkCalendar("UTC", {"mon-fri": "09:00-17:00"}),
    definitions={"raised a hand": HAND_RAISED, "MQL": MQL},
    scores={"person": PERSON},
    max_cycles=2,
    assignment=TERRITORIES,
    stages=(
        Stage("raw", Milestone.RAW),
        Stage("inquiry", Milestone.MRL),
        Stage("mql", Milestone.MQL, "MQL"),
        Stage("accepted", Milestone.SAL),
        Stage("qualifying", Milestone.SAL),
        Stage("qualified", Milestone.SQL),
        Stage("customer", Milestone.WON),
        Stage("closed_lost", Milestone.LOST, "closed, lost"),
        Stage("recycle", Milestone.RECYCLED),
        Stage("disqualified", Milestone.DISQUALIFIED),
    ),
    moves=(
        Transition(
            name="inquire", sources=("raw",), target="inquiry", by=(MARKETING, SYSTEM), guard=f.email.known
        ),
        Transition(
            name="mark",
            sources=("raw", "inquiry"),
            target="mql",
            by=(MARKETING, SYSTEM),
            guard=MQL,
            owner=(SDR,),
        ),
        Transition(name="transfer", sources=("mql",), target="mql", by=(SDR_MANAGER,), owner=(SDR,)),
        Transition(
            name="accept",
            sources=("mql",),
            target="accepted",
            by=(SDR,),
            takes=True,
            implied=(Implied(touch("call", "email")),),
        ),
        Transition(name="converse", sources=("mql", "accepted"), target="qualifying", by=(SDR,), takes=True),
        Transition(
            name="qualify",
            sources=("qualifying",),
            target="qualified",
            by=(SDR,),
            opportunity=True,
            owner=(SALES,),
            assign=(round_robin("account executives"),),
        ),
        Transition(name="win", sources=("qualified",), target="customer", by=(SALES,), value=True),
        Transition(
            name="lose",
            sources=("qualified",),
            target="closed_lost",
            by=(SALES,),
            reasons=REFUSED,
            setback=True,
        ),
        Transition(
            name="recycle",
            sources=(*WORKED, "closed_lost"),
            target="recycle",
            by=(SDR, SYSTEM),
            reasons=NOT_NOW,
            inherits=True,
            setback=True,
            owner=(MARKETING,),
            assign=(given_to(PARKED),),
        ),
        Transition(
            name="mark_again",
            sources=("recycle",),
            target="mql",
            by=(MARKETING, SYSTEM),
            guard=MQL,
            owner=(SDR,),
            returns=True,
        ),
        Transition(
            name="disqualify",
            sources=(ANY_OPEN,),
            target="disqualified",
            by=(MARKETING, SDR, SYSTEM),
            reasons=(*NEVER, Reason("unsubscribed"), Reason("dormant", by=(MARKETING, SYSTEM))),
            setback=True,
            owner=(MARKETING,),
            assign=(given_to(PARKED),),
        ),
        Transition(
            name="raise_hand",
            sources=("disqualified",),
            target="mql",
            by=(MARKETING, SYSTEM),
            guard=HAND_RAISED,
            owner=(SDR,),
            returns=True,
        ),
    ),
    clocks=(
        waiting("raw", working_days(10), breach(notify(MARKETING))),
        waiting("inquiry", months(3), breach(notify(MARKETING))),
        waiting(
            "mql",
            working_hours(2),
            warn(0.5, notify(OWNER)),
            breach(escalate(SDR_MANAGER)),
            later(working_days(5), make("recycle", "no_action"), name="recycle"),
            per="owner",
        ),
        waiting("accepted", working_days(15), breach(make("recycle", "no_response"))),
        waiting("qualifying", working_days(20), breach(escalate(SDR_MANAGER))),
        waiting("qualified", months(3), breach(escalate(SALES_MANAGER))),
        waiting("recycle", months(12), breach(make("disqualify", "dormant"))),
    ),
)

ANN, BOT = Actor("ann", MARKETING), Actor("scoring", SYSTEM)
KIM, LEE, MO = Actor("kim", SDR), Actor("lee", SDR), Actor("mo", SDR, "manager")
ROY = Actor("roy", SALES)
ROSTER = {"americas": (KIM, LEE), "rest of the world": (LEE,), "account executives": (ROY,)}
DEAL = Opportunity("deal-1", money(40_000, "USD"))


def inquiry(office: Office) -> Lead[LeadFacts]:
    lead = office.lead(
        BOT, LeadFacts(email="pat@example.com", country="US", employees=900, last_response="webcast")
    )
    return office.make(lead, "inquire", BOT)


def marked(office: Office) -> Lead[LeadFacts]:
    lead = office.tell(inquiry(office), LeadFacts(seniority="vp", last_response="trial"), BOT)
    return office.make(lead, "mark", BOT)


def qualified(office: Office) -> Lead[LeadFacts]:
    lead = office.contact(office.wait(marked(office), hours=1), "call", KIM)
    lead = office.make(office.wait(lead, days=2), "converse", KIM)
    return office.make(office.wait(lead, days=3), "qualify", KIM, opportunity=DEAL)


def won(office: Office) -> Lead[LeadFacts]:
    return office.make(office.wait(qualified(office), days=40), "win", ROY, value=DEAL.value)


def lost_and_recycled(office: Office) -> Lead[LeadFacts]:
    lead = office.make(office.wait(qualified(office), days=40), "lose", ROY, reason="price")
    return office.make(lead, "recycle", KIM)


def taken_over(office: Office) -> Lead[LeadFacts]:
    """Nobody took it up within two working hours; whose turn it is next has two of their own."""
    lead = office.make(office.wait(marked(office), hours=4), "transfer", MO)
    return office.make(lead, "converse", LEE)


def never_reached(office: Office) -> Lead[LeadFacts]:
    return office.wait(office.make(marked(office), "accept", KIM), days=30)


def left_alone(office: Office) -> Lead[LeadFacts]:
    """Recycled by the clock, and a year later given up by another one."""
    lead = office.wait(marked(office), days=10)
    return office.wait(lead, days=400)


def recycled_to_the_bound(office: Office) -> Lead[LeadFacts]:
    """Each time back asks for what was heard since. After the last there is no way but out."""
    lead = marked(office)
    for _ in range(policy.max_cycles):
        lead = office.make(office.wait(lead, days=1), "recycle", KIM, reason="no_interest")
        lead = office.tell(office.wait(lead, days=90), LeadFacts(last_response="demo"), BOT)
        lead = office.make(lead, "mark_again", BOT)
    lead = office.make(lead, "recycle", KIM, reason="no_interest")
    return office.make(lead, "disqualify", KIM, reason="no_authority")


def disqualified_and_back(office: Office) -> Lead[LeadFacts]:
    lead = office.make(inquiry(office), "disqualify", ANN, reason="personal_use")
    lead = office.tell(office.wait(lead, days=200), LeadFacts(last_response="contact"), BOT)
    return office.make(lead, "raise_hand", BOT)


LIVES = {
    life.__name__: life
    for life in (
        won,
        lost_and_recycled,
        taken_over,
        never_reached,
        left_alone,
        recycled_to_the_bound,
        disqualified_and_back,
    )
}

if __name__ == "__main__":
    show(policy, LIVES, ROSTER)
