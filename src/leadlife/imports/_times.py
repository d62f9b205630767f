"""The text of a time as an instant: ISO 8601, or formats that the mapping names; naive text in the file's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from leadlife.imports._unreadable import Unreadable
from leadlife.worktime.zone import on_wall

Clock = Literal["first", "reject"]


class Times:
    """Reads the times of one file. What was read is remembered: the same day stands in many rows.

    Text with an offset is that instant. Naive text is what the clocks on the wall of ``zone`` showed: shown twice
    (the clocks went back), the first; never shown (they went forward), as much later as they skipped. With
    ``clock="reject"`` neither is read.
    """

    def __init__(self, zone: ZoneInfo, formats: tuple[str, ...], clock: Clock) -> None:
        self._zone = zone
        self._formats = formats
        self._strict = clock == "reject"
        self.instant: Callable[[str], datetime] = lru_cache(maxsize=8192)(self._instant)
        self.day: Callable[[str], date] = lru_cache(maxsize=8192)(self._day)

    def _instant(self, text: str) -> datetime:
        found = self._parsed(text)
        try:
            if found.tzinfo is not None:
                return found.astimezone(UTC)
            return self._on_wall(found)
        except OverflowError:
            raise Unreadable("it lies outside the years 1 to 9999 in UTC") from None

    def _on_wall(self, local: datetime) -> datetime:
        if self._strict:
            first, second = (local.replace(tzinfo=self._zone, fold=fold).utcoffset() for fold in (0, 1))
            if first != second:
                raise Unreadable(f"the clocks of {self._zone.key} showed this time twice, or never")
        return on_wall(self._zone, local)

    def _day(self, text: str) -> date:
        """The date that the text names; of an instant with an offset, the date in the file's zone."""
        found = self._parsed(text)
        try:
            return (found if found.tzinfo is None else found.astimezone(self._zone)).date()
        except OverflowError:
            raise Unreadable("it lies outside the years 1 to 9999") from None

    def _parsed(self, text: str) -> datetime:
        for format in self._formats:
            try:
                return datetime.strptime(text, format)  # noqa: DTZ007 (the zone comes next)
            except ValueError:
                continue
        if self._formats:
            raise Unreadable(f"it is no time in the format {' or '.join(map(repr, self._formats))}")
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise Unreadable(
                "it is no ISO date or time such as 2026-11-02 or 2026-11-02 09:30 (other formats: formats=)"
            ) from None
