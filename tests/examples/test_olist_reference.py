"""Every figure of the Olist reference, worked out from the leads as they stand in the store after the import."""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

import pytest

from leadlife import Actor, Lead, SqliteStore

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "olist-marketing-funnel"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the Olist data set is not here")


@dataclass(frozen=True)
class Record:
    """One lead, as the reference's data frame has it."""

    columns: dict[str, str]
    begun: datetime
    won: datetime | None
    revenue: float

    @property
    def days(self) -> Fraction:
        """How long it took, exactly."""
        assert self.won is not None
        length = self.won - self.begun
        return Fraction(length.days * 86_400 + length.seconds, 86_400)

    @property
    def calendar_days(self) -> int:
        """How many dates lie between."""
        assert self.won is not None
        return (date(self.won.year, self.won.month, self.won.day) - self.begun.date()).days


def example() -> ModuleType:
    """The example as a module."""
    spec = importlib.util.spec_from_file_location("olist_funnel", ROOT / "examples" / "olist_funnel.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    path = tmp_path_factory.mktemp("olist") / "olist.db"
    example().funnel(DATA, path)
    store = SqliteStore(path)
    found = [record(lead) for lead in store.scan(limit=10_000)]
    store.close()
    return found


def record(lead: Lead[Any]) -> Record:
    won = [visit.entered_at for visit in lead.visits if visit.stage == "won"]
    names = {"business_segment": "industry", "lead_type": "lead_type", "business_type": "business_type"}
    facts = {column: str(lead.values[fact]) for column, fact in names.items() if fact in lead.values}
    behaviour = lead.values.get("behaviour")
    columns = {
        "origin": lead.source or "(null)",
        "landing_page_id": lead.campaign or "(null)",
        "first_contact_month": f"{lead.captured_at:%Y-%m}",
    }
    if won:
        assert won[0] is not None
        assert isinstance(lead.owner, Actor)
        columns |= {"won_month": f"{won[0]:%Y-%m}", "sdr_id": lead.refs["sdr"], "sr_id": lead.owner.id}
        columns |= {name: facts.get(name, "(null)") for name in names}
        columns["lead_behaviour_profile"] = (
            ", ".join(map(str, behaviour)) if isinstance(behaviour, tuple) else "(null)"
        )
    revenue = float(lead.value.amount) if lead.value is not None else 0.0
    return Record(columns, lead.captured_at, won[0] if won else None, revenue)


def figure(metric: str, records: Iterable[Record]) -> float:
    """One figure over these leads."""
    leads = list(records)
    won = [one for one in leads if one.won is not None]
    days = sorted(one.days for one in won)
    revenues = [one.revenue for one in won]
    match metric.split("_"):
        case ["leads"]:
            return len(leads)
        case ["won"]:
            return len(won)
        case ["won", "within", most, "days"]:
            return sum(0 <= one <= int(most) for one in days)
        case ["conversion", "rate"]:
            return len(won) / len(leads)
        case ["median", "calendar", *_]:
            return float(quantile(sorted(Fraction(one.calendar_days) for one in won), 50))
        case ["median", "days", "to", "won", "excl", "negative"]:
            return float(quantile([one for one in days if one >= 0], 50))
        case ["median", *_]:
            return float(quantile(days, 50))
        case ["mean", *_]:
            return float(mean(days))
        case ["declared", *_, "excl", "max"]:
            return sum(revenues) - max(revenues)
        case ["declared", *_]:
            return sum(revenues)
        case ["distinct", *_]:
            return len({one.columns[metric.removeprefix("distinct_")] for one in won})
        case [percent, *_]:
            return float(quantile(days, int(percent.removeprefix("p"))))
    raise AssertionError(metric)


def quantile(ordered: list[Fraction], percent: int) -> Fraction:
    """With linear interpolation, as pandas has it."""
    place = Fraction((len(ordered) - 1) * percent, 100)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def reference() -> Iterator[tuple[str, str, float]]:
    with (DATA / "reference.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            yield row["metric"], row["dimension"], float(row["value"])


def test_every_figure_of_the_reference(records: list[Record]) -> None:
    wrong = []
    for count, (metric, dimension, expected) in enumerate(reference(), 1):
        name, _, value = dimension.partition("=")
        chosen = [one for one in records if name == "all" or one.columns.get(name) == value]
        found = figure(metric, chosen)
        if round(found, 6) != expected:
            wrong.append((count, metric, dimension, expected, found))
    assert wrong == []


def test_the_reference_is_read_whole() -> None:
    assert sum(1 for _ in reference()) > 150
