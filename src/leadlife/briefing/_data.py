"""The brief in JSON types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from leadlife.briefing.brief import Brief
from leadlife.lead import PolicyPin
from leadlife.money import Money
from leadlife.people import Actor, Queue, Role
from leadlife.rules import Truth


def data(brief: Brief) -> dict[str, Any]:
    """Each part under its own name; what has no value is null."""
    return _fields(brief)


def _fields(of: Any) -> dict[str, Any]:
    shown = (one for one in fields(of) if one.metadata.get("shown", True))
    return {_key(one.name): plain(getattr(of, one.name)) for one in shown}


def _key(name: str) -> str:
    """Spans of time are in seconds, and say so."""
    return f"{name}_seconds" if name in ("age", "left") else name


def plain(one: object) -> Any:
    """A value as JSON knows it.

    >>> plain((Decimal("1.50"), date(2026, 3, 1), timedelta(hours=1)))
    ['1.50', '2026-03-01', 3600]
    """
    match one:
        case None | bool() | int() | float():
            return one
        case datetime():
            return one.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return one.isoformat()
        case timedelta():
            return int(one.total_seconds())
        case Truth():
            return one.value
        case Money(amount, currency):
            return f"{amount} {currency}"
        case Actor(id, team, role):
            return {"id": id, "team": team, "role": role}
        case Queue(name, team):
            return {"queue": name, "team": team}
        case PolicyPin() | Brief():
            return _fields(one)
        case tuple():
            return [plain(item) for item in one]
        case Mapping():
            return {str(key): plain(value) for key, value in one.items()}
    return _fields(one) if is_dataclass(one) and not isinstance(one, Decimal | Role) else str(one)
