"""``leadlife policy show``: the policy that is named, in words, drawn or whole."""

import json
from pathlib import Path

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
