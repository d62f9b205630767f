"""Days on which the weekly hours do not apply: fixed dates, and anything that can name such dates."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from leadlife.errors import DefinitionError


class Closures(abc.ABC):
    """A set of closed dates, possibly without end. Immutable; combined with ``|``, also with plain sets of dates.

    To write your own: ``closed_in`` names the closed dates of a period, ``identity`` says in a line of text which
    closures these are (it goes into the calendar's fingerprint).

    >>> str(closures([date(2026, 12, 31)]) | {date(2026, 12, 24)})
    '2026-12-24, 2026-12-31'
    """

    @abc.abstractmethod
    def closed_in(self, first: date, last: date) -> Mapping[date, str]:
        """The closed dates from ``first`` through ``last``, each with the name of its holiday."""

    @property
    @abc.abstractmethod
    def identity(self) -> str:
        """The same text for the same closures, in every process."""

    @property
    def sources(self) -> Mapping[str, str]:
        """Names and versions of the libraries whose data these closures are."""
        return {}

    @property
    def endless(self) -> bool:
        """Whether it may close every day from some day on, so that a calendar must be tried out far ahead."""
        return True

    def __or__(self, other: Closures | Iterable[date | Closures]) -> Closures:
        return closures((self, *_parts(other)))

    def __ror__(self, other: Iterable[date | Closures]) -> Closures:
        return self | other

    def __str__(self) -> str:
        return self.identity


@dataclass(frozen=True, slots=True)
class FixedDates(Closures):
    """Closed on exactly these dates."""

    dates: frozenset[date]

    def closed_in(self, first: date, last: date) -> Mapping[date, str]:
        days = self.dates & {first} if first == last else {day for day in self.dates if first <= day <= last}
        return dict.fromkeys(days, "closed")

    @property
    def identity(self) -> str:
        return ", ".join(day.isoformat() for day in sorted(self.dates))

    @property
    def endless(self) -> bool:
        return False

    __str__ = Closures.__str__


@dataclass(frozen=True, slots=True)
class EitherClosed(Closures):
    """Closed where one of its parts is."""

    parts: tuple[Closures, ...]

    def closed_in(self, first: date, last: date) -> Mapping[date, str]:
        found: dict[date, str] = {}
        for part in reversed(self.parts):
            found.update(part.closed_in(first, last))
        return found

    @property
    def identity(self) -> str:
        return " | ".join(part.identity for part in self.parts)

    @property
    def sources(self) -> Mapping[str, str]:
        return {name: version for part in self.parts for name, version in part.sources.items()}

    @property
    def endless(self) -> bool:
        return any(part.endless for part in self.parts)

    __str__ = Closures.__str__


def closures(given: Closures | Iterable[date | Closures]) -> Closures:
    """One ``Closures`` out of dates, closures, and mixtures of both.

    Raises ``DefinitionError`` for anything else, and for a calendar of the ``holidays`` library itself: iterating
    one gives only the years it happened to have worked out. Write ``country("DE", "BE")``.
    """
    days: set[date] = set()
    rules: dict[str, Closures] = {}
    for part in _parts(given):
        for leaf in part.parts if isinstance(part, EitherClosed) else (part,):
            if isinstance(leaf, FixedDates):
                days |= leaf.dates
            else:
                rules[leaf.identity] = leaf
    fixed = (FixedDates(frozenset(days)),) if days or not rules else ()
    parts = (*(rules[key] for key in sorted(rules)), *fixed)
    return parts[0] if len(parts) == 1 else EitherClosed(parts)


def _parts(given: object) -> tuple[Closures, ...]:
    if isinstance(given, Closures):
        return (given,)
    if type(given).__module__.partition(".")[0] == "holidays":
        raise DefinitionError(f"holidays={given!r:.60}: write country('DE', 'BE'), which knows every year")
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise DefinitionError(f"holidays are dates, country(...) or recurring(...), not {given!r}")
    return tuple(_part(item) for item in given)


def _part(item: object) -> Closures:
    if isinstance(item, Closures):
        return item
    if isinstance(item, datetime) or not isinstance(item, date):
        hint = "; write its .date()" if isinstance(item, datetime) else ""
        raise DefinitionError(f"a holiday is a date such as date(2026, 12, 25), not {item!r}{hint}")
    return FixedDates(frozenset([item]))
