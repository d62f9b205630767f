"""Checking what strangers pass: a value of the wrong type is refused where it comes in, never where it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from leadlife.errors import DefinitionError, InvalidInput


class Typed:
    """A base of dataclasses whose fields must have the types that they are annotated with, down to the class.

    ``made_by`` says who writes such a value: ``"code"`` makes a wrong type a :class:`DefinitionError`,
    ``"data"`` an :class:`InvalidInput`.
    """

    __slots__ = ()

    made_by: ClassVar[str] = "data"

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for name, kinds in _kinds(cls):
            value = getattr(self, name)
            if not isinstance(value, kinds) or (isinstance(value, Mapping) and not _plain(value)):
                raise self._wrong(name, value, kinds)

    def _wrong(self, name: str, value: object, kinds: tuple[type, ...]) -> Exception:
        wanted = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds if kind is not NoneType)
        what, seen = type(self).__name__, f"{name}={value!r}"
        if self.made_by == "code":
            return DefinitionError(f"{what}({seen}): it is {type(value).__name__}; pass {wanted}")
        hint = f"Pass {name}=str(...)." if str in kinds else f"Pass {wanted}."
        return InvalidInput(
            f"read {what}({seen})", f"it is {type(value).__name__}, not {wanted}", remedy=hint
        )


_WORDS: dict[type, str] = {str: "text", Mapping: "a mapping of text to text", tuple: "a tuple"}


def _plain(value: Mapping[Any, Any]) -> bool:
    return all(isinstance(key, str) and isinstance(one, str) for key, one in value.items())


@cache
def _kinds(cls: Any) -> tuple[tuple[str, tuple[type, ...]], ...]:
    """The classes that each field may have."""
    hints = get_type_hints(cls)
    return tuple((name, tuple(_classes(hints[name]))) for name in cls.__dataclass_fields__)


def _classes(hint: Any) -> list[type]:
    if hint is None:
        return [NoneType]
    if get_origin(hint) in (Union, UnionType):
        return [one for part in get_args(hint) for one in _classes(part)]
    if hasattr(hint, "__supertype__"):  # a NewType
        return _classes(hint.__supertype__)
    origin = get_origin(hint) or hint
    return [origin] if isinstance(origin, type) else [object]
