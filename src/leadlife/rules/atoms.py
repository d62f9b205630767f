"""Atoms: the questions that a rule asks about one fact. Value atoms ask what it is, evidence atoms how it is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from leadlife.evidence import Scalar
from leadlife.people import Role, Team
from leadlife.rules.fields import Field
from leadlife.rules.moment import Direction
from leadlife.rules.tree import Rule
from leadlife.worktime import Span

if TYPE_CHECKING:
    from leadlife.rules.reading import Reading

R = TypeVar("R")
Order: TypeAlias = Literal[">=", ">", "<=", "<"]


class ValueAtom(Rule):
    """Asks what the value of a fact is: met or unmet as soon as the fact is known."""

    __slots__ = ()

    field: Field


@dataclass(frozen=True, slots=True)
class Compare(ValueAtom):
    """The value is on this side of a bound. Money in another currency is unknown."""

    field: Field
    order: Order
    bound: Scalar

    def accept(self, reading: Reading[R]) -> R:
        return reading.compare(self)


@dataclass(frozen=True, slots=True)
class OneOf(ValueAtom):
    """The value is one of these. Money in another currency is unknown. ``if_known``: an unknown value meets it too."""

    field: Field
    values: tuple[Scalar, ...]
    if_known: bool = False

    def accept(self, reading: Reading[R]) -> R:
        return reading.one_of(self)


@dataclass(frozen=True, slots=True)
class Window(ValueAtom):
    """The date or instant lies in a window that is told relative to the moment of asking.

    ``next`` and ``last``: within the span from now, both ends included. ``older`` and ``further``: beyond it.
    Without a span: on the other side of now. ``if_known``: a value that is unknown meets it too.
    """

    field: Field
    direction: Direction
    span: Span | None
    if_known: bool = False

    def accept(self, reading: Reading[R]) -> R:
        return reading.window(self)


@dataclass(frozen=True, slots=True)
class Contains(ValueAtom):
    """The text contains this text."""

    field: Field
    text: str
    ignore_case: bool

    def accept(self, reading: Reading[R]) -> R:
        return reading.contains(self)

    def holds(self, value: str) -> bool:
        """Whether it does; ``ignore_case`` compares by Unicode case folding."""
        return self.text.casefold() in value.casefold() if self.ignore_case else self.text in value


@dataclass(frozen=True, slots=True)
class Matches(ValueAtom):
    """The whole text matches this regular expression."""

    field: Field
    pattern: str
    ignore_case: bool

    def accept(self, reading: Reading[R]) -> R:
        return reading.matches(self)


@dataclass(frozen=True, slots=True)
class Includes(ValueAtom):
    """The list has one of these (``every=False``), or all of them."""

    field: Field
    values: tuple[Scalar, ...]
    every: bool

    def accept(self, reading: Reading[R]) -> R:
        return reading.includes(self)


@dataclass(frozen=True, slots=True)
class Count(ValueAtom):
    """The list is at least this long."""

    field: Field
    at_least: int

    def accept(self, reading: Reading[R]) -> R:
        return reading.count(self)


def lenient(rule: Rule) -> bool:
    """Whether this is an atom that an unknown value meets too: an answer may undo a verdict that rests on it."""
    return isinstance(rule, Window | OneOf) and rule.if_known


class EvidenceAtom(Rule):
    """Asks how a fact is known: met or unknown, never unmet, since it may still be told; outside the case split."""

    __slots__ = ()

    field: Field


@dataclass(frozen=True, slots=True)
class Known(EvidenceAtom):
    """The fact is known."""

    field: Field

    def accept(self, reading: Reading[R]) -> R:
        return reading.known(self)


@dataclass(frozen=True, slots=True)
class Fresh(EvidenceAtom):
    """The fact is known, and was last observed within the span before the moment of asking."""

    field: Field
    span: Span

    def accept(self, reading: Reading[R]) -> R:
        return reading.fresh(self)


@dataclass(frozen=True, slots=True)
class Confirmed(EvidenceAtom):
    """The fact is known, and its present observation is by somebody of this team or role."""

    field: Field
    who: Team | Role

    def accept(self, reading: Reading[R]) -> R:
        return reading.confirmed(self)
