"""Public holidays of a country or a part of it, by the library ``holidays``."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.worktime.closures import Closures


@dataclass(frozen=True, slots=True)
class CountryHolidays(Closures):
    """Closed on the public holidays of a country, or of one of its subdivisions."""

    code: str
    subdivision: str | None
    version: str
    _years: dict[int, dict[date, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def closed_in(self, first: date, last: date) -> Mapping[date, str]:
        years = range(first.year, last.year + 1)
        return {day: name for year in years for day, name in self._year(year).items() if first <= day <= last}

    @property
    def identity(self) -> str:
        return f"country {self.code}" + (f"-{self.subdivision}" if self.subdivision else "")

    @property
    def sources(self) -> Mapping[str, str]:
        return {"holidays": self.version}

    @property
    def endless(self) -> bool:
        return False

    def _year(self, year: int) -> dict[date, str]:
        # Two threads may both work a year out: they find the same, and whichever is kept is right.
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._worked_out(year)
        return found

    def _worked_out(self, year: int) -> dict[date, str]:
        library = _library()
        days = library.country_holidays(self.code, subdiv=self.subdivision)
        if not days.start_year <= year <= days.end_year:
            return {}
        # Else names would be in the language of the process.
        language = "en_US" if "en_US" in days.supported_languages else days.default_language
        days = library.country_holidays(self.code, subdiv=self.subdivision, years=year, language=language)
        return {day: str(name) for day, name in days.items() if day.year == year}

    __str__ = Closures.__str__


def country(code: str, subdivision: str | None = None) -> Closures:
    """The public holidays of a country (ISO 3166, ``"DE"``), with those of a part of it (``"BE"`` for Berlin).

    Outside the years that the library knows (for some countries 2001 to 2035) there are no holidays.
    Needs the extra ``leadlife[holidays]``, which is imported here and nowhere else. The version of that library is
    part of the calendar's fingerprint.

    Raises ``DefinitionError`` for countries and subdivisions that the library does not know.

    >>> christmas = country("DE", "BE").closed_in(date(2026, 12, 25), date(2026, 12, 26))
    >>> [day.isoformat() for day in sorted(christmas)]
    ['2026-12-25', '2026-12-26']
    """
    library = _library()
    known: Mapping[str, list[str]] = library.list_supported_countries(include_aliases=True)
    if not isinstance(code, str) or code not in known:
        raise DefinitionError(f"no holidays are known for the country {code!r}{_hint(code, known)}")
    if subdivision is not None and subdivision not in known[code]:
        raise DefinitionError(
            f"{code} has no part {subdivision!r} with holidays{_hint(subdivision, known[code])}"
        )
    return CountryHolidays(code, subdivision, str(library.__version__))


def _hint(asked: object, known: Mapping[str, list[str]] | list[str]) -> str:
    if isinstance(asked, str) and asked.upper() in known:
        return f"; did you mean {asked.upper()!r}?"
    if len(known) > 60:
        return "; write its ISO 3166 code, such as 'DE' or 'US'"
    return did_you_mean(str(asked), known)


def _library() -> ModuleType:
    try:
        return importlib.import_module("holidays")
    except ImportError:
        raise DefinitionError(
            "country(...) needs the library holidays: pip install 'leadlife[holidays]', or pass the dates yourself"
        ) from None
