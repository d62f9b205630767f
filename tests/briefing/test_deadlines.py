"""Running deadlines in a brief: what is left, in the time that the clock counts, through every pause."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import Brief, Refused, standard_policy
from leadlife.briefing import Deadline
from tests.lives import REP, SDR, Facts, World

HOUR = timedelta(hours=1)


def deadline(brief: Brief, clock: str) -> Deadline:
    return next(one for one in brief.deadlines if one.clock == clock)


def test_what_is_left_is_working_time() -> None:
    world = World()
    lead = world.handed_off()  # on Monday at nine, and first_touch is due five working hours later
    world.wait(hours=2)
    left = deadline(world.engine.brief(lead.id), "first_touch")
    assert (left.left, left.working, left.level) == (3 * HOUR, True, "breach")
    accept = deadline(world.engine.brief(lead.id), "accept")
    assert accept.left == 14 * HOUR  # until Wednesday at nine: the rest of today, and tomorrow
    assert (accept.level, accept.level_at) == ("warn", datetime(2026, 11, 3, 9, tzinfo=UTC))


def test_the_night_costs_nothing() -> None:
    world = World()
    lead = world.handed_off()
    world.go(datetime(2026, 11, 2, 18, tzinfo=UTC))
    evening = deadline(world.engine.brief(lead.id), "accept").left
    world.go(datetime(2026, 11, 3, 9, tzinfo=UTC))
    assert deadline(world.engine.brief(lead.id), "accept").left == evening == 8 * HOUR


def test_a_late_one_says_by_how_much() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=7)
    world.engine.tick()
    brief = world.engine.brief(lead.id)
    late = deadline(brief, "first_touch")
    assert (late.left, late.verdict) == (-2 * HOUR, "breached")
    assert "late by 2 h of working time; breached" in " ".join(str(brief).split())


def test_the_most_urgent_comes_first() -> None:
    brief = (world := World()).engine.brief(world.handed_off())
    assert [one.clock for one in brief.deadlines] == ["first_touch", "accept"]


def test_a_rest_is_no_deadline_that_somebody_misses() -> None:
    world = World()
    lead = world.engine.move(world.raw().id, "nurture", by=SDR, reason="not_sales_ready")
    nurture = deadline(world.engine.brief(lead), "nurture")
    assert nurture.cool_down and not nurture.working
    assert nurture.left == timedelta(days=90)
    world.wait(days=100)
    world.engine.tick()
    text = " ".join(str(world.engine.brief(lead.id)).split())
    assert "the rest is over" in text
    assert "breached" not in text


def test_a_clock_that_stands_still_says_why() -> None:
    world = World()
    lead = world.handed_off()
    world.engine.move(lead.id, "query", by=REP, comment="which site?")
    one = deadline(world.engine.brief(lead.id), "accept")
    assert one.paused == "query"
    assert "stands still: query" in str(world.engine.brief(lead.id))


steps = st.lists(
    st.tuples(st.sampled_from(["hold", "hold for a while", "resume", "nothing"]), st.integers(0, 40)),
    max_size=8,
)


def take(world: World, step: str, lead: str) -> None:
    match step:
        case "hold":
            world.engine.hold(lead, by=REP, reason="waits")
        case "hold for a while":
            world.engine.hold(lead, by=REP, reason="waits", until=world.time + 5 * HOUR)
        case "resume":
            world.engine.resume(lead, by=REP)


@settings(max_examples=40)
@given(steps)
def test_what_is_left_is_the_target_less_what_was_used_whatever_was_held(
    steps: list[tuple[str, int]],
) -> None:
    world = World()
    lead = world.handed_off()
    for step, hours in steps:
        with suppress(Refused):  # it is held already, or nothing holds it
            take(world, step, lead.id)
        world.wait(hours=hours)
        (used,) = (one.used(world.time) for one in world.engine.clocks(lead.id) if one.name == "first_touch")
        left = deadline(world.engine.brief(lead.id), "first_touch").left
        assert left == 5 * HOUR - used or (left < timedelta(0) and used >= 5 * HOUR)


def test_times_are_on_the_wall_clock_of_the_policy() -> None:
    world = World(standard_policy(Facts, name="acme", version="1", zone="Europe/Berlin"))
    lead = world.handed_off()
    text = str(world.engine.brief(lead.id))
    assert "since Mon 2026-11-02 10:00\n" in text
    assert "all times in Europe/Berlin (UTC+0100)" in text
    world.go(datetime(2027, 4, 1, 9, tzinfo=UTC))
    later = str(world.engine.brief(lead.id))
    assert "since Mon 2026-11-02 10:00 +0100\n" in later  # it was winter then
    assert "all times in Europe/Berlin (UTC+0200)" in later
