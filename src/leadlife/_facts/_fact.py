"""The annotation and the declaration of one fact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar, get_args, overload

from pydantic import Field as PydanticField
from pydantic import GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import core_schema

from leadlife.errors import DefinitionError
from leadlife.evidence import Scalar
from leadlife.rules.kinds import Kind, canonical, kind_of
from leadlife.rules.refs import Ref

T = TypeVar("T")


class Fact(Generic[T]):
    """The annotation of a fact: ``Ref[T]`` on ``facts(Facts)``, ``T | None`` on an instance. None is unknown."""

    @overload
    def __get__(self, obj: None, owner: Any, /) -> Ref[T]: ...
    @overload
    def __get__(self, obj: object, owner: Any, /) -> T | None: ...
    def __get__(self, obj: object | None, owner: Any, /) -> Ref[T] | T | None:
        raise AttributeError("a Fact is an annotation of a LeadFacts class, and does nothing elsewhere")

    def __set__(self, obj: object, value: T | None, /) -> None:
        raise AttributeError("facts are frozen: tell new ones instead")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        (inner,) = get_args(source) or (None,)
        kind = kind_of(inner, f"Fact[{getattr(inner, '__name__', inner)}]")
        return core_schema.nullable_schema(_strict_schema(kind, handler.generate_schema(inner)))


def fact(
    *,
    personal: bool = False,
    lasting: bool = False,
    description: str | None = None,
    ge: Scalar | None = None,
    gt: Scalar | None = None,
    le: Scalar | None = None,
    lt: Scalar | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    pattern: str | None = None,
    prevails: Sequence[Scalar] = (),
) -> Any:
    """One fact of a :class:`LeadFacts` class, unknown until it is told.

    ``personal``: it identifies a person, and is erased with them. ``lasting``: it need not be asked again after a
    rejection. ``ge``, ``gt``, ``le``, ``lt`` limit the value; ``min_length``, ``max_length`` and ``pattern`` limit
    text and lists. ``prevails`` are values that win when two leads are merged, whichever was told last: what one of the
    two stands at, the survivor stands at afterwards. The consent facts do so with ``"opted_out"``.

    The return type is ``Any`` because the attribute's own annotation, ``Fact[T]``, says what it is.
    """
    limits: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt}
    limits |= {"min_length": min_length, "max_length": max_length, "pattern": pattern}
    said = {name: limit for name, limit in limits.items() if limit is not None}
    extra: Any = {"personal": personal, "lasting": lasting, "prevails": _several(prevails)}
    return PydanticField(default=None, description=description, json_schema_extra=extra, **said)


def _several(prevails: Sequence[Scalar]) -> tuple[Scalar, ...]:
    if isinstance(prevails, str) or not isinstance(prevails, Sequence):
        raise DefinitionError(f"prevails={prevails!r} is no tuple of values: write prevails=({prevails!r},)")
    return tuple(canonical(value) for value in prevails)  # type: ignore[misc]  # a member of an enum is its value


def field_kind(name: str, info: FieldInfo) -> Kind:
    """The kind of a declared fact, with its limits."""
    limits: dict[str, Any] = {}
    for mark in info.metadata:
        limits |= {at: getattr(mark, at) for at in ("ge", "gt", "le", "lt") if hasattr(mark, at)}
    return kind_of(get_args(info.annotation)[0], name, limits)


def _strict_schema(kind: Kind, schema: core_schema.CoreSchema) -> core_schema.CoreSchema:
    """No coercion but the harmless ones: an int for a decimal, a list for a tuple; and no value that says nothing."""
    found: Any = schema
    match kind.base:
        case "text":
            return {**found, "min_length": 1, "strip_whitespace": True}
        case "datetime":
            aware: Any = {**found, "tz_constraint": "aware"}
            return core_schema.no_info_after_validator_function(_in_utc, aware)
        case "choice" if found["type"] == "enum":
            return {**found, "strict": False}  # a member, or the value of one
        case "decimal":
            return _in_python(_exact, found)
        case "list":
            return _in_python(_LISTS[found["type"]], found)
    return schema


def _in_python(first: Callable[[object], object], schema: core_schema.CoreSchema) -> core_schema.CoreSchema:
    before = core_schema.no_info_before_validator_function(first, schema)
    return core_schema.json_or_python_schema(json_schema=schema, python_schema=before)


def _in_utc(value: datetime) -> datetime:
    """Instants of two zones around a change of the clocks compare as unequal; in UTC the same instant is the same."""
    return value.astimezone(UTC)


def _exact(value: object) -> object:
    return Decimal(value) if type(value) is int else value


def _as_list(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_set(value: object) -> object:
    return set(value) if isinstance(value, (list, tuple)) else value


def _as_frozenset(value: object) -> object:
    return frozenset(value) if isinstance(value, (list, tuple, set)) else value


_LISTS = {"list": _as_list, "tuple": _as_tuple, "set": _as_set, "frozenset": _as_frozenset}
