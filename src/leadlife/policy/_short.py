"""The rules and the clocks of a policy in a few words, for a diagram or a brief."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadlife.policy.clock import Clock, Level, Rest
from leadlife.policy.policy import Policy
from leadlife.policy.stage import Milestone
from leadlife.policy.transition import Transition
from leadlife.rules import Criterion, Rule
from leadlife.rules.tree import And, Judged
from leadlife.worktime import Span

_MOST = 40
"""Up to so many characters a part without a name is told in full."""


def guard_in_short(policy: Policy[Any], move: Transition) -> str | None:
    """The guard of a move in a few words; None where it has none."""
    if move.guard is None:
        return None
    milestone = policy.stage(move.target).milestone
    return definition_of(policy, move.guard, milestone) or in_short(move.guard)


def definition_of(policy: Policy[Any], rule: Rule, milestone: Milestone | None) -> str | None:
    """The name of the definition that the rule is: the one of the milestone, where there is a choice."""
    names = [name for name, one in policy.definitions.items() if one == rule]
    of_the_stage = [name for name in names if milestone is not None and name.casefold() == milestone.value]
    return next(iter((*of_the_stage, *names)), None)


def in_short(rule: Rule) -> str:
    """The names of what has to be met.

    >>> from leadlife.rules import always, criterion
    >>> in_short(criterion("decision maker", always) & criterion("pain", always))
    'decision maker and pain'
    """
    return " and ".join(dict.fromkeys(map(_part, requirements(rule))))


def requirements(rule: Rule) -> Iterator[Rule]:
    """What has to be met, each by itself."""
    if isinstance(rule, And):
        for part in rule.parts:
            yield from requirements(part)
    else:
        yield rule


def _part(rule: Rule) -> str:
    if isinstance(rule, Criterion | Judged):
        return rule.name
    text = str(rule)
    return text if len(text) <= _MOST else "a rule of its own"


def promise_of(clock: Clock) -> str:
    """The target and the levels of a clock.

    >>> from leadlife import LeadFacts, standard_policy
    >>> accept = standard_policy(LeadFacts, name="acme", version="2026-11").clock("accept")
    >>> promise_of(accept)
    '2 working days (warn at 1 working day, breach, lapse at 3 working days)'
    """
    target = clock.within.words if isinstance(clock.within, Rest) else str(clock.within)
    levels = "" if len(clock.levels) == 1 else f" ({', '.join(map(_level, clock.levels))})"
    return f"{target}{levels}" + ("" if clock.scope else ", in every open stage")


def _level(level: Level) -> str:
    if level.at is None:
        return level.name
    return f"{level.name} at {level.at}" if isinstance(level.at, Span) else f"{level.name} at {level.at:.0%}"
