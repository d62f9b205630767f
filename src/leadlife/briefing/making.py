"""Making a brief: one lead, its history, and the other leads of its account, at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from leadlife._time import instant
from leadlife.briefing._ahead import by_people, deadlines, next_moves, scores, stage_label
from leadlife.briefing._qualifying import asked_of, beyond, grounds, questions
from leadlife.briefing._reaching import channels
from leadlife.briefing._seeing import Sight
from leadlife.briefing.brief import Brief
from leadlife.briefing.parts import Arrival, Deal, Setback
from leadlife.events import Event, Moved
from leadlife.lead import F, Lead
from leadlife.lifecycle import Lifecycle
from leadlife.policy import Policy

_TOUCHES = 5
"""So many touches are shown, the newest first; replies likewise."""


def brief(
    lifecycle: Lifecycle[F],
    lead: Lead[F],
    *,
    now: datetime,
    history: Sequence[Event] = (),
    account: Sequence[Lead[Any]] = (),
) -> Brief:
    """What sales sees when a lead arrives. Pure: it reads what it is given, and changes nothing.

    ``history`` are the lead's events, for comments and for the moves that it made; ``account`` the leads of its
    account. :meth:`leadlife.Engine.brief` passes both. A rule whose function raises is shown as not decidable.

    :raises InvalidInput: if ``now`` has no time zone.
    """
    at = max(instant(now, "now"), lead.recorded_at)
    policy = lifecycle.policy
    sight = Sight(policy, lead, at)
    asked = asked_of(sight, history)
    names = lifecycle.allowed(lead) if lead.merged_into is None and not sight.erased else ()
    ahead = by_people(tuple(move for name in names if (move := policy.find_move(name)) is not None))
    asking = (*ahead, *beyond(policy, lead.stage, ahead))
    touches = tuple(reversed(lead.touches))
    return Brief(
        lead=lead.id,
        key=lead.key,
        made_at=at,
        zone=policy.zone,
        policy=lead.policy,
        stage=lead.stage,
        label=stage_label(sight, lead.stage),
        entered_at=lead.entered_at,
        captured_at=lead.captured_at,
        owner=lead.owner,
        owner_since=lead.owner_since,
        cycle=lead.cycle,
        rests_until=lead.cool_down_until,
        erased_at=lead.erased_at,
        merged_into=lead.merged_into,
        resembles=lead.resembles,
        absorbed=lead.absorbed,
        arrival=_arrival(sight, history),
        facts=tuple(sight.facts()),
        account=lead.account,
        contact=lead.contact,
        refs=lead.refs,
        opportunity=_deal(sight, lead) if lead.opportunity is not None else None,
        others=tuple(_deal(sight, one) for one in account if _beside(policy, lead, one)),
        grounds=grounds(sight, asked),
        questions=questions(sight, asked, asking) if names else (),
        channels=tuple(channels(sight)),
        source=lead.source,
        campaign=lead.campaign,
        touches=touches[:_TOUCHES],
        touched=len(touches),
        replies=tuple(one for one in touches if one.inbound and one.human)[:_TOUCHES],
        setbacks=tuple(_setbacks(sight, history)),
        scores=tuple(scores(sight)),
        deadlines=tuple(deadlines(sight)),
        moves=tuple(next_moves(sight, ahead)),
        stranded=not policy.has_stage(lead.stage),
        declared=frozenset(policy.facts.model_fields),
    )


def _arrival(sight: Sight, history: Sequence[Event]) -> Arrival | None:
    """The move that began the present visit; None where it began here, or was recorded from elsewhere."""
    lead = sight.lead
    for event in reversed(history):
        if isinstance(event, Moved) and event.target != event.source:
            if event.occurred_at != lead.entered_at:
                return None
            past, at = _past(sight.policy, event.move), event.occurred_at
            return Arrival(event.move, past, event.by, at, event.reason, event.comment, event.assigned_by)
    return None


def _setbacks(sight: Sight, history: Sequence[Event]) -> Iterator[Setback]:
    """Every time that it came back, or a lead that went up in it did, the newest first, with what was said then."""
    comments = {event.seq: event.comment for event in history if isinstance(event, Moved)}
    lead = sight.lead
    for one in sorted((*lead.setbacks, *lead.brought), key=lambda one: (one.at, one.seq), reverse=True):
        past = _past(sight.policy, one.move)
        yield Setback(one.move, past, one.reason, one.at, one.by, one.owner, comments.get(one.seq))


def _past(policy: Policy[Any], move: str) -> str:
    found = policy.find_move(move)
    return (found.past or move) if found is not None else move


def _beside(policy: Policy[Any], lead: Lead[Any], other: Lead[Any]) -> bool:
    """Whether another lead of the account is still at work."""
    if other.id == lead.id or other.merged_into is not None or other.erased_at is not None:
        return False
    return not policy.has_stage(other.stage) or policy.stage(other.stage).is_open


def _deal(sight: Sight, lead: Lead[Any]) -> Deal:
    one = lead.opportunity
    value = lead.value or (None if one is None else one.value)
    ref, closes_at = (None, None) if one is None else (one.ref, one.closes_at)
    return Deal(lead.id, lead.stage, stage_label(sight, lead.stage), lead.owner, ref, value, closes_at)
