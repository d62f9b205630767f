"""What stands of a lead, and what may be done with it next: as data, for programs and tables alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from leadlife import (
    Actor,
    Lead,
    Lifecycle,
    Opportunity,
    Policy,
    Queue,
    Refused,
    Role,
    Transition,
    Verdict,
    money,
)
from leadlife.cli.wording import plain
from leadlife.commands import Move
from leadlife.people import Who
from leadlife.rules.reads import nodes_of
from leadlife.rules.tree import Criterion

Data = dict[str, Any]
"""JSON data, hence ``Any``."""


def standing(lead: Lead[Any], policy: Policy[Any]) -> Data:
    """The lead as it stands: where, whose, since when, its facts with who said them, and its running clocks."""
    deal = lead.opportunity
    return {
        "lead": lead.id,
        "key": lead.key,
        "stage": lead.stage,
        "label": next((stage.label for stage in policy.stages if stage.name == lead.stage), ""),
        "entered_at": plain(lead.entered_at),
        "captured_at": plain(lead.captured_at),
        "owner": None if lead.owner is None else str(lead.owner),
        "source": lead.source,
        "campaign": lead.campaign,
        "account": lead.account,
        "cycle": lead.cycle,
        "reason": lead.reason,
        "rests_until": plain(lead.cool_down_until),
        "opportunity": None if deal is None else deal.ref,
        "value": plain(lead.value or (deal.value if deal is not None else None)),
        "policy": str(lead.policy),
        "clocks": list(_clocks(lead)),
        "facts": list(_facts(lead)),
    }


def _clocks(lead: Lead[Any]) -> Iterator[Data]:
    for clock in sorted(lead.running, key=lambda one: one.due_at):
        times = {"started_at": clock.started_at, "due_at": clock.due_at, "next_level_at": clock.next_at}
        yield {
            "clock": clock.name,
            "verdict": clock.verdict,
            **{name: plain(at) for name, at in times.items()},
        }


def _facts(lead: Lead[Any]) -> Iterator[Data]:
    for name, told in lead.told.items():
        last = told[-1]
        by = None if last.by is None else str(last.by)
        yield {"fact": name, "value": plain(last.value), "at": plain(last.at), "by": by, "via": last.via}


def next_moves(lead: Lead[Any], policy: Policy[Any], now: datetime, only: str | None = None) -> list[Data]:
    """Every move that starts where the lead is (or the one that was asked for): whether it may be made, and what for.

    :raises Refused: if the policy has no move of the name.
    """
    lifecycle = Lifecycle(policy)
    if only is not None:
        lifecycle.verdict(lead, only, now=now)
    moves = policy.moves_from(lead.stage) if only is None else (policy.move(only),)
    return [_outlook(lifecycle, lead, move, now) for move in moves]


def _outlook(lifecycle: Lifecycle[Any], lead: Lead[Any], move: Transition, now: datetime) -> Data:
    refusal = rehearse(lifecycle, lead, move, now)
    starts = lead.stage in lifecycle.policy.sources(move)
    verdict = None if move.guard is None or not starts else lifecycle.verdict(lead, move.name, now=now)
    return {
        "move": move.name,
        "target": move.target,
        "by": [str(one) for one in move.by],
        "possible": refusal is None,
        "verdict": None if verdict is None else verdict.truth.value,
        "why_not": None if refusal is None else refusal.why,
        "by_guard": refusal is not None and refusal.verdict is not None,
        "open": [] if verdict is None else list(_open(verdict)),
        "advice": None if verdict is None else verdict.advice() or None,
        "explanation": None if verdict is None else str(verdict.explain()),
        "asks_for": list(_asks_for(lifecycle.policy, move)),
        "reasons": [reason.code for reason in move.reasons],
    }


def _open(verdict: Verdict) -> Iterator[Data]:
    """The criteria of the guard that are not met, each with the question to ask."""
    moment = verdict.moment
    for node in dict.fromkeys(nodes_of(verdict.rule)):
        if isinstance(node, Criterion):
            found = node.evaluate(verdict.evidence, at=moment.at, zone=moment.zone, calendar=moment.calendar)
            if not found.met:
                yield {"criterion": node.name, "verdict": found.truth.value, "ask": node.ask}


def _asks_for(policy: Policy[Any], move: Transition) -> Iterator[str]:
    asked = {
        "reason": bool(move.reasons) and not move.inherits,
        "comment": move.comment,
        "owner": move.owner and not (move.assign or policy.assignment),
        "opportunity": move.opportunity,
        "value": move.value,
    }
    yield from (name for name, needed in asked.items() if needed)


def rehearse(lifecycle: Lifecycle[Any], lead: Lead[Any], move: Transition, now: datetime) -> Refused | None:
    """What would refuse the move if all that it asks for were passed by somebody who may."""
    refusal: Refused | None = None
    for command in _complete(lead, move):
        try:
            lifecycle.decide(lead, command, now=now)
        except Refused as refused:
            refusal = refused
        else:
            return None
    return refusal


def _complete(lead: Lead[Any], move: Transition) -> Iterator[Move]:
    """The move with all that it may ask for: by each who may make it, with the first reason that they may give."""
    for who in move.by:
        actor = Actor("somebody", who.team, who.name) if isinstance(who, Role) else Actor("somebody", who)
        codes = [one.code for one in move.reasons if not one.by or any(actor.belongs_to(by) for by in one.by)]
        yield Move(
            move.name,
            by=actor,
            to=_somebody(move.owner[0]) if move.owner else None,
            reason=None if not codes or (move.inherits and lead.setbacks) else codes[0],
            comment="a comment",
            opportunity=Opportunity("opportunity", money(1, "EUR"), lead.captured_at)
            if move.opportunity
            else None,
            value=money(1, "EUR") if move.value else None,
        )


def _somebody(who: Who) -> Queue:
    return Queue("somebody", who.team if isinstance(who, Role) else who)
