"""Outbound telesales: calls that nobody answers are counted, call-backs are appointments, and "do not call" is final.

    python examples/policies/telesales_callbacks.py

After the public descriptions of VICIdial, the open-source dialer, in the glossary of VICIfast (vicifast.com/glossary:
"Disposition", "Lead recycling", "Scheduled callback", "Call count limits"). From there: what a call can come to, and
which of it is final; a bound on attempts, and a wait between them; a call-back that is the agent's own until it is
overdue, and then anybody's. The hours of the called person's region, eight to nine, are those of the United States'
Telemarketing Sales Rule (16 CFR 310.4). The numbers of attempts and of days are judgement.
"""

from datetime import datetime, timedelta
from typing import Any

from living import Office, show, waiting

from leadlife import (
    ANY_OPEN,
    COOL_DOWN,
    OWNER,
    SYSTEM,
    Actor,
    Clock,
    CoolDown,
    Fact,
    Implied,
    Lead,
    LeadFacts,
    Milestone,
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
    days,
    entering,
    escalate,
    fact,
    facts,
    given_to,
    hours,
    leaving,
    make,
    making,
    money,
    notify,
    reassign,
    warn,
    working_days,
    working_hours,
    working_minutes,
)

AGENTS = Team("telesales")
SUPERVISOR = Role(AGENTS, "supervisor")
CAMPAIGN = Queue("campaign", AGENTS)


class Facts(LeadFacts):
    """The standard facts, and the appointment."""

    call_back_at: Fact[datetime] = fact()


f = facts(Facts)
MAY_CALL = criterion(
    "may be called", f.phone.known & f.consent_phone.one_of("opted_in", "legitimate_interest")
)


def called_in(zone: str) -> WorkCalendar:
    """When people of a zone may be called: every day from eight to nine, by their own clocks."""
    return WorkCalendar(zone, {"mon-sun": "08:00-21:00"})


def anybody(lead: Lead[Any]) -> Queue:
    """An overdue call is no longer one agent's own."""
    return CAMPAIGN


policy = Policy(
    name="telesales-callbacks",
    version="1",
    facts=Facts,
    calendar=called_in("America/Chicago"),
    calendars=tuple(
        (f.timezone.is_(zone), called_in(zone)) for zone in ("America/New_York", "Europe/London")
    ),
    definitions={"may be called": MAY_CALL},
    recontact="call_back_at",
    max_cycles=2,
    stages=(
        Stage("new", Milestone.RAW),
        Stage("dialing", Milestone.MRL),
        Stage("call_back", label="call-back agreed"),
        Stage("talking", Milestone.SAL),
        Stage("offered", Milestone.SQL),
        Stage("sold", Milestone.WON),
        Stage("refused", Milestone.LOST),
        Stage("resting", Milestone.RECYCLED),
        Stage("dropped", Milestone.DISQUALIFIED),
    ),
    moves=(
        Transition(
            name="load",
            sources=("new",),
            target="dialing",
            by=(AGENTS, SYSTEM),
            guard=MAY_CALL,
            owner=(AGENTS,),
            assign=(given_to(CAMPAIGN),),
        ),
        Transition(
            name="no_contact",
            sources=("dialing",),
            target="dialing",
            by=(AGENTS, SYSTEM),
            reasons=(Reason("no_answer"), Reason("busy"), Reason("machine")),
            most=4,
        ),
        Transition(name="reach", sources=("dialing",), target="talking", by=(AGENTS,), takes=True),
        Transition(
            name="book",
            sources=("talking",),
            target="call_back",
            by=(AGENTS,),
            guard=f.call_back_at.ahead(),
            cools=CoolDown(hours(4)),
            most=3,
        ),
        Transition(
            name="fall_due", sources=("call_back",), target="dialing", by=(AGENTS, SYSTEM), waits=True
        ),
        Transition(name="offer", sources=("talking",), target="offered", by=(AGENTS,)),
        Transition(name="sell", sources=("offered",), target="sold", by=(AGENTS,), value=True),
        Transition(
            name="refuse",
            sources=("talking", "offered"),
            target="refused",
            by=(AGENTS,),
            reasons=(Reason("not_interested"), Reason("too_expensive"), Reason("has_a_contract")),
            setback=True,
        ),
        Transition(
            name="rest",
            sources=("dialing",),
            target="resting",
            by=(AGENTS, SYSTEM),
            reasons=(Reason("unreached", stale=False),),
            setback=True,
            cools=CoolDown(days(14)),
        ),
        Transition(
            name="redial",
            sources=("resting",),
            target="dialing",
            by=(AGENTS, SYSTEM),
            waits=True,
            returns=True,
        ),
        Transition(
            name="drop",
            sources=(ANY_OPEN,),
            target="dropped",
            by=(AGENTS, SYSTEM),
            reasons=(
                Reason("do_not_call"),
                Reason("wrong_number", by=(AGENTS,)),
                Reason("out_of_service", by=(AGENTS,)),
                Reason("unreachable"),
            ),
            setback=True,
            implied=(Implied(f.consent_phone.is_("opted_out"), "do_not_call"),),
        ),
    ),
    clocks=(
        waiting("new", working_days(1), breach(notify(SUPERVISOR))),
        Clock(
            name="attempt",
            starts=(entering("dialing"), making("no_contact")),
            stops=(making("no_contact"), leaving("dialing")),
            during=("dialing",),
            within=working_hours(4),
            levels=(warn(working_minutes(30), reassign(anybody)), breach(notify(SUPERVISOR))),
        ),
        waiting("dialing", working_days(5), breach(make("rest", "unreached")), name="round"),
        waiting("call_back", COOL_DOWN, breach(make("fall_due"), notify(OWNER)), name="appointment"),
        waiting("talking", hours(1), breach(notify(OWNER))),
        waiting("offered", working_days(5), breach(escalate(SUPERVISOR))),
        waiting("resting", COOL_DOWN, breach(make("redial")), name="rest"),
        waiting("resting", days(30), breach(make("drop", "unreachable")), name="write_off"),
    ),
    silenced={
        "refused: rest.breach": "after the last round nobody dials again, and 'write_off' closes the lead"
    },
)

