"""Text is asked about with or without regard to case, and which of them has to be said."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from leadlife.errors import DefinitionError
from leadlife.rules.tree import Rule

P = ParamSpec("P")


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
