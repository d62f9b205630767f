"""Frozen values: dataclasses built at the price of ordinary ones, and mappings that stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")


def maker(cls: type[T], **constants: object) -> Callable[..., T]:
    """A function that builds a frozen, slotted dataclass out of all its fields, some eight times faster than its class:
    folding and reading leads builds dozens of them.

    It takes every field, in the order of the class or by name, except ``constants``, which it fills in itself.
    Nothing has a default and ``__post_init__`` does not run: for values that were checked when they first came in.

    A frozen class's own ``__init__`` calls ``object.__setattr__`` for each field. This sets the slots of a
    thawed subclass, which the interpreter does directly, and then makes the object what it should be.

    >>> from leadlife.lead import PolicyPin
    >>> make = maker(PolicyPin, name="acme")
    >>> make("1", fingerprint="ab") == PolicyPin("acme", "1", "ab")
    True
    """
    names, thawed = _names(cls), _thawed(cls)
    taken = ", ".join(name for name in names if name not in constants)
    lines = [f"def make({taken}):", "    self = new(thawed)"]
    lines += [f"    self.{name} = {f'constants[{name!r}]' if name in constants else name}" for name in names]
    lines += ["    self.__class__ = cls", "    return self"]
    scope: dict[str, Any] = {"new": object.__new__, "thawed": thawed, "cls": cls, "constants": constants}
    exec("\n".join(lines), scope)
    made: Callable[..., T] = scope["make"]
    return made


def changer(cls: type[T]) -> Callable[..., T]:
    """A function that copies a frozen, slotted dataclass with changes: a much cheaper ``dataclasses.replace``.

    >>> from leadlife.lead import PolicyPin
    >>> change = changer(PolicyPin)
    >>> change(PolicyPin("acme", "1", "ab"), version="2") == PolicyPin("acme", "2", "ab")
    True
    """
    lines = ["def change(one, /, **changes):", "    self = new(thawed)"]
    lines += [f"    self.{name} = one.{name}" for name in _names(cls)]
    lines += ["    for name in changes:", "        put(self, name, changes[name])"]
    lines += ["    self.__class__ = cls", "    return self"]
    scope: dict[str, Any] = {
        "new": object.__new__,
        "put": object.__setattr__,
        "thawed": _thawed(cls),
        "cls": cls,
    }
    exec("\n".join(lines), scope)
    changed: Callable[..., T] = scope["change"]
    return changed


def _names(cls: type[Any]) -> list[str]:
    return [one.name for one in fields(cls)]


def _thawed(cls: type[Any]) -> type[Any]:
    """A subclass whose slots can be set as the interpreter sets any other's."""
    own = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(cls.__name__, (cls,), own)


class _FrozenDict(dict[K, V]):
    """A dict that cannot be changed; unlike a ``MappingProxyType`` it can be hashed, and sent to another process."""

    __slots__ = ()

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("it is part of an immutable value: make a dict of it, and change that")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return _FrozenDict, (dict(self),)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


def frozen(of: Mapping[K, V]) -> Mapping[K, V]:
    """The mapping as it is now, whatever becomes of ``of``; nobody can change it.

    >>> given = {"crm": "4711"}
    >>> kept = frozen(given)
    >>> given["crm"] = "4712"
    >>> kept
    {'crm': '4711'}
    >>> kept["crm"] = "4712"
    Traceback (most recent call last):
    TypeError: it is part of an immutable value: make a dict of it, and change that
    """
    return of if type(of) is _FrozenDict else _FrozenDict(of)
