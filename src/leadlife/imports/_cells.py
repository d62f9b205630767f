"""The text of a cell as the value of a fact, by the fact's kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.evidence import Scalar
from leadlife.imports._numbers import Numbers
from leadlife.imports._times import Times
from leadlife.imports._unreadable import Unreadable
from leadlife.imports.columns import Column
from leadlife.money import Money
from leadlife.rules.kinds import Kind

Read: TypeAlias = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Manners:
    """How a file writes times, numbers and truth."""

    times: Times
    numbers: Numbers
    yes: frozenset[str]
    no: frozenset[str]


def reader(kind: Kind, column: Column, manners: Manners) -> Read:
    """What reads the cells of a column for a fact of this kind. Money in a currency of another column is read apart."""
    if column.convert is not None:
        return column.convert
    match kind.base:
        case "text":
            return str
        case "bool":
            return partial(_truth, manners)
        case "int":
            return manners.numbers.whole
        case "float":
            return manners.numbers.floating
        case "decimal":
            return manners.numbers.exact
        case "date":
            return manners.times.day
        case "datetime":
            return manners.times.instant
        case "choice":
            return partial(_choice, {_written(choice): choice for choice in kind.choices})
        case "money":
            return partial(amount, manners.numbers, column.currency or "")
        case "list":
            assert kind.item is not None
            return partial(_items, reader(kind.item, column, manners), column.split)


def amount(numbers: Numbers, currency: str, text: str) -> Money:
    """Money.

    :raises Unreadable: if the text is no number, or the currency no code.
    """
    try:
        return Money(numbers.exact(text), currency)
    except DefinitionError as error:
        raise Unreadable(str(error)) from None


def _truth(manners: Manners, text: str) -> bool:
    word = text.lower()
    if word in manners.yes:
        return True
    if word in manners.no:
        return False
    raise Unreadable(f"it is neither yes ({_words(manners.yes)}) nor no ({_words(manners.no)})")


def _words(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))


def _choice(choices: dict[str, Scalar], text: str) -> Scalar:
    try:
        return choices[text]
    except KeyError:
        raise Unreadable(f"it is none of the choices{did_you_mean(text, choices)}") from None


def _written(choice: Scalar) -> str:
    return str(choice)


def _items(read: Read, split: str, text: str) -> tuple[object, ...]:
    return tuple(read(item) for part in text.split(split) if (item := part.strip()))
