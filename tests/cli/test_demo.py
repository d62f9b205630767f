"""``leadlife demo``: the whole of it as a person runs it."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from leadlife import MARKETING, Actor, LeadFacts, SqliteStore, open_engine, standard_policy
from leadlife.demo import POLICY
from leadlife.reports import funnel
from tests.cli.conftest import Run


def shell(*arguments: object, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {name: one for name, one in os.environ.items() if not name.startswith("LEADLIFE_")}
    return subprocess.run(
        [sys.executable, "-m", "leadlife", *map(str, arguments)],
        cwd=cwd,
        env=environment | {"COLUMNS": "100"} | environ,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_lives_reports_and_tells_the_same_each_time(tmp_path: Path) -> None:
    first, again = (shell("demo", "--leads", 60, cwd=tmp_path) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == again.stdout
    assert (tmp_path / ".demo" / "leads.db").exists()
    assert "\x1b" not in first.stdout
    titles = (
        "Funnel ──",
        "Leads by source ──",
        "Clocks ──",
        "Response ──",
        "Recycling ──",
        "One lead's story ──",
    )
    places = [first.stdout.index(title) for title in titles]
    assert places == sorted(places)


def test_colours_are_for_terminals_that_want_them(tmp_path: Path) -> None:
    forced = shell("demo", "--leads", 5, cwd=tmp_path, FORCE_COLOR="1", TERM="xterm")
    plain = shell("demo", "--leads", 5, cwd=tmp_path, FORCE_COLOR="1", TERM="xterm", NO_COLOR="1")
    assert "\x1b[" in forced.stdout
    assert "\x1b[3" not in plain.stdout


def test_json_is_what_the_reports_say_of_the_store(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--leads", 40, "--seed", 3, "--store", "small.db", "--format", "json")
    assert (done.code, done.err) == (0, "")
    data = json.loads(done.out)
    assert data["lived"]["leads"] == 40
    assert [one["report"] for one in data["reports"]] == ["funnel", "sources", "sla", "recycling"]
    store = SqliteStore("small.db")
    until = datetime.fromisoformat(data["lived"]["until"])
    assert data["reports"][0]["rows"] == funnel(store.scan(), POLICY, as_of=until).to_dicts()
    store.close()


@pytest.mark.parametrize("leads", [1, 50])
def test_what_it_says_to_try_next_works(leads: int, run: Run) -> None:
    text = run("demo", "--leads", leads).out
    tries = [line.split()[1:] for line in text.splitlines() if line.startswith("leadlife ")]
    assert len(tries) == 4
    for arguments in tries:
        assert run(*arguments).code == 0


def test_somebody_elses_store_is_left_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "real.db"
    policy = standard_policy(LeadFacts, name="acme", version="1")
    with open_engine(path, policy) as engine:
        engine.capture(by=Actor("sdr", MARKETING))
    done = run("demo", "--leads", 5, "--store", path)
    assert done.code == 2
    assert "it holds leads that no demo made" in done.err
    store = SqliteStore(path)
    assert [pin.name for pin in store.policies()] == ["acme"]
    store.close()


def test_leads_of_somebody_who_uses_the_demos_policy_are_left_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "real.db"
    run("demo", "--leads", 5, "--store", path)
    with open_engine(path, POLICY) as engine:
        engine.capture(by=Actor("sdr", MARKETING), key="crm:4711")
    done = run("demo", "--leads", 5, "--store", path)
    assert (done.code, done.out) == (2, "")
    store = SqliteStore(path)
    assert len(store.scan()) == 6
    store.close()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_cannot_show_a_character_still_gets_the_answer(
    encoding: str, quarter: Path, tmp_path: Path
) -> None:
    for arguments in (["report", "sla"], ["report", "sla", "--format", "json"], ["story", "web:0001"]):
        done = shell(*arguments, "--store", quarter, cwd=tmp_path, PYTHONIOENCODING=encoding)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False)
        if "json" in arguments:
            assert json.loads(done.stdout)["report"] == "sla"
        elif encoding != "utf-8":
            assert "\\u" in done.stdout


@pytest.mark.parametrize("leads", ["0", "-1", "many"])
def test_a_number_of_leads_that_is_none_is_refused(leads: str, run: Run) -> None:
    assert run("demo", "--leads", leads).code == 2


def test_a_reader_who_has_seen_enough_is_no_error(quarter: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m leadlife story web:0001 --store {quarter} | head -n 1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith("Lead ")
    assert "Traceback" not in done.stderr


def test_help_names_every_command_and_the_version_is_said(run: Run) -> None:
    text = run("--help").out
    for command in ("demo", "import", "explain", "story", "tick", "report", "policy"):
        assert f"  {command} " in text
    assert run("--version").out.startswith("leadlife ")
