"""``leadlife brief``: what the library's brief says, in each of its views, out of a store that is only read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadlife import open_engine
from leadlife.demo import POLICY
from tests.cli.conftest import Run

DEMO = ("--policy", "leadlife.demo:POLICY")
AT = "2026-10-01T12:00+00:00"


@pytest.fixture
def told(run: Run, quarter: Path) -> Run:
    """The brief of a lead of the quarter."""
    return lambda *options: run("brief", "web:0001", "--store", quarter, *DEMO, "--as-of", AT, *options)


def test_text_markdown_page_and_data_are_the_librarys(told: Run, quarter: Path) -> None:
    with open_engine(quarter, POLICY, now=lambda: datetime(2026, 10, 1, 12, tzinfo=UTC)) as engine:
        found = engine.find("web:0001")
        assert found is not None
        brief = engine.brief(found)
    assert told().out.strip() == brief.text().strip()
    assert told("--format", "markdown").out.strip() == brief.markdown().strip()
    assert told("--format", "html").out.strip() == brief.html().strip()
    assert json.loads(told("--format", "json").out) == json.loads(json.dumps(brief.data()))


def test_a_page_goes_into_a_file(told: Run, tmp_path: Path) -> None:
    done = told("-f", "html", "-o", "lead.html")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "lead.html").read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_reading_leaves_the_store_as_it_is(told: Run, quarter: Path) -> None:
    before = quarter.read_bytes()
    assert told().code == 0
    assert quarter.read_bytes() == before


def test_without_its_policy_nobody_can_say_why_it_qualifies(run: Run, quarter: Path) -> None:
    done = run("brief", "web:0001", "--store", quarter)
    assert (done.code, done.out) == (2, "")
    assert "write --policy module:name" in " ".join(done.err.split())


def test_a_lead_that_is_not_there_is_a_sentence(run: Run, quarter: Path) -> None:
    done = run("brief", "nobody", "--store", quarter, *DEMO)
    assert done.code == 1
    assert "no lead of this store has this id or key" in done.err
