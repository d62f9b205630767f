"""Back-fill: another system's history is recorded, not decided (semantics 20, 44)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from leadlife import DefinitionError, Entry, InvalidInput, Refused, money
from leadlife.events import Backfilled
from tests.lives import MONDAY, REP, SDR, Facts, World

DAY = timedelta(days=1)


def test_stages_that_must_have_been_passed_are_implied_and_get_no_time() -> None:
    world = World()
    world.wait(days=30)
    lead = world.engine.capture(by=SDR, key="crm:1", at=MONDAY)
    lead = world.engine.backfill(lead.id, [Entry("mql", MONDAY), Entry("won", MONDAY + 9 * DAY)], by=SDR)
    assert [(visit.stage, visit.entered_at) for visit in lead.visits] == [
        ("raw", MONDAY),
        ("mrl", None),
        ("mql", MONDAY),
        ("handed_off", None),
        ("sal", None),
        ("sql", None),
        ("won", MONDAY + 9 * DAY),
    ]
    assert lead.stage == "won"
    assert all(visit.implied == (visit.entered_at is None) for visit in lead.visits)


def test_entries_out_of_order_are_kept_and_flagged() -> None:
    world = World()
    world.wait(days=30)
    lead = world.engine.capture(by=SDR, at=MONDAY + 5 * DAY)
    lead = world.engine.backfill(
        lead.id,
        [Entry("mql", MONDAY + 5 * DAY), Entry("won", MONDAY + 3 * DAY)],
        by=SDR,
        value=money(10, "BRL"),
    )
    flagged = [visit.stage for visit in lead.visits if visit.out_of_order]
    assert flagged == ["won"]
    assert lead.visit.entered_at == MONDAY + 3 * DAY
    assert lead.value == money(10, "BRL")


def test_it_sends_nothing_and_opens_no_clock_that_ended_long_ago() -> None:
    world = World()
    world.wait(days=200)
    lead = world.engine.capture(by=SDR, at=MONDAY)
    old = world.engine.backfill(lead.id, [Entry("handed_off", MONDAY + DAY)], by=SDR, owner=REP)
    assert not old.running
    assert world.engine.tick().levels == 0
    assert not world.engine.store.outbox(state="pending")
    fresh = world.engine.capture(by=SDR)
    running = world.engine.backfill(fresh.id, [Entry("handed_off", world.time)], by=SDR).running
    assert {clock.name for clock in running} == {"accept", "first_touch"}


def test_a_second_file_goes_on_where_the_first_one_ended() -> None:
    world = World()
    world.wait(days=30)
    lead = world.engine.capture(by=SDR, at=MONDAY)
    world.engine.backfill(lead.id, [Entry("mql", MONDAY)], by=SDR)
    lead = world.engine.backfill(lead.id, [Entry("sal", MONDAY + DAY)], by=SDR, told=Facts(company="Acme"))
    assert [visit.stage for visit in lead.visits] == ["raw", "mrl", "mql", "handed_off", "sal"]
    assert [visit.left_at for visit in lead.visits[:3]] == [MONDAY, None, MONDAY + DAY]
    assert lead.facts.company == "Acme"
    assert sum(isinstance(event, Backfilled) for event in world.engine.history(lead.id)) == 2


def test_what_was_back_filled_is_lived_on() -> None:
    world = World()
    lead = world.engine.capture(by=SDR)
    world.engine.backfill(lead.id, [Entry("handed_off", MONDAY)], by=SDR, owner=REP)
    world.wait(hours=1)
    lead = world.engine.move(lead.id, "reject", by=REP, reason="no_capacity", comment="next week")
    assert lead.stage == "evaluating"


@pytest.mark.parametrize(
    ("entries", "error", "why"),
    [
        ([], Refused, "nothing to record"),
        ([Entry("handedoff", MONDAY)], DefinitionError, "did you mean 'handed_off'"),
        ([Entry("mql", MONDAY + DAY)], Refused, "lies in the future"),
        ([Entry("mql", datetime(2026, 11, 2))], InvalidInput, "no time zone"),
        ([("mql", MONDAY)], InvalidInput, "not a tuple of Entry"),
    ],
)
def test_bad_entries_are_refused_and_nothing_is_written(
    entries: list[Entry], error: type[Exception], why: str
) -> None:
    world = World()
    lead = world.engine.capture(by=SDR)
    with pytest.raises(error) as caught:
        world.engine.backfill(lead.id, entries, by=SDR)
    assert why in str(caught.value)
    assert world.engine.get(lead.id) == lead


def test_a_rest_is_over_when_another_system_says_that_the_lead_went_on() -> None:
    world = World()
    lead = world.engine.move(world.raw().id, "nurture", by=SDR, reason="long_term")
    assert lead.cool_down_until is not None
    world.wait(days=3)
    told = world.engine.backfill(lead.id, by=SDR, told=Facts(company="Acme"))
    assert told.cool_down_until == lead.cool_down_until
    assert world.engine.backfill(lead.id, [Entry("mql", world.time)], by=SDR).cool_down_until is None
