"""References: what `facts(Facts).pain_severity` is, and whose operators make rules."""

from __future__ import annotations

from typing import Generic, TypeVar

from leadlife.rules.fields import Field

T = TypeVar("T")


class Ref(Generic[T]):
    """A reference to one fact, whose operators make rules."""

    __slots__ = ("field",)

    field: Field

    def __init__(self, field: Field) -> None:
        self.field = field
