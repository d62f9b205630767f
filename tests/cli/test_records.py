"""``leadlife merge`` and ``leadlife erase``: asked about first, done as the library does, and on record."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadlife import MARKETING, Actor, LeadFacts, SqliteStore, open_engine, standard_policy
from leadlife.cli.app import app
from tests.cli.conftest import Run

POLICY = standard_policy(LeadFacts, name="acme", version="1")
BY = ("--by", "kim:marketing", "--policy", "tests.cli.test_records:POLICY")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two leads of one person."""
    path = tmp_path / "leads.db"
    with open_engine(path, POLICY) as engine:
        for key in ("fair:1", "web:7"):
            engine.capture(key=key, told=LeadFacts(name="Kim Vogt", country="DE"), by=Actor("ann", MARKETING))
    return path


def test_a_merged_lead_lives_on_in_the_other(run: Run, store: Path) -> None:
    done = run("merge", "web:7", "fair:1", "--store", store, *BY, "--yes", "--format", "json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["key"] == "fair:1"
    with open_engine(store, POLICY) as engine:
        (gone,) = told["absorbed"]
        assert engine.get(gone).id == told["lead"]
        assert engine.history(told["lead"])[-1].by == Actor("kim", MARKETING)


def test_an_erased_lead_keeps_its_stage_and_names_nobody(run: Run, store: Path) -> None:
    done = run("erase", "web:7", "--store", store, *BY, "-y", "--reason", "by letter", "--format", "json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["stage"] == "raw"
    with open_engine(store, POLICY) as engine:
        lead = engine.get(told["lead"])
        assert (lead.key, lead.facts.name, lead.facts.country) == (None, None, "DE")
        assert engine.find("web:7") is None
        engine.store.verify(lead.id)


@pytest.mark.parametrize(("by", "code"), [("kim:marketin", 2), ("kim:presales", 0), ("kim:privacy", 0)])
def test_a_team_that_is_nearly_one_of_the_policys_is_refused(
    run: Run, store: Path, by: str, code: int
) -> None:
    before = states(store)
    done = run("erase", "web:7", "--store", store, "--by", by, *BY[2:], "-y")
    assert done.code == code, done.err
    assert (states(store) == before) is (code != 0)
    assert ("names no team 'marketin'; did you mean 'marketing'?" in done.err) is (code != 0)


@pytest.mark.parametrize("command", [("erase", "web:7"), ("merge", "web:7", "fair:1")])
@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_nothing_is_done_unless_somebody_says_yes(
    run: Run, store: Path, command: tuple[str, ...], answer: str
) -> None:
    before = states(store)
    done = CliRunner().invoke(app, [*command, "--store", str(store), *BY], input=answer)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "It cannot be undone" in done.stderr
    assert states(store) == before


def test_a_yes_at_the_prompt_is_enough(run: Run, store: Path) -> None:
    done = CliRunner().invoke(app, ["erase", "web:7", "--store", str(store), *BY], input="y\n")
    assert done.exit_code == 0
    assert done.stdout.startswith("Erased")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("erase", "nobody"), 1, "no lead of this store has this id or key"),
        (("merge", "web:7", "nobody"), 1, "no lead of this store has this id or key"),
        (("merge", "web:7", "web:7"), 1, "web:7"),
    ],
)
def test_a_lead_that_is_not_there_is_a_sentence(
    run: Run, store: Path, command: tuple[str, ...], code: int, said: str
) -> None:
    before = states(store)
    done = run(*command, "--store", store, *BY, "--yes")
    assert (done.code, done.out) == (code, "")
    assert said in done.err or "merge" in done.err
    assert states(store) == before


def test_by_whom_is_asked_for_or_comes_from_the_environment(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("erase", "web:7", "--store", store, *BY[2:], "-y").code == 2
    monkeypatch.setenv("LEADLIFE_BY", "kim:marketing:manager")
    assert run("erase", "web:7", "--store", store, *BY[2:], "-y").code == 0


def states(store: Path) -> list[object]:
    with closing(SqliteStore(store)) as kept:
        return list(kept.scan())
