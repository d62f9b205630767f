"""Criteria that a function decides."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from leadlife.errors import DefinitionError
from leadlife.rules.fields import Field
from leadlife.rules.refs import Ref
from leadlife.rules.tree import Judged, Rule


def judged(name: str, *, reads: Iterable[Ref[Any]], ask: str | None = None) -> _Judge:
    """A criterion that a function decides, called with the facts that it declares to read, all of them known.

    It must be pure, and returns True, False, or None for unknown. While one of its facts is unknown, so is the
    criterion. Analysis cannot look into it, and lists it as assumed.

    >>> from leadlife.rules.kinds import Kind
    >>> seats, users = (Ref[int](Field(name, Kind("int"))) for name in ("seats", "users"))
    >>> @judged("room to grow", reads=(seats, users), ask="How many of the seats are taken?")
    ... def room_to_grow(seats: int, users: int) -> bool:
    ...     return seats > users
    >>> print(room_to_grow, sorted(room_to_grow.reads))
    room to grow ['seats', 'users']

    :raises DefinitionError: without a name; if it reads nothing, or something that is no reference; or if the function
        takes another number of facts.
    """
    if not isinstance(name, str) or not name.strip():
        raise DefinitionError(f"a criterion needs a name that people know it by, not {name!r}")
    if isinstance(reads, (Ref, str)):
        told = f"f.{reads.field}" if isinstance(reads, Ref) else "f.seats"
        raise DefinitionError(
            f"criterion {name!r} reads {reads!r}: write reads=({told},), in brackets with a comma"
        )
    fields = tuple(_field_of(name, ref) for ref in reads)
    if not fields:
        raise DefinitionError(
            f"criterion {name!r} reads nothing: declare the facts, reads=(f.seats, f.users)"
        )
    return _Judge(name, fields, ask)


class _Judge:
    def __init__(self, name: str, fields: tuple[Field, ...], ask: str | None) -> None:
        self._name, self._fields, self._ask = name, fields, ask

    def __call__(self, function: Any) -> Rule:
        if not callable(function):
            raise DefinitionError(f"@judged({self._name!r}, ...) stands above a function, not {function!r}")
        refuse_other_parameters(self._name, function, self._fields)
        return Judged(self._name, function, self._fields, self._ask)


def refuse_other_parameters(name: str, function: Callable[..., Any], fields: tuple[Field, ...]) -> None:
    """Refuse a function that cannot be called with so many facts, as far as it says what it takes."""
    try:
        signature = inspect.signature(function)
    except ValueError:
        return  # written in C, some functions do not say what they take
    try:
        signature.bind(*fields)
    except TypeError as error:
        told = ", ".join(map(str, fields))
        raise DefinitionError(
            f"criterion {name!r} is called with the facts that it reads, ({told}), and its function takes "
            f"{signature}: {error}"
        ) from None


def _field_of(name: str, ref: object) -> Field:
    if isinstance(ref, Ref):
        return ref.field
    told = f"the rule '{ref}'" if isinstance(ref, Rule) else repr(ref)
    raise DefinitionError(f"criterion {name!r} reads {told}: declare references, reads=(f.seats, f.users)")
