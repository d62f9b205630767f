"""The standard moves."""

from __future__ import annotations

from leadlife.people import MARKETING, SALES, SALES_MANAGER, SYSTEM
from leadlife.policy.clock import touch
from leadlife.policy.reason import CoolDown
from leadlife.policy.standard import reasons
from leadlife.policy.standard.definitions import Definitions
from leadlife.policy.transition import ANY_OPEN, Hold, Implied, OpportunityPart, Transition
from leadlife.rules import about
from leadlife.worktime import days, working_days

_REST = CoolDown(days(90))

_DEAL: tuple[OpportunityPart, ...] = ("value", "closes_at")
"""What sales has to know of an opportunity, beside the reference to it."""

_AT_THE_TABLE = "sql"
"""Where the person negotiates with somebody: whether an opt-out ends that is for them to ask, and not for a rule."""


def moves(definition: Definitions, *, touch_accepts: bool = False) -> tuple[Transition, ...]:
    """Every move of the standard policy, in the order in which a lead meets them."""
    return (
        *_towards_sales(definition),
        *_in_sales(definition, touch_accepts),
        *_coming_back(definition),
        *_closing(definition),
        *_resting(definition),
    )


def _towards_sales(definition: Definitions) -> tuple[Transition, ...]:
    both = (MARKETING, SYSTEM)
    return (
        Transition(
            name="engage", past="engaged", sources=("raw",), target="mrl", by=both, guard=definition.mrl
        ),
        Transition(
            name="qualify", past="qualified", sources=("mrl",), target="mql", by=both, guard=definition.mql
        ),
        Transition(
            name="hand_off",
            past="handed off",
            sources=("mql",),
            target="handed_off",
            by=(MARKETING,),
            guard=definition.contactable,
            owner=(SALES,),
            requires=definition.minimum_information,
        ),
        Transition(
            name="self_source",
            past="found by sales",
            sources=("raw",),
            target="sal",
            by=(SALES,),
            guard=definition.self_sourced,
            takes=True,
            requires=definition.minimum_information,
        ),
    )


def _in_sales(definition: Definitions, touch_accepts: bool) -> tuple[Transition, ...]:
    return (
        Transition(
            name="accept",
            past="accepted",
            sources=("handed_off",),
            target="sal",
            by=(SALES,),
            guard=definition.sal,
            takes=True,
            requires=definition.minimum_information,
            implied=(Implied(touch()),) if touch_accepts else (),
        ),
        Transition(
            name="query",
            past="queried",
            sources=("handed_off",),
            target="handed_off",
            by=(SALES,),
            comment=True,
            hold=Hold("accept", working_days(1)),
        ),
        Transition(
            name="reject",
            past="rejected",
            sources=("handed_off",),
            target="evaluating",
            by=(SALES,),
            reasons=reasons.REJECT,
            comment=True,
            setback=True,
            declines=True,
        ),
        Transition(
            name="lapse",
            past="left to lapse",
            sources=("handed_off",),
            target="evaluating",
            by=(SYSTEM,),
            reasons=reasons.LAPSE,
            setback=True,
            declines=True,
        ),
        Transition(
            name="re_route",
            past="re-routed",
            sources=("handed_off", "sal"),
            target="handed_off",
            by=(SALES_MANAGER, SYSTEM),
            owner=(SALES,),
            most=3,
            last_by=(SALES_MANAGER,),
        ),
        Transition(
            name="return",
            past="returned",
            sources=("sal",),
            target="evaluating",
            by=(SALES,),
            reasons=reasons.RETURN,
            setback=True,
        ),
        Transition(
            name="confirm",
            past="confirmed",
            sources=("sal",),
            target="sql",
            by=(SALES,),
            guard=definition.sql,
            opportunity=_DEAL,
        ),
        Transition(
            name="forecast", past="forecast", sources=("sql",), target="sql", by=(SALES,), opportunity=_DEAL
        ),
    )


def _coming_back(definition: Definitions) -> tuple[Transition, ...]:
    return (
        Transition(
            name="release",
            past="released",
            sources=("evaluating",),
            target="handed_off",
            by=(MARKETING,),
            guard=definition.mql,
            owner=(SALES,),
            requires=definition.minimum_information,
            most=1,
            after=("lapsed", "no_capacity", "wrong_territory"),
        ),
        Transition(
            name="reheat",
            past="reheated",
            sources=("evaluating",),
            target="mql",
            by=(MARKETING,),
            guard=definition.mql,
            returns=True,
        ),
        Transition(
            name="recycle",
            past="recycled",
            sources=("evaluating", "lost"),
            target="nurture",
            by=(MARKETING, SYSTEM),
            reasons=reasons.NURTURE,
            inherits=True,
            setback=True,
            returns=True,
            cools=_REST,
        ),
    )


def _closing(definition: Definitions) -> tuple[Transition, ...]:
    return (
        Transition(name="win", past="won", sources=("sql",), target="won", by=(SALES,), value=True),
        Transition(
            name="lose",
            past="lost",
            sources=("sql",),
            target="lost",
            by=(SALES,),
            reasons=reasons.LOSE,
            setback=True,
        ),
        Transition(
            name="disqualify",
            past="disqualified",
            sources=(ANY_OPEN,),
            target="disqualified",
            by=(MARKETING, SALES, SYSTEM),
            reasons=reasons.DISQUALIFY,
            setback=True,
            implied=(Implied(definition.opted_out & about.stage.is_not(_AT_THE_TABLE), reason="opted_out"),),
        ),
        Transition(
            name="reopen",
            past="reopened",
            sources=("disqualified",),
            target="mrl",
            by=(MARKETING,),
            guard=definition.contactable,
            reasons=reasons.REOPEN,
            returns=True,
        ),
    )


def _resting(definition: Definitions) -> tuple[Transition, ...]:
    return (
        Transition(
            name="nurture",
            past="put into nurture",
            sources=("raw", "mrl", "mql"),
            target="nurture",
            by=(MARKETING, SYSTEM),
            reasons=reasons.NURTURE,
            setback=True,
            cools=_REST,
        ),
        Transition(
            name="wake",
            past="woken",
            sources=("nurture",),
            target="mrl",
            by=(MARKETING, SYSTEM),
            guard=definition.mrl,
            waits=True,
            wakes=definition.hand_raised,
        ),
    )
