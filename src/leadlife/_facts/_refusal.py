"""What pydantic found wrong, said as leadlife says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import SchemaValidator, core_schema

from leadlife._facts._fact import field_kind
from leadlife.errors import InvalidInput, did_you_mean

if TYPE_CHECKING:
    from leadlife._facts._base import FactModel

_SHAPES = {"^[A-Z]{2}$": "a code of two capital letters, such as DE"}
"""Patterns in the words of those who never wrote one."""


def refusal(cls: type[FactModel], error: ValidationError) -> InvalidInput:
    """The refusal to tell facts that cannot be read: which fact, what was passed, what is allowed."""
    problems = error.errors(include_url=False)
    by_fact = {str(problem["loc"][0]): problem for problem in reversed(problems)}
    asked = f"tell {cls.__name__}({problems[0]['loc'][0]}={problems[0]['input']!r})"
    return InvalidInput(asked, "; ".join(_why(cls, name, by_fact[name]) for name in reversed(by_fact)))


def _why(cls: type[FactModel], name: str, problem: Any) -> str:
    if problem["type"] == "extra_forbidden":
        return f"{cls.__name__} has no fact {name!r}{did_you_mean(name, cls.model_fields)}"
    kind = field_kind(name, cls.model_fields[name])
    if kind.base not in ("text", "list"):
        return kind.misfit(problem["input"], name)
    if problem["type"] == "string_pattern_mismatch":
        return _misshaped(name, problem["input"], problem["ctx"]["pattern"])
    return f"{name} is {kind}, not {problem['input']!r}: {problem['msg'][0].lower()}{problem['msg'][1:]}"


def _misshaped(name: str, value: str, pattern: str) -> str:
    """Text that is not in the form of the fact; and whether it would be in another case."""
    shape = _SHAPES.get(pattern, f"text in the form {pattern}")
    asked = SchemaValidator(core_schema.str_schema(pattern=pattern))
    meant = [one for one in (value.upper(), value.lower()) if one != value and asked.isinstance_python(one)]
    return f"{name} is {shape}, not {value!r}" + (f"; did you mean {meant[0]!r}?" if meant else "")
