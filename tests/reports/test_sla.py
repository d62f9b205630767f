"""Clocks and response times (semantics 38, 40, 41)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from leadlife.lead import ClockState, LevelState
from leadlife.reports import Response, Share, recycling, sla
from tests.lives import REP, World
from tests.reports.lives import LATER, MONDAY, POLICY, Life, implied, visit

_ids = count(1)
HOUR = timedelta(hours=1)


def _run(
    verdict: str, name: str = "accept", *, due: float = 5, stopped: bool = True, reached: bool = False
) -> ClockState:
    at = MONDAY + due * HOUR
    level = LevelState("breach", at, at if reached else None)
    stop = at if stopped else None
    return ClockState(f"{name}:{next(_ids)}", name, MONDAY, at, (level,), "cal", verdict, stop)  # type: ignore[arg-type]


def test_semantics_41_the_rate_is_met_of_met_and_breached_and_the_rest_stands_beside() -> None:
    clocks = (
        *(_run("met") for _ in range(3)),
        _run("breached", reached=True),
        _run("breached", stopped=False, reached=True),
        _run("running", stopped=False),
        _run("running", stopped=False, due=1e6),
        _run("paused", stopped=False),
        _run("cancelled"),
    )
    row = sla([Life().clock(*clocks).lead], POLICY, as_of=MONDAY + 10 * HOUR).total.clock("accept")
    assert row.rate == Share(3, 5)
    assert (row.met, row.breached, row.running, row.paused, row.cancelled) == (3, 2, 2, 1, 1)
    assert (row.unanswered, row.overdue, row.level("breach"), row.level("warn"), row.runs) == (1, 1, 2, 0, 9)


def test_semantics_10_a_clock_is_overdue_after_its_deadline_and_not_at_it() -> None:
    lead = Life().clock(_run("running", due=5, stopped=False)).lead
    found = [
        sla([lead], POLICY, as_of=MONDAY + hours * HOUR).total.clock("accept").overdue for hours in (5, 5.01)
    ]
    assert found == [0, 1]


def test_a_clock_that_never_ran_has_no_rate_and_no_line() -> None:
    report = sla([Life().clock(_run("running", stopped=False)).lead], POLICY, as_of=LATER)
    assert report.total.clock("work").rate.value is None
    assert [row[0] for row in report.table().rows] == ["accept"]


def test_a_reminder_is_no_promise() -> None:
    report = sla([Life().clock(_run("breached", "nurture")).lead], POLICY, as_of=LATER)
    assert report.total.clock("nurture").reminder and not report.table().rows
    assert any("nurture" in note for note in report.table().notes)


def test_the_period_is_that_of_the_clocks_start() -> None:
    lead = Life().clock(_run("met")).lead
    inside = sla([lead], POLICY, as_of=LATER, period=(MONDAY, MONDAY + HOUR))
    outside = sla([lead], POLICY, as_of=LATER, period=(MONDAY + HOUR, None))
    assert (inside.total.clock("accept").met, outside.total.clock("accept").met) == (1, 0)


def _offered() -> Life:
    return Life().through("mrl", "mql", "handed_off", since=0, every=0)


def _response(*lives: Life, as_of: datetime = LATER) -> Response:
    return sla([life.lead for life in lives], POLICY, as_of=as_of).total.response


def test_the_response_is_the_first_human_outbound_attempt_after_the_hand_off() -> None:
    life = Life().through("mrl", "mql").touch(1.5).to("handed_off", 2)
    life.touch(2.5, human=False).touch(3, inbound=True).touch(5).touch(4)
    found = _response(life)
    assert (found.touched, found.calendar.median, found.working.median) == (1, 2 * HOUR, 2 * HOUR)


def test_an_attempt_at_the_instant_of_the_hand_off_is_a_response_and_one_before_it_is_none() -> None:
    found = _response(Life().through("mrl", "mql", "handed_off", since=2, every=0).touch(1.9).touch(2))
    assert (found.touched, found.calendar.median) == (1, 0 * HOUR)


def test_semantics_38_working_and_calendar_time_are_told_apart() -> None:
    found = _response(_offered().touch(24 + 2))  # Monday at nine to Tuesday at eleven, open nine to five
    assert (found.calendar.median, found.working.median) == (26 * HOUR, 10 * HOUR)
    within = found.share_within(24 * HOUR)
    assert (within.working, within.calendar) == (Share(1, 1), Share(0, 1))
    assert found.share_within(5 * HOUR).working == Share(0, 1)


def test_semantics_40_the_untouched_and_the_waiting_stand_beside_and_stay_in_the_shares() -> None:
    rejected = _offered().to("evaluating", 9, move="reject", reason="no_capacity").touch(12)
    last = _response(_offered().touch(9).to("evaluating", 9, move="reject", reason="no_capacity"))
    assert (last.touched, last.untouched) == (1, 0)
    found = _response(_offered().touch(1), rejected, _offered().to("sal", 1))
    assert (found.offered, found.touched, found.untouched, found.waiting) == (3, 1, 1, 1)
    assert found.calendar.count == 1
    assert found.share_within(5 * HOUR).calendar == Share(1, 3)


@pytest.mark.parametrize(("hours", "whole"), [(4.9, 0), (5, 1)])
def test_semantics_39_only_leads_that_had_the_time_are_in_the_share(hours: float, whole: int) -> None:
    found = _response(_offered().touch(0.5), as_of=MONDAY + hours * HOUR)
    assert (
        found.share_within(5 * HOUR).working == found.share_within(5 * HOUR).calendar == Share(whole, whole)
    )


def test_a_weekend_gives_no_time_to_respond() -> None:
    friday = Life(at=datetime(2026, 11, 6, 16, tzinfo=UTC)).through(
        "mrl", "mql", "handed_off", since=0, every=0
    )
    found = _response(friday, as_of=datetime(2026, 11, 8, 23, tzinfo=UTC))
    assert (found.share_within(5 * HOUR).working.whole, found.share_within(5 * HOUR).calendar.whole) == (0, 1)


def test_a_hand_off_of_unknown_time_is_in_no_figure_and_counted_beside() -> None:
    found = _response(Life().told(visit("mql", 1), implied("handed_off"), visit("sal", 3)).touch(4))
    assert (found.offered, found.undated, found.touched) == (0, 1, 0)


def test_a_hand_off_told_out_of_order_is_in_no_figure_either() -> None:
    found = _response(Life().told(visit("mql", 5), visit("handed_off", 1, out_of_order=True)).touch(6))
    assert (found.offered, found.undated) == (0, 1)


def test_a_shared_boundary_is_met() -> None:
    within = _response(_offered().touch(5)).share_within(5 * HOUR)
    assert within.calendar == within.working == Share(1, 1)


def test_groups_have_clocks_and_responses_of_their_own_that_sum_to_the_whole() -> None:
    lives = [Life(f"lead-{n}", source="ab"[n % 2]).clock(_run("met"), _run("breached")) for n in range(5)]
    report = sla([life.lead for life in lives], POLICY, by="source", as_of=LATER)
    assert [(one.group, one.clock("accept").met) for one in report.groups] == [("a", 3), ("b", 2)]
    assert report.total.clock("accept").met == 5
    assert [row[:2] for row in report.table().rows] == [("a", "accept"), ("b", "accept"), ("all", "accept")]


def test_programs_get_clocks_and_responses_as_flat_data() -> None:
    rows = sla([_offered().clock(_run("met")).touch(1).lead], POLICY, as_of=LATER).to_dicts()
    accept = next(row for row in rows if row.get("clock") == "accept")
    assert (accept["figure"], accept["rate"], accept["rate_denominator"]) == ("clock", 1.0, 1)
    assert rows[-1]["figure"] == "response"
    assert rows[-1]["calendar_median_hours"] == 1.0
    assert rows[-1]["within_5h_working_numerator"] == 1


def test_what_the_engine_lived_is_what_is_reported() -> None:
    world = World()
    lead = world.handed_off()
    world.wait(hours=2)
    world.engine.touch(lead.id, "call", by=REP)
    world.engine.move(lead.id, "accept", by=REP)
    late = world.handed_off()
    world.wait(days=2)
    world.engine.tick()
    report = sla(world.engine.leads(), world.policy, as_of=world.time)
    assert report.total.clock("first_touch").rate == Share(1, 2)
    assert report.total.clock("first_touch").unanswered == 1
    assert report.total.clock("accept").met == 1
    assert (report.total.response.waiting, report.total.response.working.median) == (1, 2 * HOUR)
    assert world.engine.get(late.id).stage == "handed_off"


def test_a_report_by_owner_says_whose_leads_are_meant() -> None:
    """A rep who took over a lead is not to be blamed for what happened before: the report says how it counts."""
    life = _offered()
    said = "By owner: whoever owns the lead now, not whoever owned it at the time."
    assert said in sla([life.lead], POLICY, as_of=LATER, by="owner").notes
    assert said in recycling([life.lead], POLICY, as_of=LATER, by="owner").notes
    assert said not in sla([life.lead], POLICY, as_of=LATER, by="source").notes
