"""The text of a cell is read as the fact says: what is written comes back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leadlife._facts import fields_of
from leadlife.imports import Column
from leadlife.imports._cells import Manners, reader
from leadlife.imports._numbers import Numbers
from leadlife.imports._times import Times
from leadlife.imports._unreadable import Unreadable
from leadlife.money import Money
from tests.imports.files import Facts, Size

BERLIN = ZoneInfo("Europe/Berlin")
KINDS = {name: field.kind for name, field in fields_of(Facts).items()}


def manners(zone: ZoneInfo = BERLIN, *formats: str, decimal: str = ".", grouping: str = "") -> Manners:
    words = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
    return Manners(Times(zone, formats, "first"), Numbers(decimal, grouping), *words)


def read(fact: str, text: str, column: Column | None = None, **how: Any) -> object:
    return reader(KINDS[fact], column or Column("c", currency="EUR"), manners(**how))(text)


@given(st.integers(-(10**40), 10**40))
def test_whole_numbers(number: int) -> None:
    assert read("seats", str(number)) == number
    assert read("seats", f"{number}.0") == number


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
def test_exact_numbers_whatever_the_marks(number: Decimal) -> None:
    assert read("exact", str(number)) == number
    assert read("exact", f"{number:,f}", grouping=",") == number
    german = f"{number:,f}".translate(str.maketrans(",.", ".,"))
    assert read("exact", german, decimal=",", grouping=".") == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=1e-90, max_value=1e90))
def test_floating_numbers(number: float) -> None:
    assert read("share", repr(number)) == number
    assert read("share", repr(-number)) == -number


@given(st.dates())
def test_dates_in_iso_and_in_a_format(day: date) -> None:
    assert read("renews_on", day.isoformat()) == day
    if day.year >= 1000:  # strftime does not pad a year everywhere
        assert (
            reader(KINDS["renews_on"], Column("c"), manners(BERLIN, "%d.%m.%Y"))(day.strftime("%d.%m.%Y"))
            == day
        )


INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2099, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(INSTANTS, OFFSETS)
def test_times_with_an_offset(at: datetime, offset: timezone) -> None:
    found = read("seen_at", at.astimezone(offset).isoformat())
    assert found == at


@given(INSTANTS, st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"]))
def test_naive_times_are_what_the_clocks_of_the_zone_showed(at: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    local = at.astimezone(zone)
    found = manners(zone).times.instant(local.replace(tzinfo=None).isoformat(sep=" "))
    assume(local.fold == 0)  # the second of two is read as the first: see below
    assert found == at
    assert found.tzinfo is UTC


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**12, places=2))
def test_money(amount: Decimal) -> None:
    assert read("price", str(amount)) == Money(amount, "EUR")


@given(st.lists(st.integers(0, 10**6)), st.sampled_from([";", ",", "|", " / "]))
def test_lists(ages: list[int], split: str) -> None:
    assert read("ages", split.join(map(str, ages)), Column("c", split=split)) == tuple(ages)


@pytest.mark.parametrize("text", ["yes", "TRUE", "1", "Yes"])
def test_yes(text: str) -> None:
    assert read("partner", text) is True


@pytest.mark.parametrize("text", ["no", "False", "0"])
def test_no(text: str) -> None:
    assert read("partner", text) is False


def test_choices_are_taken_as_they_are_written() -> None:
    assert (read("mood", "hot"), read("size", "2"), Facts(size=Size(2)).size) == ("hot", 2, Size.LARGE)
    with pytest.raises(Unreadable, match="did you mean 'cold'"):
        read("mood", "colt")


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("seats", "1_000"),
        ("seats", "1,000"),
        ("seats", "٣"),
        ("seats", "2.5"),
        ("seats", "0x10"),
        ("seats", "9" * 61),
        ("seats", "1e999"),
        ("share", "inf"),
        ("share", "nan"),
        ("exact", "1.2.3"),
        ("exact", "--1"),
        ("exact", ""),
        ("price", "10 EUR"),
        ("renews_on", "5.1.2026"),
        ("seen_at", "2026-01-05 25:00"),
        ("partner", "y"),
        ("ages", "1;x"),
    ],
)
def test_what_is_none_is_not_guessed_at(fact: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(fact, text)


@pytest.mark.parametrize("text", ["1,2345", "12,34", ",123", "1.234,5"])
def test_a_grouping_mark_stands_between_groups_of_three_only(text: str) -> None:
    with pytest.raises(Unreadable):
        read("exact", text, grouping=",")


def test_a_time_that_the_clocks_showed_twice_is_the_first_of_the_two() -> None:
    assert manners().times.instant("2026-10-25 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skipped_is_as_much_later_as_they_skipped() -> None:
    assert manners().times.instant("2026-03-29 02:30") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-10-25 02:30", "2026-03-29 02:30"])
def test_a_careful_mapping_reads_neither(text: str) -> None:
    careful = Times(BERLIN, (), "reject")
    with pytest.raises(Unreadable, match="showed this time twice, or never"):
        careful.instant(text)
    assert careful.instant("2026-10-25 01:30") == datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert careful.instant(f"{text}+02:00") == datetime.fromisoformat(f"{text}+02:00")


def test_a_date_alone_is_the_midnight_that_begins_it() -> None:
    assert manners().times.instant("2026-07-01") == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_the_date_of_an_instant_is_that_of_the_files_zone() -> None:
    assert manners().times.day("2026-07-01T22:30:00Z") == date(2026, 7, 2)


def test_formats_are_tried_in_their_order_and_iso_is_not() -> None:
    times = Times(BERLIN, ("%d/%m/%Y", "%m/%d/%Y"), "first")
    assert (times.day("02/03/2026"), times.day("02/28/2026")) == (date(2026, 3, 2), date(2026, 2, 28))
    with pytest.raises(Unreadable, match="no time in the format '%d/%m/%Y' or '%m/%d/%Y'"):
        times.day("2026-03-02")
