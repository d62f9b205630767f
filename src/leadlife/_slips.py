"""What somebody meant who passed a value of the wrong type: a call, a constructor or a member that was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from types import FunctionType, MethodType
from typing import Any, Final

from leadlife.errors import did_you_mean

CALLED: Final = (FunctionType, MethodType)
"""What is easily passed without its brackets."""
_WRITTEN: Final[Mapping[tuple[type, str], Callable[[Any], str]]] = {
    (str, "Entering"): lambda value: f"entering({value!r})",
    (int, "Span"): lambda value: f"working_hours({value})",
    (int, "Money"): lambda value: f"money({str(value)!r}, 'EUR')",
    (float, "Money"): lambda value: f"money({str(value)!r}, 'EUR')",
    (Decimal, "Money"): lambda value: f"money({str(value)!r}, 'EUR')",
}
"""By what was passed, and the name of a class that was asked for: what to write."""


def slip(value: Any, classes: tuple[type, ...], choices: tuple[object, ...] = ()) -> str:
    """What to write instead of the value, where any of these classes will do, or any of the choices; else empty.

    >>> from leadlife import Milestone
    >>> slip("mql", (Milestone,)), slip(8, (Milestone,))
    ('Milestone.MQL', '')
    """
    if isinstance(value, CALLED):
        return f"{value.__name__}()"
    for cls in classes:
        if (written := _WRITTEN.get((type(value), cls.__name__))) is not None:
            return written(value)
        if cls.__name__ == "CoolDown" and type(value).__name__ == "Span":
            return f"CoolDown({value.unit.name.lower()}({value.amount}))"
        if issubclass(cls, Enum) and isinstance(value, str):
            return _member(value, cls)
    near = did_you_mean(value, map(str, choices)) if isinstance(value, str) and choices else ""
    return near.removeprefix("; did you mean ").removesuffix("?") if near.startswith(";") else ""


def _member(value: str, cls: type[Enum]) -> str:
    found = [one for one in cls if value.casefold() in (str(one.value).casefold(), one.name.casefold())]
    return f"{cls.__name__}.{found[0].name}" if found else ""
