"""Recycling: what came back, why, and what became of it (semantics 22, 26, 28, 38, 39)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leadlife import SALES, SYSTEM, LeadFacts, Milestone, Policy, Reason, Stage, Team, Transition
from leadlife.reports import Ratio, Recycled, Share, recycling
from tests.lives import OTHER_REP, READY, SDR, World
from tests.reports.lives import LATER, MONDAY, OFFICE, POLICY, Life, implied, visit


def _offered(id: str = "lead-1") -> Life:
    return Life(id).through("mrl", "mql", "handed_off", since=1)


def _round(life: Life, hour: int) -> Life:
    life.to("evaluating", hour, move="reject", reason="wrong_person").to("mql", hour + 1)
    return life.to("handed_off", hour + 2)


def _total(*lives: Life, **asked: object) -> Recycled:
    return recycling([life.lead for life in lives], POLICY, as_of=LATER, **asked).total  # type: ignore[arg-type]


def test_rejected_lapsed_returned_and_lost_are_different_facts() -> None:
    lives = (
        _offered("a").to("evaluating", 9, move="reject", reason="no_capacity"),
        _offered("b").to("evaluating", 9, move="lapse", reason="lapsed"),
        _offered("c").to("sal", 5).to("evaluating", 9, move="return", reason="timing"),
        _offered("d")
        .through("sal", "sql", since=5)
        .to("lost", 9, reason="price")
        .to("nurture", 10, reason="price"),
        _offered("e").to("disqualified", 9, reason="spam"),
        Life("f").through("mrl").to("nurture", 9, reason="long_term"),
    )
    row = _total(*lives)
    assert (row.rejected, row.lapsed, row.returned, row.lost) == (1, 1, 1, 1)
    assert (row.offered, row.offered_leads, row.leads) == (5, 5, 4)
    assert row.sent_back == Ratio(3, 5)
    assert {(one.kind, one.reason) for one in row.reasons} == {
        ("rejected", "no_capacity"),
        ("lapsed", "lapsed"),
        ("returned", "timing"),
        ("lost", "price"),
    }


def test_visits_and_leads_are_told_apart() -> None:
    life = (
        _offered()
        .to("evaluating", 9, move="reject", reason="no_capacity")
        .to("handed_off", 10, move="release")
    )
    life.to("evaluating", 12, move="reject", reason="no_capacity")
    row = _total(life)
    assert (row.offered, row.offered_leads, row.rejected, row.leads) == (2, 1, 2, 1)
    assert (row.reason("no_capacity", "rejected").visits, row.reason("no_capacity", "rejected").leads) == (
        2,
        1,
    )


def test_what_became_of_them_counts_from_the_first_coming_back() -> None:
    back = _offered("a").to("evaluating", 9, move="reject", reason="wrong_person").to("mql", 10)
    won = (
        _offered("b")
        .to("evaluating", 9, move="reject", reason="no_capacity")
        .to("handed_off", 10, move="release")
    )
    won.through("sal", "sql", "won", since=11)
    rests = (
        _offered("c")
        .to("evaluating", 9, move="reject", reason="wrong_person")
        .to("nurture", 10, reason="long_term")
    )
    row = _total(back, won, rests)
    assert (row.back_to_mql, row.offered_again, row.won) == (Share(1, 3), Share(1, 3), Share(1, 3))
    assert (row.resting, row.cycles) == (1, ((0, 1), (1, 2)))
    assert row.reason("wrong_person", "rejected").back_to_mql == Share(1, 2)
    assert row.reason("no_capacity", "rejected").won == Share(1, 1)


def test_each_reason_counts_what_became_of_a_lead_after_the_first_time() -> None:
    life = _round(_offered(), 10).to("evaluating", 20, move="reject", reason="wrong_person")
    assert _total(life).reason("wrong_person", "rejected").back_to_mql == Share(1, 1)


def test_where_there_is_no_way_back_nobody_used_it_up() -> None:
    life = Life().to("sales", 1, move="take").to("review", 2, move="hand_back", setback=True)
    strict = replace(_own_policy(), max_cycles=0)
    assert recycling([life.lead], strict, as_of=LATER).total.exhausted == 0


def test_won_before_is_not_won_after() -> None:
    life = (
        _offered()
        .through("sal", "sql", "won", since=5)
        .to("lost", 20, move="undo")
        .to("nurture", 21, reason="price")
    )
    assert _total(life).won == Share(0, 1)


def test_semantics_28_exhausted_is_who_took_every_way_back_and_is_out() -> None:
    busy, out = _offered("a"), _offered("b")
    for hour in (10, 20, 30):
        _round(busy, hour), _round(out, hour)
    out.to("evaluating", 40, move="reject", reason="wrong_person")
    assert POLICY.max_cycles == 3
    row = _total(busy, out)
    assert (row.exhausted, row.cycles) == (1, ((3, 2),))


def test_semantics_39_a_ratio_over_a_period_may_exceed_one_and_says_so() -> None:
    late = [_offered(f"lead-{n}").to("evaluating", 50, move="reject", reason="no_capacity") for n in range(3)]
    now = Life("now").through("mrl", "mql").to("handed_off", 49)
    leads = [life.lead for life in (*late, now)]
    report = recycling(leads, POLICY, as_of=LATER, period=(MONDAY + timedelta(hours=48), None))
    assert report.total.sent_back == Ratio(3, 1)
    assert report.total.sent_back.value == 3.0
    assert report.basis.frame == "period" and "may exceed 100%" in report.basis.window
    assert report.table().rows[-1][5] == "300.0%"


def test_only_what_happened_in_the_period_counts() -> None:
    life = _offered().to("evaluating", 9, move="reject", reason="no_capacity")
    before = _total(life, period=(None, MONDAY + timedelta(hours=9)))
    after = _total(life, period=(MONDAY + timedelta(hours=9), None))
    assert (before.offered, before.rejected) == (1, 0)
    assert (after.offered, after.rejected, after.sent_back.value) == (0, 1, None)


def test_leads_that_came_back_lately_are_flagged() -> None:
    life = _offered().to("evaluating", 9, move="reject", reason="no_capacity")
    report = recycling([life.lead], POLICY, as_of=MONDAY + timedelta(days=180))
    assert report.total.immature == 1
    assert any("came back less than 180 days ago" in note for note in report.table().notes)
    assert _total(life).immature == 0


def test_a_history_without_times_counts_where_there_is_no_period() -> None:
    life = Life().told(visit("mql", 1), implied("handed_off"), implied("evaluating"), visit("nurture", 5))
    whole = _total(life)
    assert (whole.offered, whole.rejected, whole.undated) == (1, 1, 2)
    assert whole.reason(None, "rejected").visits == 1
    part = _total(life, period=(MONDAY, None))
    assert (part.offered, part.rejected, part.undated) == (0, 0, 2)


def test_visits_that_are_in_no_period_for_want_of_a_time_are_noted() -> None:
    lead = Life().told(visit("mql", 1), implied("handed_off"), implied("evaluating")).lead
    whole, part = (recycling([lead], POLICY, as_of=LATER, period=p) for p in (None, (MONDAY, None)))
    assert "Left out: 2 visits began at a time that nobody told." in part.table().notes
    assert not any("Left out" in note for note in whole.table().notes)


def _back(name: str, by: Team) -> Transition:
    silent = (Reason("silent"),)
    return Transition(name=name, sources=("sales",), target="review", by=(by,), reasons=silent, setback=True)


def _own_policy() -> Policy[LeadFacts]:
    """A process with names of its own: taken to sales, which hands back, or sleeps on it."""
    return Policy(
        name="own",
        version="1",
        facts=LeadFacts,
        calendar=OFFICE,
        stages=(
            Stage("raw", Milestone.RAW),
            Stage("sales", Milestone.HANDED_OFF),
            Stage("review", Milestone.RECYCLED),
        ),
        moves=(
            Transition(name="take", sources=("raw",), target="sales", by=(SALES,)),
            _back("hand_back", SALES),
            _back("expire", SYSTEM),
        ),
    )


def test_the_kinds_are_read_from_the_policy_whatever_it_calls_its_moves() -> None:
    lives = [
        Life(move).to("sales", 1, move="take").to("review", 2, move=move, reason="silent", setback=True)
        for move in ("hand_back", "expire")
    ]
    row = recycling([life.lead for life in lives], _own_policy(), as_of=LATER).total
    assert (row.offered, row.rejected, row.lapsed) == (2, 1, 1)


def test_reasons_come_most_frequent_first_and_sum_to_the_visits() -> None:
    lives = [_offered(f"lead-{n}").to("evaluating", 9, move="reject", reason="ab"[n == 0]) for n in range(3)]
    report = recycling([life.lead for life in lives], POLICY, by="source", as_of=LATER)
    assert [(row.reason, row.visits) for row in report.total.reasons] == [("a", 2), ("b", 1)]
    assert [row[1] for row in report.tables()[1].rows] == ["a", "b"]
    assert report.groups[0].group == "webcast"


def test_programs_get_groups_and_reasons_as_flat_data() -> None:
    life = _offered().to("evaluating", 9, move="reject", reason="no_capacity")
    whole, reason = recycling([life.lead], POLICY, as_of=LATER).to_dicts()
    assert (whole["figure"], whole["sent_back"], whole["cycles"]) == ("recycled", 1.0, {"0": 1})
    assert (reason["figure"], reason["reason"], reason["visits"]) == ("reason", "no_capacity", 1)


def test_what_the_engine_lived_is_what_is_reported() -> None:
    world = World()
    lead = world.evaluating("missing_information")
    world.wait(hours=1)
    world.engine.observe(lead.id, READY, by=SDR)
    world.engine.move(lead.id, "reheat", by=SDR)
    world.engine.move(lead.id, "hand_off", by=SDR, to=OTHER_REP)
    world.wait(days=10)
    world.engine.tick()
    row = recycling(world.engine.leads(), world.policy, as_of=world.time).total
    assert (row.offered, row.rejected, row.lapsed) == (2, 1, 1)
    assert (row.back_to_mql, row.cycles) == (Share(1, 1), ((1, 1),))


def test_a_reason_that_never_was_is_named() -> None:
    with pytest.raises(KeyError, match="rejected for 'timing'"):
        _total(_offered()).reason("timing", "rejected")
