"""Whatever leads there are: subsets, sums, order, and quantiles that an oracle agrees with."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leadlife import Milestone, money
from leadlife.lead import Lead, Visit
from leadlife.reports import Share, funnel, recycling, sla, sources
from leadlife.reports.durations import Stopwatch
from tests.reports.lives import LATER, MONDAY, POLICY, Life

MOVES = {stage.name: POLICY.moves_from(stage.name) for stage in POLICY.stages}
FORWARD = ("raw", "mrl", "mql", "handed_off", "sal", "sql", "won")


@st.composite
def lives(draw: st.DrawFn) -> Lead[Any]:
    """A walk through the standard policy, some of it told without times or out of order."""
    life = Life(draw(st.uuids()).hex, draw(st.sampled_from(["fair", "web", "unknown", None])))
    hours = 0.0
    for _ in range(draw(st.integers(0, 12))):
        if not MOVES[life.stage]:
            break
        move = draw(st.sampled_from(MOVES[life.stage]))
        hours += draw(st.floats(0, 400))
        reason = draw(st.sampled_from([one.code for one in move.reasons])) if move.reasons else None
        value = (
            money(draw(st.integers(0, 999)), draw(st.sampled_from(["EUR", "USD"])))
            if move.target == "won"
            else None
        )
        life.to(move.target, hours, move.name, reason, value=value)
        if draw(st.booleans()):
            life.touch(hours + draw(st.floats(0, 50)), human=draw(st.booleans()))
    if life.stage not in ("won", "lost", "disqualified") and draw(st.booleans()):
        return life.told(*draw(_told())).lead
    return life.lead


@st.composite
def _told(draw: st.DrawFn) -> tuple[Visit, ...]:
    stages = draw(st.lists(st.sampled_from(FORWARD), min_size=1, max_size=5))
    hours = st.one_of(st.none(), st.floats(-500, 5000))
    times = [draw(hours) for _ in stages]
    return tuple(
        Visit(
            stage,
            9,
            None if at is None else MONDAY + timedelta(hours=at),
            out_of_order=at is not None and at < 0,
        )
        for stage, at in zip(stages, times, strict=True)
    )


many = st.lists(lives(), max_size=12, unique_by=lambda lead: lead.id)
REPORTS: tuple[Callable[..., Any], ...] = (funnel, sources, sla, recycling)


def _reached(lead: Lead[Any], stage: str) -> bool:
    return any(visit.stage == stage for visit in lead.visits)


@given(many)
def test_the_funnel_counts_what_a_plain_count_counts(leads: list[Lead[Any]]) -> None:
    total = funnel(leads, POLICY, as_of=LATER).total
    for place, stage in enumerate(FORWARD):
        step = total.step(stage)
        assert step.reached == sum(_reached(lead, stage) for lead in leads)
        assert step.here == sum(lead.stage == stage for lead in leads)
        if place:
            before = [lead for lead in leads if _reached(lead, FORWARD[place - 1])]
            assert step.from_previous == Share(sum(_reached(lead, stage) for lead in before), len(before))
            assert len(before) == step.from_previous.part + step.open + step.closed


@given(many)
def test_every_conversion_is_a_plain_count_over_a_subset(leads: list[Lead[Any]]) -> None:
    total = funnel(leads, POLICY, as_of=LATER).total
    for start in Milestone:
        for end in Milestone:
            share = total.conversion(start, end)
            assert share.whole == sum(_reached_milestone(lead, start) for lead in leads)
            assert share.part == sum(
                _reached_milestone(lead, start) and _reached_milestone(lead, end) for lead in leads
            )


def _reached_milestone(lead: Lead[Any], milestone: Milestone) -> bool:
    return any(_reached(lead, stage) for stage in POLICY.stages_of(milestone))


@given(many)
def test_the_groups_of_the_funnel_sum_to_the_whole(leads: list[Lead[Any]]) -> None:
    report = funnel(leads, POLICY, by="source", as_of=LATER)
    assert sum(group.leads for group in report.groups) == report.total.leads == len(leads)
    for stage in FORWARD:
        for count in ("reached", "open", "closed", "here"):
            whole = getattr(report.total.step(stage), count)
            assert sum(getattr(group.step(stage), count) for group in report.groups) == whole


COUNTS = (
    "captured",
    "mqls",
    "offered",
    "accepted",
    "rejected",
    "lapsed",
    "won",
    "open",
    "closed",
    "unvalued",
)


@given(many)
def test_the_sources_sum_to_the_whole_to_the_cent(leads: list[Lead[Any]]) -> None:
    report = sources(leads, POLICY, as_of=LATER)
    for count in COUNTS:
        assert sum(getattr(row, count) for row in report.groups) == getattr(report.total, count)
    assert report.total.captured == report.total.won + report.total.open + report.total.closed
    for currency in ("EUR", "USD"):
        parts = [one.amount for row in report.groups for one in row.revenue if one.currency == currency]
        assert sum(parts) == sum(one.amount for one in report.total.revenue if one.currency == currency)


@given(many)
def test_every_won_lead_that_was_an_mql_is_timed_or_untimed_or_out_of_order(leads: list[Lead[Any]]) -> None:
    report = sources(leads, POLICY, as_of=LATER).total
    took = report.to_won
    assert took.count + took.untimed + took.out_of_order == report.win_rate.part
    asked = sources(leads, POLICY, as_of=LATER, count_negative=True).total.to_won
    assert asked.count >= took.count and asked.out_of_order == took.out_of_order


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_leads_does_not_matter(leads: list[Lead[Any]], random: Any) -> None:
    shuffled = random.sample(leads, len(leads))
    for report in REPORTS:
        one, other = (
            report(leads, POLICY, by="source", as_of=LATER),
            report(shuffled, POLICY, by="source", as_of=LATER),
        )
        assert one == other


@given(many)
def test_all_leads_are_read_once_and_from_any_iterable(leads: list[Lead[Any]]) -> None:
    for report in REPORTS:
        assert report(iter(leads), POLICY, as_of=LATER) == report(leads, POLICY, as_of=LATER)


@given(many)
def test_what_programs_get_is_json_and_every_share_stands_beside_what_it_divides(
    leads: list[Lead[Any]],
) -> None:
    for report in REPORTS:
        found = report(leads, POLICY, by="source", as_of=LATER)
        rows = found.to_dicts()
        assert json.loads(json.dumps(rows, allow_nan=False)) == rows
        for row in rows:
            for name in row:
                if name.endswith("_numerator"):
                    figure, whole = (
                        row[name.removesuffix("_numerator")],
                        row[name.replace("_numerator", "_denominator")],
                    )
                    assert figure == (row[name] / whole if whole else None)


@given(many)
def test_what_came_back_was_offered_or_had(leads: list[Lead[Any]]) -> None:
    report = recycling(leads, POLICY, by="source", as_of=LATER)
    for count in ("offered", "rejected", "lapsed", "returned", "lost", "leads", "exhausted", "resting"):
        assert sum(getattr(row, count) for row in report.groups) == getattr(report.total, count)
    total = report.total
    assert (
        sum(row.visits for row in total.reasons)
        == total.rejected + total.lapsed + total.returned + total.lost
    )
    assert sum(leads for _, leads in total.cycles) == total.leads <= len(leads)


@given(many)
def test_every_offered_lead_is_touched_or_untouched_or_waiting(leads: list[Lead[Any]]) -> None:
    found = sla(leads, POLICY, as_of=LATER).total.response
    assert found.offered == found.touched + found.untouched + found.waiting
    assert found.touched == found.working.count == found.calendar.count
    assert found.offered + found.undated == sum(_reached(lead, "handed_off") for lead in leads)
    assert all(one.working.part >= one.calendar.part for one in found.within)


@given(st.lists(st.integers(-(10**15), 10**15), min_size=2, max_size=60))
def test_quantiles_agree_with_the_standard_library_to_the_microsecond(lengths: list[int]) -> None:
    watch = Stopwatch()
    for length in lengths:
        watch.add(timedelta(microseconds=length))
    found = watch.read()
    exact = [Fraction(length) for length in lengths]
    quarters = statistics.quantiles(exact, n=4, method="inclusive")
    tenths = statistics.quantiles(exact, n=10, method="inclusive")
    expected = [timedelta(microseconds=round(one)) for one in (*quarters, tenths[8])]
    assert [found.p25, found.median, found.p75, found.p90] == expected


@given(st.integers(0, 10**12))
def test_all_quantiles_of_one_duration_are_that_duration(length: int) -> None:
    watch = Stopwatch()
    watch.add(timedelta(microseconds=length))
    found = watch.read()
    assert {found.p25, found.median, found.p75, found.p90} == {timedelta(microseconds=length)}


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_parts_of_money_sum_to_the_whole_and_differ_by_a_cent_at_most(cents: int, ways: int) -> None:
    from leadlife.reports._revenue import split

    whole = money(cents, "EUR") / 100
    parts = split(whole, ways)
    assert sum(parts) == whole and len(parts) == ways
    assert max(parts) - min(parts) <= money("0.01", "EUR")
