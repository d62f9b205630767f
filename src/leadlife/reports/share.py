"""Shares and ratios: a numerator and a denominator that stay together, because a bare percentage says little."""

from __future__ import annotations

from dataclasses import dataclass

from leadlife.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: every member of the part is a member of the whole, so it never exceeds one.

    >>> Share(842, 8000).value
    0.10525
    >>> Share(0, 0).value is None  # a share of nothing is undefined, not zero
    True
    >>> print(Share(842, 8000), Share(0, 0))
    10.5% –

    :raises DefinitionError: if the part is larger than the whole, or negative.
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            remedy = "count the part among the whole, or use a Ratio"
            raise DefinitionError(f"{self.part} is no part of {self.whole}: {remedy}")

    @property
    def value(self) -> float | None:
        """The fraction, from 0 to 1; None (undefined) where the whole is nothing."""
        return self.part / self.whole if self.whole else None

    def __str__(self) -> str:
        return percent(self.value)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One count for another over a period: not the same members, so it may exceed one.

    >>> print(Ratio(6, 4))
    150.0%
    """

    count: int
    per: int

    @property
    def value(self) -> float | None:
        """The quotient; None (undefined) where there is nothing to divide by."""
        return self.count / self.per if self.per else None

    def __str__(self) -> str:
        return percent(self.value)


def percent(value: float | None) -> str:
    """A fraction as people read it; a dash where it is undefined.

    >>> percent(0.5), percent(None)
    ('50.0%', '–')
    """
    return "–" if value is None else f"{value:.1%}"
