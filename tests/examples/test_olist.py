"""The Olist example gives the figures of the reference, which was worked out with pandas from the same two files."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "olist-marketing-funnel"
EXAMPLE = ROOT / "examples" / "olist_funnel.py"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the Olist data set is not here")

Figures = Mapping[tuple[str, str], float]


def run(store: Path, *options: str) -> str:
    """What the example prints."""
    command = [sys.executable, str(EXAMPLE), str(DATA), "--store", str(store), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("olist") / "olist.db"


@pytest.fixture(scope="module")
def first(store: Path) -> dict[str, Any]:
    """The answer of the run that imports, without the negative duration."""
    found: dict[str, Any] = json.loads(run(store, "--json"))
    return found


@pytest.fixture(scope="module")
def negative(store: Path, first: dict[str, Any]) -> dict[str, Any]:
    """The answer of a second run, which imports nothing, with the negative duration counted."""
    found: dict[str, Any] = json.loads(run(store, "--json", "--count-negative"))
    return found


@pytest.fixture(scope="module")
def reference() -> Figures:
    with (DATA / "reference.csv").open(newline="") as file:
        return {(row["metric"], row["dimension"]): float(row["value"]) for row in csv.DictReader(file)}


def origins(reference: Figures) -> list[str]:
    return [
        dimension.removeprefix("origin=")
        for metric, dimension in reference
        if metric == "leads" and "origin=" in dimension
    ]


def by_source(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["source"] if row["source"] is not None else "(null)": row for row in answer["sources"]}


def revenue(row: dict[str, Any]) -> float:
    return float(row["revenue"].get("BRL", 0))


def test_the_whole_funnel(first: dict[str, Any], reference: Figures) -> None:
    total = first["total"]
    assert total["leads"] == reference["leads", "all"] == 8000
    assert total["won"] == reference["won", "all"] == 842
    assert total["conversion_rate"] == reference["conversion_rate", "all"] == 0.10525
    assert revenue(total) == reference["declared_monthly_revenue_sum", "all"]


def test_leads_that_were_not_won_are_open_and_not_lost(first: dict[str, Any]) -> None:
    assert (first["total"]["open"], first["total"]["closed"]) == (7158, 0)


def test_every_source_has_its_leads_wins_rate_and_revenue(first: dict[str, Any], reference: Figures) -> None:
    rows = by_source(first)
    assert set(rows) == set(origins(reference))
    assert len(rows) == 11
    for origin, row in rows.items():
        of = f"origin={origin}"
        assert row["leads"] == reference["leads", of]
        assert row["won"] == reference["won", of]
        assert round(row["conversion_rate"], 6) == reference["conversion_rate", of]
        assert revenue(row) == reference["declared_monthly_revenue_sum", of]


def test_no_source_and_the_source_unknown_are_two(first: dict[str, Any]) -> None:
    rows = by_source(first)
    assert (rows["(null)"]["leads"], rows["unknown"]["leads"]) == (60, 1099)


def test_with_the_negative_duration_every_median_is_that_of_the_reference(
    negative: dict[str, Any], reference: Figures
) -> None:
    for name in ("p25", "median", "p75", "p90"):
        assert round(negative["total"][f"{name}_days_to_won"], 6) == reference[f"{name}_days_to_won", "all"]
    for origin, row in by_source(negative).items():
        assert round(row["median_days_to_won"], 6) == reference["median_days_to_won", f"origin={origin}"]


def test_without_it_the_deal_is_flagged_and_left_out_of_the_durations_only(
    first: dict[str, Any], negative: dict[str, Any], reference: Figures
) -> None:
    assert first["total"]["won_out_of_order"] == 1
    assert (
        round(first["total"]["median_days_to_won"], 6) == reference["median_days_to_won_excl_negative", "all"]
    )
    rows, others = by_source(first), by_source(negative)
    (flagged,) = [origin for origin, row in rows.items() if row["won_out_of_order"]]
    for origin, row in rows.items():
        same = row["median_days_to_won"] == others[origin]["median_days_to_won"]
        assert same is (origin != flagged)
        assert row["won"] == others[origin]["won"]


def test_started_again_it_imports_nothing(first: dict[str, Any], negative: dict[str, Any]) -> None:
    assert first["imported"] == ["8,000 rows read: 8,000 imported", "842 rows read: 842 continued"]
    assert all(said.startswith("already imported, nothing written") for said in negative["imported"])


def test_people_get_a_table(store: Path, first: dict[str, Any]) -> None:
    printed = run(store)
    assert "7,158" in printed
    assert "Out of order: 1 of the won" in printed


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no such file" in done.stderr
    assert "Traceback" not in done.stderr
