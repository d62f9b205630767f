"""The example of two definitions: its figures add up, and are the same in the table and in JSON."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leadlife.demo.population import population
from leadlife.rules import compare

EXAMPLE = Path(__file__).parents[2] / "examples" / "bant_or_not.py"
LEADS = 200
FIGURES = ("leads", "a", "b", "both", "lost", "gained", "a_unknown", "b_unknown")


def run(*options: str) -> str:
    command = [sys.executable, str(EXAMPLE), "--leads", str(LEADS), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLE))


@pytest.fixture(scope="module")
def answer(example: dict[str, Any]) -> Any:
    return example["ask"](LEADS, 7)


def test_gained_and_lost_add_up(answer: Any) -> None:
    total = answer.comparison.total
    assert total.leads == LEADS
    assert total.lost + total.both == total.a > 0
    assert total.gained + total.both == total.b > 0
    assert (len(answer.comparison.lost), len(answer.comparison.gained)) == (total.lost, total.gained)


def test_the_sources_add_up_to_the_whole(answer: Any) -> None:
    rows, total = answer.comparison.by_source, answer.comparison.total
    for name in FIGURES:
        assert sum(getattr(row, name) for row in rows.values()) == getattr(total, name)
    for name in ("won", "left"):
        assert sum(getattr(left, name) for left in answer.left.values()) == getattr(answer.total, name)
    assert sum(left.left_value.amount for left in answer.left.values()) == answer.total.left_value.amount


def test_only_deals_that_bant_never_admits_are_left(example: dict[str, Any], answer: Any) -> None:
    total, admitted = answer.total, answer.comparison.total
    assert 0 < total.left <= total.won <= admitted.a
    assert total.left <= admitted.lost
    assert total.left_value <= total.won_value
    life = answer.example
    assert life.left and life.then in answer.comparison.lost
    assert example["verdict_of"](answer.comparison.a, life.then).met
    assert not example["verdict_of"](answer.comparison.b, life.end).met
    assert all(count <= total.left for count in total.without.values())
    assert sum(total.without.values()) >= total.left


def test_whoever_asks_for_less_leaves_less(example: dict[str, Any], answer: Any) -> None:
    three, none = example["ask"](LEADS, 7, 3), example["ask"](LEADS, 7, 1)
    assert answer.comparison.total.b <= three.comparison.total.b <= none.comparison.total.b
    assert answer.total.left >= three.total.left >= none.total.left


def test_json_says_what_the_table_says(answer: Any) -> None:
    said, table = json.loads(run("--json")), run()
    left = said["left_on_the_table"]
    assert said["comparison"]["total"] == answer.comparison.total.as_data()
    for source, row in {**said["comparison"]["by_source"], "all": said["comparison"]["total"]}.items():
        one = left["total"] if source == "all" else left["by_source"][source]
        cells = [row[name] for name in ("leads", "a", "b", "lost", "gained")] + [one["won"], one["left"]]
        shown = next(line for line in table.splitlines() if line.startswith(source)).split()
        assert shown[1:8] == list(map(str, cells))
        assert shown[8].replace(",", "") == one["left_value"]
    assert f"For example {said['example']['lead']}" in table
    assert said["example"]["bant_says"] in table


def test_the_same_seed_is_the_same_answer() -> None:
    assert run() == run()
    assert run("--seed", "8") != run()


def test_what_cannot_be_is_told_in_a_sentence() -> None:
    command = [sys.executable, str(EXAMPLE), "--leads", "1", "--least", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "from 1 to 4" in done.stderr


def test_four_in_five_with_a_need_have_no_budget_set_aside() -> None:
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    real = [one for one in population(3, 3000, start, end) if one.situation.real]
    without = sum(one.checklist.budget_status != "allocated" for one in real)
    assert 0.77 < without / len(real) < 0.83
    assert all((one.checklist.budget is None) == (one.checklist.budget_status != "allocated") for one in real)


def test_each_lead_is_asked_at_its_own_time(example: dict[str, Any], answer: Any) -> None:
    leads = [*answer.comparison.lost, *answer.comparison.gained]
    late = datetime(2036, 1, 1, tzinfo=UTC)
    both = (answer.comparison.a, answer.comparison.b)
    assert compare(*both, leads, at=lambda _: late).total == compare(*both, leads, at=late).total
    assert compare(*both, leads, at=late).total.b == 0
