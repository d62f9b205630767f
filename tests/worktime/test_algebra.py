"""The laws of working time, for any calendar, instant and length."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife.worktime import WorkCalendar, deadline, working_hours, working_time_used
from tests.worktime.cases import SHAPES, ZONES, calendar_of
from tests.worktime.oracle import Hours

INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))
ANYWHERE = st.builds(lambda t, zone: t.astimezone(ZoneInfo(zone)), INSTANTS, st.sampled_from(ZONES))
LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=60))
SIGNED = st.timedeltas(timedelta(hours=-60), timedelta(hours=60))
CALENDARS = [
    calendar_of(Hours(zone, shape, frozenset([date(2026, 12, 25)]))) for zone in ZONES for shape in SHAPES
]
calendars = st.sampled_from(CALENDARS)
laws = settings(deadline=None)


@laws
@given(calendars, ANYWHERE, SIGNED)
def test_what_was_added_has_elapsed(calendar: WorkCalendar, t: datetime, work: timedelta) -> None:
    assert calendar.elapsed(t, calendar.add(t, work)) == work


@laws
@given(calendars, ANYWHERE, LENGTHS, LENGTHS)
def test_adding_twice_is_adding_the_sum(
    calendar: WorkCalendar, t: datetime, one: timedelta, two: timedelta
) -> None:
    assert calendar.add(calendar.add(t, one), two) == calendar.add(t, one + two)
    assert calendar.add(calendar.add(t, -one), -two) == calendar.add(t, -one - two)


@laws
@given(calendars, ANYWHERE, ANYWHERE, SIGNED)
def test_a_later_start_is_never_due_earlier(
    calendar: WorkCalendar, a: datetime, b: datetime, work: timedelta
) -> None:
    a, b = sorted((a, b), key=lambda t: t.astimezone(UTC))
    assert calendar.add(a, work) <= calendar.add(b, work)


@laws
@given(calendars, ANYWHERE, SIGNED, SIGNED)
def test_more_work_is_never_due_earlier(
    calendar: WorkCalendar, t: datetime, one: timedelta, two: timedelta
) -> None:
    less, more = sorted((one, two))
    assert calendar.add(t, less) <= calendar.add(t, more)


@laws
@given(calendars, ANYWHERE, SIGNED, SIGNED)
def test_working_time_adds_up_over_any_instant_between(
    calendar: WorkCalendar, t: datetime, one: timedelta, two: timedelta
) -> None:
    a, b, c = t, t + 5 * one, t + 5 * two
    assert calendar.elapsed(a, c) == calendar.elapsed(a, b) + calendar.elapsed(b, c)
    assert calendar.elapsed(a, b) == -calendar.elapsed(b, a)
    assert abs(calendar.elapsed(a, b)) <= abs(b.astimezone(UTC) - a.astimezone(UTC))


@laws
@given(calendars, ANYWHERE, LENGTHS)
def test_there_and_back_lands_where_the_same_work_is_done(
    calendar: WorkCalendar, t: datetime, work: timedelta
) -> None:
    back = calendar.add(calendar.add(t, work), -work)
    assert calendar.elapsed(t, back) == timedelta(0)
    if work and calendar.is_open(t):
        assert back == t.astimezone(UTC)


@laws
@given(calendars, ANYWHERE, st.timedeltas(timedelta(microseconds=1), timedelta(hours=60)))
def test_a_deadline_is_the_nearest_instant_at_which_the_work_is_done(
    calendar: WorkCalendar, t: datetime, work: timedelta
) -> None:
    tick = timedelta(microseconds=1)
    assert calendar.elapsed(t, calendar.add(t, work) - tick) == work - tick
    assert calendar.elapsed(t, calendar.add(t, -work) + tick) == tick - work


@laws
@given(calendars, ANYWHERE)
def test_openings_and_closings_bound_the_closed_time(calendar: WorkCalendar, t: datetime) -> None:
    opens, closes = calendar.next_opening(t), calendar.previous_closing(t)
    assert closes <= t <= opens
    assert calendar.is_open(opens)
    assert calendar.elapsed(closes, opens) == timedelta(0)
    assert (opens == t.astimezone(UTC)) == calendar.is_open(t)


@laws
@given(calendars, ANYWHERE, LENGTHS)
def test_an_explanation_leaves_no_gap_and_adds_up(
    calendar: WorkCalendar, t: datetime, work: timedelta
) -> None:
    told = calendar.explain(t, work)
    assert (told.start, told.due, told.work) == (t.astimezone(UTC), calendar.add(t, work), work)
    edges = [told.start, *(step.end for step in told.steps)]
    assert [step.start for step in told.steps] == edges[:-1]
    assert edges[-1] == told.due
    assert sum((step.end - step.start for step in told.steps if step.open), timedelta(0)) == work
    assert all(one.open != two.open for one, two in pairwise(told.steps))
    assert all(calendar.is_open(step.start) == step.open for step in told.steps)


@laws
@given(calendars, st.dates(date(1990, 1, 1), date(2059, 12, 31)))
def test_opening_hours_are_open_and_belong_to_their_date(calendar: WorkCalendar, day: date) -> None:
    for opens, closes in calendar.opening_hours(day):
        assert calendar.elapsed(opens, closes) == closes - opens > timedelta(0)
        assert (
            calendar.working_date(opens) == day == calendar.working_date(closes - timedelta(microseconds=1))
        )


PAUSES = st.lists(st.tuples(st.integers(-3000, 6000), st.integers(0, 3000)), max_size=5)


@laws
@given(calendars, ANYWHERE, st.integers(1, 40), PAUSES)
def test_the_time_used_by_a_deadline_is_its_target(
    calendar: WorkCalendar, start: datetime, target: int, minutes: list[tuple[int, int]]
) -> None:
    t = start.astimezone(UTC)
    pauses = [(t + timedelta(minutes=m), t + timedelta(minutes=m + length)) for m, length in minutes]
    due = deadline(working_hours(target), t, calendar, pauses)
    assert working_time_used(calendar, t, due, pauses) == timedelta(hours=target)
    assert due >= deadline(working_hours(target), t, calendar)
    assert due == deadline(working_hours(target), t, calendar, pauses[::-1] + pauses)


@laws
@given(st.sampled_from(ZONES), ANYWHERE, ANYWHERE, SIGNED)
def test_round_the_clock_working_time_is_elapsed_time(
    zone: str, a: datetime, b: datetime, work: timedelta
) -> None:
    always = WorkCalendar.always(zone)
    assert always.elapsed(a, b) == b.astimezone(UTC) - a.astimezone(UTC)
    assert always.add(a, work) == a.astimezone(UTC) + work
    assert always.is_open(a)
