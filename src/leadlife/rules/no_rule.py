"""What to write where something stands in the place of a rule."""

from __future__ import annotations

from leadlife.errors import DefinitionError
from leadlife.rules.fields import Field


def no_rule(value: object, where: str) -> DefinitionError:
    """The refusal of a value that is no rule, with what to write instead."""
    field = getattr(value, "field", None)
    if isinstance(field, Field):
        fix = f"f.{field}.is_(True)" if field.kind.base == "bool" else f"f.{field}.known"
        return DefinitionError(f"{where} combines rules, and {field} is a fact: compare it first, e.g. {fix}")
    if isinstance(value, (list, tuple, set, frozenset)):
        return DefinitionError(
            f"{where} takes the rules one by one: write *rules for a {type(value).__name__}"
        )
    if hasattr(value, "entries"):
        return DefinitionError(
            f"{where} combines rules, and {value} is a score: compare it first, e.g. {value} >= 30"
        )
    return DefinitionError(
        f"{where} combines rules, and {value!r} is none: in brackets, e.g. (f.a >= 1) & (f.b >= 2)"
    )
