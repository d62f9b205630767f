"""Nonsense is refused when a calendar is built, with a message that says how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import DAILY, HOURLY, YEARLY, rrule, rruleset

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.worktime import WorkCalendar, country, recurring

OFFICE = {"mon-fri": "09:00-17:00"}


@pytest.mark.parametrize(
    ("hours", "fix"),
    [
        ("22:00-30:00", "'22:00-06:00'"),
        ("22:00-25:30", "'22:00-01:30'"),
        ("09:00-33:00", "at most 24:00"),
        ("24:00-06:00", "the next day's"),
        ("25:00-26:00", "the next day's"),
        ("09:00-09:00", "'00:00-24:00'"),
        ("09:00-17:60", "00 to 59"),
        ("09-17", "'HH:MM-HH:MM'"),
        ("9am-5pm", "'HH:MM-HH:MM'"),
        ("09:00 - 17:00", "'HH:MM-HH:MM'"),
        ("09:00-12:00 11:00-17:00", "let the first end at 11:00"),
        ("22:00-06:00 23:00-24:00", "let the first end at 23:00"),
        (["09:00-17:00"], "write a text"),
    ],
)
def test_hours_that_cannot_be_meant(hours: str, fix: str) -> None:
    with pytest.raises(DefinitionError, match="hours of mon") as refused:
        WorkCalendar("UTC", {"mon": hours})
    assert fix in str(refused.value)
    with pytest.raises(DefinitionError, match="hours of 2026-12-24"):
        WorkCalendar("UTC", OFFICE, dates={date(2026, 12, 24): hours})


@pytest.mark.parametrize(
    ("weekly", "fix"),
    [
        ({"mon-fri": "22:00-06:00 05:00-07:00"}, "mon 22:00-06:00 runs into tue 05:00-07:00"),
        ({"sun": "22:00-06:00", "mon": "00:00-24:00"}, "let sun end at 24:00"),
        ({"monn": "09:00-17:00"}, "did you mean 'mon'"),
        ({"mon-frei": "09:00-17:00"}, "frei"),
        ({"": "09:00-17:00"}, "without a day"),
        ({"mon-wed": "09:00-17:00", "wed": "09:00-12:00"}, "gives? 'wed' twice"),
        ({0: "09:00-17:00"}, "'mon-fri'"),
        ("09:00-17:00", "mapping"),
    ],
)
def test_weeks_that_cannot_be_meant(weekly: dict[str, str], fix: str) -> None:
    with pytest.raises(DefinitionError, match=fix):
        WorkCalendar("UTC", weekly)


@pytest.mark.parametrize(
    ("zone", "fix"),
    [
        ("Europe/Berln", "did you mean 'Europe/Berlin'"),
        ("Mars/Olympus", "IANA name"),
        ("", "IANA name"),
        ("../etc/passwd", "IANA name"),
        (None, "IANA name"),
        (UTC, "IANA name"),
    ],
)
def test_zones_that_do_not_exist(zone: str, fix: str) -> None:
    with pytest.raises(DefinitionError, match=fix):
        WorkCalendar(zone, OFFICE)


@pytest.mark.parametrize(
    ("code", "part", "fix"),
    [
        ("de", None, "did you mean 'DE'"),
        ("XX", None, "ISO 3166"),
        ("DE", "BER", "did you mean 'BE'"),
        (49, None, "ISO"),
    ],
)
def test_countries_that_are_not_known(code: str, part: str | None, fix: str) -> None:
    pytest.importorskip("holidays")
    with pytest.raises(DefinitionError, match=fix):
        country(code, part)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "holidays", None)
    with pytest.raises(DefinitionError, match=r"leadlife\[holidays\]"):
        country("DE")


def test_calendars_of_the_holidays_library_are_not_taken_for_their_few_dates() -> None:
    holidays = pytest.importorskip("holidays")
    with pytest.raises(DefinitionError, match="country"):
        WorkCalendar("UTC", OFFICE, holidays=holidays.Germany())


@pytest.mark.parametrize("bad", ["2026-12-25", ["2026-12-25"], [datetime(2026, 12, 25)], 5, [None]])
def test_holidays_that_are_no_dates(bad: list[date]) -> None:
    with pytest.raises(DefinitionError, match="holiday"):
        WorkCalendar("UTC", OFFICE, holidays=bad)


@pytest.mark.parametrize(
    "bad", [{datetime(2026, 12, 24): "closed"}, {"2026-12-24": "closed"}, [date(2026, 12, 24)]]
)
def test_dates_that_are_no_dates(bad: dict[date, str]) -> None:
    with pytest.raises(DefinitionError, match="dates"):
        WorkCalendar("UTC", OFFICE, dates=bad)


@pytest.mark.parametrize(
    "holidays",
    [
        recurring(rrule(DAILY, dtstart=datetime(1980, 1, 1))),
        recurring(rrule(DAILY, dtstart=datetime(2020, 1, 1))),
        recurring(rrule(DAILY, byweekday=(0, 1, 2, 3, 4), dtstart=datetime(2020, 1, 1)))
        | {date(2026, 12, 25)},
    ],
)
def test_closures_that_leave_nothing_open_end_in_an_error(holidays: list[date]) -> None:
    with pytest.raises(DefinitionError, match=r"never open|closed for good"):
        WorkCalendar("UTC", OFFICE, holidays)


def test_dates_that_are_all_closed_leave_nothing_open() -> None:
    with pytest.raises(DefinitionError, match="never open"):
        WorkCalendar("UTC", {}, dates={date(2026, 12, 24): "closed"})


def test_dates_that_a_zone_skipped_leave_nothing_open() -> None:
    with pytest.raises(DefinitionError, match="never open"):
        WorkCalendar("Pacific/Apia", {}, dates={date(2011, 12, 30): "09:00-17:00"})


def test_a_weekly_hour_that_finite_holidays_close_opens_again_after_them() -> None:
    many = [date(2026, 1, 1) + timedelta(days=n) for n in range(5 * 366)]
    calendar = WorkCalendar("UTC", OFFICE, holidays=many)
    assert calendar.next_opening(datetime(2026, 1, 1, tzinfo=UTC)).year == 2031


def test_beyond_the_last_date_of_a_calendar_without_weekly_hours() -> None:
    fair = WorkCalendar("UTC", {}, dates={date(2026, 11, 9): "09:00-17:00"})
    inside = datetime(2026, 11, 9, 16, tzinfo=UTC)
    assert fair.add(inside, timedelta(hours=1)) == datetime(2026, 11, 9, 17, tzinfo=UTC)
    calls: tuple[Callable[[], datetime], ...] = (
        lambda: fair.add(inside, timedelta(hours=2)),
        lambda: fair.next_opening(inside + timedelta(days=1)),
    )
    for call in calls:
        with pytest.raises(InvalidInput, match="opens no more"):
            call()
    with pytest.raises(InvalidInput, match="not open yet"):
        fair.previous_closing(datetime(2026, 11, 9, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        (rrule(YEARLY, dtstart=datetime(2020, 1, 1, 9, 30)), "dtstart"),
        (rrule(HOURLY, dtstart=datetime(2020, 1, 1)), "DAILY at most"),
        (rruleset(), r"recurring\(a\) \| recurring\(b\)"),
        ("FREQ=YEARLY", "takes a dateutil rrule"),
    ],
)
def test_rules_that_are_no_closures(rule: rrule, fix: str) -> None:
    with pytest.raises(DefinitionError, match=fix):
        recurring(rule)


NAIVE = datetime(2026, 11, 9, 9)
AWARE = datetime(2026, 11, 9, 9, tzinfo=UTC)


@pytest.mark.parametrize("bad", [NAIVE, date(2026, 11, 9), "2026-11-09", None, 5, timedelta(1)])
def test_what_is_no_instant_is_refused_everywhere(bad: datetime) -> None:
    calendar = WorkCalendar("UTC", OFFICE)
    calls = (
        lambda: calendar.add(bad, timedelta(hours=1)),
        lambda: calendar.elapsed(bad, AWARE),
        lambda: calendar.elapsed(AWARE, bad),
        lambda: calendar.is_open(bad),
        lambda: calendar.next_opening(bad),
        lambda: calendar.previous_closing(bad),
        lambda: calendar.working_date(bad),
        lambda: calendar.explain(bad),
    )
    for call in calls:
        with pytest.raises(InvalidInput, match=r"as a time|naive"):
            call()


def test_the_fix_for_a_naive_time_is_named() -> None:
    with pytest.raises(InvalidInput, match="ZoneInfo"):
        WorkCalendar("UTC", OFFICE).is_open(NAIVE)


def test_lengths_and_dates_of_other_types_are_refused() -> None:
    calendar = WorkCalendar("UTC", OFFICE)
    with pytest.raises(InvalidInput, match="timedelta"):
        calendar.add(AWARE, 5)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"\.date\(\)"):
        calendar.opening_hours(AWARE)
    with pytest.raises(InvalidInput, match="forwards"):
        calendar.explain(AWARE, hours=-1)
    for amount in (float("nan"), float("inf"), "4"):
        with pytest.raises(InvalidInput, match="no amount"):
            calendar.explain(AWARE, hours=amount)  # type: ignore[arg-type]
