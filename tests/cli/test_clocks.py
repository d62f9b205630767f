"""``leadlife clocks`` and ``leadlife calendar``: what comes due, and when people work."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadlife import MARKETING, SALES, Actor, Queue, open_engine
from leadlife.demo import POLICY
from tests.cli.conftest import Run

DEMO = ("--policy", "leadlife.demo:POLICY")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SDR = Actor("sdr", MARKETING)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two new leads, one of them in a queue; their screening is due on the ninth."""
    path = tmp_path / "leads.db"
    with open_engine(path, POLICY, now=lambda: AT) as engine:
        engine.capture(by=SDR, key="web:1")
        second = engine.capture(by=SDR, key="web:2", owner=Queue("dach", SALES))
        engine.hold(
            second.id, by=SDR, reason="waiting for the list", until=datetime(2026, 3, 3, 9, tzinfo=UTC)
        )
    return path


def rows(run: Run, *arguments: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("clocks", *arguments, "--format", "json").out)
    return found


def test_what_is_due_next_comes_with_whose_it_is_and_what_is_late_is_marked(run: Run, store: Path) -> None:
    found = rows(run, "--store", store, *DEMO, "--as-of", "2026-03-09T12:00:00+00:00")
    assert [(one["key"], one["clock"], one["level"], one["late"]) for one in found] == [
        ("web:1", "screen", "breach", True),
        ("web:2", "screen", "breach", False),
    ]
    shown = run("clocks", "--store", store, *DEMO, "--as-of", "2026-03-09T12:00:00+00:00").out
    assert "late by" in shown and "in 2" in shown and "1 late: leadlife tick runs them" in shown


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        (("--owner", "dach"), ["web:2"]),
        (("--owner", "nobody"), []),
        (("--stage", "raw"), ["web:1", "web:2"]),
        (("--stage", "mql"), []),
        (("--late", "--as-of", "2026-03-09T12:00:00+00:00"), ["web:1"]),
        (("--until", "2026-03-10"), ["web:1"]),
        (("--limit", "1"), ["web:1"]),
    ],
)
def test_only_what_is_asked_for_is_shown(
    run: Run, store: Path, asked: tuple[str, ...], keys: list[str]
) -> None:
    assert [one["key"] for one in rows(run, "--store", store, *DEMO, *asked)] == keys


def test_a_stage_that_does_not_exist_is_refused_with_the_one_that_was_meant(run: Run, store: Path) -> None:
    ran = run("clocks", "--store", store, *DEMO, "--stage", "mqll")
    assert ran.code == 2 and "did you mean 'mql'" in ran.err


def test_all_clocks_of_one_lead_are_shown_as_records(run: Run, store: Path) -> None:
    at = "2026-03-02T12:00:00+00:00"
    (one,) = rows(run, "web:2", "--store", store, *DEMO, "--as-of", at)
    assert (one["clock"], one["verdict"], one["used_seconds"]) == ("screen", "paused", 0)
    assert [pause["why"] for pause in one["pauses"]] == ["waiting for the list"]  # type: ignore[attr-defined]
    assert "paused" in run("clocks", "web:2", "--store", store, *DEMO, "--as-of", at).out
    ran = run("clocks", "web:2", "--late", "--store", store, *DEMO)
    assert ran.code == 2 and "choose among all leads" in ran.err


def test_a_store_is_read_without_its_policy_too(run: Run, store: Path) -> None:
    assert len(rows(run, "--store", store)) == 2


def test_csv_has_a_line_a_clock(run: Run, store: Path) -> None:
    text = run("clocks", "--store", store, *DEMO, "--format", "csv").out
    assert [one["clock"] for one in csv.DictReader(io.StringIO(text))] == ["screen", "screen"]


@pytest.mark.parametrize("asked", [("--owner", "nobody"), ("--stage", "mql"), ("--until", "2020-01-01")])
@pytest.mark.parametrize("columns", [40, 80, 100])
def test_where_nothing_comes_due_it_says_so(
    run: Run, store: Path, asked: tuple[str, ...], columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    ran = run("clocks", "--store", store, *DEMO, *asked)
    assert ran.code == 0 and "nothing comes due" in ran.out


def test_working_time_is_not_told_in_days_of_24_hours(run: Run, store: Path) -> None:
    at = ("--store", store, *DEMO, "--as-of", "2026-03-09T09:00:00+00:00")
    (one,) = rows(run, "web:1", *at)
    assert (one["used_seconds"], one["used_is"]) == (5 * 8 * 3600, "working time")
    assert "40 wh" in run("clocks", "web:1", *at).out


# -- tick --until --------------------------------------------------------------------------------------


def test_a_sweep_up_to_a_time_leaves_the_rest(run: Run, store: Path) -> None:
    done = json.loads(run("tick", "--store", store, *DEMO, "--until", "2026-03-10", "-f", "json").out)
    assert (done["levels"], done["next_due"] is None) == (1, False)
    done = json.loads(run("tick", "--store", store, *DEMO, "-f", "json").out)
    assert done["levels"] >= 1


# -- calendars -----------------------------------------------------------------------------------------


def test_a_calendar_is_shown_with_its_hours_and_its_closed_dates(run: Run) -> None:
    ran = run("calendar", "show", *DEMO, "--year", 2026)
    assert ran.code == 0
    assert POLICY.zone in ran.out and next(iter(POLICY.calendar.weekly.values())) in ran.out
    (data, *_) = json.loads(run("calendar", "show", *DEMO, "--year", 2026, "-f", "json").out)
    assert data["fingerprint"] == POLICY.calendar.fingerprint
    assert run("calendar", "show", "--year", 99999).code == 2


def test_a_deadline_is_explained_hour_by_hour(run: Run) -> None:
    asked = ("calendar", "explain", "2026-03-06T15:00:00+01:00", "5wh", *DEMO)
    data = json.loads(run(*asked, "-f", "json").out)
    assert data["working_seconds"] == 5 * 3600
    assert (
        sum(
            (datetime.fromisoformat(one["end"]) - datetime.fromisoformat(one["start"])).total_seconds()
            for one in data["steps"]
            if one["open"]
        )
        == 5 * 3600
    )
    shown = run(*asked).out
    assert "5 working hours after" in shown and "done" in shown
    assert "Sat" in shown or "weekend" in shown or "closed" in shown


@pytest.mark.parametrize("within", ["2wd", "24h", "2d", "1mo", "5wh"])
@pytest.mark.parametrize("since", ["2026-03-06T15:00:00+01:00", "2026-03-07T15:00:00+01:00", "2026-03-06"])
def test_an_explanation_goes_from_the_start_to_the_deadline_without_a_gap(
    run: Run, within: str, since: str
) -> None:
    asked = ("calendar", "explain", since, within, *DEMO)
    data = json.loads(run(*asked, "-f", "json").out)
    ends = [data["start"], *(one["end"] for one in data["steps"])]
    assert ends == [*(one["start"] for one in data["steps"]), data["due"]]
    first, *_, last = run(*asked).out.splitlines()
    assert first.split(" is ")[1] == last.removeprefix("  done    ")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("2026-03-06", "5xx"), "no unit of time"),
        (("2026-10-25T02:30", "5wh"), "twice, or skip it"),
        (("2026-03-06", "5wh", "--clock", "scren"), "did you mean 'screen'"),
    ],
)
def test_what_cannot_be_explained_is_refused(run: Run, asked: tuple[str, ...], said: str) -> None:
    ran = run("calendar", "explain", *asked, *DEMO)
    assert ran.code in (1, 2) and said in ran.err
