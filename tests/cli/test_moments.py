"""Times in options: a date begins, and a time without an offset is read, in the policy's zone."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadlife.cli.options import moment
from leadlife.errors import InvalidInput
from tests.cli.conftest import Run

ZONES = st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Africa/Cairo"))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(at=INSTANTS, zone=ZONES, other=ZONES)
def test_a_time_with_its_offset_is_that_instant_whatever_the_zone(
    at: datetime, zone: str, other: str
) -> None:
    assert moment(at.astimezone(ZoneInfo(other)).isoformat(), "--as-of", ZoneInfo(zone)) == at


@given(at=INSTANTS, zone=ZONES)
@example(at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), zone="Europe/Berlin")
def test_a_time_without_one_is_what_the_zones_clocks_show_or_refused_where_that_is_twice_or_never(
    at: datetime, zone: str
) -> None:
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    folds = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    text = local.isoformat()
    if len(folds) == 1:
        assert moment(text, "--as-of", ZoneInfo(zone)) == at
    else:
        with pytest.raises(InvalidInput, match="show that time twice"):
            moment(text, "--as-of", ZoneInfo(zone))


@pytest.mark.parametrize("text", ["2026-03-29T02:30", "2026-10-25T02:30"])
def test_an_hour_that_is_skipped_or_shown_twice_is_refused_with_both_ways_to_write_it(text: str) -> None:
    with pytest.raises(InvalidInput, match="show that time twice, or skip it") as refused:
        moment(text, "--as-of", ZoneInfo("Europe/Berlin"))
    assert f"{text}:00+02:00" in str(refused.value)
    assert f"{text}:00+01:00" in str(refused.value)


def test_a_report_reads_it_in_the_zone_of_the_policy(run: Run, quarter: Path) -> None:
    asked = ("report", "sla", "--store", quarter, "--policy", "leadlife.demo:POLICY", "--format", "json")
    here = run(*asked, "--as-of", "2026-07-01T10:00")
    assert here.code == 0
    assert here.out == run(*asked, "--as-of", "2026-07-01T10:00+02:00").out
