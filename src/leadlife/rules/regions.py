"""The regions of an unknown fact: its values, sorted by what the atoms of a rule say of them."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from leadlife.evidence import Scalar, Value
from leadlife.money import Money
from leadlife.rules import atoms
from leadlife.rules.atomic import bounds_of, value_code
from leadlife.rules.fields import Field
from leadlife.rules.kinds import Kind
from leadlife.rules.moment import Moment
from leadlife.rules.truth import MET, UNMET

S = TypeVar("S")
OTHER = "(something else)"
"""A text that no rule names."""
_MOST_FREE = 6
_STEPS = {"int": 1, "date": timedelta(days=1), "datetime": timedelta(microseconds=1)}


@dataclass(frozen=True, slots=True)
class Region:
    """Values of which the atoms say the same: what they say, in their order, and one such value if one is at hand."""

    codes: tuple[int, ...]
    sample: Value | None


def regions(field: Field, asked: Sequence[atoms.ValueAtom], moment: Moment) -> tuple[Region, ...] | None:
    """Every combination of answers that some value of the field gives; None if there are too many to tell.

    Patterns are taken to be independent of each other, so there may be combinations that no text gives.
    """
    found: dict[tuple[int, ...], Region] = {}
    points = candidates(field, asked, moment)
    if points is None:
        return None
    for region in points:
        if region.codes not in found or found[region.codes].sample is None:
            found[region.codes] = region
    return tuple(found.values())


def candidates(field: Field, asked: Sequence[atoms.ValueAtom], moment: Moment) -> list[Region] | None:
    """At least one value out of every region, in ascending order where the kind has one."""
    match field.kind.base:
        case "text":
            return _texts(asked, moment)
        case "list":
            values = _lists(field.kind, asked)
        case "money":
            values = _money(field.kind, asked)
        case "bool" | "choice":
            values = field.kind.choices or (False, True)
        case _:
            values = _numbers(field.kind, [bound for atom in asked for bound in _bounds(atom, moment)])
    return None if values is None else [_region(asked, value, moment) for value in values]


def _region(asked: Sequence[atoms.ValueAtom], value: Value, moment: Moment) -> Region:
    return Region(tuple(value_code(atom, value, moment) for atom in asked), value)


def _bounds(atom: atoms.ValueAtom, moment: Moment) -> Iterable[Any]:
    match atom:
        case atoms.Compare(_, _, bound):
            return (bound,)
        case atoms.OneOf(_, values, _):
            return values
        case atoms.Window():
            return bounds_of(atom, moment)
    return ()


def edges_of(kind: Kind, asked: Sequence[atoms.ValueAtom], moment: Moment) -> frozenset[Any]:
    """The values at which the answers change."""
    limits = (kind.ge, kind.gt, kind.le, kind.lt)
    return frozenset(limit for limit in limits if limit is not None) | {
        bound for atom in asked for bound in _bounds(atom, moment)
    }


def _numbers(kind: Kind, bounds: Iterable[Any]) -> tuple[Any, ...]:
    """The bounds and a value on either side of each, within the limits of the kind."""
    limits = [limit for limit in (kind.ge, kind.gt, kind.le, kind.lt) if limit is not None]
    edges = sorted({*bounds, *limits} or {_any(kind)})
    step: Any = _STEPS.get(kind.base)
    around = _stepped(edges, step) if step is not None else _between(edges)
    return tuple(value for value in sorted(set(around)) if _admitted(kind, value))


def _any(kind: Kind) -> Any:
    ordinary: dict[str, Any] = {"decimal": Decimal(0), "float": 0.0, "int": 0, "date": date(2000, 1, 1)}
    return ordinary.get(kind.base, datetime.fromisoformat("2000-01-01T00:00:00+00:00"))


def _stepped(edges: Sequence[Any], step: Any) -> Iterator[Any]:
    for edge in edges:
        yield edge
        for sign in (-1, 1):
            with contextlib.suppress(OverflowError):
                yield edge + sign * step


def _between(edges: Sequence[Any]) -> Iterator[Any]:
    yield from edges
    yield edges[0] - 1
    yield edges[-1] + 1
    for low, high in itertools.pairwise(edges):
        yield (low + high) / 2


def _admitted(kind: Kind, value: Any) -> bool:
    return (
        (kind.ge is None or value >= kind.ge)
        and (kind.gt is None or value > kind.gt)
        and (kind.le is None or value <= kind.le)
        and (kind.lt is None or value < kind.lt)
    )


def _money(kind: Kind, asked: Sequence[atoms.ValueAtom]) -> tuple[Money, ...]:
    """Amounts around every bound in each currency that is named, and one in a currency that none names."""
    named = [bound for atom in asked for bound in _bounds(atom, _NEVER)]
    limits = [limit for limit in (kind.ge, kind.gt, kind.le, kind.lt) if isinstance(limit, Money)]
    codes = sorted({bound.currency for bound in (*named, *limits)})
    found = [
        Money(amount, code)
        for code in codes
        for amount in sorted(
            set(_between(sorted({b.amount for b in (*named, *limits) if b.currency == code})))
        )
    ]
    if limits:  # a limit allows its own currency only
        return tuple(m for m in found if m.currency == limits[0].currency and _admitted(kind, m))
    return (*found, Money(Decimal(1), next(code for code in ("XXX", "XTS", "XAU") if code not in codes)))


_NEVER: Any = None  # no amount of money depends on the moment


def _texts(asked: Sequence[atoms.ValueAtom], moment: Moment) -> list[Region] | None:
    named = dict.fromkeys(v for atom in asked if isinstance(atom, atoms.OneOf) for v in atom.values)
    free = [atom for atom in asked if isinstance(atom, (atoms.Contains, atoms.Matches))]
    if len(free) > _MOST_FREE:
        return None
    found = [_region(asked, value, moment) for value in named]
    return found + [_other_text(asked, met, moment) for met in _subsets(free) if _possible(met, free)]


def _other_text(asked: Sequence[atoms.ValueAtom], met: tuple[atoms.ValueAtom, ...], moment: Moment) -> Region:
    codes = tuple(MET if atom in met else UNMET for atom in asked)
    text = " … ".join(atom.text for atom in met if isinstance(atom, atoms.Contains)) or OTHER
    for sample in (text, text.lower(), text.upper()):
        if _region(asked, sample, moment).codes == codes:
            return Region(codes, sample)
    return Region(codes, None)


def _possible(met: tuple[atoms.ValueAtom, ...], free: Sequence[atoms.ValueAtom]) -> bool:
    """Whether no atom that is met says that one is met which is not."""
    held = [atom for atom in met if isinstance(atom, atoms.Contains)]
    missed = [atom for atom in free if atom not in met and isinstance(atom, atoms.Contains)]
    return not any(_implies(a, b) for a in held for b in missed)


def _implies(a: atoms.Contains, b: atoms.Contains) -> bool:
    if b.ignore_case:
        return b.text.casefold() in a.text.casefold()
    return not a.ignore_case and b.text in a.text


def _lists(kind: Kind, asked: Sequence[atoms.ValueAtom]) -> tuple[Value, ...] | None:
    named = dict.fromkeys(v for atom in asked if isinstance(atom, atoms.Includes) for v in atom.values)
    if len(named) > _MOST_FREE:
        return None
    sizes = {atom.at_least for atom in asked if isinstance(atom, atoms.Count)}
    lengths = sorted({0} | sizes | {size - 1 for size in sizes})
    found: dict[Value, None] = {}
    for chosen in _subsets(list(named)):
        for length in lengths:
            fill = _filler(kind, chosen, named)
            if fill is not None or length <= len(chosen):
                found[chosen + (fill,) * (length - len(chosen))] = None  # type: ignore[operator]
    return tuple(found)


def _filler(kind: Kind, chosen: tuple[Scalar, ...], named: Iterable[Scalar]) -> Scalar | None:
    """Something to make a list longer with, that does not change what it includes."""
    item = kind.item
    if item is not None and item.base == "choice":
        spare = [choice for choice in item.choices if choice not in named]
        return (spare + list(chosen))[0] if spare or chosen else None
    return chosen[0] if chosen else OTHER if item is not None and item.base == "text" else None


def _subsets(items: Sequence[S]) -> Iterator[tuple[S, ...]]:
    for size in range(len(items) + 1):
        yield from itertools.combinations(items, size)
