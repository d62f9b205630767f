"""The marketing funnel of Olist, a Brazilian marketplace: 8,000 leads and 842 won deals, compared by source.

    python examples/olist_funnel.py DIR [--store FILE] [--json] [--count-negative]

DIR holds the two files of the data set "Marketing Funnel by Olist" (Kaggle, olistbr/marketing-funnel-olist,
CC BY-NC-SA 4.0). Every lead in it is an MQL on the day of its first contact; a deal says when its lead was won.
Nothing says that the others were lost, so they are open. One deal was won before its lead's first contact: it counts
as won, and how long it took is undefined, unless --count-negative asks for the negative duration as well.

Started again on the same --store, it imports nothing twice.
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from leadlife import SALES, Fact, LeadFacts, LeadlifeError, fact, open_engine, standard_policy
from leadlife.imports import Column, Entered, ImportMapping, ImportResult, OwnerColumn, import_csv
from leadlife.reports import Durations, SourceRow, SourcesReport, sources

LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"


class Olist(LeadFacts):
    """What Olist knows of a lead beyond the standard facts."""

    lead_type: Fact[str] = fact(lasting=True)
    behaviour: Fact[tuple[str, ...]] = fact(description="animals that stand for a way of buying")
    business_type: Fact[str] = fact(lasting=True)
    has_company: Fact[bool] = fact(lasting=True)
    has_gtin: Fact[bool] = fact(lasting=True)
    average_stock: Fact[str] = fact()
    catalog_size: Fact[int] = fact(ge=0)


POLICY = standard_policy(Olist, name="olist", version="2018", zone="America/Sao_Paulo")

MQLS = ImportMapping(
    policy=POLICY,
    key="mql_id",
    captured_at="first_contact_date",
    source="origin",
    campaign="landing_page_id",
    entered=(Entered("mql", "first_contact_date"),),
    zone="UTC",
)
"""An empty origin is no source; the origin "unknown" is one, for that is what the file says."""

WON = ImportMapping(
    policy=POLICY,
    key="mql_id",
    continues=True,
    entered=(Entered("won", "won_date"),),
    owner=OwnerColumn("sr_id", team=SALES),
    value=Column("declared_monthly_revenue", currency="BRL"),
    refs={"seller": "seller_id", "sdr": "sdr_id"},
    facts={
        "industry": "business_segment",
        "lead_type": "lead_type",
        "behaviour": Column("lead_behaviour_profile", split=","),
        "business_type": "business_type",
        "has_company": "has_company",
        "has_gtin": "has_gtin",
        "average_stock": "average_stock",
        "catalog_size": "declared_product_catalog_size",
    },
    zone="UTC",
)


def funnel(
    folder: Path, store: Path, *, count_negative: bool = False
) -> tuple[SourcesReport, tuple[ImportResult, ImportResult]]:
    """Import the two files into a store, and compare the sources of all leads there."""
    with open_engine(store, POLICY) as engine:
        imported = (
            import_csv(engine, folder / LEADS, MQLS, rejects=_rejects(store, LEADS)),
            import_csv(engine, folder / DEALS, WON, rejects=_rejects(store, DEALS)),
        )
        report = sources(engine.leads(), POLICY, as_of=datetime.now(UTC), count_negative=count_negative)
    return report, imported


def _rejects(store: Path, file: str) -> Path:
    return store.with_name(f"{Path(file).stem}.rejects.csv")


def _row(row: SourceRow) -> dict[str, object]:
    """The figures of one source as plain data."""
    return {
        "leads": row.captured,
        "won": row.won,
        "open": row.open,
        "closed": row.closed,
        "conversion_rate": row.lead_to_sale.value,
        "median_days_to_won": row.to_won.number(row.to_won.median),
        "won_out_of_order": row.to_won.out_of_order,
        "revenue": {money.currency: str(money.amount) for money in row.revenue},
    }


def as_data(report: SourcesReport, imported: tuple[ImportResult, ImportResult]) -> dict[str, object]:
    """The whole answer as plain data, for programs."""
    return {
        "imported": [str(one) for one in imported],
        "total": _row(report.total) | _quantiles(report.total.to_won),
        "sources": [{"source": row.group} | _row(row) for row in report.groups],
    }


def _quantiles(to_won: Durations) -> dict[str, object]:
    return {
        f"{name}_days_to_won": to_won.number(getattr(to_won, name))
        for name in ("p25", "median", "p75", "p90")
    }


def main() -> int:
    """Import, and print the funnel by source; 1 if the files cannot be imported."""
    parser = argparse.ArgumentParser(description="The marketing funnel of Olist, by source.")
    parser.add_argument("dir", type=Path, metavar="DIR", help="the folder with the two CSV files")
    parser.add_argument("--store", type=Path, metavar="FILE", help="keep the leads in this SQLite file")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--count-negative", action="store_true", help="count the deal won before first contact"
    )
    asked = parser.parse_args()
    with ExitStack() as stack:
        kept = asked.store or Path(stack.enter_context(tempfile.TemporaryDirectory()), "olist.db")
        try:
            report, imported = funnel(asked.dir, kept, count_negative=asked.count_negative)
        except LeadlifeError as error:
            print(error, file=sys.stderr)
            return 1
    if asked.json:
        print(json.dumps(as_data(report, imported), indent=2))
        return 0
    for file, done in zip((LEADS, DEALS), imported, strict=True):
        print(f"{file}: {done}")
    print()
    print(report.table())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
