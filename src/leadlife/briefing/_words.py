"""Values, times and spans of time in the words of people, in one zone."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadlife.briefing.parts import Known
from leadlife.evidence import Value
from leadlife.rules.words import said

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))


class Times:
    """Instants on the wall clock of one zone. Those of another offset than that of ``now`` carry their own."""

    def __init__(self, zone: str, now: datetime) -> None:
        self._zone, self._now = ZoneInfo(zone), now
        self._offset = self._local(now).utcoffset()
        self.zone = f"{zone} (UTC{self._local(now):%z})"

    def _local(self, at: datetime) -> datetime:
        try:
            return at.astimezone(self._zone)
        except OverflowError:  # at the end of time, a zone may lie beyond it
            return at

    def __call__(self, at: datetime) -> str:
        """The instant to the minute.

        >>> from datetime import UTC
        >>> times = Times("Europe/Berlin", datetime(2026, 11, 2, 9, tzinfo=UTC))
        >>> times(datetime(2026, 11, 2, 9, tzinfo=UTC)), times(datetime(2026, 10, 2, 9, tzinfo=UTC))
        ('Mon 2026-11-02 10:00', 'Fri 2026-10-02 11:00 +0200')
        """
        local = self._local(at)
        shown = local.strftime("%a %Y-%m-%d %H:%M")
        return shown if local.utcoffset() == self._offset else f"{shown} {local:%z}"

    def day(self, day: date) -> str:
        """A date, and how far away it is.

        >>> from datetime import UTC
        >>> Times("UTC", datetime(2026, 11, 2, 9, tzinfo=UTC)).day(date(2026, 12, 31))
        '2026-12-31 (in 59 days)'
        """
        away = (day - self._local(self._now).date()).days
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}
        far = f"in {away} days" if away > 0 else f"{-away} days ago"
        return f"{day.isoformat()} ({near.get(away, far)})"


def ago(age: timedelta) -> str:
    """How long ago something was.

    >>> ago(timedelta(days=3, hours=5)), ago(timedelta(seconds=20))
    ('3 days ago', 'just now')
    """
    found = _largest(age)
    return "just now" if found is None else f"{found} ago"


def _largest(span: timedelta) -> str | None:
    """A span of time in the largest of its units."""
    for size, unit in _UNITS:
        if (number := int(span.total_seconds()) // size) >= 1:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return None


def lasting(span: timedelta) -> str:
    """A span of time in hours and minutes, or in days and hours where it is of several days.

    >>> lasting(timedelta(hours=5, minutes=30)), lasting(timedelta(days=3, hours=2)), lasting(timedelta(seconds=59))
    ('5 h 30 min', '3 d 2 h', '0 min')
    """
    minutes = int(span.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    if days >= 3:
        return f"{days} d {hours} h" if hours else f"{days} d"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def value(of: Value, times: Times) -> str:
    """A fact's value: instants on the wall clock, dates with how far away they are.

    Words of a list, such as ``legitimate_interest``, stay as the policy has them.
    """
    if isinstance(of, datetime):
        return times(of)
    if isinstance(of, date):
        return times.day(of)
    if isinstance(of, bool):
        return "yes" if of else "no"
    return clean(said(of))


def told(one: Known) -> str:
    """Who said it, via what, and how long ago.

    >>> told(Known("need", "need", "must", age=timedelta(days=2), via="call"))
    'via call, 2 days ago'
    """
    by = "" if one.by is None else f"by {clean(str(one.by))}"
    via = "" if one.via is None else f"via {clean(one.via)}"
    how = " ".join(filter(None, (by, via)))
    age = "" if one.age is None else ago(one.age)
    stale = "before it came back" if one.stale else ""
    return ", ".join(filter(None, (how, age, stale)))


def fact(one: Known, times: Times) -> str:
    """A fact with who said it."""
    source = told(one)
    return value(one.value, times) + (f" ({source})" if source else "")


def clean(text: str) -> str:
    """Text on one line, without what a terminal or a page would obey."""
    return " ".join("".join(map(_shown, text)).split())


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    if unicodedata.category(char) == "Cf":  # marks of direction and joiners
        return ""
    return "\ufffd" if unicodedata.category(char) == "Cs" else " "
