"""How long a lead rests: a span, until a day or a moment that a fact names, or until an agreed time to call again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from leadlife import CoolDown, WorkCalendar, days
from leadlife.evidence import Evidence

ZONES = st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
REST = CoolDown(days(30), until="told", days_before=2)


@given(at=MOMENTS, told=MOMENTS, zone=ZONES)
def test_a_moment_is_over_at_that_moment_in_every_zone(at: datetime, told: datetime, zone: str) -> None:
    ends = REST.ends(at, Evidence({"told": told}), WorkCalendar.always(zone), recontact=None)
    assert ends == max(at, told - timedelta(days=2))


@given(at=MOMENTS, told=MOMENTS, zone=ZONES)
def test_a_day_is_over_at_its_midnight_in_the_calendar_s_zone(
    at: datetime, told: datetime, zone: str
) -> None:
    ends = REST.ends(at, Evidence({"told": told.date()}), WorkCalendar.always(zone), recontact=None)
    midnight = datetime.combine(told.date() - timedelta(days=2), time(), ZoneInfo(zone))
    assert ends == max(at, midnight)


@given(at=MOMENTS, agreed=MOMENTS, zone=ZONES, by_day=st.booleans())
def test_an_agreed_time_overrides_the_rest_unless_it_is_past(
    at: datetime, agreed: datetime, zone: str, by_day: bool
) -> None:
    calendar = WorkCalendar.always(zone)
    told: date = agreed.date() if by_day else agreed
    ends = CoolDown(days(30)).ends(at, Evidence({"call_at": told}), calendar, recontact="call_at")
    now: date = at.astimezone(ZoneInfo(zone)).date() if by_day else at
    if told < now:
        assert ends == days(30).after(at, calendar)
    else:
        begins = datetime.combine(told, time(), ZoneInfo(zone)) if by_day else agreed
        assert ends == max(at, begins)
