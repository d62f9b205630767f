"""A mapping as plain data: what its fingerprint is taken of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadlife.imports.mapping import ImportMapping

_NOT_READ = frozenset({"policy", "zone"})


def plain(mapping: ImportMapping[Any]) -> dict[str, object]:
    """Every field of the mapping but the policy, and the zone as it comes out."""
    found = {
        one.name: _plain(getattr(mapping, one.name)) for one in fields(mapping) if one.name not in _NOT_READ
    }
    return {**found, "zone": mapping.time_zone}


def _plain(value: Any) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | bool):
        return value
    return _function(value)


def _function(convert: Callable[[str], object]) -> str:
    """A converter by its name and by what it does, so that a changed one is another mapping."""
    name = (
        f"{getattr(convert, '__module__', '')}.{getattr(convert, '__qualname__', type(convert).__qualname__)}"
    )
    code = getattr(convert, "__code__", None)
    if not isinstance(code, CodeType):
        return name
    closed = [cell.cell_contents for cell in getattr(convert, "__closure__", None) or ()]
    bound = repr((getattr(convert, "__defaults__", None), [one for one in closed if not callable(one)]))
    return f"{name} {hashlib.sha256(_code(code) + bound.encode()).hexdigest()}"


def _code(code: CodeType) -> bytes:
    inner = b"".join(
        _code(one) if isinstance(one, CodeType) else repr(one).encode() for one in code.co_consts
    )
    return code.co_code + repr(code.co_names).encode() + inner
