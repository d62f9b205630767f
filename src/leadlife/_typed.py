"""Checking what strangers pass: a value of the wrong type is refused where it comes in, never where it is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from leadlife._slips import CALLED, slip
from leadlife.errors import DefinitionError, InvalidInput

Test: TypeAlias = Callable[[Any], bool]
_LONG = 200


class Typed:
    """A base of dataclasses whose fields must have the types that they are annotated with.

    :raises InvalidInput: if one has another; the message names it and the fix.
    """

    __slots__ = ()

    made_in_code: ClassVar[bool] = False

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for field in _fields(cls):
            value = getattr(self, field.name)
            if not isinstance(value, field.classes) or (field.test is not None and not field.test(value)):
                raise self._wrong(field, value)

    def _wrong(self, field: _Field, value: object) -> Exception:
        what = f"{type(self).__name__}({field.name}={_shown(value)})"
        if self.made_in_code:
            return DefinitionError(f"{what}: pass {field.wanted}, not {_is(value)}{_slip(field, value)}")
        written = slip(value, field.classes)
        wanted = f"{field.name}={written}" if written else field.wanted
        hint = f"Pass {_text_of(field, value)}." if str in field.classes else f"Pass {wanted}."
        return InvalidInput(f"read {what}", f"it is {type(value).__name__}, not {field.wanted}", remedy=hint)


def _shown(value: object) -> str:
    """The value; of one that would fill a page, its class."""
    said = repr(value)
    return said if len(said) <= _LONG else f"{type(value).__name__}(...)"


def _text_of(field: _Field, value: object) -> str:
    """What to pass where text is asked for: of a thing with a code or a name, that."""
    for part in ("code", "name", "id"):
        if isinstance(found := getattr(value, part, None), str):
            return f"its {part}: {field.name}={found!r}"
    return f"{field.name}=str(...)"


def _is(value: object) -> str:
    """What was passed instead; of a tuple, what is in it."""
    if not isinstance(value, tuple) or not value:
        return type(value).__name__
    return f"a tuple of {' and '.join(dict.fromkeys(type(one).__name__ for one in value))}"


def _slip(field: _Field, value: object) -> str:
    """How to mend what is easily forgotten: to call a function, to make a value of a bare one, a comma."""
    called = [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, CALLED)]
    if called:
        return f": call it, {slip(called[0], field.classes)}"
    if written := slip(value, field.classes, field.choices):
        return f": write {written}"
    one_of_them = tuple in field.classes and field.test is not None and field.test((value,))
    return f": write ({value!r},)" if one_of_them and isinstance(value, str) else ""


def mistyped(value: object) -> str | None:
    """Which field of a dataclass does not hold what it is annotated with, in words; None if all do."""
    cls: Any = type(value)
    for field in _fields(cls):
        one = getattr(value, field.name)
        stray_bool = isinstance(one, bool) and not {bool, object} & set(field.classes)
        if (
            stray_bool
            or not isinstance(one, field.classes)
            or (field.test is not None and not field.test(one))
        ):
            return f"{field.name} is {one!r}, not {field.wanted}"
    return None


class Defined(Typed):
    """The same for what is written in code: policies and their parts.

    :raises DefinitionError: if a part has the wrong type.
    """

    __slots__ = ()

    made_in_code = True


class _Field(NamedTuple):
    name: str
    classes: tuple[type, ...]
    test: Test | None
    wanted: str
    choices: tuple[object, ...] = ()


@cache
def _fields(cls: Any) -> tuple[_Field, ...]:
    """What each field may be; worked out once for each class."""
    hints: dict[str, Any] = {}
    for base in cls.__mro__:
        noted = vars(base).get("__annotations__", {})
        said = {name: noted[name] for name in noted if name in cls.__dataclass_fields__}
        hints |= get_type_hints(
            type(base.__name__, (), {"__annotations__": said, "__module__": base.__module__})
        )
    return tuple(_field(name, hints[name]) for name in cls.__dataclass_fields__)


def _field(name: str, hint: Any) -> _Field:
    parts = [part for part in _parts(hint) if part is not NoneType]
    classes = tuple(_class(part) for part in _parts(hint))
    deep = any(get_args(part) for part in parts)
    choices = tuple(one for part in parts if get_origin(part) is Literal for one in get_args(part))
    wanted = " or ".join(_words(part) for part in parts)
    return _Field(name, classes, _test(hint) if deep else None, wanted, choices)


def _parts(hint: Any) -> list[Any]:
    """The members of a union, each a class or a generic; a new type is what it is made of."""
    if hint is None:
        return [NoneType]
    if get_origin(hint) in (Union, UnionType):
        return [part for one in get_args(hint) for part in _parts(one)]
    if hasattr(hint, "__supertype__"):
        return _parts(hint.__supertype__)
    return [hint]


def _class(part: Any) -> type:
    if get_origin(part) is Literal:
        return type(get_args(part)[0])
    found = get_origin(part) or part
    return found if isinstance(found, type) else object


def _test(hint: Any) -> Test:
    """Whether a value is what the hint says, all the way down."""
    tests = [_test_of(part) for part in _parts(hint)]
    return tests[0] if len(tests) == 1 else lambda value: any(test(value) for test in tests)


def _test_of(part: Any) -> Test:
    origin, inner, kind = get_origin(part), get_args(part), _class(part)
    if origin is Literal:
        return lambda value: value in inner
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        item = _test(inner[0])
        return lambda value: isinstance(value, tuple) and all(map(item, value))
    if kind is Mapping:
        key, one = _test(inner[0]), _test(inner[1])
        return lambda value: isinstance(value, Mapping) and all(key(k) and one(v) for k, v in value.items())
    return lambda value: isinstance(value, kind)


def _words(part: Any) -> str:
    origin, inner = get_origin(part), get_args(part)
    if part is str:
        return "text"
    if origin is Literal:
        return " or ".join(repr(one) for one in inner)
    if origin is tuple:
        return f"a tuple of {' or '.join(_words(one) for one in _parts(inner[0]))}"
    if _class(part) is Mapping:
        return f"a mapping of {_words(inner[0])} to {_words(inner[1])}"
    return "anything" if isinstance(part, TypeVar) else getattr(part, "__name__", str(part))
