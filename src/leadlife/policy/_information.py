"""What can be known of a lead, in words: each fact with what it may be and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadlife._facts import LeadFacts, fields_of
from leadlife.policy._triggers import listed

_LIMITS = {
    "min_length": "at least {} long",
    "max_length": "at most {} long",
    "pattern": "in the form {}",
}


def information(facts: type[LeadFacts]) -> Iterator[tuple[str, str]]:
    """Every fact with what is agreed of it.

    >>> dict(information(LeadFacts))["country"]
    'text, in the form ^[A-Z]{2}$; lasting'
    """
    won = facts.prevailing()
    marks = {"lasting": facts.lasting(), "personal": facts.personal()}
    for name, field in fields_of(facts).items():
        kind = ", ".join([str(field.kind), *_limits(facts.model_fields[name])])
        wins = [f"{listed(map(str, won[name]), 'or')} wins when two are merged"] if name in won else []
        yield name, "; ".join([kind, *(mark for mark, names in marks.items() if name in names), *wins])


def _limits(info: Any) -> Iterator[str]:
    for name, text in _LIMITS.items():
        for mark in info.metadata:
            if (limit := getattr(mark, name, None)) is not None:
                yield text.format(limit)
