"""Why a lead is sent back, held back or closed: the codes of the policy, and the path that each decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from leadlife._typed import Defined
from leadlife.evidence import Evidence
from leadlife.people import Who
from leadlife.worktime import Span, WorkCalendar


@dataclass(frozen=True, slots=True)
class CoolDown(Defined):
    """How long a lead rests: a span, or until ``days_before`` a date or a moment that is a fact of the lead.

    ``CoolDown(days(90))`` is 90 days. ``CoolDown(days(180), until="contract_ends_on", days_before=180)`` ends
    180 days before the contract does, and is 180 days where nobody knows when that is. A date is over at its midnight,
    in the calendar's zone; a fact with a time of day, such as a call-back at half past two, at that time.

    >>> from leadlife.evidence import Evidence
    >>> from leadlife.worktime import days
    >>> rest = CoolDown(days(90), until="contract_ends_on", days_before=30)
    >>> known = Evidence({"contract_ends_on": date(2027, 1, 31)})
    >>> at, calendar = datetime(2026, 11, 2, 9, tzinfo=UTC), WorkCalendar.always("UTC")
    >>> print(rest.ends(at, known, calendar, recontact=None))
    2027-01-01 00:00:00+00:00
    """

    span: Span
    until: str | None = None
    days_before: int = 0

    def ends(
        self, at: datetime, seen: Evidence, calendar: WorkCalendar, *, recontact: str | None
    ) -> datetime:
        """The instant it is over (UTC), counted from ``at`` and never before it.

        A known date or moment in the fact named ``recontact`` overrides all, unless it is past: then it was agreed for
        another time.
        """
        zone = calendar.zone_info
        agreed = None if recontact is None else seen.values.get(recontact)
        if isinstance(agreed, date) and not _past(agreed, at, zone):
            return max(at, _moment(agreed, 0, zone))
        known = None if self.until is None else seen.values.get(self.until)
        if isinstance(known, date):
            return max(at, _moment(known, self.days_before, zone))
        return self.span.after(at, calendar)


def _past(told: date, at: datetime, zone: ZoneInfo) -> bool:
    """Whether a moment, or a whole day, lies before."""
    return told < at if isinstance(told, datetime) else told < at.astimezone(zone).date()


def _moment(told: date, days_before: int, zone: ZoneInfo) -> datetime:
    """When it is, so many days earlier: a day begins at its midnight."""
    day = told - timedelta(days=days_before)
    return (day if isinstance(day, datetime) else datetime.combine(day, time(), zone)).astimezone(UTC)


VERBS: Final = ("merge", "assign")
"""What a reason can lead to beside the moves of the policy: the duplicate is merged, or the lead given to another."""


@dataclass(frozen=True, slots=True)
class Reason(Defined):
    """One reason code of a move.

    ``then`` names what it leads to next, a move or one of the engine's verbs (``"merge"``, ``"assign"``): advice for
    people and reports, and nothing is done by itself.
    ``cool_down`` is how long the lead rests if that is nurture. ``stale`` says that it tells something about the lead,
    so that coming back asks for fresh evidence; ``comment`` that it must be put in words; ``by`` who may give it, where
    that is not everyone who may make the move. ``same_owner`` lets the lead go back to whoever declined it for this.

    >>> from leadlife.worktime import days
    >>> too_small = Reason("too_small", then="recycle", cool_down=CoolDown(days(180)))
    >>> no_time = Reason("no_capacity", then="release", stale=False)
    """

    code: str
    then: str | None = None
    cool_down: CoolDown | None = None
    stale: bool = True
    comment: bool = False
    by: tuple[Who, ...] = ()
    same_owner: bool = False
