"""Closures that recur by a rule: the Monday after Easter, the last Friday of every month."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from dateutil.rrule import rrule, rrulestr

from leadlife.errors import DefinitionError
from leadlife.worktime.closures import Closures


class _Occurrences:
    """The dates of a rule, drawn from it as far as somebody asked, each once, by one thread at a time."""

    __slots__ = ("_dates", "_draw", "_lock")

    def __init__(self, text: str) -> None:
        self._lock = threading.Lock()
        self._draw = iter(rrulestr(text))
        self._dates: list[date] = []

    def between(self, first: date, last: date) -> list[date]:
        with self._lock:
            while not self._dates or self._dates[-1] <= last:
                drawn = next(self._draw, None)
                if drawn is None:
                    break
                self._dates.append(drawn.date())
            return self._dates[bisect_left(self._dates, first) : bisect_right(self._dates, last)]


@dataclass(frozen=True, slots=True)
class Recurring(Closures):
    """Closed on the dates of one recurrence rule (RFC 5545), from its start on."""

    rule: str
    name: str
    _occurrences: _Occurrences = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_occurrences", _Occurrences(self.rule))

    def closed_in(self, first: date, last: date) -> Mapping[date, str]:
        return dict.fromkeys(self._occurrences.between(first, last), self.name)

    @property
    def identity(self) -> str:
        return f"recurring {' '.join(self.rule.split())}"

    @property
    def endless(self) -> bool:
        return "COUNT=" not in self.rule and "UNTIL=" not in self.rule

    def __reduce__(self) -> tuple[type[Recurring], tuple[str, str]]:
        return Recurring, (self.rule, self.name)

    __str__ = Closures.__str__


def recurring(rule: rrule, name: str = "closed") -> Closures:
    """Closed on every date of a dateutil rule, from its ``dtstart`` on; ``name`` is shown by ``explain``.

    Raises ``DefinitionError`` for rules that recur more often than daily, for a ``dtstart`` that is not a local
    midnight (dateutil puts the moment of writing where none is given), and for sets of rules: pass each rule alone.

    >>> from datetime import datetime
    >>> from dateutil.rrule import YEARLY
    >>> easter_monday = recurring(rrule(YEARLY, byeaster=1, dtstart=datetime(2020, 1, 1)), "Easter Monday")
    >>> [day.isoformat() for day in easter_monday.closed_in(date(2026, 1, 1), date(2027, 12, 31))]
    ['2026-04-06', '2027-03-29']
    """
    if not isinstance(rule, rrule):
        raise DefinitionError(
            f"recurring(...) takes a dateutil rrule, not {type(rule).__name__};"
            " of several rules: recurring(a) | recurring(b)"
        )
    text = str(rule)
    # Text is what can be compared, pickled and put into a fingerprint; the start has no other public reading.
    start = text.partition("\n")[0]
    if not start.endswith(time().strftime("T%H%M%S")):
        raise DefinitionError(
            "recurring(...): the rule starts in the middle of a day; give it a date to start on:"
            " rrule(..., dtstart=datetime(2020, 1, 1))"
        )
    if any(f"FREQ={often}" in text for often in ("HOURLY", "MINUTELY", "SECONDLY")):
        raise DefinitionError(
            "recurring(...): closures are whole dates; the rule's frequency is DAILY at most"
        )
    return Recurring(text, name)
