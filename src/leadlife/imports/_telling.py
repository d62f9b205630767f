"""What a row tells, told: a lead is captured with its history, or one that is there is told what is new."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, TypeAlias

from leadlife._facts import LeadFacts
from leadlife.batch import Batch
from leadlife.commands import Backfill, Capture, Entry
from leadlife.errors import Refused
from leadlife.evidence import Observation, Value
from leadlife.imports._reading import Told
from leadlife.lead import F, Lead
from leadlife.people import Actor

Outcome: TypeAlias = Literal["imported", "continued", "unchanged"]


class Duplicate(Exception):
    """A row that is no lead by the policy: one that is there is the same, and the policy refuses another."""


def tell(batch: Batch[F], row: Told[F], *, by: Actor, via: str) -> Outcome:
    """Tell what the row tells. A lead with its key is continued, however it came to be.

    :raises Duplicate: if the policy refuses another lead like one that is there.
    """
    lead = batch.find(row.key)
    if lead is not None:
        return "continued" if _continue(batch, lead, row, by, via) else "unchanged"
    lead = _begin(batch, row, by, via)
    if lead.key != row.key:  # it was merged into one that is there
        _continue(batch, lead, replace(row, facts=None, refs={}), by, via)
        return "continued"
    if row.entries:
        batch.execute(lead, Backfill(row.entries, by, via=via))
    return "imported"


def _continue(batch: Batch[F], lead: Lead[F], row: Told[F], by: Actor, via: str) -> bool:
    news = _news(lead, row, by, via)
    if news is not None:
        batch.execute(lead, news)
    return news is not None


def _begin(batch: Batch[F], row: Told[F], by: Actor, via: str) -> Lead[F]:
    capture = Capture(
        by,
        row.key,
        **row.first_touch,
        refs=row.refs,
        told=row.facts,
        value=row.value,
        owner=row.owner,
        via=via,
        at=row.captured_at,
        recorded=True,
    )
    try:
        return batch.execute(None, capture)
    except Refused as refused:
        raise Duplicate(refused.why) from None


def _news(lead: Lead[F], row: Told[F], by: Actor, via: str) -> Backfill | None:
    """What the row says that the lead was not told before; None if that is nothing.

    Of another lead that was merged into it, the owner and the value are not its own; nor are references that it has,
    facts of when that one was captured, and stages but those that were entered after the one in which it is.
    """
    own = lead.key == row.key
    entries = tuple(
        entry for entry in row.entries if not _entered(lead, entry) and (own or _later(lead, entry))
    )
    at = max(row.captured_at, lead.captured_at) if row.captured_at is not None and not entries else None
    moments = {entries[-1].at if entries else at, None if own else row.captured_at}
    told = _new_facts(lead, row.facts, moments)
    refs = {
        name: ref
        for name, ref in row.refs.items()
        if lead.refs.get(name) != ref and (own or name not in lead.refs)
    }
    owner = row.owner if own and row.owner != lead.owner else None
    value = row.value if own and row.value != lead.value else None
    if not entries and told is None and not refs and owner is None and value is None:
        return None
    return Backfill(entries, by, told, owner, value, refs, via, at)


def _entered(lead: Lead[F], entry: Entry) -> bool:
    return any(visit.stage == entry.stage and visit.entered_at == entry.at for visit in lead.visits)


def _later(lead: Lead[F], entry: Entry) -> bool:
    return lead.entered_at is not None and entry.at > lead.entered_at


def _new_facts(lead: Lead[F], facts: F | None, moments: Collection[datetime | None]) -> LeadFacts | None:
    """The facts that differ from what stands, but for those that were told of one of these very moments before."""
    if facts is None:
        return None
    told = facts.told()
    new = {name: value for name, value in told.items() if not _known(lead.told, name, value, moments)}
    if len(new) == len(told):
        return facts
    return type(facts).from_values(new) if new else None


def _known(
    told: Mapping[str, tuple[Observation, ...]],
    name: str,
    value: Value | None,
    moments: Collection[datetime | None],
) -> bool:
    history = told.get(name, ())
    if history and history[-1].value == value:
        return True
    return any(one.value == value and one.at in moments for one in history)
