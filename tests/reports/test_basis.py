"""Every figure states its basis (semantics 38), and tables and shares are what they say."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest

from leadlife import DefinitionError
from leadlife.reports import (
    Column,
    Durations,
    Ratio,
    Share,
    Table,
    funnel,
    recycling,
    sla,
    sources,
)
from tests.reports.lives import LATER, MONDAY, POLICY, Life, won

LEADS = [won("a"), Life("b").lead]
REPORTS: list[Any] = [report(LEADS, POLICY, as_of=LATER) for report in (funnel, sources, sla, recycling)]
ROWS: list[tuple[Any, Any]] = [
    (REPORTS[0], REPORTS[0].total.step("won")),
    (REPORTS[1], REPORTS[1].total),
    (REPORTS[2], REPORTS[2].total.clocks[0]),
    (REPORTS[2], REPORTS[2].total.response),
    (REPORTS[3], REPORTS[3].total),
]


@pytest.mark.parametrize(("report", "row"), ROWS, ids=[type(row).__name__ for _, row in ROWS])
def test_semantics_38_every_share_and_duration_says_what_it_is_made_of(report: Any, row: Any) -> None:
    named = {field.name: getattr(row, field.name) for field in fields(row) if not field.name.startswith("_")}
    figures = {name: value for name, value in named.items() if isinstance(value, Share | Ratio | Durations)}
    assert figures
    for name, value in figures.items():
        stated = report.basis.figure(name)
        assert stated.numerator
        assert (stated.time is not None) == isinstance(value, Durations)
        assert (stated.denominator is not None) == isinstance(value, Share | Ratio)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: type(report).__name__)
def test_semantics_38_a_report_says_cohort_or_period_which_and_in_what_unit(report: Any) -> None:
    assert report.basis.frame in ("cohort", "period")
    assert json.loads(json.dumps(report.basis.to_dict()))["unit"] == report.basis.unit
    assert str(report.basis).startswith("Basis: ")


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: type(report).__name__)
def test_semantics_38_each_table_says_what_it_rests_on_and_none_repeats_another(report: Any) -> None:
    notes = [note for table in report.tables() for note in table.notes]
    assert all("at any time" in table.notes[0] for table in report.tables())
    assert notes[0].startswith(f"Basis: {report.basis.frame}, ")
    assert len(set(notes)) == len(notes)


def test_the_window_of_a_cohort_is_told() -> None:
    report = funnel(LEADS, POLICY, cohort=(MONDAY, None), as_of=LATER)
    assert report.basis.window == "leads captured from 2026-11-02 09:00 UTC"
    both = sources(LEADS, POLICY, cohort=(MONDAY, LATER), as_of=LATER).basis.window
    assert both == "leads captured from 2026-11-02 09:00 UTC and before 2036-10-30 09:00 UTC"


def test_a_figure_that_a_report_does_not_have_is_named() -> None:
    with pytest.raises(KeyError, match="from_first"):
        REPORTS[0].basis.figure("median")


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 1)])
def test_semantics_39_a_share_cannot_exceed_its_whole(part: int, whole: int) -> None:
    with pytest.raises(DefinitionError, match="Ratio"):
        Share(part, whole)


def test_a_report_is_a_frozen_value() -> None:
    for report in REPORTS:
        with pytest.raises(AttributeError):
            report.by = "source"
        assert hash(report)


def test_a_table_is_as_wide_as_its_widest_cell_and_aligned() -> None:
    table = Table("T", (Column("who", "left"), Column("n")), (("a", "1,000"), ("long", "–")), ("note",))
    assert str(table).splitlines() == [
        "T",
        "",
        "who       n",
        "----  -----",
        "a     1,000",
        "long      –",
        "",
        "note",
    ]


def test_a_table_without_rows_still_has_its_heads() -> None:
    assert str(Table("T", (Column("who", "left"),), ())).splitlines() == ["T", "", "who", "---"]


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(DefinitionError, match="1 columns, and a row of 2"):
        Table("T", (Column("who"),), (("a", "b"),))
