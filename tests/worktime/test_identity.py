"""Calendars are values: equal by what was written and by the data behind it, the same in every process."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import date, timedelta

import pytest

from leadlife.worktime import WorkCalendar, country
from tests.worktime.samples import WEEK, acme, utc


def test_calendars_are_values() -> None:
    one, same = acme(), acme()
    assert one == same
    assert hash(one) == hash(same)
    assert one != WorkCalendar("Europe/Berlin", WEEK)
    with pytest.raises(AttributeError):
        one.zone = "UTC"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(one)).add(utc(2026, 12, 24, 9), timedelta(hours=4)) == utc(
        2026, 12, 28, 10
    )


def test_a_calendar_gives_back_what_makes_it_again() -> None:
    calendar = WorkCalendar("UTC", {"sat-mon": "22:00-06:00", "wed": "closed", "friday": "09:00-24:00"})
    assert calendar.weekly == {"mon": "22:00-06:00", "fri": "09:00-24:00", "sat-sun": "22:00-06:00"}
    assert WorkCalendar(calendar.zone, calendar.weekly, calendar.holidays, calendar.dates) == calendar


def test_the_fingerprint_is_the_same_in_another_process() -> None:
    program = "from tests.worktime.samples import acme; print(acme().fingerprint)"
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == acme().fingerprint


def test_the_fingerprint_covers_all_that_decides() -> None:
    variants = [
        acme(),
        WorkCalendar("Europe/Paris", WEEK),
        WorkCalendar("Europe/Berlin", WEEK),
        WorkCalendar("Europe/Berlin", {"mon-thu": "09:00-12:30 13:30-18:00"}),
        WorkCalendar("Europe/Berlin", WEEK, holidays={date(2026, 12, 25)}),
        WorkCalendar("Europe/Berlin", WEEK, holidays=country("DE")),
        WorkCalendar("Europe/Berlin", WEEK, holidays=country("DE", "BE")),
        WorkCalendar("Europe/Berlin", WEEK, dates={date(2026, 12, 25): "closed"}),
    ]
    assert len({calendar.fingerprint for calendar in variants}) == len(variants)


def test_the_fingerprint_changes_with_the_versions_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    holidays = pytest.importorskip("holidays")
    before = acme()
    assert set(before.sources) == {"tzdata", "holidays"}
    monkeypatch.setattr(holidays, "__version__", "999")
    assert acme().fingerprint != before.fingerprint
    assert acme().sources["holidays"] == "999"
    monkeypatch.undo()
    monkeypatch.setattr("leadlife.worktime.calendar.tzdata_version", lambda zone: "2999z")
    assert acme().fingerprint != before.fingerprint


def test_the_definition_does_not_depend_on_the_versions_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    before = acme()
    monkeypatch.setattr("leadlife.worktime.calendar.tzdata_version", lambda zone: "2999z")
    assert acme().definition == before.definition
    assert acme() != before


def test_the_names_of_holidays_do_not_depend_on_the_language_of_the_process() -> None:
    program = "from tests.worktime.samples import *; print(acme().explain(utc(2026, 12, 24), hours=4))"
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "LANGUAGE": language},
        ).stdout
        for language in ("de", "en_US")
    }
    assert len(told) == 1


def test_a_calendar_is_told_in_a_line() -> None:
    assert str(acme()) == (
        "Europe/Berlin: mon-thu 09:00-12:30 13:30-18:00, fri 09:00-15:00; 2026-12-24 09:00-12:00;"
        " holidays country DE-BE"
    )
    assert str(WorkCalendar("UTC", {}, dates={date(2026, 11, 9): "10:00-11:00"})) == (
        "UTC: no weekly hours; 2026-11-09 10:00-11:00"
    )
