"""``leadlife tick``: what is due is run once, and notices are handed out where that is asked for."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadlife import MARKETING, SALES, Actor, LeadFacts, SqliteStore, open_engine, round_robin
from leadlife.demo import POLICY
from leadlife.policy._channels import channels_of
from tests.cli.conftest import Run

DEMO = ("--policy", "leadlife.demo:POLICY")
LONG_AGO = datetime(2020, 1, 6, 10, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three leads that nobody has looked at for years."""
    path = tmp_path / "leads.db"
    with open_engine(path, POLICY, now=lambda: LONG_AGO) as engine:
        for number in range(3):
            engine.capture(
                by=Actor("sdr", MARKETING), key=str(number), told=LeadFacts(email="kim@example.com")
            )
    return path


def test_what_is_due_is_run_once(run: Run, store: Path) -> None:
    first = json.loads(run("tick", "--store", store, *DEMO, "--format", "json").out)
    assert first == {
        "levels": 3,
        "moves_refused": 0,
        "stale": 0,
        "clocks_failed": 0,
        "foreign": 0,
        "next_due": None,
    }
    again = json.loads(run("tick", "--store", store, *DEMO, "--format", "json").out)
    assert again["levels"] == 0
    kept = SqliteStore(store)
    assert {lead.running[0].verdict for lead in kept.scan()} == {"breached"}
    kept.close()


def test_a_limit_leaves_the_rest_for_the_next_time(run: Run, store: Path) -> None:
    levels = [
        json.loads(run("tick", "--store", store, *DEMO, "--limit", 2, "-f", "json").out)["levels"]
        for _ in range(3)
    ]
    assert levels == [2, 1, 0]


def test_notices_wait_until_they_are_handed_out(run: Run, store: Path) -> None:
    quiet = run("tick", "--store", store, *DEMO, "--format", "json")
    assert quiet.err == ""
    loud = run("tick", "--deliver", "--store", store, *DEMO, "--format", "json")
    assert json.loads(loud.out)["sent"] == 3
    lines = loud.err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("to marketing: Lead ") and "screen breach" in line for line in lines)
    assert "kim@example.com" not in loud.err
    assert json.loads(run("tick", "--deliver", "--store", store, *DEMO, "-f", "json").out)["sent"] == 0


def test_people_get_a_table(run: Run, store: Path) -> None:
    assert (
        run("tick", "--store", store, *DEMO, "--until", "2019-01-01")
        .out.splitlines()[-1]
        .endswith("13 11:00")
    )
    text = run("tick", "--store", store, *DEMO).out
    assert "clock levels reached" in text
    assert " 3" in text
    assert text.splitlines()[-1].split() == ["next", "due", "nothing"]


def test_every_channel_of_a_policy_is_served() -> None:
    assert channels_of(POLICY) == {"default"}


# -- who is there --------------------------------------------------------------------------------------

GIVING = POLICY.replace(name="giving", assignment=(round_robin("reps"),))
ROSTER = {"reps": (Actor("rep-7", SALES),)}


def test_a_policy_that_gives_leads_out_by_turns_asks_who_is_there(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    with open_engine(path, GIVING, now=lambda: LONG_AGO, roster=ROSTER) as engine:
        engine.capture(by=Actor("sdr", MARKETING))
    here = ("--policy", f"{__name__}:GIVING")
    asked = run("tick", "--store", path, *here)
    assert asked.code == 2 and "gives leads out by turns (reps): write --roster module:name" in asked.err
    wrong = run("tick", "--store", path, *here, "--roster", f"{__name__}:ROSTE")
    assert wrong.code == 2 and "did you mean 'ROSTER'?" in wrong.err
    done = run("tick", "--store", path, *here, "--roster", f"{__name__}:ROSTER", "-f", "json")
    assert json.loads(done.out)["levels"] == 1
