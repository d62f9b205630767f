"""8,000 real leads: the figures of the reference, which pandas worked out from the same files."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from leadlife import Lead, LeadFacts, Milestone, Money, Policy
from leadlife.reports import FunnelReport, SourceRow, SourcesReport, funnel, sources
from tests.reports import olist

pytestmark = pytest.mark.skipif(
    not olist.FOLDER.is_dir(), reason="the Olist files are not beside this repository"
)

REFERENCE = olist.reference() if olist.FOLDER.is_dir() else {}
ORIGINS = sorted({dimension for _, dimension in REFERENCE if dimension.startswith("origin=")})
MONTHS = sorted(
    {dimension for metric, dimension in REFERENCE if dimension.startswith("first_contact_month=")}
)


@pytest.fixture(scope="module")
def policy() -> Policy[LeadFacts]:
    return olist.policy()


@pytest.fixture(scope="module")
def leads(policy: Policy[LeadFacts]) -> list[Lead[Any]]:
    return list(olist.leads(policy))


@pytest.fixture(scope="module")
def by_source(leads: list[Lead[Any]], policy: Policy[LeadFacts]) -> SourcesReport:
    return sources(leads, policy, as_of=olist.TOLD, count_negative=True)


@pytest.fixture(scope="module")
def by_month(leads: list[Lead[Any]], policy: Policy[LeadFacts]) -> FunnelReport:
    return funnel(leads, policy, by="month", as_of=olist.TOLD)


def _days(length: timedelta | None) -> float:
    assert length is not None
    return length / timedelta(days=1)


def _row(report: SourcesReport, origin: str) -> SourceRow:
    name = origin.removeprefix("origin=")
    return report.group(None if name == "(null)" else name)


@pytest.mark.parametrize("origin", ORIGINS)
def test_every_origin_has_the_figures_of_the_reference(origin: str, by_source: SourcesReport) -> None:
    row = _row(by_source, origin)
    assert row.captured == REFERENCE["leads", origin]
    assert row.won == REFERENCE["won", origin]
    assert row.win_rate.value == pytest.approx(REFERENCE["conversion_rate", origin], abs=5e-7)
    assert _days(row.to_won.median) == pytest.approx(REFERENCE["median_days_to_won", origin], abs=5e-7)
    declared = Decimal(str(REFERENCE["declared_monthly_revenue_sum", origin]))
    assert row.revenue == (Money(declared, "BRL"),)


def test_there_are_no_other_origins(by_source: SourcesReport) -> None:
    assert len(by_source.groups) == len(ORIGINS) == 11


def test_a_missing_origin_and_the_origin_called_unknown_are_two(by_source: SourcesReport) -> None:
    assert (by_source.group(None).captured, by_source.group("unknown").captured) == (60, 1099)


@pytest.mark.parametrize("quantile", ["p25", "median", "p75", "p90"])
def test_quantiles_of_all_are_those_of_the_reference(quantile: str, by_source: SourcesReport) -> None:
    found = _days(getattr(by_source.total.to_won, quantile))
    assert found == pytest.approx(REFERENCE[f"{quantile}_days_to_won", "all"], abs=5e-7)


def test_the_deal_won_before_it_began_is_flagged_and_left_out_unless_asked(
    leads: list[Lead[Any]], policy: Policy[LeadFacts], by_source: SourcesReport
) -> None:
    usual = sources(leads, policy, as_of=olist.TOLD).total
    assert (usual.won, usual.to_won.count, usual.to_won.out_of_order) == (842, 841, 1)
    assert _days(usual.to_won.median) == pytest.approx(
        REFERENCE["median_days_to_won_excl_negative", "all"], abs=5e-7
    )
    assert (by_source.total.to_won.count, by_source.total.to_won.out_of_order) == (842, 1)


def test_what_was_not_won_is_open_and_not_lost(by_source: SourcesReport) -> None:
    assert (by_source.total.captured, by_source.total.won) == (8000, 842)
    assert (by_source.total.open, by_source.total.closed) == (7158, 0)
    assert by_source.total.lead_to_sale.value == REFERENCE["conversion_rate", "all"] == 0.10525


@pytest.mark.parametrize("month", MONTHS)
def test_every_monthly_cohort_converts_as_in_the_reference(month: str, by_month: FunnelReport) -> None:
    group = by_month.group(month.removeprefix("first_contact_month="))
    conversion = group.conversion(Milestone.MQL, Milestone.WON)
    assert (conversion.part, conversion.whole) == (REFERENCE["won", month], REFERENCE["leads", month])
    assert conversion.value == pytest.approx(REFERENCE["conversion_rate", month], abs=5e-7)


def test_stages_that_must_have_been_passed_count_in_conversion(by_month: FunnelReport) -> None:
    assert [by_month.total.step(one).reached for one in ("handed_off", "sal", "sql", "won")] == [842] * 4
