"""What a report's figures rest on: which leads, over which time, what is divided by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report: what is counted, of what, and in which time where it is a duration."""

    name: str
    numerator: str
    denominator: str | None = None
    time: Literal["calendar", "working"] | None = None

    def __str__(self) -> str:
        said = self.numerator if self.denominator is None else f"{self.numerator} / {self.denominator}"
        return f"{self.name}: {said}" + (f" ({self.time} time)" if self.time else "")


@dataclass(frozen=True, slots=True)
class Basis:
    """Whether a cohort or a period was counted, which one, in what unit, and how each figure is made.

    A cohort is a set of leads that is followed for as long as it takes: parts of it never exceed it. A period is
    what happened within a time, to whomever: its ratios may exceed one.
    """

    frame: Literal["cohort", "period"]
    window: str
    unit: str
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """How the figure with this name is made.

        :raises KeyError: if the report has no such figure.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"no figure {name!r} (known: {', '.join(one.name for one in self.figures)})")

    @property
    def headline(self) -> str:
        """Frame, window and unit in one line."""
        return f"Basis: {self.frame}, {self.window}; counted in {self.unit}."

    def __str__(self) -> str:
        return "\n".join([self.headline, *(f"  {figure}" for figure in self.figures)])

    def to_dict(self) -> dict[str, object]:
        """The same as plain JSON-able data."""
        figures = [
            {"name": one.name, "numerator": one.numerator, "denominator": one.denominator, "time": one.time}
            for one in self.figures
        ]
        return {"frame": self.frame, "window": self.window, "unit": self.unit, "figures": figures}
