"""Options of references that have to be said, or to be True or False."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from leadlife.errors import DefinitionError
from leadlife.rules.tree import Rule

P = ParamSpec("P")


def flag(if_known: object) -> bool:
    """The option, if it is True or False."""
    if not isinstance(if_known, bool):
        raise DefinitionError(f"if_known is True or False, not {if_known!r}")
    return if_known


def case_said(method: Callable[P, Rule]) -> Callable[P, Rule]:
    """The method, which asks for ``ignore_case=`` in a sentence where it is left out.

    There is no default: many who write ``contains("gmbh")`` mean any case, and a rule that admits too few leads shows
    no error.
    """

    @wraps(method)
    def asking(*args: P.args, **options: P.kwargs) -> Rule:
        if not isinstance(options.get("ignore_case"), bool):
            said = f", not {options['ignore_case']!r}" if "ignore_case" in options else ""
            raise DefinitionError(
                f"{method.__name__} has to be told whether case counts: ignore_case is True or False{said}"
            )
        return method(*args, **options)

    return asking
