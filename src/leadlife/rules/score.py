"""The score of a lead: an interval while facts are unknown, and where every point comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadlife.evidence import Evidence, Subject
from leadlife.rules.explain import code_at
from leadlife.rules.fading import left_of
from leadlife.rules.form import evidence_of
from leadlife.rules.kleene import Kleene
from leadlife.rules.moment import Moment
from leadlife.rules.scorecard import Bands, Entry, Number, Points, Scorecard
from leadlife.rules.tree import Rule
from leadlife.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one entry of a scorecard gives: at least ``low``, at most ``high``; a group has parts of its own."""

    label: str
    low: Number
    high: Number
    parts: tuple[Contribution, ...] = ()

    def __str__(self) -> str:
        return f"{_range(self.low, self.high):>8}  {self.label}"


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a lead: ``low`` and ``high`` are the same once everything is known."""

    name: str
    low: Number
    high: Number
    contributions: tuple[Contribution, ...]

    @property
    def known(self) -> bool:
        """Whether the score is one number."""
        return self.low == self.high

    @property
    def summary(self) -> str:
        """The score in a few words."""
        return f"{self.name} score is {_range(self.low, self.high)}"

    def explain(self) -> str:
        """Every contribution, a line each, and the sum."""
        return "\n".join((*_lines(self.contributions, ""), f"{_range(self.low, self.high):>8}  {self.name}"))

    def as_data(self) -> dict[str, Any]:
        """The score in JSON types (hence ``Any``)."""
        return {"score": self.name, "low": self.low, "high": self.high, "parts": _data(self.contributions)}

    def _repr_markdown_(self) -> str:
        rows = [f"| {c.label} | {_range(c.low, c.high)} |" for c in self.contributions]
        total = f"| **{self.name}** | **{_range(self.low, self.high)}** |"
        return "\n".join(("| | points |", "|---|---:|", *rows, total))

    def __str__(self) -> str:
        return self.summary


def score_of(
    card: Scorecard, subject: Subject | Evidence, *, at: datetime, zone: str, calendar: WorkCalendar | None
) -> Score:
    """The points of a subject at a time."""
    return score_at(card, evidence_of(subject), Moment(at, zone, calendar))


def score_at(card: Scorecard, evidence: Evidence, moment: Moment) -> Score:
    """The points that a scorecard gives for this evidence."""
    counter = _Counter(evidence, moment)
    low, high = counter.interval(card)
    return Score(card.name, low, high, tuple(_part(entry, counter) for entry in card.entries))


class _Counter(Kleene):
    """Counts points by the exact verdict of each rule."""

    def __init__(self, evidence: Evidence, moment: Moment) -> None:
        super().__init__(
            lambda rule: code_at(rule, evidence, moment), lambda fade: left_of(fade, evidence, moment)
        )

    def code(self, rule: Rule) -> int:
        return self._leaf(rule)


def _part(entry: Entry, counter: _Counter) -> Contribution:
    low, high = counter.interval(entry)
    match entry:
        case Points(_, rule, fade):
            return Contribution(
                f"{rule}{f', halving every {fade.half_life} days' if fade else ''}", low, high
            )
        case Bands(label, _):
            return Contribution(label, low, high)
        case Scorecard(name, entries):
            return Contribution(name, low, high, tuple(_part(inner, counter) for inner in entries))


def _lines(parts: tuple[Contribution, ...], indent: str) -> list[str]:
    return [line for part in parts for line in (indent + str(part), *_lines(part.parts, indent + "    "))]


def _data(parts: tuple[Contribution, ...]) -> list[dict[str, Any]]:
    return [{"part": p.label, "low": p.low, "high": p.high, "parts": _data(p.parts)} for p in parts]


def _range(low: Number, high: Number) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
