"""What one atom says of one value: the reference that every other reading is held to."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import cast

from leadlife.errors import InvalidInput
from leadlife.evidence import Evidence, Observation, Scalar, Value
from leadlife.money import Money
from leadlife.people import Role, Team
from leadlife.rules import atoms
from leadlife.rules.looking import value_of
from leadlife.rules.moment import Bounds, Moment
from leadlife.rules.truth import MET, UNKNOWN, UNMET


def value_code(atom: atoms.ValueAtom, value: Value | None, moment: Moment) -> int:
    """Whether the atom holds of a value; unknown values are unknown, and so is money in another currency."""
    if value is None:
        return MET if atoms.lenient(atom) else UNKNOWN
    try:
        held = _holds(atom, value, moment)
    except (TypeError, AttributeError):
        raise misread(atom, value) from None
    return UNKNOWN if held is None else MET if held else UNMET


def evidence_code(atom: atoms.EvidenceAtom, evidence: Evidence, moment: Moment) -> int:
    """Whether the fact is known as the atom asks: met, or unknown."""
    if value_of(atom.field, evidence) is None:
        return UNKNOWN
    seen = evidence.observed.get(atom.field.name)
    match atom:
        case atoms.Fresh(_, span):
            return MET if seen is None or seen.at >= moment.instants("last", span)[0] else UNKNOWN
        case atoms.Confirmed(_, who):
            return MET if said_by(seen, who) else UNKNOWN
    return MET


def said_by(seen: Observation | None, who: Team | Role) -> bool:
    """Whether an observation is by this team or role."""
    return seen is not None and seen.by is not None and seen.by.belongs_to(who)


def bounds_of(atom: atoms.Window, moment: Moment) -> Bounds:
    """The first and last value that lie in the window at a moment."""
    if atom.field.kind.base == "date":
        return moment.dates(atom.direction, atom.span)
    return moment.instants(atom.direction, atom.span)


def misread(atom: atoms.ValueAtom, value: object) -> InvalidInput:
    """The refusal to compare a value that the fact can never have."""
    return InvalidInput(f"ask whether {atom}", atom.field.kind.misfit(value, str(atom.field)))


def _holds(atom: atoms.ValueAtom, value: Value, moment: Moment) -> bool | None:
    match atom:
        case atoms.Compare(_, order, bound):
            return _compared(order, value, bound)
        case atoms.OneOf(_, values, _):
            return _among(value, values)
        case atoms.Window():
            first, last = bounds_of(atom, moment)
            return first <= cast("date", value) <= last
        case atoms.Contains():
            return atom.holds(cast("str", value))
        case atoms.Matches(_, pattern, ignore_case):
            return re.fullmatch(pattern, cast("str", value), re.IGNORECASE if ignore_case else 0) is not None
        case atoms.Includes(_, values, every):
            found = [wanted in cast("tuple[Scalar, ...]", value) for wanted in values]
            return all(found) if every else any(found)
        case atoms.Count(_, least):
            return len(cast("tuple[Scalar, ...]", value)) >= least
    raise AssertionError(f"no reading of {atom!r}")


def _compared(order: atoms.Order, value: Value, bound: Scalar) -> bool | None:
    if isinstance(bound, Money) and cast("Money", value).currency != bound.currency:
        return None
    if isinstance(value, datetime) != isinstance(bound, datetime):
        raise TypeError("a date and an instant")
    left, right = cast("int", value), cast("int", bound)
    match order:
        case ">=":
            return left >= right
        case ">":
            return left > right
        case "<=":
            return left <= right
        case "<":
            return left < right


def _among(value: Value, values: tuple[Scalar, ...]) -> bool | None:
    if value in values:
        return True
    if isinstance(value, Money) and all(
        isinstance(v, Money) and v.currency != value.currency for v in values
    ):
        return None
    return False
