"""Ranges: which values of a fact would do, as a test and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leadlife.evidence import Value
from leadlife.money import Money
from leadlife.rules import atoms
from leadlife.rules.atomic import value_code
from leadlife.rules.fields import Field
from leadlife.rules.kinds import Kind
from leadlife.rules.moment import Moment
from leadlife.rules.regions import OTHER, Region, edges_of
from leadlife.rules.truth import MET
from leadlife.rules.words import listed, said


@dataclass(frozen=True, slots=True)
class Range:
    """Values of one fact, told by what the atoms of a rule say of them; ``value in range`` asks, ``str`` describes."""

    field: Field
    asked: tuple[atoms.ValueAtom, ...]
    accepted: frozenset[tuple[int, ...]]
    points: tuple[Region, ...]
    moment: Moment

    def __contains__(self, value: Value) -> bool:
        return tuple(value_code(atom, value, self.moment) for atom in self.asked) in self.accepted

    @property
    def samples(self) -> tuple[Value, ...]:
        """Some values that would do, one at least from every region where one is at hand."""
        return tuple(p.sample for p in self.points if p.sample is not None and p.codes in self.accepted)

    @property
    def everything(self) -> bool:
        """Whether any value will do."""
        return all(point.codes in self.accepted for point in self.points)

    def __str__(self) -> str:
        if self.everything:
            return "any"
        match self.field.kind.base:
            case "text":
                return self._text()
            case "list":
                return " or ".join(dict.fromkeys(self._conditions(p) for p in self.points if self._takes(p)))
            case "bool" | "choice":
                return listed([value for value in self.samples if not isinstance(value, tuple)], "or")
            case "money":
                return self._money()
        return " or ".join(self._runs(self.points, self.field.kind))

    def _takes(self, point: Region) -> bool:
        return point.codes in self.accepted

    def _runs(self, points: Sequence[Region], kind: Kind) -> list[str]:
        """The stretches of neighbouring values that would do, each in words."""
        edges = edges_of(self.field.kind, self.asked, self.moment)
        taken = [self._takes(point) for point in points]
        found: list[str] = []
        start = None
        for at in range(len(points) + 1):
            if at < len(points) and taken[at]:
                start = at if start is None else start
            elif start is not None:
                found.append(_stretch(points, edges, kind, start, at - 1))
                start = None
        return found

    def _money(self) -> str:
        by_currency: dict[str, list[Region]] = {}
        for point in self.points:
            if isinstance(point.sample, Money):
                by_currency.setdefault(point.sample.currency, []).append(point)
        return " or ".join(run for own in by_currency.values() for run in self._runs(own, self.field.kind))

    def _text(self) -> str:
        named = [p.sample for p in self.points if self._takes(p) and _is_named(self.asked, p)]
        free = [p for p in self.points if self._takes(p) and not _is_named(self.asked, p)]
        parts = [listed(map(str, named), "or")] if named else []
        parts += dict.fromkeys(self._conditions(point) for point in free)
        return " or ".join(parts)

    def _conditions(self, point: Region) -> str:
        held = [_condition(a) for a, code in zip(self.asked, point.codes, strict=True) if code == MET]
        refused = [_condition(a) for a, code in zip(self.asked, point.codes, strict=True) if code != MET]
        if held:
            return " and ".join(held)
        return f"anything else than {' or '.join(refused)}" if refused else OTHER


def _condition(atom: atoms.ValueAtom) -> str:
    text = str(atom)
    return text.removeprefix(f"{atom.field.label} ").removeprefix("is ")


def _is_named(asked: Sequence[atoms.ValueAtom], point: Region) -> bool:
    return any(isinstance(atom, atoms.OneOf) and point.sample in atom.values for atom in asked)


def _stretch(points: Sequence[Region], edges: frozenset[Any], kind: Kind, first: int, last: int) -> str:
    """The values from one point to another, whose neighbours outside would not do."""
    low, high = points[first].sample, points[last].sample
    dense = kind.base in ("float", "decimal", "money")
    below = above = None
    if first > 0:
        inside = not dense or low in edges
        below = f"{said(low)}" if inside else f"above {said(points[first - 1].sample)}"
    elif kind.ge is not None:
        below = said(kind.ge)
    if last < len(points) - 1:
        inside = not dense or high in edges
        above = f"{said(high)}" if inside else f"below {said(points[last + 1].sample)}"
    elif kind.le is not None:
        above = said(kind.le)
    return _joined(below, above)


def _joined(below: str | None, above: str | None) -> str:
    match below, above:
        case None, None:
            return "any"
        case None, str():
            return above if above.startswith("below ") else f"at most {above}"
        case str(), None:
            return below if below.startswith("above ") else f"at least {below}"
    if below == above:
        return str(below)
    plain = not f"{below}".startswith("above ") and not f"{above}".startswith("below ")
    return f"{below} to {above}" if plain else f"{below} and {above}"
