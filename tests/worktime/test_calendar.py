"""What a calendar promises, by example: weeks, nights, holidays, dates of their own, and odd zones."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, MONTHLY, YEARLY, rrule

from leadlife.errors import InvalidInput
from leadlife.worktime import Closures, WorkCalendar, country, recurring, working_days
from leadlife.worktime.closures import closures
from tests.worktime.samples import BERLIN, WEEK, acme, utc


def local_openings(calendar: WorkCalendar, day: date) -> list[str]:
    openings = calendar.opening_hours(day)
    return [
        f"{a.astimezone(calendar.zone_info):%H:%M}-{b.astimezone(calendar.zone_info):%H:%M}"
        for a, b in openings
    ]


def test_results_are_instants_in_utc() -> None:
    opening = acme().next_opening(datetime(2026, 11, 7, tzinfo=BERLIN))
    assert opening.tzinfo is UTC
    assert opening == utc(2026, 11, 9, 8)


def test_hours_are_half_open() -> None:
    assert acme().is_open(utc(2026, 11, 9, 8))
    assert not acme().is_open(utc(2026, 11, 9, 17))
    assert acme().is_open(utc(2026, 11, 9, 17) - timedelta(microseconds=1))


def test_a_deadline_on_closing_time_stays_there_and_one_counted_back_stays_at_the_opening() -> None:
    assert acme().add(utc(2026, 11, 6, 13), timedelta(hours=1)) == utc(2026, 11, 6, 14)
    assert acme().add(utc(2026, 11, 9, 10), timedelta(hours=-2)) == utc(2026, 11, 9, 8)


def test_nothing_to_do_is_done_at_once_also_out_of_hours() -> None:
    saturday = utc(2026, 11, 7, 12)
    assert acme().add(saturday, timedelta(0)) == saturday


def test_within_hours_the_next_opening_and_the_previous_closing_are_now() -> None:
    now = utc(2026, 11, 9, 9)
    assert acme().next_opening(now) == acme().previous_closing(now) == now
    assert acme().previous_closing(utc(2026, 11, 7)) == utc(2026, 11, 6, 14)


def test_holidays_close_the_weekly_hours_and_dates_win_over_holidays() -> None:
    assert local_openings(acme(), date(2026, 12, 24)) == ["09:00-12:00"]
    assert local_openings(acme(), date(2026, 12, 25)) == []
    open_anyway = WorkCalendar("UTC", WEEK, country("DE"), {date(2026, 12, 25): "10:00-11:00"})
    assert local_openings(open_anyway, date(2026, 12, 25)) == ["10:00-11:00"]


def test_the_parts_of_a_country_have_holidays_of_their_own() -> None:
    womens_day = date(2027, 3, 8)  # a holiday in Berlin, not in Bavaria
    assert acme().opening_hours(womens_day) == ()
    assert WorkCalendar("Europe/Berlin", WEEK, country("DE", "BY")).opening_hours(womens_day) != ()


def test_closures_of_all_kinds_combine() -> None:
    last_friday = recurring(rrule(MONTHLY, byweekday=4, bysetpos=-1, dtstart=datetime(2020, 1, 1)))
    own = {date(2026, 11, 9)}
    mixed: tuple[date | Closures, ...] = (country("DE"), last_friday, *own)
    for both in (country("DE") | last_friday | own, own | (last_friday | country("DE")), closures(mixed)):
        calendar = WorkCalendar("Europe/Berlin", WEEK, both)
        closed = (date(2026, 11, 9), date(2026, 11, 27), date(2026, 12, 25))
        assert [calendar.opening_hours(day) for day in closed] == [(), (), ()]
        assert calendar.opening_hours(date(2026, 11, 20)) != ()


def test_however_closures_are_combined_the_fingerprint_is_the_same() -> None:
    easter = recurring(rrule(YEARLY, byeaster=1, dtstart=datetime(2020, 1, 1)))
    days = [date(2026, 11, 9), date(2026, 11, 10)]
    prints = {
        WorkCalendar("UTC", WEEK, given).fingerprint
        for given in (
            easter | days,
            days[::-1] | easter,
            (days[0], easter, days[1], days[0]),
            easter | easter | days,
        )
    }
    assert len(prints) == 1


def test_a_recurring_closure_begins_with_its_start_and_ends_with_its_end() -> None:
    june = rrule(DAILY, dtstart=datetime(2026, 6, 1), until=datetime(2026, 6, 30))
    calendar = WorkCalendar("UTC", {"mon-sun": "00:00-24:00"}, holidays=recurring(june))
    assert calendar.elapsed(utc(2026, 5, 31), utc(2026, 7, 2)) == timedelta(days=2)


def test_a_night_shift_belongs_to_the_date_it_opens_on() -> None:
    nights = WorkCalendar("UTC", {"mon-fri": "22:00-06:00"}, holidays={date(2026, 11, 11)})
    assert nights.is_open(utc(2026, 11, 11, 5))  # Tuesday's shift ends on the holiday
    assert not nights.is_open(utc(2026, 11, 11, 23))  # the holiday's own does not take place
    assert not nights.is_open(utc(2026, 11, 12, 5))
    assert nights.is_open(utc(2026, 11, 14, 5))  # Friday's, on Saturday morning
    assert nights.working_date(utc(2026, 11, 14, 5)) == date(2026, 11, 13)


def test_a_date_of_its_own_may_run_beside_last_nights_shift() -> None:
    nights = WorkCalendar("UTC", {"mon-sun": "22:00-06:00"}, dates={date(2026, 11, 11): "04:00-08:00"})
    assert nights.elapsed(utc(2026, 11, 10, 20), utc(2026, 11, 11, 20)) == timedelta(hours=10)


def test_an_hour_that_the_clocks_show_twice_is_worked_twice() -> None:
    early = WorkCalendar("Europe/Berlin", {"mon-sun": "02:00-02:30"})
    openings = early.opening_hours(date(2026, 10, 25))
    assert openings == (
        (utc(2026, 10, 25, 0), utc(2026, 10, 25, 0, 30)),
        (utc(2026, 10, 25, 1), utc(2026, 10, 25, 1, 30)),
    )


def test_lord_howe_changes_its_clocks_by_half_an_hour() -> None:
    shift = WorkCalendar("Australia/Lord_Howe", {"sun": "01:00-04:00"})
    lengths = [
        shift.elapsed(utc(2026, *day), utc(2026, *day) + timedelta(days=1))
        for day in ((4, 4), (10, 3), (10, 10))
    ]
    assert lengths == [timedelta(hours=3.5), timedelta(hours=2.5), timedelta(hours=3)]


def test_a_night_on_which_the_clocks_go_forward_is_one_opening() -> None:
    nights = WorkCalendar("Europe/Berlin", {"sat": "22:00-06:00"})
    assert nights.opening_hours(date(2026, 3, 28)) == ((utc(2026, 3, 28, 21), utc(2026, 3, 29, 4)),)


def test_blocks_that_touch_are_one_opening() -> None:
    calendar = WorkCalendar(
        "UTC", {"mon": "09:00-12:00 12:00-17:00", "tue": "20:00-24:00", "wed": "00:00-04:00"}
    )
    assert calendar.explain(utc(2026, 11, 9), hours=8).steps[-1].worked == timedelta(hours=8)
    assert len(calendar.explain(utc(2026, 11, 9, 9), hours=8).steps) == 1
    assert len(calendar.explain(utc(2026, 11, 10, 20), hours=8).steps) == 1


def test_every_night_of_ten_years_is_as_long_as_its_clocks_make_it() -> None:
    nights = WorkCalendar("Europe/Berlin", {"mon-sun": "22:00-06:00"})
    noons = [utc(2020, 1, 1, 12) + timedelta(days=n) for n in range(3653)]
    lengths = [nights.elapsed(noon, noon + timedelta(days=1)) // timedelta(hours=1) for noon in noons]
    assert {length: lengths.count(length) for length in sorted(set(lengths))} == {7: 10, 8: 3633, 9: 10}


def test_every_closing_and_opening_of_ten_years_is_hit_from_afar() -> None:
    office = WorkCalendar("Europe/Berlin", {"mon-fri": "09:00-17:00"})
    first, last = utc(2018, 1, 1), utc(2034, 1, 1)
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(3653)]
    for opens, closes in (opening for day in days for opening in office.opening_hours(day)):
        assert office.add(first, office.elapsed(first, closes)) == closes
        assert office.add(last, office.elapsed(last, opens)) == opens


def test_apia_skipped_a_friday() -> None:
    office = WorkCalendar("Pacific/Apia", {"mon-fri": "09:00-17:00"})
    thursday = datetime(2011, 12, 29, 16, tzinfo=ZoneInfo("Pacific/Apia"))
    assert office.opening_hours(date(2011, 12, 30)) == ()
    monday = datetime(2012, 1, 2, 10, tzinfo=ZoneInfo("Pacific/Apia"))
    assert office.add(thursday, timedelta(hours=2)) == monday
    assert working_days(1).after(thursday, office) == monday.replace(hour=16)


def test_round_the_clock_is_one_opening_without_an_end() -> None:
    always = WorkCalendar.always("America/New_York")
    assert always.explain(utc(2026, 3, 1), hours=10_000).steps[0].end == always.add(
        utc(2026, 3, 1), timedelta(hours=10_000)
    )


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati", "America/Adak"])
@pytest.mark.parametrize("year", [1, 2, 1583, 1883, 1941, 2100, 2500, 9998])
def test_far_away_years_are_counted_too(zone: str, year: int) -> None:
    office = WorkCalendar(zone, {"mon-fri": "09:00-17:00"})
    t = utc(year, 6, 3, 12)
    assert office.elapsed(t, office.add(t, timedelta(hours=30))) == timedelta(hours=30)
    assert office.elapsed(t, office.add(t, timedelta(hours=-30))) == timedelta(hours=-30)


@pytest.mark.parametrize("edge", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_beyond_the_first_and_the_last_year_is_a_typed_error(edge: datetime) -> None:
    office = WorkCalendar("Asia/Tokyo", {"mon-fri": "09:00-17:00"})
    with pytest.raises(InvalidInput):
        office.add(edge, timedelta(hours=200) if edge.year > 1 else timedelta(hours=-200))
    assert office.elapsed(edge, edge) == timedelta(0)
    assert office.is_open(edge) in (True, False)


def test_threads_may_share_a_calendar() -> None:
    easter = recurring(rrule(YEARLY, byeaster=1, dtstart=datetime(1990, 1, 1)))
    shared = WorkCalendar("Europe/Berlin", WEEK, easter | country("DE"))
    starts = [utc(1990 + n % 60, 1 + n % 12, 1 + n % 28) for n in range(400)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda t: shared.add(t, timedelta(hours=30)), starts))
    alone = WorkCalendar("Europe/Berlin", WEEK, easter | country("DE"))
    assert found == [alone.add(t, timedelta(hours=30)) for t in starts]


def test_an_explanation_shows_where_the_hours_went_and_why() -> None:
    easter = recurring(rrule(YEARLY, byeaster=1, dtstart=datetime(2020, 1, 1)), "Easter Monday")
    calendar = WorkCalendar("Europe/Berlin", WEEK, easter)
    told = calendar.explain(datetime(2027, 3, 26, 14, tzinfo=BERLIN), hours=4)
    assert str(told).splitlines() == [
        "4 h of working time after Fri 2027-03-26 14:00 CET (Europe/Berlin)",
        "  open    Fri 2027-03-26 14:00 CET to Fri 2027-03-26 15:00 CET: 1 h (1 h so far)",
        "  closed  Fri 2027-03-26 15:00 CET to Tue 2027-03-30 09:00 CEST:"
        " Sat 2027-03-27, Sun 2027-03-28, Mon 2027-03-29 Easter Monday",
        "  open    Tue 2027-03-30 09:00 CEST to Tue 2027-03-30 12:00 CEST: 3 h (4 h so far)",
        "  done    Tue 2027-03-30 12:00 CEST",
    ]


def test_importing_leadlife_imports_no_holidays_before_a_country_is_asked_for() -> None:
    program = "import sys, leadlife.worktime; print('holidays' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        == "False\n"
    )


def test_a_country_with_few_known_years_makes_no_noise() -> None:
    india = WorkCalendar("Asia/Kolkata", {"mon-fri": "09:00-17:00"}, holidays=country("IN"))
    assert local_openings(india, date(2026, 1, 26)) == []  # Republic Day
