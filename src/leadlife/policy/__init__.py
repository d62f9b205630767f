"""Policies: stages, moves, clocks, reasons and alerts as one frozen, checked value."""

from leadlife.policy.alert import Alert
from leadlife.policy.assignment import (
    EarlierOwner,
    GivenTo,
    RoundRobin,
    Route,
    earlier_owner,
    given_to,
    round_robin,
)
from leadlife.policy.checking import Finding
from leadlife.policy.clock import (
    CLOSE_DATE,
    COOL_DOWN,
    OWNER,
    Clock,
    Level,
    assigned,
    breach,
    entering,
    escalate,
    later,
    leaving,
    make,
    making,
    notify,
    reassign,
    reply,
    touch,
    warn,
)
from leadlife.policy.matching import Matching
from leadlife.policy.objective import Objective
from leadlife.policy.policy import Policy
from leadlife.policy.reason import CoolDown, Reason
from leadlife.policy.stage import FORWARD, Milestone, Stage
from leadlife.policy.transition import ANY_OPEN, Hold, Implied, Transition
from leadlife.policy.watch import captured, erasing, merging, reaching, rescheduling, telling

__all__ = [
    "ANY_OPEN",
    "CLOSE_DATE",
    "COOL_DOWN",
    "FORWARD",
    "OWNER",
    "Alert",
    "Clock",
    "CoolDown",
    "EarlierOwner",
    "Finding",
    "GivenTo",
    "Hold",
    "Implied",
    "Level",
    "Matching",
    "Milestone",
    "Objective",
    "Policy",
    "Reason",
    "RoundRobin",
    "Route",
    "Stage",
    "Transition",
    "assigned",
    "breach",
    "captured",
    "earlier_owner",
    "entering",
    "erasing",
    "escalate",
    "given_to",
    "later",
    "leaving",
    "make",
    "making",
    "merging",
    "notify",
    "reaching",
    "reassign",
    "reply",
    "rescheduling",
    "round_robin",
    "telling",
    "touch",
    "warn",
]
