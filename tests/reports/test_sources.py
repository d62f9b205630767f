"""Sources: rates, days to won, revenue and cost (semantics 38, 39, 40, 42)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from leadlife import InvalidInput, Opportunity, money
from leadlife.lead import Lead
from leadlife.reports import Share, SourceRow, sources
from tests.reports.lives import LATER, POLICY, Life, implied, visit, won


def _total(*leads: Lead[Any], **asked: object) -> SourceRow:
    return sources(leads, POLICY, as_of=LATER, **asked).total  # type: ignore[arg-type]


def _rejected(id: str) -> Life:
    life = Life(id).through("mrl", "mql", "handed_off", since=1)
    return life.to("evaluating", 9, move="reject", reason="no_capacity")


def test_captured_is_won_and_open_and_closed() -> None:
    lost = Life("c").through("mrl", "mql").to("disqualified", 9, reason="spam")
    row = _total(won("a"), Life("b").lead, lost.lead)
    assert (row.captured, row.won, row.open, row.closed) == (3, 1, 1, 1)
    assert (row.qualification, row.lead_to_sale, row.win_rate) == (Share(2, 3), Share(1, 3), Share(1, 2))


def test_accepted_rejected_and_lapsed_are_told_apart_by_who_moved() -> None:
    lapsed = (
        Life("b")
        .through("mrl", "mql", "handed_off", since=1)
        .to("evaluating", 30, move="lapse", reason="lapsed")
    )
    accepted = Life("c").through("mrl", "mql", "handed_off", "sal", since=1)
    row = _total(_rejected("a").lead, lapsed.lead, accepted.lead, Life("d").lead)
    assert (row.offered, row.accepted, row.rejected, row.lapsed) == (3, 1, 1, 1)
    assert (row.acceptance, row.accepted_of_answered, row.lapse) == (Share(1, 3), Share(1, 2), Share(1, 3))


def test_a_lead_rejected_first_and_accepted_later_was_both_and_is_counted_once_among_the_answered() -> None:
    life = _rejected("a").to("handed_off", 10, move="release").to("sal", 11)
    row = _total(life.lead)
    assert (row.accepted, row.rejected, row.accepted_of_answered) == (1, 1, Share(1, 1))


def test_what_sales_found_itself_stays_out_of_the_rates_of_mqls() -> None:
    found = Life("a").to("sal", 1, move="self_source").through("sql", "won", since=2)
    row = _total(found.lead, won("b"))
    assert (row.won, row.win_rate, row.accepted, row.to_won.count) == (2, Share(1, 1), 1, 1)


def test_what_sales_found_itself_and_was_offered_later_is_accepted_only_if_it_took_that_offer() -> None:
    found = Life("a").to("sal", 1, move="self_source").to("evaluating", 2, move="return", reason="timing")
    found.to("mql", 3).to("handed_off", 4)
    assert (_total(found.lead).offered, _total(found.lead).accepted) == (1, 0)
    assert _total(found.to("sal", 5).lead).accepted == 1


def test_rejections_of_another_systems_history_are_read_from_where_the_lead_was() -> None:
    rejected = Life("a").told(
        visit("mql", 1), visit("handed_off", 2), visit("evaluating", 3), reason="wrong_person"
    )
    lapsed = Life("b").told(visit("mql", 1), visit("handed_off", 2), visit("evaluating", 3), reason="lapsed")
    row = _total(rejected.lead, lapsed.lead)
    assert (row.rejected, row.lapsed) == (1, 1)


def test_days_to_won_run_from_the_first_mql_or_from_the_capture() -> None:
    lead = won("a", days=5)
    assert _total(lead).to_won.median == timedelta(days=5)
    assert _total(lead, since=None).to_won.median == timedelta(days=5, hours=2)


def test_no_time_at_all_is_a_duration_too() -> None:
    row = _total(won("a", days=0))
    assert (row.to_won.count, row.to_won.median, row.to_won.out_of_order) == (1, timedelta(0), 0)


def test_semantics_40_the_open_are_no_part_of_the_median() -> None:
    row = _total(won("a", days=5), *(Life(f"open-{n}").through("mrl", "mql").lead for n in range(9)))
    assert (row.to_won.median, row.to_won.count, row.open) == (timedelta(days=5), 1, 9)


def test_semantics_20_implied_ends_give_no_duration_and_are_counted_beside() -> None:
    lead = (
        Life("a")
        .told(implied("mql"), implied("handed_off"), implied("sal"), implied("sql"), visit("won", 90))
        .lead
    )
    found = _total(lead).to_won
    assert (found.count, found.untimed, found.out_of_order, found.median) == (0, 1, 0, None)
    assert _total(lead, since=None).to_won.median == timedelta(hours=90)


@pytest.mark.parametrize("hours", [-30, 90])
def test_semantics_44_durations_over_entries_out_of_order_are_undefined_unless_asked_for(
    hours: float,
) -> None:
    told = (
        visit("mql", 2),
        visit("handed_off", 1, out_of_order=True),
        visit("won", hours, out_of_order=hours < 0),
    )
    lead = Life("a").told(*told).lead
    usual, asked = _total(lead).to_won, _total(lead, count_negative=True).to_won
    assert (usual.count, usual.out_of_order, usual.median) == (0, 1, None)
    assert (asked.count, asked.out_of_order, asked.median) == (1, 1, timedelta(hours=hours - 2))


def test_a_start_told_out_of_order_spoils_the_duration_too() -> None:
    told = (visit("mrl", 5), visit("mql", 2, out_of_order=True), visit("won", 26))
    assert (_total(Life("a").told(*told).lead).to_won.count, _total(Life("a").told(*told).lead).won) == (0, 1)


def test_what_lies_after_the_duration_does_not_spoil_it_either() -> None:
    told = (visit("mql", 2), visit("won", 26), visit("disqualified", 20, out_of_order=True))
    row = _total(Life("a").told(*told).lead)
    assert (row.to_won.median, row.to_won.out_of_order) == (timedelta(days=1), 0)


def test_a_win_before_the_first_mql_is_out_of_order_even_where_nobody_flagged_it() -> None:
    took = _total(Life("a").told(visit("sal", 1), visit("won", 2), visit("mql", 9)).lead).to_won
    assert (took.count, took.out_of_order) == (0, 1)


def test_what_lies_before_the_duration_does_not_spoil_it() -> None:
    told = (visit("mrl", -5, out_of_order=True), visit("mql", 2), visit("won", 26))
    assert _total(Life("a").told(*told).lead).to_won.median == timedelta(hours=24)


def test_semantics_42_two_currencies_are_never_added() -> None:
    row = _total(
        won("a", value=money(5, "USD")), won("b", value=money(7, "EUR")), won("c", value=money(1, "EUR"))
    )
    assert row.revenue == (money(8, "EUR"), money(5, "USD"))
    assert row.to_dict(None)["revenue"] == {"EUR": "8", "USD": "5"}


def test_won_without_a_value_is_counted_beside() -> None:
    row = _total(won("a"), won("b", value=money(7, "EUR")))
    assert (row.revenue, row.unvalued) == ((money(7, "EUR"),), 1)


def test_leads_of_one_opportunity_share_its_value_to_the_cent() -> None:
    deal = Opportunity("deal-1", money("100.00", "EUR"))
    leads = [won(f"lead-{n}", source, value=deal.value, opportunity=deal) for n, source in enumerate("abb")]
    report = sources(leads, POLICY, as_of=LATER)
    assert report.total.revenue == (money("100.00", "EUR"),)
    assert {row.group: row.revenue[0].amount for row in report.groups} == {
        "a": Decimal("33.34"),
        "b": Decimal("66.66"),
    }


def test_the_value_of_an_opportunity_counts_where_no_final_one_was_told() -> None:
    assert _total(won("a", opportunity=Opportunity("deal-1", money(9, "EUR")))).revenue == (money(9, "EUR"),)


def test_semantics_42_cost_is_divided_by_the_leads_of_the_same_cohort() -> None:
    leads = [won("a", "fair", value=money(300, "EUR")), Life("b", "fair").lead]
    row = sources(leads, POLICY, as_of=LATER, costs={"fair": money(200, "EUR")}).group("fair")
    assert (row.cost_per_lead, row.cost_per_mql) == (money(100, "EUR"), money(200, "EUR"))
    assert row.return_on_cost == Decimal("0.5")


def test_semantics_42_a_cost_per_nothing_is_undefined() -> None:
    costs = {"fair": money(200, "EUR"), "web": money(0, "EUR"), "tv": money(9, "EUR")}
    report = sources([Life("a", "fair").lead, won("b", "web")], POLICY, as_of=LATER, costs=costs)
    assert (report.group("fair").cost_per_lead, report.group("fair").cost_per_mql) == (
        money(200, "EUR"),
        None,
    )
    assert (report.group("tv").captured, report.group("tv").cost_per_lead) == (0, None)
    assert (report.group("web").cost_per_mql, report.group("web").return_on_cost) == (money(0, "EUR"), None)
    assert report.group("fair").to_dict("source")["cost_per_mql"] is None


def test_semantics_42_the_whole_has_a_cost_per_lead_only_if_all_of_it_has_a_cost_in_one_currency() -> None:
    leads = [Life("a", "fair").lead, Life("b", "web").lead]
    in_euro = {"fair": money(2, "EUR"), "web": money(4, "EUR")}
    assert sources(leads, POLICY, as_of=LATER, costs=in_euro).total.cost_per_lead == money(3, "EUR")
    partial = sources(leads, POLICY, as_of=LATER, costs={"fair": money(2, "EUR")}).total
    assert (partial.cost, partial.cost_per_lead) == ((money(2, "EUR"),), None)
    mixed = sources(leads, POLICY, as_of=LATER, costs=in_euro | {"web": money(4, "USD")}).total
    assert (mixed.cost, mixed.cost_per_lead) == ((money(2, "EUR"), money(4, "USD")), None)


def test_revenue_in_another_currency_leaves_the_return_undefined() -> None:
    lead = won("a", "fair", value=money(300, "USD"))
    row = sources([lead], POLICY, as_of=LATER, costs={"fair": money(200, "EUR")}).group("fair")
    assert (row.cost_per_lead, row.return_on_cost) == (money(200, "EUR"), None)


def test_the_table_tells_of_what_is_undefined_with_a_dash_and_of_what_stands_beside_in_notes() -> None:
    report = sources([Life("a", None).lead, won("b", "fair")], POLICY, as_of=LATER)
    table = report.table()
    assert table.rows[0][:2] == ("fair", "1") and table.rows[1][0] == "(none)"
    assert table.rows[1][-1] == "–"
    assert any("No value was told for 1" in note for note in table.notes)


def test_campaigns_can_be_compared_like_sources() -> None:
    leads = [Life("a", campaign="q4").lead, Life("b", campaign="q4").lead, Life("c").lead]
    report = sources(leads, POLICY, by="campaign", as_of=LATER, costs={"q4": money(10, "EUR")})
    assert report.group("q4").cost_per_lead == money(5, "EUR")
    assert report.to_dicts()[1]["by"] == "campaign"


def test_a_cost_without_a_currency_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"costs=\{'webcast': money\(1200, 'EUR'\)\}"):
        _total(won("a"), costs={"webcast": 1200})
