"""A mapping out of a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of_class
from pathlib import Path
from typing import Any

from leadlife.errors import DefinitionError, InvalidInput, did_you_mean
from leadlife.imports.columns import Column, Entered, OwnerColumn

_COLUMN_KEYS = ("column", "formats", "split", "currency", "currency_column")
_OWNER_KEYS = ("column", "team", "role", "queue")


def fields(path: Path, mapping: type) -> dict[str, Any]:
    """The fields of a mapping, as the file spells them.

    :raises InvalidInput: if there is no such file, or it is no TOML.
    :raises DefinitionError: if it holds what no mapping has, or something of another type.
    """
    spelled = _read(path)
    known = [one.name for one in fields_of_class(mapping) if one.name != "policy"]
    try:
        for name in spelled:
            if name not in known:
                raise DefinitionError(f"a mapping has no field {name!r}{did_you_mean(name, known)}")
        if "key" not in spelled:
            raise DefinitionError("key is missing: name the column with each lead's own key")
        return {name: _FIELDS.get(name, _text)(name, value) for name, value in spelled.items()}
    except DefinitionError as error:
        raise DefinitionError(f"{path}: {error}") from None


def _read(path: Path) -> dict[str, Any]:
    asked = f"read the mapping {path}"
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, ValueError) as error:  # bad TOML and bad UTF-8 are ValueErrors
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InvalidInput(
            asked, why, remedy="A mapping is a TOML file; docs/how-to/import.md shows one."
        ) from None


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise DefinitionError(f"{name} must be text, not {value!r}")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise DefinitionError(f"{name} must be true or false, not {value!r}")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise DefinitionError(f"{name} must be a list of texts, not {value!r}")
    return tuple(_text(f"each of {name}", one) for one in value)


def _table(name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise DefinitionError(f"{name} must be a table, [{name}], not {value!r}")
    return value


def _text_table(name: str, value: object) -> dict[str, str]:
    return {one: _text(f"{name}.{one}", text) for one, text in _table(name, value).items()}


def _column(name: str, value: object) -> str | Column:
    if isinstance(value, str):
        return value
    return Column(**_named(_known(name, _table(name, value), _COLUMN_KEYS, {"formats": _texts}), name))


def _money_column(name: str, value: object) -> Column:
    found = _column(name, value)
    return Column(found) if isinstance(found, str) else found


def _owner(name: str, value: object) -> str | OwnerColumn:
    if isinstance(value, str):
        return value
    return OwnerColumn(**_named(_known(name, _table(name, value), _OWNER_KEYS, {"queue": _flag}), name))


def _facts(name: str, value: object) -> dict[str, str | Column]:
    return {fact: _column(f"{name}.{fact}", column) for fact, column in _table(name, value).items()}


def _entered(name: str, value: object) -> tuple[Entered, ...]:
    if not isinstance(value, list):
        raise DefinitionError(f"{name} must be tables, [[{name}]], each with a stage and a column")
    found = []
    for one in value:
        table = _known(name, _table(name, one), ("stage", "column", "reason"), {"column": _column})
        if not {"stage", "column"} <= set(table):
            raise DefinitionError(f"each of [[{name}]] needs a stage and a column")
        found.append(Entered(**table))
    return tuple(found)


def _named(table: dict[str, Any], where: str) -> dict[str, Any]:
    """In the file it is the ``column``, in the class the ``name``."""
    if "column" not in table:
        raise DefinitionError(f"{where} needs a column")
    return {"name" if key == "column" else key: value for key, value in table.items()}


def _known(
    name: str,
    table: Mapping[str, object],
    keys: tuple[str, ...],
    read: Mapping[str, Callable[[str, object], Any]],
) -> dict[str, Any]:
    for key in table:
        if key not in keys:
            raise DefinitionError(f"{name} has no {key!r}{did_you_mean(key, keys)}")
    return {key: read.get(key, _text)(f"{name}.{key}", value) for key, value in table.items()}


_FIELDS: Mapping[str, Callable[[str, object], Any]] = {
    "captured_at": _column,
    "owner": _owner,
    "value": _money_column,
    "refs": _text_table,
    "facts": _facts,
    "entered": _entered,
    "fixed": _text_table,
    "continues": _flag,
    "formats": _texts,
    "nulls": _texts,
    "yes": _texts,
    "no": _texts,
}
