"""Actuals against the agreed: periods, what counts where, and what is not known yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import MARKETING, SALES, InvalidInput, LeadFacts, Milestone, Objective, Policy, WorkCalendar
from leadlife.reports import MATURE_AFTER, ObjectivesReport, Share, funnel, objectives, sources
from tests.reports.lives import LATER, MONDAY, POLICY, Life, implied, won
from tests.reports.test_properties import many

MQLS = Objective(measure="mqls", at_least=2, per="month")
ACCEPTED = Objective(measure="acceptance", at_least=Decimal("0.5"), per="month")
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


def policy(*agreed: Objective) -> Policy[LeadFacts]:
    return POLICY.replace(objectives=agreed)


def report(*leads: Any, agreed: tuple[Objective, ...] = (MQLS,), **more: Any) -> ObjectivesReport:
    return objectives(leads, policy(*agreed), **{"as_of": DECEMBER, **more})


def mql(number: int, source: str = "webcast", **more: Any) -> Any:
    return Life(f"lead-{number}", source, **more).through("mrl", "mql", since=1).lead


def test_a_volume_is_counted_where_it_was_first_reached() -> None:
    again = Life("again").through("mrl", "mql").to("handed_off", 3).to("evaluating", 4, "reject")
    again.to("mql", 24 * 40, "reheat")
    found = report(mql(1), again.lead, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    assert [(row.period, row.actual, row.difference, row.outcome) for row in found.rows] == [
        ("2026-11", 2, 0, "reached"),
        ("2026-12", 0, -2, "not_reached"),
        ("2027-01", 0, -2, "running"),
    ]


def test_a_volume_that_is_reached_early_is_reached() -> None:
    found = report(mql(1), mql(2), mql(3), as_of=MONDAY + timedelta(days=2))
    assert [(row.actual, row.outcome) for row in found.rows] == [(3, "reached")]


def test_a_source_has_its_own_and_the_rest_is_not_counted() -> None:
    agreed = (replace(MQLS, source="fair"), MQLS)
    found = report(mql(1, "fair"), mql(2), mql(3), agreed=agreed)
    november = [row for row in found.rows if row.period == "2026-11"]
    assert [(row.objective.source, row.actual, row.outcome) for row in november] == [
        ("fair", 1, "not_reached"),
        (None, 3, "reached"),
    ]


def test_nothing_to_divide_by_is_undefined_and_not_nought() -> None:
    (row, december) = report(Life("raw").lead, agreed=(ACCEPTED,)).rows
    assert (row.actual, row.difference, row.outcome) == (Share(0, 0), None, "undefined")
    assert row.to_dict()["actual"] is None
    assert december.outcome == "running"


def test_a_rate_runs_on_while_what_is_pending_may_still_bring_it_there() -> None:
    sal = Life("sal").through("mrl", "mql", "handed_off", "sal").lead
    lost = [Life(f"gone-{number}").through("mrl", "mql").to("disqualified", 9).lead for number in (1, 2)]
    waiting = [mql(number) for number in (1, 2)]
    agreed = (ACCEPTED,)

    def first(*leads: Any, as_of: datetime = DECEMBER) -> tuple[object, int, str]:
        row = report(*leads, agreed=agreed, as_of=as_of).rows[0]
        return row.actual, row.pending, row.outcome

    assert first(sal, *lost[:1], as_of=MONDAY + timedelta(days=1)) == (Share(1, 2), 0, "running")
    assert first(sal, *lost[:1]) == (Share(1, 2), 0, "reached")
    assert first(sal, *lost) == (Share(1, 3), 0, "not_reached")
    assert first(sal, *lost, waiting[0]) == (Share(1, 4), 1, "running")
    assert first(sal, *lost, waiting[0], as_of=MONDAY + MATURE_AFTER + timedelta(hours=2))[1:] == (
        0,
        "not_reached",
    )
    assert first(*lost, *waiting) == (Share(0, 4), 2, "running")


def test_what_sales_answered_is_asked_of_those_it_answered() -> None:
    agreed = (Objective(measure="accepted_of_answered", at_least=Decimal("0.6"), per="month"),)

    def offered(name: str) -> Life:
        return Life(name).through("mrl", "mql", "handed_off")

    accepted = offered("a").to("sal", 9).lead
    rejected = offered("r").to("evaluating", 9, "reject").to("disqualified", 10).lead
    lapsed = offered("l").to("evaluating", 9, "lapse").to("disqualified", 10).lead
    (row, _) = report(accepted, rejected, lapsed, agreed=agreed).rows
    assert (row.actual, row.pending, row.outcome) == (Share(1, 2), 0, "not_reached")
    (row, _) = report(accepted, rejected, lapsed, offered("w").lead, agreed=agreed).rows
    assert (row.actual, row.pending, row.outcome) == (Share(1, 2), 1, "running")  # two of three would do
    (row, _) = report(accepted, agreed=agreed).rows
    assert (row.actual, row.pending, row.outcome) == (Share(1, 1), 0, "reached")
    (row, _) = report(accepted, offered("w").lead, agreed=agreed).rows
    assert (row.actual, row.pending, row.outcome) == (Share(1, 1), 1, "running")  # one of two would not


def test_what_sales_found_itself_was_never_offered_and_is_nobodys_acceptance() -> None:
    found = Life("own").to("sal", 1).lead
    both = (ACCEPTED, Objective(measure="sals", at_least=1, per="month"))
    rate, _, count, _ = report(found, agreed=both).rows
    assert (rate.actual, count.actual) == (Share(0, 0), 1)


def test_a_stage_that_was_only_implied_belongs_to_no_period_and_is_noted() -> None:
    lead = Life("told").told(implied("mql"), implied("sal")).lead
    found = report(lead, agreed=(MQLS, ACCEPTED))
    assert [row.actual for row in found.rows if row.period == "2026-11"] == [0, Share(0, 0)]
    assert found.undated == 1
    assert "Left out: 1 leads, of what they reached at a time that nobody told." in found.notes


def test_a_merged_lead_is_counted_with_the_one_it_lives_on_in_and_an_erased_one_is_not_waited_for() -> None:
    ended = replace(mql(1), merged_into="lead-9"), replace(mql(2), erased_at=MONDAY)
    row = report(*ended, agreed=(ACCEPTED,)).rows[0]
    assert (row.actual, row.pending, row.outcome) == (Share(0, 1), 0, "not_reached")


# -- periods ---------------------------------------------------------------------------------------

ZONES = ["UTC", "Europe/Berlin", "America/Santiago", "Asia/Beirut", "Asia/Kolkata", "Pacific/Apia"]


@given(
    st.sampled_from(ZONES),
    st.sampled_from(["week", "month", "quarter", "year"]),
    st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_every_instant_lies_in_one_period_of_the_policys_calendar(zone: str, per: Any, at: datetime) -> None:
    agreed = Objective(measure="leads", at_least=1, per=per)
    there = policy(agreed).replace(calendar=WorkCalendar.always(zone))
    lead = Life("one", at=at).lead
    rows = objectives([lead], there, as_of=at + timedelta(days=40)).rows
    assert [row.actual for row in rows] == [1, *[0] * (len(rows) - 1)]
    assert rows[0].since <= at < rows[0].before
    assert all(one.before == two.since for one, two in pairwise(rows))
    assert len({row.period for row in rows}) == len(rows)
    local = [row.since.astimezone(there.calendar.zone_info) for row in rows]
    assert all(one.date() > (one - timedelta(seconds=1)).date() or one.hour <= 1 for one in local)
    if per == "week":
        assert {one.isocalendar().weekday for one in local} == {1}
    else:
        assert {one.day for one in local} == {1}


@pytest.mark.parametrize(
    ("per", "name"), [("week", "2026-W45"), ("month", "2026-11"), ("quarter", "2026-Q4"), ("year", "2026")]
)
def test_periods_are_called_by_their_names(per: Any, name: str) -> None:
    assert report(mql(1), agreed=(replace(MQLS, per=per),), as_of=MONDAY).rows[0].period == name


def test_periods_are_counted_whole_also_where_the_window_holds_a_part() -> None:
    early, late = mql(1, at=MONDAY), mql(2, at=MONDAY + timedelta(days=20))
    window = (MONDAY + timedelta(days=15), MONDAY + timedelta(days=16))
    (row,) = report(early, late, period=window).rows
    assert (row.period, row.actual) == ("2026-11", 2)
    bounds = (datetime(2026, 10, 1, tzinfo=UTC), DECEMBER)
    assert [row.period for row in report(early, period=bounds).rows] == ["2026-10", "2026-11"]
    assert report(early, period=(DECEMBER + timedelta(days=90), None)).rows == ()


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInput, match="ends before it begins"):
        report(period=(DECEMBER, MONDAY))
    with pytest.raises(InvalidInput):
        report(as_of=datetime(2026, 12, 1))


def test_without_objectives_there_is_nothing_to_hold_and_that_is_said() -> None:
    found = report(mql(1), agreed=())
    assert (found.rows, found.to_dicts()) == ((), [])
    assert "The policy agrees on no objectives." in str(found.table())


# -- beside the other reports, and in print --------------------------------------------------------

YEAR: Any = {"per": "year"}
RATES = (
    Objective(measure="qualification", at_least=Decimal("0.5"), **YEAR),
    Objective(measure="acceptance", at_least=Decimal("0.5"), **YEAR),
    Objective(measure="conversion", of=Milestone.SAL, to=Milestone.WON, at_least=Decimal("0.5"), **YEAR),
)


@given(many)
def test_the_rates_are_those_of_the_other_reports(leads: list[Any]) -> None:
    """Over all periods together, where every entry has its time."""
    leads = [lead for lead in leads if all(visit.entered_at is not None for visit in lead.visits)]
    found = objectives(leads, policy(*RATES), as_of=LATER)
    beside, way = sources(leads, POLICY, as_of=LATER).total, funnel(leads, POLICY, as_of=LATER).total
    expected = (beside.qualification, beside.acceptance, way.conversion(Milestone.SAL, Milestone.WON))
    for objective, share in zip(RATES, expected, strict=True):
        actual = [row.actual for row in found.of(objective) if isinstance(row.actual, Share)]
        assert sum(one.part for one in actual) == share.part
        assert sum(one.whole for one in actual) == share.whole


@given(many)
def test_leads_are_read_once_in_any_order(leads: list[Any]) -> None:
    agreed = policy(MQLS, *RATES)
    once = objectives(iter(leads), agreed, as_of=LATER)
    assert once == objectives(leads[::-1], agreed, as_of=LATER)


def test_the_table_says_what_was_agreed_what_was_reached_and_on_what_it_rests() -> None:
    agreed = (replace(MQLS, by=(MARKETING, SALES)), ACCEPTED)
    leads = [won(f"won-{number}") for number in range(2)] + [mql(3)]
    assert str(report(*leads, agreed=agreed, as_of=DECEMBER - timedelta(hours=1)).table()) == (
        "Objectives\n\n"
        "objective                             period   actual     of  agreed  difference  pending  outcome\n"
        "------------------------------------  -------  ------  -----  ------  ----------  -------  -------------\n"
        "MQLs in each month                    2026-11       3              2          +1           reached\n"
        "MQLs in each month accepted by sales  2026-11   66.7%  2 / 3     50%       +16.7        1  still running\n\n"
        "Basis: cohort, leads by the period in which they first reached what is counted, or divided by, at any time, "
        "in UTC; counted in leads.\n"
        "Pending: leads that are open and entered less than 180 days ago; a rate is still running where what "
        "becomes of them decides."
    )


def test_programs_get_numerator_and_denominator_exactly() -> None:
    agreed = (replace(ACCEPTED, by=(SALES,), source="webcast"), MQLS)
    rate, _, count, _ = report(won("w"), mql(1), agreed=agreed).to_dicts()
    assert rate == {
        "measure": "acceptance",
        "of": "mql",
        "to": "sal",
        "source": "webcast",
        "by": ["sales"],
        "per": "month",
        "period": "2026-11",
        "since": "2026-11-01T00:00:00+00:00",
        "before": "2026-12-01T00:00:00+00:00",
        "actual": 0.5,
        "actual_numerator": 1,
        "actual_denominator": 2,
        "agreed": "0.5",
        "difference": 0.0,
        "pending": 1,
        "outcome": "reached",
    }
    assert (count["actual"], count["actual_denominator"], count["agreed"]) == (2, None, 2)


def test_every_figure_states_what_it_rests_on() -> None:
    found = report(agreed=(MQLS, ACCEPTED, RATES[2]))
    assert {str(figure) for figure in found.basis.figures} == {
        "mqls: leads that first reached MQL in the period",
        "acceptance: of those, leads that sales accepted / leads that first reached MQL in the period",
        "conversion_sal_won: of those, leads that reached won / leads that first reached SAL in the period",
    }
