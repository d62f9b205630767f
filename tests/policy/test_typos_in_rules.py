"""Names in the rules of a policy that it does not have are refused where the policy is written, with what was meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leadlife import (
    SALES_MANAGER,
    Alert,
    DefinitionError,
    InvalidInput,
    LeadFacts,
    about,
    criterion,
    entering,
    event,
    facts,
    leaving,
    making,
    standard_policy,
)
from leadlife.policy import Matching, Policy, round_robin

F = facts(LeadFacts)
BASE = standard_policy(LeadFacts, name="acme", version="1")


def alert(on: object, where: object) -> Policy[LeadFacts]:
    return BASE.with_alert(Alert(name="a", on=on, to=SALES_MANAGER, where=where))  # type: ignore[arg-type]


REFUSED: dict[str, tuple[Callable[[], Policy[LeadFacts]], str]] = {
    "a stage in a guard": (
        lambda: BASE.with_move("engage", guard=criterion("early", about.stage.is_("rww"))),
        "move 'engage' has a guard that asks whether about.stage is 'rww', which does not exist; did you mean 'raw'?",
    ),
    "a stage that is not meant": (
        lambda: BASE.with_move("engage", guard=~about.stage.is_("evaluatng")),
        "about.stage is 'evaluatng', which does not exist; did you mean 'evaluating'?",
    ),
    "a stage of earlier leads": (
        lambda: BASE.replace(matching=(Matching(facts=("email",), where=about.stage.one_of("raw", "raww")),)),
        "matching: where asks whether about.stage is 'raww', which does not exist; did you mean 'raw'?",
    ),
    "a stage in an alert": (
        lambda: alert("reject", about.stage.is_("evaluatng")),
        "alert 'a' has a rule that asks whether about.stage is 'evaluatng'",
    ),
    "a reason in an alert": (
        lambda: alert("reject", about.reason.is_("wrong_persn")),
        "about.reason is 'wrong_persn', which does not exist; did you mean 'wrong_person'?",
    ),
    "a reason of another move": (
        lambda: alert("reject", event.reason.is_("competitor")),
        "event.reason is 'competitor', which is no reason of 'reject'",
    ),
    "a reason of no way into a stage": (
        lambda: alert(entering("lost"), event.reason.is_("wrong_person")),
        "which is no reason of 'lose'",
    ),
    "a value that the fact refuses": (
        lambda: BASE.replace(assignment=(round_robin("dach", where=F.country.one_of("AT", "de")),)),
        "country is 'de', which it can never be: country is a code of two capital letters, such as DE, not 'de'; "
        "did you mean 'DE'?",
    ),
}


@pytest.mark.parametrize("slip", REFUSED)
def test_a_name_that_does_not_exist_is_refused_with_the_nearest(slip: str) -> None:
    make, says = REFUSED[slip]
    with pytest.raises(DefinitionError) as refused:
        make()
    assert says in str(refused.value)


def test_names_that_exist_are_taken() -> None:
    alert(("reject", making("lose")), event.reason.one_of("wrong_person", "competitor"))
    alert(leaving("handed_off"), event.reason.is_("lapsed"))
    alert("recycle", event.reason.is_("wrong_person"))  # it goes on with the reason of the last setback
    alert("reject", about.stage.is_("evaluating") & about.reason.is_("competitor"))
    BASE.replace(assignment=(round_robin("dach", where=F.country.one_of("DE", "AT")),))


def test_a_fact_in_the_wrong_form_says_which_form() -> None:
    with pytest.raises(
        InvalidInput, match=r"country is a code of two capital letters, such as DE, not 'de'; .*'DE'"
    ):
        LeadFacts(country="de")
    with pytest.raises(InvalidInput, match=r"such as DE, not 'Germany'$"):
        LeadFacts(country="Germany")
