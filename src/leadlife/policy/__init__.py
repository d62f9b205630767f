"""Policies: stages, moves, clocks, reasons and alerts as one frozen, checked value."""

from leadlife.policy.alert import Alert
from leadlife.policy.checking import Finding
from leadlife.policy.clock import (
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
from leadlife.policy.policy import Policy
from leadlife.policy.reason import CoolDown, Reason
from leadlife.policy.stage import FORWARD, Milestone, Stage
from leadlife.policy.transition import ANY_OPEN, Hold, Transition

__all__ = [
    "ANY_OPEN",
    "COOL_DOWN",
    "FORWARD",
    "OWNER",
    "Alert",
    "Clock",
    "CoolDown",
    "Finding",
    "Hold",
    "Level",
    "Milestone",
    "Policy",
    "Reason",
    "Stage",
    "Transition",
    "assigned",
    "breach",
    "entering",
    "escalate",
    "later",
    "leaving",
    "make",
    "making",
    "notify",
    "reassign",
    "reply",
    "touch",
    "warn",
]
