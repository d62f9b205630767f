"""What a rule can see: the facts of a lead as they stand, who said each of them, the lead's own data, an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol, TypeAlias, runtime_checkable

from leadlife.money import Money
from leadlife.people import Actor

Scalar: TypeAlias = bool | int | float | str | Decimal | Money | date | datetime
Value: TypeAlias = Scalar | tuple[Scalar, ...]
"""A fact's value in canonical, immutable form: an enum member is its value, a list is a tuple."""

_NOTHING: Mapping[str, Observation] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Observation:
    """One telling of one fact: the value (None: retracted), when it was so, the event that told it, and by whom."""

    value: Value | None
    at: datetime
    seq: int = 0
    by: Actor | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The present values by fact name (absent or None = unknown), the observation behind each, and the lead itself.

    ``event`` is what has just happened to the lead, where a rule is asked about that: an alert's.
    """

    values: Mapping[str, Value | None]
    observed: Mapping[str, Observation] = field(default_factory=lambda: _NOTHING)
    lead: object | None = None
    event: object | None = None

    def __evidence__(self) -> Evidence:
        return self


@runtime_checkable
class Subject(Protocol):
    """Anything a rule can be asked about: facts, a lead, or evidence made by hand."""

    def __evidence__(self) -> Evidence: ...
