"""A move that is implied leaves the lead as the same move does that somebody asks for; nothing else is different."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leadlife import Lead, Refused
from tests.lives import BOSS, MONDAY, OTHER_REP, REP, SDR, Facts, World, standard

SILENT = standard()
TOUCHES = standard(touch_accepts=True)


def outlook(lead: Lead[Facts]) -> dict[str, Any]:
    """All of a lead but which policy decided, and by which number of event."""
    return {
        "stage": lead.stage,
        "owner": lead.owner,
        "reason": lead.reason,
        "visits": lead.visits,
        "clocks": sorted(
            (one.name, one.started_at, one.due_at, one.verdict, one.stopped_at) for one in lead.clocks
        ).__repr__(),
        "made": dict(lead.made),
        "cycle": lead.cycle,
        "touches": [(touch.kind, touch.at, touch.by) for touch in lead.touches],
        "cool_down_until": lead.cool_down_until,
    }


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("wait", "touch", "other touch", "late touch", "re-route", "reject", "accept", "duplicate")
        ),
        st.integers(1, 50),
    ),
    max_size=8,
)


@given(steps=STEPS)
def test_a_touch_that_accepts_is_a_touch_and_an_acceptance(steps: list[tuple[str, int]]) -> None:
    """One world accepts by itself; in the other, the owner asks for it after each of their touches, where they may."""
    implied, asked = World(TOUCHES), World(SILENT)
    lives = [(world, world.handed_off().id) for world in (implied, asked)]
    for what, hours in steps:
        for world, id in lives:
            world.wait(hours=hours % 7 or hours)
            world.engine.tick()
            _take(world, id, what, hours, accepts=world is asked)
    first, second = (world.engine.get(id) for world, id in lives)
    assert outlook(first) == outlook(second)


def _take(world: World, id: str, what: str, hours: int, *, accepts: bool) -> None:
    engine = world.engine
    owner = engine.get(id).owner
    at = None
    if what == "late touch":
        at = max(MONDAY, world.time - timedelta(hours=hours))
    try:
        match what:
            case "touch" | "late touch":
                engine.touch(id, "call", by=owner, at=at)  # type: ignore[arg-type]  # no queue is in these lives
                if accepts and (at is None or at >= (engine.get(id).owner_since or at)):
                    engine.move(id, "accept", by=owner, at=at)  # type: ignore[arg-type]
            case "other touch":
                engine.touch(id, "call", by=SDR)
            case "re-route":
                engine.move(id, "re_route", by=BOSS, to=OTHER_REP if owner == REP else REP)
            case "reject":
                engine.move(id, "reject", by=owner, reason="other", comment="x")  # type: ignore[arg-type]
            case "accept":
                engine.move(id, "accept", by=owner)  # type: ignore[arg-type]
            case "duplicate":
                engine.observe(id, Facts(duplicate=hours % 2 == 0), by=SDR)
    except Refused:
        pass


@given(told=st.lists(st.sampled_from(("opted_in", "opted_out", "legitimate_interest")), max_size=5))
def test_an_opt_out_is_told_and_then_the_lead_is_disqualified(told: list[str]) -> None:
    """Against a policy in which somebody has to ask for it."""
    by_itself, by_hand = World(SILENT), World(SILENT.with_move("disqualify", implied=()))
    lives = [(world, world.handed_off().id) for world in (by_itself, by_hand)]
    for consent in told:
        for world, id in lives:
            world.wait(hours=3)
            world.engine.observe(id, Facts.from_values({"consent_email": consent}), by=SDR)
            if world is by_hand and consent == "opted_out" and world.engine.get(id).stage == "handed_off":
                world.engine.move(id, "disqualify", by=SDR, reason="opted_out")
    first, second = (world.engine.get(id) for world, id in lives)
    assert outlook(first) == outlook(second)
