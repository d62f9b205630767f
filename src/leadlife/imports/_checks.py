"""What a mapping refuses when it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from leadlife._facts import fields_of
from leadlife.errors import DefinitionError, did_you_mean
from leadlife.imports._numbers import Numbers
from leadlife.imports.columns import (
    Column,
    Entered,
    OwnerColumn,
    as_column,
    require_name,
    require_texts,
)
from leadlife.policy import Policy
from leadlife.worktime.zone import zone_named

if TYPE_CHECKING:
    from leadlife.imports.mapping import ImportMapping

FIRST_TOUCH = ("source", "campaign", "account", "contact")
"""What is said once of a lead, when it is captured."""


def require_sound(mapping: ImportMapping[Any]) -> None:
    """Pass, or say what is wrong and how to mend it.

    :raises DefinitionError: at the first contradiction.
    """
    try:
        if not isinstance(mapping.policy, Policy):
            raise DefinitionError(f"policy must be a Policy, not {mapping.policy!r}")
        _columns_of_lead(mapping)
        _beginning(mapping)
        _fixed(mapping)
        _facts(mapping)
        _entered(mapping)
        _manners(mapping)
        _text(mapping)
    except DefinitionError as error:
        raise DefinitionError(f"mapping: {error}") from None


def columns(mapping: ImportMapping[Any]) -> Iterator[tuple[str, str]]:
    """What of a lead is read from which column of the file."""
    yield "key", mapping.key
    for name in FIRST_TOUCH:
        if (column := getattr(mapping, name)) is not None:
            yield name, column
    if mapping.owner_column is not None:
        yield "owner", mapping.owner_column.name
    if mapping.captured_at is not None:
        yield "captured_at", as_column(mapping.captured_at, "captured_at").name
    if mapping.value is not None:
        yield from (("value", name) for name in mapping.value.names)
    yield from ((f"refs.{name}", column) for name, column in mapping.refs.items())
    for fact, one in mapping.fact_columns.items():
        yield from ((f"facts.{fact}", name) for name in one.names)
    for entered in mapping.entered:
        yield f"entered {entered.stage}", as_column(entered.column, "entered").name
        if entered.reason is not None:
            yield f"the reason of {entered.stage}", entered.reason


def _columns_of_lead(mapping: ImportMapping[Any]) -> None:
    require_name(mapping.key, "key")
    for name in FIRST_TOUCH:
        if getattr(mapping, name) is not None:
            require_name(getattr(mapping, name), name)
    if mapping.owner is not None and not isinstance(mapping.owner, OwnerColumn):
        require_name(mapping.owner, "owner")
    for name in ("refs", "facts", "fixed"):
        if not isinstance(getattr(mapping, name), Mapping):
            raise DefinitionError(
                f"{name} must be a mapping such as {{'ours': 'theirs'}}, not {getattr(mapping, name)!r}"
            )
    for name, column in mapping.refs.items():
        require_name(name, "a name in refs")
        require_name(column, f"refs[{name!r}]")
    if mapping.value is not None:
        if not isinstance(mapping.value, Column):
            raise DefinitionError(f"value must be a Column({str(mapping.value)!r}, currency='EUR')")
        _has_currency("value", mapping.value)


def _beginning(mapping: ImportMapping[Any]) -> None:
    """A lead is captured once: at a time, and with its first touch."""
    if not mapping.continues:
        if mapping.captured_at is None:
            raise DefinitionError(
                "captured_at is missing: name the column that says when a lead began, "
                "or say continues=True if its leads are there already"
            )
        as_column(mapping.captured_at, "captured_at")
        return
    for name in ("captured_at", *FIRST_TOUCH):
        if getattr(mapping, name) is not None or name in mapping.fixed:
            raise DefinitionError(
                f"a file that continues leads cannot say {name}: it stays as it was at their capture"
            )
    if not (mapping.facts or mapping.entered or mapping.refs or mapping.owner or mapping.value):
        raise DefinitionError(
            "a file that continues leads tells nothing yet: name facts, entered, owner, value or refs"
        )


def _fixed(mapping: ImportMapping[Any]) -> None:
    for name, value in mapping.fixed.items():
        if name not in FIRST_TOUCH:
            raise DefinitionError(f"fixed holds {name!r}{did_you_mean(name, FIRST_TOUCH)}")
        require_name(value, f"fixed[{name!r}]")
        if getattr(mapping, name) is not None:
            raise DefinitionError(f"{name} is a column and fixed at once: choose one")


def _facts(mapping: ImportMapping[Any]) -> None:
    known = fields_of(mapping.policy.facts)
    for name, column in mapping.fact_columns.items():
        if name not in known:
            facts = mapping.policy.facts.__name__
            raise DefinitionError(
                f"{facts} of policy {mapping.policy.name!r} has no fact {name!r}{did_you_mean(name, known)}"
            )
        if known[name].kind.base == "money" and column.convert is None:
            _has_currency(f"the fact {name!r}", column)


def _has_currency(what: str, column: Column) -> None:
    if column.currency is None and column.currency_column is None:
        raise DefinitionError(
            f"{what} is money, and column {column.name!r} has no currency: "
            f"write Column({column.name!r}, currency='EUR'), or currency_column="
        )


def _entered(mapping: ImportMapping[Any]) -> None:
    if not isinstance(mapping.entered, tuple):
        raise DefinitionError(
            "entered must be a tuple: (Entered('mql', 'mql_date'), Entered('won', 'won_date'))"
        )
    for one in mapping.entered:
        if not isinstance(one, Entered):
            raise DefinitionError(f"entered holds {one!r}: write Entered('won', 'won_date')")
        mapping.policy.stage(one.stage)


def _manners(mapping: ImportMapping[Any]) -> None:
    zone_named(mapping.time_zone)
    Numbers(mapping.decimal, mapping.grouping)
    if mapping.clock not in ("first", "reject"):
        raise DefinitionError(f"clock must be 'first' or 'reject', not {mapping.clock!r}")
    for name in ("formats", "nulls", "yes", "no"):
        require_texts(getattr(mapping, name), name)
    for name in ("yes", "no"):
        if any(word != word.lower() for word in getattr(mapping, name)):
            raise DefinitionError(f"{name} holds words in small letters: the file may write them as it likes")
    if both := set(mapping.yes) & set(mapping.no):
        raise DefinitionError(f"{sorted(both)} mean yes and no at once")


def _text(mapping: ImportMapping[Any]) -> None:
    mark = mapping.delimiter
    if not isinstance(mark, str) or len(mark) != 1 or mark in '\r\n"\0 ':
        raise DefinitionError(f"delimiter must be one mark such as ',', ';' or a tab, not {mark!r}")
    try:
        "".encode(mapping.encoding)
    except (LookupError, TypeError, ValueError):
        raise DefinitionError(
            f"Python knows no text encoding {mapping.encoding!r}: 'utf-8-sig', 'cp1252' and 'utf-16' are common ones"
        ) from None
