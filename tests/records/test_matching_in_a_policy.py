"""What a policy says of duplicates: checked when it is built, and readable by both sides."""

from __future__ import annotations

import pytest

from leadlife import DefinitionError, Fact, LeadFacts, Matching, Rule, about, fact, facts, standard_policy
from leadlife.policy.diagram import describe
from leadlife.policy.matching import Then
from tests.lives import OFFICE, Facts, standard


class Other(LeadFacts):
    shoe_size: Fact[int] = fact()


@pytest.mark.parametrize(
    ("named", "then", "where", "said"),
    [
        ((), "mark", None, "it names no facts, so that all leads would be one"),
        (("emial",), "merge", None, "compares the fact 'emial', which does not exist; did you mean 'email'"),
        (("email", "email"), "mark", None, "names the fact 'email' twice"),
        (("country",), "merge", None, "though that identifies nobody: compare a personal fact too"),
        (("email",), "mark", facts(Other).shoe_size >= 40, "where reads the fact 'shoe_size'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_fix(
    named: tuple[str, ...], then: Then, where: Rule | None, said: str
) -> None:
    with pytest.raises(DefinitionError, match=said):
        standard().replace(matching=(Matching(facts=named, then=then, where=where),))


def test_wrong_types_are_refused_where_they_are_written() -> None:
    with pytest.raises(DefinitionError, match=r"Matching\(facts='email'\)"):
        Matching(facts="email")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match=r"Matching\(then='join'\)"):
        Matching(facts=("email",), then="join")  # type: ignore[arg-type]


def test_what_identifies_nobody_may_be_marked_and_a_personal_fact_of_ones_own_may_merge() -> None:
    class Own(Facts):
        customer_number: Fact[str] = fact(personal=True)

    marked = (Matching(facts=("country",), then="mark"),)
    assert standard().replace(matching=marked).matching == marked
    merged = (Matching(facts=("customer_number",), then="merge"),)
    policy = standard_policy(Own, name="acme", version="1", calendar=OFFICE)
    assert policy.replace(matching=merged).matching == merged


def test_both_sides_can_read_who_is_taken_for_one() -> None:
    where = about.stage.one_of("raw", "mrl")
    policy = standard().replace(
        matching=(
            Matching(facts=("email", "offer"), then="merge"),
            Matching(facts=("email",), then="mark", where=where),
        )
    )
    said = (
        "a lead with the email and offer of an earlier one is merged into it",
        f"a lead with the email of an earlier one (where {where}) begins, and is marked as its duplicate",
    )
    assert [str(one) for one in policy.matching] == list(said)
    for text in said:
        assert text in " ".join(describe(policy).split())
        assert f"- **Duplicates**: {text}" in policy.agreement()
    assert "matching" in policy.dump() and policy.fingerprint != standard().fingerprint
    assert "Duplicates" in standard().diff(policy)
    assert "Duplicates" not in describe(standard())
    assert policy.check() == standard().check()
