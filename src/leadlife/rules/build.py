"""Building rules out of rules: named criteria, counting, joining."""

from __future__ import annotations

from leadlife.errors import DefinitionError
from leadlife.rules.tree import And, AtLeast, Criterion, Or, Rule, always, as_rule, flat, never


def criterion(name: str, rule: Rule, *, ask: str | None = None) -> Rule:
    """A rule by the name that people call it, with the question that would answer it.

    >>> from leadlife.rules import always, never
    >>> print(criterion("pain", always, ask="What does it cost you today?"))
    pain

    :raises DefinitionError: without a name, or if ``rule`` is no rule; for a function see :func:`judged`.
    """
    if not isinstance(name, str) or not name.strip():
        raise DefinitionError(f"a criterion needs a name that people know it by, not {name!r}")
    if not isinstance(rule, Rule) and callable(rule):
        raise DefinitionError(
            f"criterion {name!r} is given a function: write @judged({name!r}, reads=(f.x, f.y))"
        )
    if ask is not None and (not isinstance(ask, str) or not ask.strip()):
        raise DefinitionError(f"criterion {name!r} asks {ask!r}: ask= is a question, such as 'Who signs?'")
    return Criterion(name, as_rule(rule, f"criterion {name!r}"), ask)


def at_least(n: int, *rules: Rule) -> Rule:
    """Met if at least ``n`` of the rules are.

    >>> print(at_least(1, criterion("pain", always), criterion("event", never)))
    at least 1 of (pain; event)

    :raises DefinitionError: without rules, or if ``n`` is not from 1 to their number.
    """
    if not rules:
        raise DefinitionError("at_least needs rules to count: at_least(2, a, b, c)")
    parts = tuple(as_rule(rule, "at_least") for rule in rules)
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(rules):
        raise DefinitionError(
            f"at_least({n!r}) of {len(rules)} rules: the number must be from 1 to {len(rules)}"
        )
    return AtLeast(n, parts)


def all_of(*rules: Rule) -> Rule:
    """All of the rules; of none, ``always``."""
    return _joined(And, rules, always)


def any_of(*rules: Rule) -> Rule:
    """At least one of the rules; of none, ``never``."""
    return _joined(Or, rules, never)


def _joined(join: type[And] | type[Or], rules: tuple[Rule, ...], empty: Rule) -> Rule:
    parts = flat(join, *(as_rule(rule, "all_of" if join is And else "any_of") for rule in rules))
    return join(parts) if len(parts) > 1 else parts[0] if parts else empty
