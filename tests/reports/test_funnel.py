"""The funnel: subsets, losses, implied stages, cohorts and who is still open (semantics 20, 38, 39, 40)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from leadlife import InvalidInput, Milestone, WorkCalendar
from leadlife.reports import Cohort, Share, funnel
from tests.reports.lives import LATER, MONDAY, POLICY, TO_WON, Life, implied, visit


def _steps(*lives: Life) -> dict[str, int]:
    report = funnel([life.lead for life in lives], POLICY, as_of=LATER)
    return {step.milestone.value: step.reached for step in report.total.steps}


def test_a_lead_counts_in_every_milestone_it_reached_and_in_none_beyond() -> None:
    assert _steps(Life().through("mrl", "mql"), Life().through(*TO_WON), Life()) == {
        "raw": 3,
        "mrl": 2,
        "mql": 2,
        "handed_off": 1,
        "sal": 1,
        "sql": 1,
        "won": 1,
    }


def test_semantics_20_implied_stages_count_in_conversion() -> None:
    life = Life().told(
        visit("mql", 2), implied("handed_off"), implied("sal"), implied("sql"), visit("won", 90)
    )
    assert _steps(life)["sal"] == 1
    assert _steps(life)["mrl"] == 0


def test_semantics_39_losses_stay_in_the_denominator() -> None:
    lost = Life().through("mrl", "mql", "handed_off", "sal", "sql").to("lost", 9, reason="price")
    gone = Life().through("mrl", "mql").to("disqualified", 9, reason="spam")
    open_ = Life().through("mrl", "mql", "handed_off", "sal", "sql")
    report = funnel([lost.lead, gone.lead, open_.lead], POLICY, as_of=LATER)
    won = report.total.step("won")
    assert won.from_previous == Share(0, 2)
    assert (won.open, won.closed) == (1, 1)
    assert report.total.step("handed_off").from_previous == Share(2, 3)


def test_semantics_39_the_numerator_is_a_subset_also_where_a_stage_is_skipped_by_design() -> None:
    found = Life().to("sal", 1, move="self_source").through("sql", "won", since=2)
    usual = Life().through("mrl", "mql", "handed_off", since=1)
    report = funnel([found.lead, usual.lead], POLICY, as_of=LATER)
    sal = report.total.step("sal")
    assert (sal.reached, sal.from_previous, sal.from_first) == (1, Share(0, 1), Share(1, 2))
    assert report.total.conversion(Milestone.MQL, Milestone.WON) == Share(0, 1)
    assert report.total.conversion(Milestone.SAL, Milestone.WON) == Share(1, 1)
    assert any(
        "1 of the 1 at sales-accepted lead never were at handed off" in note for note in report.table().notes
    )


def test_coming_back_counts_a_lead_once() -> None:
    life = Life().through("mrl", "mql", "handed_off").to("evaluating", 5, reason="no_capacity")
    life.to("mql", 6).to("handed_off", 7)
    assert _steps(life)["mql"] == _steps(life)["handed_off"] == 1


def test_semantics_40_who_is_still_open_stands_beside() -> None:
    resting = Life().through("mrl", "mql").to("nurture", 9, reason="not_sales_ready")
    report = funnel([resting.lead, Life().through("mrl", "mql").lead], POLICY, as_of=LATER)
    step = report.total.step("handed_off")
    assert (step.from_previous, step.open, step.closed) == (Share(0, 2), 2, 0)
    assert (report.total.step("mql").here, report.total.step("mql").reached) == (1, 2)


def test_semantics_39_a_cohort_is_mature_after_180_days() -> None:
    def immature(days: float) -> int:
        return funnel([Life().lead], POLICY, as_of=MONDAY + timedelta(days=days)).total.immature

    assert (immature(179.9), immature(180)) == (1, 0)


def test_an_immature_cohort_is_flagged_in_the_table_and_its_patience_can_be_changed() -> None:
    young = funnel([Life().lead], POLICY, as_of=MONDAY + timedelta(days=3))
    assert not young.total.is_mature
    assert any("Immature: 1 of 1" in note for note in young.table().notes)
    old = funnel([Life().lead], POLICY, as_of=MONDAY + timedelta(days=3), mature_after=timedelta(days=2))
    assert old.total.is_mature and not old.notes


def test_a_cohort_by_capture_is_half_open() -> None:
    leads = [Life(f"lead-{hours}", at=MONDAY + timedelta(hours=hours)).lead for hours in range(4)]
    window = (MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=3))
    assert funnel(leads, POLICY, cohort=window, as_of=LATER).total.leads == 2


def test_a_cohort_by_milestone_takes_the_first_entry_and_tells_who_has_no_time() -> None:
    early, late = Life().through("mrl", "mql", since=1), Life().through("mrl", "mql", since=50)
    timeless = Life().told(implied("mql"), visit("handed_off", 1))
    cohort = Cohort(MONDAY, MONDAY + timedelta(hours=24), entering=Milestone.MQL)
    report = funnel([early.lead, late.lead, timeless.lead, Life().lead], POLICY, cohort=cohort, as_of=LATER)
    assert (report.total.leads, report.undated) == (1, 1)
    assert "first reaching MQL from 2026-11-02 09:00 UTC" in report.basis.window
    everyone = funnel(
        [early.lead, timeless.lead, Life().lead], POLICY, cohort=Cohort(entering=Milestone.MQL), as_of=LATER
    )
    assert (everyone.total.leads, everyone.undated) == (2, 0)


def test_groups_keep_those_without_a_name_apart_from_those_called_unknown() -> None:
    leads = [Life("a", source=None).lead, Life("b", source="unknown").lead, Life("c", source="unknown").lead]
    report = funnel(leads, POLICY, by="source", as_of=LATER)
    assert [(one.group, one.leads) for one in report.groups] == [("unknown", 2), (None, 1)]
    assert [row[0] for row in report.table().rows] == ["unknown", "(none)", "all"]


def test_groups_by_function_and_by_month_in_the_zone_of_the_policy() -> None:
    leads = [
        Life(at=datetime.fromisoformat(f"2026-{day}T12:00:00+00:00")).lead
        for day in ("12-31", "11-30", "12-01")
    ]
    report = funnel(leads, POLICY, by="month", as_of=LATER)
    assert [(one.group, one.leads) for one in report.groups] == [("2026-11", 1), ("2026-12", 2)]
    berlin = replace(POLICY, calendar=WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-17:00"}))
    eve = Life(at=datetime.fromisoformat("2026-11-30T23:30:00+00:00")).lead
    assert funnel([eve], berlin, by="month", as_of=LATER).groups[0].group == "2026-12"
    by_day = funnel(leads, POLICY, by=lambda lead: f"{lead.captured_at:%A}", as_of=LATER)
    assert {one.group for one in by_day.groups} == {"Monday", "Tuesday", "Thursday"}


def test_what_cannot_be_asked_is_refused_and_the_message_helps() -> None:
    with pytest.raises(
        InvalidInput, match=r"did you mean 'campaign'(.|\n)*Group by source, campaign, account"
    ):
        funnel([], POLICY, by="campain", as_of=LATER)
    with pytest.raises(InvalidInput, match="ends before it begins"):
        funnel([], POLICY, cohort=(LATER, MONDAY), as_of=LATER)
    with pytest.raises(InvalidInput, match="no time zone"):
        funnel([], POLICY, as_of=LATER.replace(tzinfo=None))
    with pytest.raises(InvalidInput, match="no time zone"):
        funnel([], POLICY, cohort=(MONDAY.replace(tzinfo=None), None), as_of=LATER)


def test_no_leads_make_an_empty_funnel_and_undefined_rates() -> None:
    report = funnel([], POLICY, by="source", as_of=LATER)
    assert report.groups == () and report.total.leads == 0
    assert report.total.step("won").from_first.value is None
    assert report.to_dicts()[0]["from_first"] is None


def test_stages_of_another_policy_count_for_nothing_and_are_noted() -> None:
    life = Life().to("demoed", 1, move="demo")
    report = funnel([life.lead], POLICY, as_of=LATER)
    assert report.total.leads == 1
    assert any("demoed" in note for note in report.notes)


def test_a_group_that_is_not_there_is_named() -> None:
    report = funnel([Life().lead], POLICY, by="source", as_of=LATER)
    with pytest.raises(KeyError, match="webcast"):
        report.group("fair")
    with pytest.raises(KeyError, match="handed_off"):
        report.total.step("offered")


def test_a_funnel_by_group_tells_counts_and_rates_in_two_tables_as_wide_as_a_terminal() -> None:
    leads = [Life(f"lead-{n}", "webcast").through(*TO_WON[: n % 3]).lead for n in range(4)]
    report = funnel([*leads, Life("x", None).lead], POLICY, by="source", as_of=LATER)
    reached, rates = report.tables()
    assert [column.name for column in reached.columns][:4] == ["source", "leads", "MRL", "MQL"]
    assert [row[:5] for row in reached.rows] == [
        ("webcast", "4", "2", "1", "0"),
        ("(none)", "1", "0", "0", "0"),
        ("all", "5", "2", "1", "0"),
    ]
    assert rates.columns[-1].name == "won of raw"
    assert [row[:4] for row in rates.rows] == [
        ("webcast", "50.0%", "50.0%", "0.0%"),
        ("(none)", "0.0%", "–", "–"),
        ("all", "40.0%", "50.0%", "0.0%"),
    ]
    assert max(len(line) for table in report.tables() for line in str(table).splitlines()[:7]) <= 80
