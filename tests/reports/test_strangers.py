"""What somebody new to reports passes by mistake: refused in a sentence that says what to pass instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from leadlife import DefinitionError, InvalidInput, Objective, Policy, WorkCalendar
from leadlife.kit import fit
from leadlife.reports import funnel, objectives, recycling, sla, sources
from tests.lives import MONDAY, World, standard
from tests.reports.lives import POLICY, Life

NOW = MONDAY + timedelta(days=60)
WORLD = World()


@pytest.mark.parametrize("report", [funnel, sla, recycling, sources, objectives])
@pytest.mark.parametrize(
    ("leads", "policy", "said"),
    [
        (POLICY, [], "the policy comes second"),
        (WORLD.engine, POLICY, "Pass all of them, as engine.leads(), or a list"),
        (WORLD.raw(), POLICY, "it is one lead"),
        ("leads.db", POLICY, "str is no leads"),
        ([], WORLD.engine, "Pass engine.policy"),
        ([], None, "None is no policy"),
    ],
)
def test_a_report_is_asked_of_leads_and_their_policy(
    report: Callable[..., Any], leads: object, policy: object, said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        report(leads, policy, as_of=NOW)
    assert said in str(refused.value) and report.__name__ in str(refused.value)


@pytest.mark.parametrize("report", [sla, recycling, objectives])
@pytest.mark.parametrize("period", ["2026-11", date(2026, 11, 1), (MONDAY,), 3])
def test_a_period_is_two_bounds(report: Callable[..., Any], period: object) -> None:
    with pytest.raises(InvalidInput, match="no stretch of time\nPass two times"):
        report([], POLICY, as_of=NOW, period=period)


def test_a_day_is_its_midnight_where_the_policy_lives() -> None:
    tokyo = POLICY.replace(
        calendar=WorkCalendar("Asia/Tokyo", {"mon-fri": "09:00-17:00"}),
        objectives=(Objective(measure="mqls", at_least=1, per="month"),),
    )
    lead = Life("lead-1").through("mrl", "mql", since=1).lead
    days = objectives([lead], tokyo, as_of=NOW, period=(date(2026, 11, 1), date(2026, 12, 1)))
    instants = datetime(2026, 10, 31, 15, tzinfo=UTC), datetime(2026, 11, 30, 15, tzinfo=UTC)
    assert days == objectives([lead], tokyo, as_of=NOW, period=instants)
    assert [row.period for row in days.rows] == ["2026-11"]


def test_a_window_that_has_not_begun_is_told_of() -> None:
    agreed = POLICY.replace(objectives=(Objective(measure="mqls", at_least=1, per="month"),))
    found = objectives([], agreed, as_of=NOW, period=(date(2030, 1, 1), None))
    assert found.rows == () and "nothing to hold the objectives against yet" in found.notes[0]


def test_a_step_that_a_funnel_does_not_have_is_guessed() -> None:
    with pytest.raises(KeyError, match=r"has no wun; did you mean 'won'\?"):
        funnel([], POLICY, as_of=NOW).total.step("wun")


def test_a_policy_is_compared_with_a_policy_and_knows_facts() -> None:
    with pytest.raises(DefinitionError, match=r"diff\(\) takes the changed policy, not 'x'"):
        standard().diff("x")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="facts=dict is no class of facts: pass LeadFacts"):
        Policy(name="a", version="1", facts=dict, stages=POLICY.stages, moves=(), calendar=POLICY.calendar)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"industries": "banking"}, "write industries=('banking',)"),
        ({"functions": "it"}, "write functions=('it',)"),
        ({"seniorities": "vp"}, "write seniorities=('vp',)"),
        ({"employees": 200}, "write employees=(200, 1000), or (200, None)"),
        ({"employees": (200,)}, "is no pair"),
        ({"employees": "ab"}, "is no pair"),
    ],
)
def test_a_fit_is_asked_for_in_lists(profile: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        fit(**profile)
    assert said in str(refused.value)
    assert str(fit(industries=["banking"], employees=(200, None))) == "fit"
