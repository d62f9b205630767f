"""What a fact can be: the kinds of values that rules compare, and their canonical form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.evidence import Scalar, Value
from leadlife.money import Money

Base: TypeAlias = Literal[
    "bool", "int", "float", "decimal", "money", "date", "datetime", "text", "choice", "list"
]

_BASES: Mapping[type, Base] = {
    bool: "bool",
    int: "int",
    float: "float",
    Decimal: "decimal",
    Money: "money",
    date: "date",
    datetime: "datetime",
    str: "text",
}
_NOUNS: Mapping[Base, str] = {
    "bool": "True or False",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a decimal number",
    "money": "an amount of money",
    "date": "a date",
    "datetime": "a point in time with a time zone",
    "text": "text",
}
ORDERED: frozenset[Base] = frozenset({"int", "float", "decimal", "money", "date", "datetime"})
_LIST_ORIGINS = (list, tuple, set, frozenset)


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a fact's values, with the limits they keep to. ``item`` is what a list is made of.

    >>> str(Kind("int", ge=0, le=10)), str(Kind("choice", choices=("vp", "owner")))
    ('a whole number from 0 to 10', "one of 'vp', 'owner'")
    """

    base: Base
    choices: tuple[Scalar, ...] = ()
    item: Kind | None = None
    ge: Scalar | None = None
    gt: Scalar | None = None
    le: Scalar | None = None
    lt: Scalar | None = None

    def __post_init__(self) -> None:
        for name in ("ge", "gt", "le", "lt"):
            limit = getattr(self, name)
            if limit is not None:
                if not self.ordered:
                    raise DefinitionError(
                        f"a limit of {limit!r} on {_NOUNS.get(self.base, self.base)}: it has no order"
                    )
                object.__setattr__(self, name, Kind(self.base).read(limit, "the limit"))

    @property
    def ordered(self) -> bool:
        """Whether values of this kind can be compared by size."""
        return self.base in ORDERED

    @property
    def limited(self) -> bool:
        """Whether only some values of the type are allowed."""
        limits = (self.ge, self.gt, self.le, self.lt)
        return self.base in ("bool", "choice") or any(limit is not None for limit in limits)

    def holds(self, value: Value) -> bool:
        """Whether a canonical value is of this kind; its limits are not asked."""
        if isinstance(value, tuple):
            return self.item is not None and all(map(self.item.holds, value))
        return self._fits(value)

    def __str__(self) -> str:
        if self.base == "choice":
            return f"one of {', '.join(map(repr, self.choices))}"
        if self.base == "list":
            return f"a list, each {self.item}"
        return _NOUNS[self.base] + _limits(self)

    def read(self, value: object, of: str) -> Scalar:
        """The canonical form of a value that a rule about ``of`` names.

        :raises DefinitionError: if ``of`` can never have this value; an ``int`` will do for a decimal.
        """
        if self.base == "list":
            raise DefinitionError(f"{of} is {self}: use any_of, all_of or count instead of a comparison")
        found = _widened(canonical(value), self.base)
        if isinstance(found, tuple) or not self._fits(found) or _says_nothing(found):
            raise DefinitionError(self.misfit(value, of))
        return found

    def _fits(self, value: Scalar) -> bool:
        if self.base == "choice":
            return any(value == c and type(value) is type(c) for c in self.choices)
        return _BASES.get(type(value)) == self.base

    def misfit(self, value: object, of: str) -> str:
        """Why ``of`` can never have this value, and what to write instead."""
        if self.base == "money" and isinstance(value, (int, float, Decimal)):
            return f"{of} is an amount of money: write money({str(value)!r}, 'EUR') instead of {value!r}"
        if self.base == "datetime" and isinstance(value, datetime):
            return f"{of} is {self}, and {value!r} has none: add tzinfo=..."
        hint = did_you_mean(value, map(str, self.choices)) if isinstance(value, str) and self.choices else ""
        return f"{of} is {self}, and can never be {value!r}{hint}"


def canonical(value: object) -> Value:
    """A value as evidence holds it: an enum member is its value, a list a tuple, an instant is in UTC.

    :raises DefinitionError: if no rule could read the value, or an instant has no time zone.
    """
    if isinstance(value, Enum):
        return canonical(value.value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise DefinitionError(
                f"{value!r} has no time zone: add tzinfo=..., such as ZoneInfo('Europe/Berlin')"
            )
        return value.astimezone(UTC)
    if isinstance(value, (bool, int, float, str, Decimal, Money, date)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(map(_scalar, value))
    if isinstance(value, (set, frozenset)):
        return tuple(sorted(map(_scalar, value), key=repr))
    raise DefinitionError(
        f"no rule can read {value!r}: facts are bool, int, float, Decimal, Money, dates, text"
    )


def kind_of(annotation: Any, of: str, limits: Mapping[str, Any] = MappingProxyType({})) -> Kind:
    """The kind that a type annotation stands for.

    >>> kind_of(Literal["hot", "cold"], "mood").choices
    ('hot', 'cold')

    :raises DefinitionError: if no rule could read values of that type.
    """
    annotation = _bare(annotation)
    origin = get_origin(annotation)
    if annotation in _BASES:
        return Kind(_BASES[annotation], **limits)
    if origin is Literal:
        return Kind("choice", choices=tuple(_choice(c, of) for c in get_args(annotation)))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Kind("choice", choices=tuple(_choice(member, of) for member in annotation))
    if origin in _LIST_ORIGINS:
        item = kind_of(get_args(annotation)[0], of)
        if item.base != "list":
            return Kind("list", item=item)
    if origin in (Union, UnionType):
        raise DefinitionError(
            f"{of}: a fact has one type, not {annotation}; None need not be named, it means unknown"
        )
    raise DefinitionError(
        f"{of}: no rule can read {annotation!r}; a fact is bool, int, float, Decimal, Money, date, datetime, str, "
        "Literal[...], an Enum, or a list or tuple of these"
    )


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _scalar(value: object) -> Scalar:
    found = canonical(value)
    if isinstance(found, tuple):
        raise DefinitionError(f"no rule can read {value!r}: a list of lists is too deep")
    return found


def _choice(value: object, of: str) -> Scalar:
    found = _scalar(value)
    if not isinstance(found, (bool, int, str)):
        raise DefinitionError(f"{of}: a vocabulary is made of text or whole numbers, not {found!r}")
    return found


def _widened(value: Value, base: Base) -> Value:
    if type(value) is int and base == "decimal":
        return Decimal(value)
    if type(value) is int and base == "float":
        return float(value)
    return value


def _says_nothing(value: Scalar) -> bool:
    """Whether it is a value that no fact has: blank text, or a number that is none or has no end."""
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, (float, Decimal)) and not math.isfinite(value)


def _limits(kind: Kind) -> str:
    if kind.ge is not None and kind.le is not None:
        return f" from {kind.ge} to {kind.le}"
    words = (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"))
    said = [f"{word} {getattr(kind, name)}" for name, word in words if getattr(kind, name) is not None]
    return ", " + " and ".join(said) if said else ""
