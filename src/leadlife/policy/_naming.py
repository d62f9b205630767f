"""Names that a policy speaks of: none twice, and none that does not exist."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadlife.errors import did_you_mean
from leadlife.policy.stage import Milestone
from leadlife.rules import Rule

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def repeats(what: str, names: list[str], *, within: bool = False) -> Iterator[str]:
    """Names that are empty, or given twice; ``within`` a part, in words that follow its name."""
    for name in names:
        if not name:
            yield f"has a {what} with an empty name" if within else f"a {what} has an empty name"
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        called = f"has two {what}s called" if within else f"two {what}s are called"
        yield f"{called} {name!r}: give one of them another name"


def unknown(said: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Names of what does not exist."""
    there = set(known)
    for name in names:
        if name not in there:
            yield f"{said} {name!r}, which does not exist{did_you_mean(name, there)}"


def name_of(definitions: Mapping[str, Rule], rule: Rule, milestone: Milestone | None) -> str | None:
    """The definition that a rule is: the one of the stage's milestone, where there is a choice; None if it is none."""
    names = [name for name, one in definitions.items() if one == rule]
    of_the_stage = [name for name in names if milestone is not None and name.casefold() == milestone.value]
    return next(iter((*of_the_stage, *names)), None)


def stages_of(policy: Policy[Any]) -> set[str]:
    return {stage.name for stage in policy.stages}


def moves_of(policy: Policy[Any]) -> set[str]:
    return {move.name for move in policy.moves}


def codes_of(policy: Policy[Any]) -> set[str]:
    """The codes of all reasons."""
    return {reason.code for move in policy.moves for reason in move.reasons}


def path_of(function: Callable[..., object]) -> str:
    """Where a function is found, as ``module:name``: the same whether its module is imported, or run as a script."""
    module = function.__module__
    if module == "__main__":
        main = sys.modules["__main__"]
        spec, file = getattr(main, "__spec__", None), getattr(main, "__file__", None)
        module = spec.name if spec is not None else module if file is None else Path(file).stem
    return f"{module}:{function.__qualname__}"
