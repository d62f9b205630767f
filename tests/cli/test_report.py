"""``leadlife report``: the same figures as the library's, for people and for programs."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from leadlife import (
    LeadFacts,
    Milestone,
    Objective,
    Policy,
    SqliteStore,
    Stage,
    Transition,
    WorkCalendar,
    open_engine,
    standard_policy,
)
from leadlife.demo import POLICY
from leadlife.people import MARKETING, SALES, Actor
from leadlife.reports import funnel, objectives, recycling, sla, sources
from tests.cli.conftest import Run

NOW = "2026-10-01"
AT = datetime(2026, 9, 30, 22, tzinfo=UTC)
"""Midnight in Berlin, where the demo's policy is."""
REPORTS: dict[str, Any] = {"funnel": funnel, "sources": sources, "sla": sla, "recycling": recycling}


def figures(name: str, path: Path, policy: Policy[Any] = POLICY, **more: Any) -> Any:
    store = SqliteStore(path)
    leads = store.scan()
    store.close()
    return REPORTS[name](leads, policy, as_of=AT, **more)


@pytest.mark.parametrize("name", REPORTS)
def test_json_is_the_reports_data_and_stdout_holds_nothing_else(name: str, run: Run, quarter: Path) -> None:
    done = run("report", name, "--store", quarter, "--as-of", NOW, "--format", "json")
    assert done.code == 0
    data = json.loads(done.out)
    report = figures(name, quarter)
    assert data["rows"] == json.loads(json.dumps(report.to_dicts()))
    assert data["basis"] == report.basis.to_dict()
    assert (data["report"], data["as_of"]) == (name, "2026-09-30T22:00:00+00:00")


@pytest.mark.parametrize("name", REPORTS)
def test_csv_holds_every_value_of_the_reports_data(name: str, run: Run, quarter: Path) -> None:
    done = run("report", name, "--store", quarter, "--as-of", NOW, "--format", "csv")
    read = list(csv.DictReader(io.StringIO(done.out)))
    rows = figures(name, quarter).to_dicts()
    assert len(read) == len(rows)
    for one, row in zip(read, rows, strict=True):
        for column, value in row.items():
            assert one[column] == _as_text(value)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [60, 100, 200])
def test_tables_fit_the_terminal_and_carry_no_codes(
    name: str, width: int, run: Run, quarter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    done = run("report", name, "--store", quarter, "--as-of", NOW, "--by", "source")
    assert done.code == 0
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= width
    words = "".join(done.out.split())
    report = figures(name, quarter, by="source")
    for table in report.tables():
        assert all(cell in words for row in table.rows for cell in row if " " not in cell)


def test_a_cohort_and_a_grouping_are_passed_on(run: Run, quarter: Path) -> None:
    window = ("--from", "2026-02-01", "--before", "2026-03-01T00:00:00+01:00")
    done = run("report", "funnel", "--store", quarter, "--as-of", NOW, "--by", "month", *window, "-f", "json")
    since, before = datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 2, 28, 23, tzinfo=UTC)
    expected = figures("funnel", quarter, by="month", cohort=(since, before)).to_dicts()
    assert json.loads(done.out)["rows"] == expected
    assert 0 < expected[0]["leads"] < 60


def test_a_date_begins_at_midnight_in_the_zone_of_the_policy_as_a_month_does(run: Run, quarter: Path) -> None:
    month = ("--from", "2026-02-01", "--before", "2026-03-01", "--by", "month", "--format", "json")
    rows = json.loads(run("report", "funnel", "--store", quarter, *month).out)["rows"]
    everyone = json.loads(run("report", "funnel", "--store", quarter, *month[4:]).out)["rows"]
    february = [row["reached"] for row in everyone if row["group"] == "2026-02"]
    assert [row["reached"] for row in rows if row["by"] is None] == february


def test_without_a_policy_a_note_says_so_on_stderr(run: Run, quarter: Path) -> None:
    silent = run("report", "funnel", "--store", quarter, "--policy", "leadlife.demo:POLICY")
    noted = run("report", "funnel", "--store", quarter)
    assert silent.err == ""
    assert "read without its policy demo 2026-01" in noted.err
    assert noted.out == silent.out


def test_a_store_with_stages_of_its_own_is_read_without_its_code(run: Run, tmp_path: Path) -> None:
    path, seller = tmp_path / "own.db", Actor("s", SALES)
    policy = Policy(
        name="own",
        version="1",
        facts=LeadFacts,
        stages=(Stage("heard", Milestone.RAW, "heard of"), Stage("talks"), Stage("deal", Milestone.WON)),
        moves=(
            Transition(name="talk", sources=("heard",), target="talks", by=(SALES,)),
            Transition(name="close", sources=("talks",), target="deal", by=(SALES,)),
        ),
        calendar=WorkCalendar.always("Asia/Tokyo"),
    )
    with open_engine(path, policy, now=lambda: AT) as engine:
        leads = [engine.capture(by=seller, key=str(number), source="fair") for number in range(3)]
        for lead in leads:
            engine.move(lead.id, "talk", by=seller)
        engine.move(leads[0].id, "close", by=seller)
    done = run("report", "funnel", "--store", path, "--as-of", "2026-10-02", "-f", "json")
    rows = {row["milestone"]: row for row in json.loads(done.out)["rows"]}
    assert {name: row["reached"] for name, row in rows.items()} == {"raw": 3, "won": 1}
    assert rows["raw"]["label"] == "heard of"


def test_objectives_are_read_out_of_the_store_without_their_code(run: Run, tmp_path: Path) -> None:
    path, ann = tmp_path / "agreed.db", Actor("ann", MARKETING)
    policy = standard_policy(LeadFacts, name="acme", version="1", zone="Asia/Tokyo").replace(
        objectives=(
            Objective(measure="leads", at_least=2, per="month", by=(MARKETING, SALES)),
            Objective(measure="qualification", at_least=Decimal("0.125"), per="year", source="fair"),
            Objective(measure="conversion", of=Milestone.RAW, to=Milestone.WON, at_least=1, per="week"),
        )
    )
    with open_engine(path, policy, now=lambda: AT) as engine:
        for number in range(3):
            engine.capture(by=ann, key=str(number), source="fair")
        expected = objectives(engine.leads(), policy, as_of=AT)
    window = ("--as-of", "2026-10-01T07:00:00+09:00", "--from", "2026-10-01")
    done = run("report", "objectives", "--store", path, *window, "--format", "json")
    assert json.loads(done.out)["rows"] == expected.to_dicts() != []
    assert (done.code, done.err) == (0, "")
    shown = run("report", "objectives", "--store", path, *window).out
    assert "leads captured in each month" in " ".join(shown.split()) and "reached" in shown
    none = run("report", "objectives", "--store", path, "--before", "2020-01-01", "--format", "csv")
    assert (none.code, none.out.strip()) == (0, "")
