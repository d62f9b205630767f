"""A time zone as stretches of constant offset from UTC, and the version of the data it was read from."""

from __future__ import annotations

import functools
import importlib
import zoneinfo
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.worktime.instant import DAY, FIRST, LAST, SECOND, from_us

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FARTHEST = DAY
"""No zone is farther from UTC (16 hours, Manila before 1845)."""
_STEP = 2 * DAY
"""Offsets are probed this often. No zone ever changed twice within 6.9 days (IANA 2026f)."""


class Stretch(NamedTuple):
    """From ``start`` until ``end`` (UTC microseconds) the wall clock shows UTC plus ``offset``."""

    start: int
    end: int
    offset: int


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name; raises ``DefinitionError`` with the nearest name if there is none."""
    if not isinstance(name, str):
        raise DefinitionError(f"a calendar's zone is an IANA name such as 'Europe/Berlin', not {name!r}")
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        if not known:
            raise DefinitionError(
                f"no time zone data for {name!r} here: install the package tzdata"
            ) from None
        hint = did_you_mean(name, known)
        hint = hint if hint.startswith(";") else "; write an IANA name such as 'Europe/Berlin'"
        raise DefinitionError(f"there is no time zone {name!r}{hint}") from None


def stretches(zone: ZoneInfo, start: int, end: int) -> tuple[Stretch, ...]:
    """``start`` to ``end`` cut wherever the zone's offset changes."""
    found = []
    at, offset = start, offset_at(zone, start)
    for probe in (*range(start + _STEP, end, _STEP), end):
        then = offset_at(zone, probe)
        if then != offset:
            change = _change(zone, max(start, probe - _STEP), probe, offset)
            found.append(Stretch(at, change, offset))
            at, offset = change, then
    if at < end:
        found.append(Stretch(at, end, offset))
    return tuple(found)


def offset_at(zone: ZoneInfo, us: int) -> int:
    """What the zone's clocks add to UTC at an instant, in microseconds."""
    inside = min(max(us, FIRST + DAY), LAST - DAY)
    shift = from_us(inside).astimezone(zone).utcoffset()
    assert shift is not None
    return (shift.days * 86_400 + shift.seconds) * SECOND


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The first whole second after ``before`` at which the offset is no longer ``offset``."""
    low, high = before // SECOND, -(-after // SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle * SECOND) == offset:
            low = middle
        else:
            high = middle
    return high * SECOND


def on_wall(zone: ZoneInfo, local: datetime) -> datetime:
    """The instant, in UTC, at which the zone's clocks show the naive time ``local``.

    Shown twice (the clocks went back): the first. Never shown (they went forward): as much later as they skipped,
    which is what RFC 5545 does.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


@functools.cache
def tzdata_version(name: str) -> str:
    """The release of the IANA data that the zone was read from, such as ``"2026f"``."""
    for root in map(Path, zoneinfo.TZPATH):
        if (root / name).is_file():
            return _system_version(root)
    return _package_version()


def _system_version(root: Path) -> str:
    for file, prefix in (("tzdata.zi", "# version "), ("+VERSION", "")):
        try:
            with (root / file).open(encoding="utf-8") as lines:
                return lines.readline().strip().removeprefix(prefix)
        except OSError:
            continue
    return "unknown"


def _package_version() -> str:
    try:
        return str(importlib.import_module("tzdata").IANA_VERSION)
    except (ImportError, AttributeError):
        return "unknown"


def local_text(instant: datetime, zone: ZoneInfo) -> str:
    """An instant as people of the zone read it.

    >>> local_text(datetime(2026, 12, 24, 9, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    'Thu 2026-12-24 10:00 CET'
    """
    local = instant.astimezone(zone)
    clock = local.strftime("%H:%M:%S").removesuffix(":00")
    return f"{day_text(local.date())} {clock} {local.tzname()}"


def day_text(day: date) -> str:
    """A date with its day of the week, whatever the locale of the process: ``Thu 2026-12-24``."""
    return f"{DAY_NAMES[day.weekday()].capitalize()} {day.isoformat()}"
