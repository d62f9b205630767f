"""By which of its data a lead is found, and whether it fits a filter. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from leadlife.people import Actor, Owner
from leadlife.ports import EVERY_LEAD, AnyLead, LeadFilter


class Indexed(NamedTuple):
    """The data of a lead that leads can be found by."""

    stage: str
    owner: str | None
    source: str | None
    campaign: str | None
    account: str | None
    captured_at: datetime
    merged_into: str | None


def indexed(lead: AnyLead) -> Indexed:
    return Indexed(
        lead.stage,
        owner_name(lead.owner),
        lead.source,
        lead.campaign,
        lead.account,
        lead.captured_at,
        lead.merged_into,
    )


def owner_name(owner: Owner | None) -> str | None:
    """What ``LeadFilter.owner`` is compared with: the actor's id, or the queue's name."""
    if owner is None:
        return None
    return owner.id if isinstance(owner, Actor) else owner.name


def fits(lead: AnyLead, where: LeadFilter) -> bool:
    """Whether the lead is one that the filter asks for."""
    if lead.merged_into is not None and not where.merged:
        return False
    if where is EVERY_LEAD:
        return True
    stage, owner, source, campaign, account, captured_at, _ = indexed(lead)
    wanted = (
        (where.stage, stage),
        (where.owner, owner),
        (where.source, source),
        (where.campaign, campaign),
        (where.account, account),
    )
    return (
        all(asked is None or asked == found for asked, found in wanted)
        and (where.captured_from is None or where.captured_from <= captured_at)
        and (where.captured_before is None or captured_at < where.captured_before)
    )
