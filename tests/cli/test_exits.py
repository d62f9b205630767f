"""What goes wrong ends in a sentence and an exit code, never in a traceback; and nothing is written."""

import subprocess
import sys
from pathlib import Path

import pytest

from leadlife.cli import exits
from leadlife.errors import (
    Conflict,
    DefinitionError,
    InvalidInput,
    NotAStore,
    Refused,
    StoreBusy,
    UnknownLead,
)
from tests.cli.conftest import Run

DEMO = ("--policy", "leadlife.demo:POLICY")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("x", "y"), 1),
        (UnknownLead("x", "y"), 1),
        (Conflict("x"), 1),
        (DefinitionError("x"), 2),
        (InvalidInput("x", "y"), 2),
        (NotAStore("x"), 3),
        (StoreBusy("x"), 3),
        (PermissionError(13, "Permission denied"), 3),
        (RuntimeError("x"), 70),
    ],
)
def test_every_kind_of_error_has_its_code(error: Exception, code: int) -> None:
    assert exits.code_of(error) == code


CASES = [
    (("explain", "nobody"), 1, "no lead of this store has this id or key"),
    (("story", "nobody"), 1, "no lead of this store has this id or key"),
    (("explain", "web:0001", "quallify", *DEMO), 1, "did you mean 'qualify'?"),
    (("explain", "web:0001", "qualify"), 2, "write --policy module:name"),
    (("report", "funnel", "--by", "sorce"), 2, "did you mean 'source'?"),
    (("report", "funnel", "--from", "yesterday"), 2, "it is no time"),
    (
        ("report", "sla", "--as-of", "2026-10-25T02:30", *DEMO),
        2,
        "with its offset: 2026-10-25T02:30:00+02:00 or",
    ),
    (("report", "funnel", "--from", "2026-03-01", "--before", "2026-02-01"), 2, "ends before it begins"),
    (("report", "funnel", "--policy", "nothing"), 2, "'nothing' names no policy"),
    (("report", "funnel", "--policy", "no.such.module:POLICY"), 2, "there is no module 'no.such.module'"),
    (("report", "funnel", "--policy", "leadlife.demo:POLCY"), 2, "did you mean 'POLICY'?"),
    (("report", "funnel", "--policy", "leadlife.demo:PAST"), 2, "has no 'PAST' (known: POLICY)"),
    (("report", "funnel", "--policy", "leadlife.demo.py:POLICY"), 2, "leave out .py: 'leadlife.demo'"),
    (("report", "funnel", "--policy", "leadlife.demo:live"), 2, "failed: TypeError"),
    (("report", "funnel", "--policy", "leadlife:MARKETING"), 2, "no Policy"),
    (("tick",), 2, "a store is only written under a policy"),
    (("report", "funnel", "--format", "xml"), 2, "xml"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), CASES, ids=lambda one: None)
def test_a_wrong_command_says_why(
    arguments: tuple[str, ...], code: int, said: str, run: Run, quarter: Path
) -> None:
    before = quarter.read_bytes()
    done = run(*arguments, "--store", quarter)
    assert (done.code, done.out) == (code, "")
    assert said in " ".join(done.err.split())
    assert "Traceback" not in done.err
    assert quarter.read_bytes() == before


@pytest.mark.parametrize("command", [("report", "funnel"), ("explain", "x"), ("tick", *DEMO)])
def test_a_store_that_is_none_is_not_made(command: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    done = run(*command, "--store", missing)
    assert done.code == 3
    assert "there is no store" in done.err
    assert not missing.exists()


@pytest.mark.parametrize("command", [("report", "funnel"), ("explain", "x"), ("tick", *DEMO), ("demo",)])
def test_another_file_is_no_store_and_stays_as_it_is(
    command: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    junk = tmp_path / "notes.txt"
    junk.write_text("dear diary")
    done = run(*command, "--store", junk)
    assert done.code == 3
    assert str(junk) in done.err
    assert junk.read_text() == "dear diary"


def test_an_error_in_the_policys_module_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken_policy_module.py").write_text("import leadlife\nPOLICY = leadlife.standard_polcy()\n")
    done = run("policy", "show", "--policy", "broken_policy_module:POLICY")
    assert done.code == 2
    assert "importing 'broken_policy_module' failed: AttributeError" in done.err


def test_the_traceback_is_there_for_those_who_ask(
    run: Run, quarter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADLIFE_DEBUG", "1")
    done = run("explain", "nobody", "--store", quarter)
    assert done.code == 1
    assert "Traceback" in done.err
    assert "leadlife: cannot find the lead 'nobody'" in done.err


def test_store_and_policy_come_from_the_environment(
    run: Run, quarter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADLIFE_STORE", str(quarter))
    monkeypatch.setenv("LEADLIFE_POLICY", "leadlife.demo:POLICY")
    assert run("report", "funnel").code == 0
    assert run("explain", "web:0001", "disqualify").code == 0


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_it_says_how_to_install_it(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from leadlife.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pip install 'leadlife[cli]'" in done.stderr


def test_a_module_that_misses_something_else_is_not_mistaken_for_the_extra() -> None:
    code = "import sys; sys.modules['leadlife.engine'] = None; from leadlife.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode != 2
    assert "leadlife[cli]" not in done.stderr


@pytest.mark.parametrize(
    ("typed", "meant"), [("leads", None), ("marge", None), ("explane", "'explain'"), ("tik", "'tick'")]
)
def test_no_command_that_takes_data_away_is_suggested(run: Run, typed: str, meant: str | None) -> None:
    done = run(typed)
    assert done.code == 2 and f"No such command '{typed}'." in done.err
    assert ("Did you mean" in done.err) == (meant is not None)
    assert meant is None or meant in done.err


def test_leads_of_another_policy_are_told_of(run: Run, quarter: Path, tmp_path: Path) -> None:
    (tmp_path / "another.py").write_text(
        "from leadlife import LeadFacts, standard_policy\n"
        "POLICY = standard_policy(LeadFacts, name='another', version='1')\n"
    )
    done = run("report", "funnel", "--store", quarter, "--policy", "another:POLICY")
    assert done.code == 0 and "no lead here ever lived under the policy 'another'" in done.err
    assert "ever lived" not in run("report", "funnel", "--store", quarter, *DEMO).err