DIALER = Actor("dialer", SYSTEM)
EVE, SAM = Actor("eve", AGENTS), Actor("sam", AGENTS)
NEW_YORK = Facts(phone="+1 212 555 0100", consent_phone="legitimate_interest", timezone="America/New_York")


def dialing(office: Office) -> Lead[Facts]:
    return office.make(office.wait(office.lead(DIALER, NEW_YORK, "list 12"), hours=5), "load", DIALER)


def talking(office: Office) -> Lead[Facts]:
    lead = office.make(dialing(office), "no_contact", DIALER, reason="busy")
    return office.make(office.wait(lead, hours=2), "reach", EVE)


def called_back(office: Office) -> Lead[Facts]:
    """Called again when it was agreed, and no earlier."""
    lead = talking(office)
    lead = office.tell(lead, Facts(call_back_at=office.time + timedelta(days=1, minutes=30)), EVE)
    lead = office.make(lead, "book", EVE)
    return office.wait(lead, days=1, minutes=31)


def sold(office: Office) -> Lead[Facts]:
    lead = office.make(office.make(called_back(office), "reach", EVE), "offer", EVE)
    return office.make(office.wait(lead, days=1), "sell", EVE, value=money(1_200, "USD"))


def call_back_missed(office: Office) -> Lead[Facts]:
    """Half an hour after the appointment it is anybody's."""
    lead = office.wait(called_back(office), hours=1)
    return office.make(office.make(lead, "reach", SAM), "refuse", SAM, reason="not_interested")


def too_expensive(office: Office) -> Lead[Facts]:
    lead = office.wait(office.make(talking(office), "offer", EVE), days=7)
    return office.make(lead, "refuse", EVE, reason="too_expensive")


def rested_and_reached(office: Office) -> Lead[Facts]:
    """A round without an answer, a fortnight's rest, and another round."""
    lead = dialing(office)
    for reason in ("no_answer", "busy", "machine", "no_answer"):
        lead = office.wait(office.make(lead, "no_contact", DIALER, reason=reason), hours=3)
    lead = office.wait(office.make(lead, "rest", DIALER, reason="unreached"), days=15)
    return office.make(lead, "reach", SAM)


def never_reached(office: Office) -> Lead[Facts]:
    """Nobody does anything: the clocks rest it, dial it again, and write it off after the last round."""
    return office.wait(dialing(office), days=90)


def do_not_call(office: Office) -> Lead[Facts]:
    """Told once, and no call is possible any more."""
    return office.tell(talking(office), Facts(consent_phone="opted_out"), EVE)


def wrong_number(office: Office) -> Lead[Facts]:
    return office.make(dialing(office), "drop", SAM, reason="wrong_number")


LIVES = {
    life.__name__: life
    for life in (
        sold,
        call_back_missed,
        too_expensive,
        rested_and_reached,
        never_reached,
        do_not_call,
        wrong_number,
    )
}

if __name__ == "__main__":
    show(policy, LIVES)
