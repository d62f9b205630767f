"""The lead whose story is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadlife import Lead

_LONG = 22
"""A story of about so many events shows the whole way and can still be read."""


def worth_telling(leads: Iterable[Lead[Any]]) -> Lead[Any]:
    """The lead with the most to tell in a readable story: won after having come back, if there is one.

    :raises ValueError: if there are no leads.
    """
    return max(leads, key=_interest)


def _interest(lead: Lead[Any]) -> tuple[bool, bool, int, str]:
    sent_back = any(setback.move in ("reject", "return", "lapse") for setback in lead.setbacks)
    return lead.stage == "won" and lead.cycle > 0, sent_back, -abs(lead.version - _LONG), lead.id
