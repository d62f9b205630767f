"""Leads that were erased or taken over by another version: their ids, stages, times and counts are in every figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadlife import (
    MARKETING,
    SALES,
    SYSTEM,
    LeadFacts,
    LeadFilter,
    MemoryStore,
    Milestone,
    Objective,
    Policy,
    Reason,
    Stage,
    Transition,
    open_engine,
)
from leadlife.people import THE_SYSTEM
from leadlife.reports import funnel, objectives, recycling, sla, sources, story
from tests.lives import MONDAY, OFFICE, REP, SDR, World, standard
from tests.objectives.test_model import live, lives

AGREED = (
    Objective(measure="leads", at_least=1, per="month"),
    Objective(measure="acceptance", at_least=1, per="month"),
    Objective(measure="accepted_of_answered", at_least=1, per="month"),
)
REPORTS: tuple[Callable[..., Any], ...] = (funnel, sources, sla, recycling)


def figures(engine: Any, policy: Policy[Any], now: Any) -> list[object]:
    """What every report says of the leads, by source, without the names of stages and moves."""
    leads = list(engine.leads())
    rows = [report(leads, policy, as_of=now, by="source").to_dicts() for report in REPORTS]
    return [*rows, objectives(leads, policy, as_of=now).to_dicts()]


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives, st.sets(st.integers(0, 6)))
def test_no_figure_of_leads_changes_when_some_are_erased(told: list[Any], erased: set[int]) -> None:
    world = World(standard().replace(objectives=AGREED))
    ids = []
    for source, days, turns, far in told:
        world.wait(days=days)
        ids.append(live(world, source, far, turns))
    world.wait(days=200)  # nothing is pending any more
    leads = list(world.engine.leads())
    ways = (funnel, sources, recycling)
    before = [report(leads, world.policy, as_of=world.time, by="source").to_dicts() for report in ways]
    agreed = objectives(leads, world.policy, as_of=world.time)
    response = sla(leads, world.policy, as_of=world.time, by="source").total.response
    for place in erased:
        if place < len(ids):
            world.engine.erase(ids[place], by=SDR)
    left = list(world.engine.leads())
    assert len(left) == len(leads)
    assert [report(left, world.policy, as_of=world.time, by="source").to_dicts() for report in ways] == before
    assert objectives(left, world.policy, as_of=world.time).rows == agreed.rows
    assert sla(left, world.policy, as_of=world.time, by="source").total.response == response


def test_what_was_erased_is_grouped_as_unknown_where_it_is_by_a_fact_and_its_story_is_still_told() -> None:
    world = World()
    lead, other = world.sql("crm-1"), world.handed_off("crm-2")
    world.engine.erase(lead.id, by=SDR)

    def by_pain(one: Any) -> str | None:
        value: str | None = one.values.get("pain")
        return value

    for report in REPORTS:
        found = report(world.engine.leads(), world.policy, as_of=world.time, by=by_pain)
        assert {group.group for group in found.groups} == {None, other.values["pain"]}
    gone = world.engine.get(lead.id)
    lines = story(gone, world.engine.history(lead.id), world.policy).lines
    assert lines[-1].what == "erased" and len(lines) == gone.version
    assert "month end" not in str(story(gone, world.engine.history(lead.id), world.policy))


# -- another version -------------------------------------------------------------------------------

NAMES = {"asked": "offered", "back": "looked at again", "done": "taken"}
MOVED = {
    "ask": "offer",
    "reject": "turn down",
    "lapse": "time out",
    "answer": "take",
    "again": "offer again",
    "late": "out of time",
}


def desk(version: str, stages: dict[str, str], moves: dict[str, str]) -> Policy[LeadFacts]:
    """New, asked, done, or back: under these names."""

    def stage(name: str) -> str:
        return stages.get(name, name)

    def move(name: str, source: str, target: str, by: Any, **more: Any) -> Transition:
        return Transition(
            name=moves.get(name, name), sources=(stage(source),), target=stage(target), by=by, **more
        )

    return Policy(
        name="desk",
        version=version,
        facts=LeadFacts,
        calendar=OFFICE,
        stages=(
            Stage("new", Milestone.RAW),
            Stage("fit", Milestone.MQL),
            Stage(stage("asked"), Milestone.HANDED_OFF, label="offered"),
            Stage(stage("done"), Milestone.SAL, label="taken"),
            Stage(stage("back"), Milestone.RECYCLED),
        ),
        moves=(
            move("fits", "new", "fit", (MARKETING,)),
            move("ask", "fit", "asked", (MARKETING,)),
            move("again", "back", "asked", (MARKETING,), returns=True),
            move("answer", "asked", "done", (SALES,)),
            move("reject", "asked", "back", (SALES,), reasons=(Reason("other"),), setback=True),
            move(
                "lapse",
                "asked",
                "back",
                (SYSTEM,),
                reasons=(Reason(moves.get("late", "late")),),
                setback=True,
            ),
        ),
        objectives=AGREED,
    )


def test_reports_follow_renamed_stages_and_moves_over_a_migration() -> None:
    store, now = MemoryStore(), MONDAY
    old, new = desk("1", {}, {}), desk("2", NAMES, MOVED)
    clock = {"now": now}
    engine = open_engine(store, old, now=lambda: clock["now"])
    for number, way in enumerate((("answer",), ("reject",), ("lapse",), ("reject", "again", "answer"), ())):
        lead = engine.capture(by=SDR, source=f"source {number % 2}").id
        for move in ("fits", "ask", *way):
            clock["now"] += timedelta(hours=3)
            reason = {"reject": "other", "lapse": "late"}.get(move)
            by = SDR if move in ("fits", "ask", "again") else REP
            who = by if move != "lapse" else THE_SYSTEM
            engine.move(lead, move, by=who, reason=reason)
    before = figures(engine, old, clock["now"])
    later = open_engine(store, new, now=lambda: clock["now"])
    later.migrate(by=SDR, stages=NAMES)
    assert {lead.stage for lead in later.leads()} == {"offered", "looked at again", "taken"}
    assert figures(later, new, clock["now"]) == before
    kinds = recycling(later.leads(), new, as_of=clock["now"]).total
    assert (kinds.rejected, kinds.lapsed, [row.reason for row in kinds.reasons]) == (2, 1, ["other", "late"])
    one = next(iter(later.leads(LeadFilter(stage="taken"))))
    told = str(story(one, later.history(one.id), new))
    assert "asked" in told and "taken" in told  # history says what things were called when they happened
