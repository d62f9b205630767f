"""Every variant of the standard policy that its arguments make is sound, and says what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from leadlife import DefinitionError, Lead, LeadFacts, Refused, kit, standard_policy
from leadlife.events import Moved
from tests.lives import REP, SDR, Facts, World, standard

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "touch_accepts": (False, True),
    "watched_sources": ((), ("partner",)),
    "minimum_information": ((), ("company", "country")),
    "fit": (None, kit.fit(industries=("banking",), employees=(200, 5000), functions=("it",))),
}
VARIANTS = [dict(zip(ARGUMENTS, values, strict=True)) for values in product(*ARGUMENTS.values())]


@pytest.mark.parametrize(
    "variant", VARIANTS, ids=lambda one: "-".join(str(bool(value)) for value in one.values())
)
def test_no_variant_has_a_finding(variant: dict[str, Any]) -> None:
    policy = standard(**variant)
    assert policy.check() == ()
    assert {one.key for one in policy.check(silenced=True)} == {"unbounded: wake"}


def test_every_variant_is_another_policy() -> None:
    assert len({standard(**variant).fingerprint for variant in VARIANTS}) == len(VARIANTS)


@pytest.mark.parametrize("argument", ["minimum_information", "watched_sources"])
def test_names_come_in_a_tuple(argument: str) -> None:
    with pytest.raises(
        DefinitionError, match=rf"{argument}='company': pass a tuple, {argument}=\('company',\)"
    ):
        standard(**{argument: "company"})


def test_the_minimum_is_of_facts_that_there_are() -> None:
    with pytest.raises(DefinitionError, match="did you mean 'company'"):
        standard_policy(LeadFacts, name="acme", version="1", minimum_information=("compny",))


# -- what sales accepts -----------------------------------------------------------------------------


@pytest.mark.parametrize("fact", ["duplicate", "open_opportunity"])
def test_a_duplicate_or_an_open_opportunity_is_not_accepted(fact: str) -> None:
    world = World()
    lead = world.handed_off()
    world.engine.observe(lead.id, Facts.from_values({fact: True}), by=SDR)
    with pytest.raises(Refused) as caught:
        world.engine.move(lead.id, "accept", by=REP)
    assert f"{fact.replace('_', ' ')} is true" in str(caught.value)
    world.engine.observe(lead.id, Facts.from_values({fact: False}), by=SDR)
    assert world.engine.move(lead.id, "accept", by=REP).stage == "sal"


@pytest.mark.parametrize("move", ["hand_off", "accept", "self_source"])
def test_a_hand_over_asks_for_the_minimum_information(move: str) -> None:
    loose, strict = World(), World(standard(minimum_information=("company", "country")))
    begins: dict[str, Callable[[World], Lead[Facts]]] = {
        "hand_off": World.mql,
        "accept": World.handed_off,
        "self_source": World.raw,
    }
    begun = begins[move]
    by, to = (SDR, REP) if move == "hand_off" else (REP, None)
    assert loose.engine.move(begun(loose).id, move, by=by, to=to).stage in ("handed_off", "sal")
    if move == "accept":  # the hand-off asked for it; it was taken back since
        lead = strict.mql()
        strict.engine.observe(lead.id, Facts(company="Initech", country="DE"), by=SDR)
        strict.engine.move(lead.id, "hand_off", by=SDR, to=REP)
        strict.engine.observe(lead.id, Facts(company=None, country=None), by=SDR)
    else:
        lead = begun(strict)
    with pytest.raises(Refused, match="its minimum information is not complete: company, country"):
        strict.engine.move(lead.id, move, by=by, to=to)
    strict.engine.observe(lead.id, Facts(company="Initech"), by=SDR)
    with pytest.raises(Refused, match="not complete: country"):
        strict.engine.move(lead.id, move, by=by, to=to)
    strict.engine.observe(lead.id, Facts(country="DE"), by=SDR)
    assert strict.engine.move(lead.id, move, by=by, to=to).stage in ("handed_off", "sal")


def test_the_agreement_names_the_minimum_information() -> None:
    text = standard(minimum_information=("company", "country")).agreement()
    assert "- **Criterion minimum information**: company and country" in text
    assert "- **Criterion company**: company known. Asked as: Company?" in text


def test_only_what_is_missing_of_the_minimum_information_is_asked_for() -> None:
    world = World(standard(minimum_information=("company", "country", "job_title")))
    lead = world.raw()
    world.engine.observe(lead.id, Facts(company="Initech"), by=SDR)
    asked = world.engine.explain(lead.id, "self_source").missing().asks
    assert {"Country?", "Job title?"} <= set(asked) and "Company?" not in asked


def test_sales_takes_no_lead_of_marketing_s_past_marketing() -> None:
    world = World()
    for origin in ("marketing", "partner"):
        lead = world.raw()
        world.engine.observe(lead.id, Facts.from_values({"origin": origin}), by=SDR)
        with pytest.raises(Refused, match="its rule is not met"):
            world.engine.move(lead.id, "self_source", by=REP)
    for told in (Facts(), Facts(origin="sales")):
        lead = world.raw()
        if told.told():
            world.engine.observe(lead.id, told, by=REP)
        assert world.engine.move(lead.id, "self_source", by=REP).owner == REP


# -- a touch that accepts ---------------------------------------------------------------------------


def test_the_owner_s_touch_accepts_where_that_was_agreed() -> None:
    for agreed, stage in ((False, "handed_off"), (True, "sal")):
        world = World(standard(touch_accepts=agreed))
        lead = world.handed_off()
        world.wait(hours=1)
        assert world.engine.touch(lead.id, "call", by=REP).stage == stage
        last = world.engine.history(lead.id)[-1]
        assert last.by == REP and isinstance(last, Moved) is agreed


def test_a_touch_does_not_accept_a_duplicate() -> None:
    world = World(standard(touch_accepts=True))
    lead = world.handed_off()
    world.engine.observe(lead.id, Facts(duplicate=True), by=SDR)
    assert world.engine.touch(lead.id, "call", by=REP).stage == "handed_off"


def test_a_choice_is_true_or_false() -> None:
    with pytest.raises(DefinitionError, match="touch_accepts='yes': pass True or False"):
        standard(touch_accepts="yes")
