"""The Olist marketing funnel as leads, built straight from its two files; they are no part of this repository."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from leadlife import MARKETING, Actor, LeadFacts, Money, Policy, standard_policy
from leadlife.commands import Backfill, Capture, Command, Entry
from leadlife.fold import evolve
from leadlife.lead import Lead
from leadlife.lifecycle import Lifecycle

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "olist-marketing-funnel"
IMPORTER = Actor("import", MARKETING)
TOLD = datetime(2018, 12, 1, tzinfo=UTC)


def policy() -> Policy[LeadFacts]:
    """The standard policy; the reference counts naive times, so UTC will do."""
    return standard_policy(LeadFacts, name="olist", version="1", zone="UTC")


def leads(olist: Policy[LeadFacts]) -> Iterator[Lead[Any]]:
    """Captured and qualified at first contact; won where a deal was closed, at the revenue that was declared."""
    lifecycle = Lifecycle(olist)
    deals = {row["mql_id"]: row for row in _rows("olist_closed_deals_dataset.csv")}
    for row in _rows("olist_marketing_qualified_leads_dataset.csv"):
        began = datetime.fromisoformat(row["first_contact_date"]).replace(tzinfo=UTC)
        capture = Capture(
            IMPORTER,
            key=row["mql_id"],
            source=row["origin"] or None,
            campaign=row["landing_page_id"],
            at=began,
        )
        lead = _done(lifecycle, None, capture)
        yield _done(lifecycle, lead, _history(began, deals.get(row["mql_id"])))


def _history(began: datetime, deal: dict[str, str] | None) -> Backfill:
    if deal is None:
        return Backfill((Entry("mql", began),), IMPORTER)
    won = datetime.fromisoformat(deal["won_date"]).replace(tzinfo=UTC)
    value = Money(Decimal(deal["declared_monthly_revenue"]), "BRL")
    return Backfill((Entry("mql", began), Entry("won", won)), IMPORTER, value=value)


def _done(lifecycle: Lifecycle[LeadFacts], lead: Lead[Any] | None, command: Command) -> Lead[Any]:
    id = "new" if lead is None else lead.id
    if isinstance(command, Capture):
        id = command.key or id
    for event in lifecycle.decide(lead, command, now=TOLD, id=id):
        lead = evolve(lead, event)
    assert lead is not None
    return lead


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def reference() -> dict[tuple[str, str], float]:
    """Each figure by metric and dimension."""
    return {(row["metric"], row["dimension"]): float(row["value"]) for row in _rows("reference.csv")}
