"""What each span means, over DST and the ends of months; and how it is written and read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.worktime import (
    Span,
    Unit,
    WorkCalendar,
    days,
    deadline,
    hours,
    minutes,
    months,
    working_days,
    working_hours,
    working_minutes,
    working_time_used,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkCalendar("Europe/Berlin", {"mon-thu": "09:00-12:30 13:30-18:00", "fri": "10:00-15:00"})
NIGHTS = WorkCalendar("Europe/Berlin", {"mon-fri": "22:00-06:00"})


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


WORDS = [
    (minutes(30), "30 minutes", "30min"),
    (hours(24), "24 hours", "24h"),
    (hours(1.5), "1.5 hours", "1.5h"),
    (days(1), "1 day", "1d"),
    (months(12), "12 months", "12mo"),
    (working_minutes(45), "45 working minutes", "45wmin"),
    (working_hours(5), "5 working hours", "5wh"),
    (working_hours(1), "1 working hour", "1wh"),
    (working_days(2), "2 working days", "2wd"),
]


@pytest.mark.parametrize(("span", "words", "short"), WORDS)
def test_a_span_is_written_in_words_and_short_and_read_back_from_both(
    span: Span, words: str, short: str
) -> None:
    assert str(span) == words
    assert span.dump() == short
    assert Span.parse(words) == Span.parse(short) == span


amounts = st.integers(1, 30_000) | st.floats(1e-5, 30_000, allow_nan=False)


@given(amounts, st.sampled_from([Unit.HOURS, Unit.MINUTES, Unit.WORKING_HOURS, Unit.WORKING_MINUTES]))
def test_every_span_survives_being_written(amount: int | float, unit: Unit) -> None:
    span = Span(amount, unit)
    assert Span.parse(span.dump()) == Span.parse(str(span)) == span


def test_a_whole_amount_is_the_same_span_however_it_was_given() -> None:
    assert hours(2.0) == hours(2)
    assert hash(hours(2.0)) == hash(hours(2))
    assert hours(2.0).dump() == "2h"


@pytest.mark.parametrize("make", [hours, minutes, days, months, working_hours, working_minutes, working_days])
@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf"), 10**12, True, "5", None])
def test_a_span_of_no_sensible_amount_is_refused(make: object, amount: object) -> None:
    with pytest.raises(DefinitionError, match="a span of"):
        make(amount)  # type: ignore[operator]


@pytest.mark.parametrize("make", [days, months, working_days])
def test_days_and_months_are_whole(make: object) -> None:
    with pytest.raises(DefinitionError, match="only whole ones"):
        make(1.5)  # type: ignore[operator]


@pytest.mark.parametrize(
    "text", ["", "5", "wh", "-5wh", "5 parsecs", "5wh 3", "1e3h", "0h", "nanh", "1.5d", 5]
)
def test_a_text_that_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match=r"span|unit"):
        Span.parse(text)


def test_hours_are_elapsed_time_and_days_are_dates_across_the_change_of_the_clocks() -> None:
    saturday = at(2026, 3, 28, 12)
    assert hours(24).after(saturday, OFFICE) == at(2026, 3, 29, 13)
    assert days(1).after(saturday, OFFICE) == at(2026, 3, 29, 12)
    assert hours(24).after(at(2026, 10, 24, 12), OFFICE) == at(2026, 10, 25, 11)
    assert days(1).after(at(2026, 10, 24, 12), OFFICE) == at(2026, 10, 25, 12)


def test_a_local_time_that_is_skipped_is_later_and_one_shown_twice_is_the_first() -> None:
    assert days(1).after(at(2026, 3, 28, 2, 30), OFFICE) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert days(1).after(at(2026, 10, 24, 2, 30), OFFICE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_days_land_beyond_the_day_that_apia_skipped() -> None:
    apia = ZoneInfo("Pacific/Apia")
    calendar = WorkCalendar.always("Pacific/Apia")
    assert days(1).after(datetime(2011, 12, 29, 10, tzinfo=apia), calendar) == datetime(
        2011, 12, 31, 10, tzinfo=apia
    )


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (at(2026, 1, 31, 9), 1, at(2026, 2, 28, 9)),
        (at(2028, 1, 31, 9), 1, at(2028, 2, 29, 9)),
        (at(2028, 2, 29, 9), 12, at(2029, 2, 28, 9)),
        (at(2026, 11, 30, 9), 3, at(2027, 2, 28, 9)),
        (at(2026, 9, 29, 9), 6, at(2027, 3, 29, 9)),
    ],
)
def test_months_are_calendar_months(start: datetime, n: int, due: datetime) -> None:
    assert months(n).after(start, OFFICE) == due


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (at(2026, 11, 9, 11), 1, at(2026, 11, 10, 11)),  # the same local time
        (at(2026, 11, 9, 11), 5, at(2026, 11, 16, 11)),  # over a weekend
        (at(2026, 11, 12, 17), 1, at(2026, 11, 13, 15)),  # Friday closes earlier: at its closing
        (at(2026, 11, 12, 15), 1, at(2026, 11, 13, 15)),  # just at Friday's closing
        (at(2026, 11, 12, 9, 30), 1, at(2026, 11, 13, 10)),  # Friday opens later: at its opening
        (at(2026, 11, 7, 20), 1, at(2026, 11, 10, 9)),  # from Saturday: begins on Monday at nine
        (at(2026, 11, 13, 13), 1, at(2026, 11, 16, 12, 30)),  # in the lunch break: before it
        (at(2026, 11, 9, 18), 1, at(2026, 11, 11, 9)),  # at closing time: begins with the next opening
    ],
)
def test_working_days(start: datetime, n: int, due: datetime) -> None:
    assert working_days(n).after(start, OFFICE) == due


def test_working_days_before_a_days_first_block_end_at_its_first_opening() -> None:
    late = WorkCalendar("Europe/Berlin", {"mon": "07:00-16:00", "tue": "09:00-12:00 13:00-16:00"})
    assert working_days(1).after(at(2026, 11, 9, 8), late) == at(2026, 11, 10, 9)


def test_working_days_of_a_night_shift_are_the_dates_it_opens_on() -> None:
    assert working_days(1).after(at(2026, 11, 10, 2), NIGHTS) == at(
        2026, 11, 11, 2
    )  # Monday's shift, Tuesday's
    assert working_days(1).after(at(2026, 11, 14, 2), NIGHTS) == at(
        2026, 11, 17, 2
    )  # Friday's shift, Monday's


def test_days_with_pauses_are_first_counted_and_then_moved() -> None:
    start, pause = at(2026, 11, 9, 12), (at(2026, 11, 9, 13), at(2026, 11, 9, 20))
    assert deadline(days(1), start, OFFICE, [pause]) == at(2026, 11, 10, 19)
    assert deadline(hours(24), start, OFFICE, [pause]) == at(2026, 11, 10, 19)
    assert deadline(months(1), start, OFFICE, [pause]) == at(2026, 12, 9, 19)
    assert deadline(working_days(1), start, OFFICE, [pause]) == at(2026, 11, 10, 17, 30)


def test_a_pause_that_begins_at_the_deadline_counts_and_a_later_one_does_not() -> None:
    start = at(2026, 11, 9, 9)
    assert deadline(hours(1), start, OFFICE, [(at(2026, 11, 9, 10), at(2026, 11, 9, 11))]) == at(
        2026, 11, 9, 11
    )
    assert deadline(hours(1), start, OFFICE, [(at(2026, 11, 9, 10, 1), at(2026, 11, 9, 11))]) == at(
        2026, 11, 9, 10
    )


def test_a_pause_reaches_later_pauses() -> None:
    start = at(2026, 11, 9, 9)
    pauses = [(at(2026, 11, 9, 11), at(2026, 11, 9, 12)), (at(2026, 11, 9, 9, 30), at(2026, 11, 9, 10, 30))]
    assert deadline(hours(2), start, OFFICE, pauses) == at(2026, 11, 9, 13)


def test_time_used_is_counted_as_the_span_counts_it() -> None:
    friday, monday = at(2026, 11, 6, 14), at(2026, 11, 9, 10)
    assert working_time_used(OFFICE, friday, monday) == timedelta(hours=2)
    assert working_time_used(working_days(2), friday, monday, calendar=OFFICE) == timedelta(hours=2)
    assert working_time_used(days(2), friday, monday) == timedelta(hours=68)
    assert working_time_used(
        OFFICE, friday, monday, [(at(2026, 11, 1), at(2026, 11, 9, 9, 15))]
    ) == timedelta(minutes=45)


def test_time_used_needs_a_calendar_for_working_time_and_an_end_after_the_start() -> None:
    friday, monday = at(2026, 11, 6, 14), at(2026, 11, 9, 10)
    with pytest.raises(InvalidInput, match="calendar="):
        working_time_used(working_hours(2), friday, monday)
    with pytest.raises(InvalidInput, match="before the start"):
        working_time_used(OFFICE, monday, friday)


@pytest.mark.parametrize("span", [hours(1), days(1), months(1), working_hours(1), working_days(1)])
def test_a_naive_start_is_refused(span: Span) -> None:
    with pytest.raises(InvalidInput, match="naive"):
        span.after(datetime(2026, 11, 9, 9), OFFICE)
    with pytest.raises(InvalidInput, match="naive"):
        deadline(span, at(2026, 11, 9), OFFICE, [(datetime(2026, 11, 9), at(2026, 11, 10))])


@pytest.mark.parametrize("span", [hours(30), days(2), months(1), working_hours(30), working_days(2)])
def test_beyond_the_last_year_is_a_typed_error(span: Span) -> None:
    with pytest.raises(InvalidInput):
        span.after(datetime(9999, 12, 31, 12, tzinfo=UTC), OFFICE)


def test_working_days_end_with_a_calendar_that_ends() -> None:
    fair = WorkCalendar(
        "Europe/Berlin", {}, dates={date(2026, 11, 9): "09:00-18:00", date(2026, 11, 10): "09:00-12:00"}
    )
    assert working_days(1).after(at(2026, 11, 9, 15), fair) == at(2026, 11, 10, 12)
    with pytest.raises(InvalidInput, match="opens no more"):
        working_days(2).after(at(2026, 11, 9, 15), fair)


@given(st.sampled_from((OFFICE, NIGHTS)), st.dates(date(1995, 1, 1), date(2055, 1, 1)), st.integers(1, 80))
def test_the_nth_working_date_is_the_nth_on_which_something_opens(
    calendar: WorkCalendar, day: date, n: int
) -> None:
    found = calendar.working_date_after(day, n)
    between = [day + timedelta(days=ahead) for ahead in range(1, (found - day).days + 1)]
    assert calendar.opening_hours(found)
    assert sum(bool(calendar.opening_hours(one)) for one in between) == n
