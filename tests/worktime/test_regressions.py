"""What users of other systems reported about working time; the tests are named after the reports."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import WEEKLY, rrule

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.worktime import (
    WorkCalendar,
    deadline,
    hours,
    recurring,
    working_days,
    working_hours,
    working_minutes,
    working_time_used,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkCalendar("Europe/Berlin", {"mon-fri": "10:00-18:00"})
SPLIT = WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-12:30 13:30-18:00"})
NIGHTS = WorkCalendar("Europe/Berlin", {"mon-sun": "22:00-06:00"})


def berlin(month: int, day: int, hour: int = 0, minute: int = 0, fold: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN, fold=fold)


def h(amount: float) -> timedelta:
    return timedelta(hours=amount)


# frappe/crm


def test_frappe_crm_saturday_plus_one_hour_is_due_an_hour_after_opening() -> None:
    saturday = berlin(11, 7, 15)
    assert OFFICE.add(saturday, h(1)) == berlin(11, 9, 11)


@pytest.mark.parametrize("weekly", [{}, {"mon": "closed"}, {"mon-sun": ""}])
def test_frappe_crm_no_working_day_is_an_error_and_no_endless_loop(weekly: dict[str, str]) -> None:
    with pytest.raises(DefinitionError, match="never open"):
        WorkCalendar("Europe/Berlin", weekly)


# glpi, zammad: pauses


def test_glpi_10594_a_pause_is_counted_in_working_hours_like_its_deadline() -> None:
    friday = berlin(11, 6, 16)
    weekend = (berlin(11, 6, 17), berlin(11, 9, 11))
    assert deadline(working_hours(4), friday, OFFICE, [weekend]) == berlin(11, 9, 14)


def test_glpi_10594_a_pause_outside_hours_costs_nothing() -> None:
    friday, night = berlin(11, 6, 17), (berlin(11, 6, 19), berlin(11, 9, 8))
    assert deadline(working_hours(4), friday, OFFICE, [night]) == deadline(working_hours(4), friday, OFFICE)


def test_glpi_6902_pauses_are_kept_when_the_target_changes() -> None:
    start, pause = berlin(11, 9, 10), (berlin(11, 9, 11), berlin(11, 9, 13))
    assert deadline(working_hours(4), start, OFFICE, [pause]) == berlin(11, 9, 16)
    assert deadline(working_hours(6), start, OFFICE, [pause]) == berlin(11, 9, 18)


def test_glpi_24481_what_is_paused_at_its_deadline_is_not_due_before_it_resumes() -> None:
    start, pause = berlin(11, 9, 10), (berlin(11, 9, 12), berlin(11, 9, 15))
    assert deadline(working_hours(2), start, OFFICE, [pause]) == berlin(11, 9, 15)


def test_zammad_188_closed_time_after_reopening_is_not_counted() -> None:
    solved, reopened = berlin(11, 6, 17), berlin(11, 9, 12)
    assert working_time_used(OFFICE, berlin(11, 6, 15), berlin(11, 9, 13), [(solved, reopened)]) == h(3)


def test_zammad_534_an_edited_calendar_is_another_calendar() -> None:
    edited = WorkCalendar("Europe/Berlin", OFFICE.weekly, holidays={date(2026, 11, 9)})
    assert edited.fingerprint != OFFICE.fingerprint
    assert deadline(working_hours(1), berlin(11, 7), edited) == berlin(11, 10, 11)


def test_overlapping_pauses_are_one() -> None:
    start = berlin(11, 9, 10)
    pauses = [(berlin(11, 9, 12), berlin(11, 9, 14)), (berlin(11, 9, 11), berlin(11, 9, 13))]
    assert deadline(working_hours(2), start, OFFICE, pauses) == berlin(11, 9, 15)


def test_a_pause_before_the_start_or_after_the_deadline_does_not_count() -> None:
    start = berlin(11, 9, 12)
    pauses = [(berlin(11, 9, 10), berlin(11, 9, 12)), (berlin(11, 9, 15), berlin(11, 9, 17))]
    assert deadline(working_hours(2), start, OFFICE, pauses) == berlin(11, 9, 14)


def test_a_pause_moves_a_deadline_in_days_by_the_working_time_it_costs() -> None:
    start, pause = berlin(11, 9, 12), (berlin(11, 9, 16), berlin(11, 10, 12))  # four hours of work
    assert deadline(working_days(2), start, OFFICE) == berlin(11, 11, 12)
    assert deadline(working_days(2), start, OFFICE, [pause]) == berlin(11, 11, 16)


# chatwoot, helpdesk


def test_chatwoot_13392_business_hours_are_not_ignored() -> None:
    assert OFFICE.elapsed(berlin(11, 6, 17), berlin(11, 9, 11)) == h(2)


def test_chatwoot_14009_helpdesk_2212_lunch_and_split_shifts() -> None:
    assert SPLIT.add(berlin(11, 9, 12), h(1)) == berlin(11, 9, 14)
    assert SPLIT.add(berlin(11, 9, 9), h(3.5)) == berlin(11, 9, 12, 30)
    assert SPLIT.elapsed(berlin(11, 9), berlin(11, 10)) == h(8)
    assert not SPLIT.is_open(berlin(11, 9, 13))


def test_helpdesk_2449_a_hold_is_added_to_the_deadline_not_to_the_creation() -> None:
    created, hold = berlin(11, 6, 17), (berlin(11, 9, 10), berlin(11, 9, 12))
    assert deadline(working_hours(3), created, OFFICE, [hold]) == berlin(11, 9, 14)


def test_helpdesk_1643_a_target_of_nothing_is_refused_and_not_instant() -> None:
    with pytest.raises(DefinitionError, match="above zero"):
        working_hours(0)


# businesstimedelta, business_duration, businesstime


def test_businesstimedelta_9_aware_times_in_any_zone_are_the_same_instants() -> None:
    tokyo = berlin(11, 9, 10).astimezone(ZoneInfo("Asia/Tokyo"))
    assert OFFICE.add(tokyo, h(9)) == OFFICE.add(berlin(11, 9, 10), h(9)) == berlin(11, 10, 11)


@pytest.mark.parametrize(("holiday", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_businesstimedelta_10_a_holiday_lasts_the_whole_of_a_day_of_any_length(
    holiday: date, length: int
) -> None:
    everyday = WorkCalendar("Europe/Berlin", {"mon-sun": "00:00-24:00"}, holidays={holiday})
    before = datetime(2026, holiday.month, holiday.day, tzinfo=BERLIN)
    after = before + timedelta(days=1)
    assert after.astimezone(UTC) - before.astimezone(UTC) == h(length)
    assert everyday.elapsed(before, after) == timedelta(0)
    assert everyday.elapsed(before - timedelta(hours=1), after + timedelta(hours=1)) == h(2)


def test_businesstime_13_both_ends_after_hours() -> None:
    assert OFFICE.elapsed(berlin(11, 9, 19), berlin(11, 9, 23)) == timedelta(0)
    assert OFFICE.elapsed(berlin(11, 9, 19), berlin(11, 10, 20)) == h(8)


def test_business_duration_7_overnight_shifts() -> None:
    assert NIGHTS.elapsed(berlin(11, 9, 21), berlin(11, 10, 7)) == h(8)
    assert NIGHTS.add(berlin(11, 9, 23), h(9)) == berlin(11, 10, 23) + h(1)


# dbt_zendesk, oncall, dateutil: offsets


def test_dbt_zendesk_25_history_is_read_with_the_offset_of_its_day() -> None:
    summer = datetime(2026, 7, 6, 9, tzinfo=UTC)  # 11:00 in Berlin
    winter = datetime(2026, 11, 9, 9, tzinfo=UTC)  # 10:00 in Berlin
    assert OFFICE.elapsed(summer - h(2), summer) == h(1)
    assert OFFICE.elapsed(winter - h(2), winter) == timedelta(0)


def test_oncall_3261_a_night_shift_on_the_days_the_clocks_change() -> None:
    assert NIGHTS.elapsed(berlin(3, 28, 22), berlin(3, 29, 6)) == h(7)
    assert NIGHTS.elapsed(berlin(10, 24, 22), berlin(10, 25, 6)) == h(9)
    assert NIGHTS.add(berlin(3, 28, 22), h(7)) == berlin(3, 29, 6)
    assert NIGHTS.add(berlin(10, 24, 22), h(5)) == berlin(10, 25, 2, fold=1).astimezone(UTC)


def test_dateutil_1425_hours_that_the_clocks_skip_are_no_opening() -> None:
    gap = WorkCalendar("Europe/Berlin", {"sun": "02:00-03:00"})
    assert gap.opening_hours(date(2026, 3, 29)) == ()
    assert gap.elapsed(berlin(3, 29), berlin(3, 30)) == timedelta(0)
    assert gap.next_opening(berlin(3, 29)) == berlin(4, 5, 2)


def test_dateutil_1425_a_recurring_closure_is_a_date_not_an_hour() -> None:
    sundays = recurring(rrule(WEEKLY, byweekday=6, dtstart=datetime(2026, 1, 1)))
    calendar = WorkCalendar("Europe/Berlin", {"mon-sun": "02:00-03:30"}, holidays=sundays)
    assert calendar.opening_hours(date(2026, 3, 29)) == ()
    assert [opening.opens for opening in calendar.opening_hours(date(2026, 3, 30))] == [berlin(3, 30, 2)]


def test_a_target_in_elapsed_hours_ignores_the_calendar() -> None:
    assert deadline(hours(24), berlin(11, 7, 15), OFFICE) == berlin(11, 8, 15)
    assert deadline(hours(24), berlin(3, 28, 15), OFFICE) == berlin(3, 29, 16)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInput, match="before it begins"):
        deadline(working_minutes(5), berlin(11, 9), OFFICE, [(berlin(11, 9, 12), berlin(11, 9, 11))])
