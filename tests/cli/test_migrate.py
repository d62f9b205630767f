"""``leadlife migrate``: a rehearsal leaves the file as it is and equals what then happens."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leadlife import MARKETING, Actor, LeadFacts, SqliteStore, open_engine, standard_policy
from leadlife.events import Migrated
from tests.cli.conftest import Run

MODULE = """
from dataclasses import replace
from leadlife import LeadFacts, standard_policy, working_days
def called(name):
    return "fresh" if name == "raw" else name
OLD = standard_policy(LeadFacts, name="acme", version="1")
NEW = OLD.with_clock("screen", within=working_days(2)).replace(version="2")
EDITED = NEW.replace(max_cycles=1)
GONE = OLD.without_clock("screen").replace(
    version="3",
    stages=tuple(replace(one, name=called(one.name)) for one in OLD.stages),
    moves=tuple(replace(one, sources=tuple(map(called, one.sources))) for one in OLD.moves),
)
"""
BY = ("--by", "kim:marketing", "--policy")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three raw leads under version 1."""
    (tmp_path / "versions.py").write_text(MODULE)
    policy = standard_policy(LeadFacts, name="acme", version="1")
    path = tmp_path / "leads.db"
    with open_engine(path, policy, now=lambda: datetime(2026, 11, 2, 9, tzinfo=UTC)) as engine:
        for number in range(3):
            engine.capture(key=f"web:{number}", by=Actor("ann", MARKETING))
    return path


def told(run: Run, store: Path, *options: str) -> Any:
    done = run("migrate", "--store", store, "--format", "json", *options)
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_a_rehearsal_writes_nothing_and_equals_the_migration(run: Run, store: Path) -> None:
    before = store.read_bytes()
    options = (*BY, "versions:NEW", "--clocks", "restart", "--reason", "two days will do")
    rehearsed = told(run, store, *options, "--rehearse")
    assert store.read_bytes() == before
    assert rehearsed["rehearsed"] is True
    assert rehearsed["leads"] == 3
    done = told(run, store, *options)
    for name in ("rehearsed", "at", "deadlines"):
        rehearsed.pop(name), done.pop(name)
    assert rehearsed == done
    with closing(SqliteStore(store)) as kept:
        for lead in kept.scan():
            assert lead.policy.version == "2"
            event = kept.history(lead.id)[-1]
            assert isinstance(event, Migrated)
            assert event.by == Actor("kim", MARKETING)
            kept.verify(lead.id)


def test_a_rehearsed_version_may_still_be_edited(run: Run, store: Path) -> None:
    told(run, store, *BY, "versions:NEW", "--rehearse")
    assert told(run, store, *BY, "versions:EDITED")["leads"] == 3
    done = run("migrate", "--store", store, *BY, "versions:NEW", "--rehearse")
    assert done.code == 2
    assert "needs a new version" in done.err


def test_a_stage_without_a_name_is_refused_and_its_mapping_taken(run: Run, store: Path) -> None:
    before = store.read_bytes()
    done = run("migrate", "--store", store, *BY, "versions:GONE", "--rehearse")
    assert (done.code, done.out) == (2, "")
    assert "'raw' (3 leads)" in done.err
    said = " ".join(done.err.split())
    assert "--stages raw=... (new in this version: 'fresh'; as before: " in said and "{" not in said
    assert store.read_bytes() == before
    named = told(run, store, *BY, "versions:GONE", "--stages", "raw=fresh")
    assert named["stages"] == [{"before": "raw", "after": "fresh", "leads": 3}]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*BY, "versions:NEW", "--stages", "raw"), "Write --stages old=new"),
        ((*BY, "versions:NEW", "--stages", "raw=mrl", "--stages", "raw=mql"), "becomes 'mrl' already"),
        ((*BY, "versions:NEW", "--clocks", "stop"), "stop"),
        (("--by", "kim", "--policy", "versions:NEW"), "Write --by id:team"),
        (("--by", "kim:marketing"), "a store is only written under a policy"),
        (("--policy", "versions:NEW"), "--by"),
    ],
)
def test_what_cannot_be_meant_is_said(run: Run, store: Path, options: tuple[str, ...], said: str) -> None:
    before = store.read_bytes()
    done = run("migrate", "--store", store, *options)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert store.read_bytes() == before


def test_a_table_for_people_and_lines_for_sheets(run: Run, store: Path) -> None:
    table = run("migrate", "--store", store, *BY, "versions:NEW", "--rehearse").out
    assert table.startswith("Rehearsal of a migration to acme 2")
    rows = run("migrate", "--store", store, *BY, "versions:NEW", "--format", "csv").out.splitlines()
    assert rows == ["before,after,leads", "raw,raw,3"]
