"""``leadlife policy``: a policy in words, drawn or whole; what is found of it; what both sides sign."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from leadlife import SqliteStore
from leadlife.demo import POLICY
from leadlife.policy.diagram import describe, mermaid
from tests.cli.conftest import Run

DEMO = ("--policy", "leadlife.demo:POLICY")


def test_words_diagram_and_data_are_the_librarys(run: Run) -> None:
    assert run("policy", "show", *DEMO).out == describe(POLICY) + "\n"
    assert run("policy", "show", *DEMO, "--format", "mermaid").out == mermaid(POLICY)
    assert json.loads(run("policy", "show", *DEMO, "--format", "json").out) == json.loads(POLICY.dump())


def test_without_a_policy_it_is_the_standard_one_and_says_so(run: Run) -> None:
    done = run("policy", "show")
    assert done.code == 0
    assert "the standard policy" in done.err
    assert "handed_off → evaluating" in done.out


def test_a_policy_of_the_present_folder_may_be_a_value_or_made_by_a_function(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "our_policy_module.py").write_text(
        "from leadlife import LeadFacts, standard_policy\n"
        "def make():\n"
        "    return standard_policy(LeadFacts, name='made', version='1')\n"
        "class Ours:\n"
        "    policy = standard_policy(LeadFacts, name='held', version='1')\n"
    )
    assert "Policy made 1" in run("policy", "show", "--policy", "our_policy_module:make").out
    assert "Policy held 1" in run("policy", "show", "--policy", "our_policy_module:Ours.policy").out


# -- whether it makes sense ----------------------------------------------------------------------------

MODULE = """
from leadlife import LeadFacts, standard_policy
GOOD = standard_policy(LeadFacts, name="ours", version="1")
LATE = GOOD.without_clock("hand_off").replace(version="2")
QUIET = LATE.with_silenced("unclocked: mql", "marketing meets every morning").replace(version="3")
STALE = GOOD.with_silenced("unclocked: mql", "it has a clock by now").replace(version="4")
"""


@pytest.fixture
def ours(tmp_path: Path) -> None:
    """Policies in a module of the present folder."""
    (tmp_path / "ours_to_check.py").write_text(MODULE)


def test_a_policy_without_a_finding_passes(run: Run) -> None:
    done = run("policy", "check", *DEMO)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{POLICY}: nothing is found\n"


def test_a_warning_fails_the_check_and_is_told_with_its_story(run: Run, ours: None) -> None:
    done = run("policy", "check", "--policy", "ours_to_check:LATE")
    assert done.code == 1
    assert "warning: unclocked: mql: no clock is sure to run in it" in done.out
    assert "captured, engaged, qualified, never handed off: nothing ever happens" in done.out
    assert "to mend it: add a clock that begins by entering the stage" in done.out
    assert "policy.with_silenced('unclocked: mql', 'why')" in done.err


def test_what_is_accepted_passes_and_is_listed_where_asked_for(run: Run, ours: None) -> None:
    quiet = ("--policy", "ours_to_check:QUIET")
    assert run("policy", "check", *quiet).code == 0
    done = run("policy", "check", "--silenced", *quiet)
    assert done.code == 0
    assert "accepted: marketing meets every morning" in done.out


def test_a_note_is_told_and_fails_nothing(run: Run, ours: None) -> None:
    done = run("policy", "check", "--policy", "ours_to_check:STALE")
    assert done.code == 0
    assert done.out.startswith("note: silence: unclocked: mql")


def test_findings_are_data_too(run: Run, ours: None) -> None:
    done = run("policy", "check", "--policy", "ours_to_check:LATE", "--format", "json")
    assert done.code == 1
    (finding,) = json.loads(done.out)["findings"]
    assert finding["severity"] == "warning"
    assert finding["key"] == "unclocked: mql"
    rows = run("policy", "check", "--policy", "ours_to_check:LATE", "--format", "csv").out.splitlines()
    assert rows[0].startswith("severity,kind,where,key")
    assert len(rows) == 2


# -- documents -----------------------------------------------------------------------------------------


def test_the_agreement_is_the_policys_on_stdout_or_in_a_file(run: Run, tmp_path: Path) -> None:
    assert run("policy", "agreement", *DEMO).out == POLICY.agreement()
    done = run("policy", "agreement", *DEMO, "-o", "signed.md")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "signed.md").read_text(encoding="utf-8") == POLICY.agreement()


def test_a_file_that_cannot_be_written_is_a_sentence(run: Run) -> None:
    done = run("policy", "agreement", *DEMO, "-o", "no/such/folder/signed.md")
    assert done.code == 3
    assert "no/such/folder/signed.md: no such file or directory" in done.err


def test_diff_says_what_the_new_one_changes(run: Run, ours: None) -> None:
    done = run("policy", "diff", "ours_to_check:GOOD", "ours_to_check:LATE")
    assert done.code == 0
    assert "# Changes from ours 1 to ours 2" in done.out
    assert "- **hand_off** goes: within 4 working hours" in done.out
    assert "Nothing changes." in run("policy", "diff", "ours_to_check:GOOD", "ours_to_check:GOOD").out


def test_the_diagram_is_the_librarys_and_counts_the_leads_of_a_store(run: Run, quarter: Path) -> None:
    assert run("policy", "diagram", *DEMO).out == str(mermaid(POLICY))
    plain = mermaid(POLICY, owners=False, guards=False, clocks=False)
    assert run("policy", "diagram", *DEMO, "--no-owners", "--no-guards", "--no-clocks").out == str(plain)
    with closing(SqliteStore(quarter)) as store:
        counted = mermaid(POLICY, counts=store.counts())
    done = run("policy", "diagram", *DEMO, "--store", quarter)
    assert done.out == str(counted)
    assert done.out != str(mermaid(POLICY))


def test_leads_on_stages_that_the_policy_does_not_have_are_told_of_and_not_drawn(
    run: Run, quarter: Path, tmp_path: Path
) -> None:
    (tmp_path / "another_process.py").write_text(
        "from leadlife import *\n"
        "POLICY = Policy(name='x', version='1', facts=LeadFacts, calendar=WorkCalendar.always('UTC'),\n"
        "    stages=(Stage('raw'), Stage('won', Milestone.WON)),\n"
        "    moves=(Transition(name='win', sources=('raw',), target='won', by=(SALES,)),))\n"
    )
    done = run("policy", "diagram", "--policy", "another_process:POLICY", "--store", quarter)
    assert done.code == 0
    assert "a stage that x 1" in done.err
    assert 'state "won (' in done.out
    assert "nurture" not in done.out
