"""``leadlife import``: files into a store, bad rows set apart, nothing twice."""

import csv
import json
from pathlib import Path

import pytest

from leadlife import SqliteStore
from tests.cli.conftest import Run

DEMO = ("--policy", "leadlife.demo:POLICY")

LEADS = """id,created,channel,mail,qualified
1,2026-01-05,webcast,kim@example.com,2026-01-07
2,2026-01-06,fair,lee@example.com,
3,not a day,fair,max@example.com,
"""
DEALS = """id,won
1,2026-02-01
9,2026-02-02
"""
MAPPING = """
key = "id"
captured_at = "created"
source = "channel"
facts = { email = "mail" }

[[entered]]
stage = "mql"
column = "qualified"
"""
MORE = """
key = "id"
continues = true

[[entered]]
stage = "won"
column = "won"
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in {
        "leads.csv": LEADS,
        "deals.csv": DEALS,
        "leads.toml": MAPPING,
        "deals.toml": MORE,
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


ONE = ("import", "leads.csv", "--mapping", "leads.toml", "--store", "leads.db", *DEMO)
BOTH = (*ONE, "--continue", "deals.csv", "--continue-mapping", "deals.toml")


def test_good_rows_are_leads_and_bad_ones_are_listed(run: Run, files: Path) -> None:
    done = run(*ONE, "--format", "json")
    assert done.code == 1
    (row,) = json.loads(done.out)
    assert (row["read"], row["imported"], row["rejected"]) == (3, 2, 1)
    rejects = list(csv.DictReader(Path(row["rejects"]).read_text().splitlines()))
    assert [(one["line"], one["column"], one["value"]) for one in rejects] == [("4", "created", "not a day")]
    store = SqliteStore("leads.db")
    assert [(lead.key, lead.stage, lead.source) for lead in store.scan()] == [
        ("1", "mql", "webcast"),
        ("2", "raw", "fair"),
    ]
    store.close()


def test_a_second_file_continues_the_first(run: Run, files: Path) -> None:
    done = run(*BOTH, "--format", "json")
    assert done.code == 1
    assert [(row["imported"], row["continued"], row["rejected"]) for row in json.loads(done.out)] == [
        (2, 0, 1),
        (0, 1, 1),
    ]
    funnel = run("report", "funnel", "--store", "leads.db", "--as-of", "2026-10-01", "--format", "json")
    reached = {row["milestone"]: row["reached"] for row in json.loads(funnel.out)["rows"]}
    assert (reached["raw"], reached["mql"], reached["won"]) == (2, 1, 1)


def test_a_file_is_never_imported_twice(run: Run, files: Path) -> None:
    run(*BOTH)
    again = run(*BOTH, "--format", "json")
    assert all(row["already_imported"] for row in json.loads(again.out))
    assert "nothing was written" in run(*BOTH).out


def test_without_rejects_the_code_is_0(run: Run, files: Path) -> None:
    (files / "leads.csv").write_text("\n".join(LEADS.splitlines()[:3]) + "\n")
    assert run(*ONE).code == 0
    assert not list(files.glob("*.rejects.csv"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("leads.csv", "", "it is empty"),
        ("leads.csv", "id,channel\n1,fair\n", "no column 'created'"),
        ("leads.toml", "key = 'id'\ncaptured = 'created'\n", "did you mean 'captured_at'?"),
        ("leads.toml", "key = \n", "read the mapping"),
        ("deals.toml", MORE.replace('"won"', '"wonn"', 1), "did you mean 'won'?"),
        ("deals.toml", MAPPING, "write continues = true there"),
        ("leads.toml", None, "leads.toml"),
        ("leads.csv", None, "leads.csv"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_imported(
    name: str, text: str | None, said: str, run: Run, files: Path
) -> None:
    if text is None:
        (files / name).unlink()
    else:
        (files / name).write_text(text)
    done = run(*BOTH)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    if Path("leads.db").exists():
        store = SqliteStore("leads.db")
        assert not store.scan()
        store.close()


def test_it_writes_under_a_policy_only(run: Run, files: Path) -> None:
    done = run(*(one for one in ONE if one not in DEMO))
    assert done.code == 2
    assert "a store is only written under a policy" in done.err
    assert not Path("leads.db").exists()


@pytest.mark.parametrize("half", [("--continue", "deals.csv"), ("--continue-mapping", "deals.toml")])
def test_a_second_file_and_its_mapping_go_together(half: tuple[str, str], run: Run, files: Path) -> None:
    done = run(*ONE, *half)
    assert (done.code, done.out) == (2, "")
    assert "go together" in done.err
    assert not Path("leads.db").exists()


def test_the_rejects_of_one_file_never_replace_those_of_the_other(run: Run, files: Path) -> None:
    (files / "leads.txt").write_text(DEALS)
    both = (*ONE, "--continue", "leads.txt", "--continue-mapping", "deals.toml")
    refused = run(*both)
    assert (refused.code, refused.out) == (2, "")
    assert "write --rejects FILE" in refused.err
    assert run(*both, "--rejects", "first.csv").code == 1
    assert "not a day" in Path("first.csv").read_text()
    assert "no lead has this key" in Path("leads.rejects.csv").read_text()
