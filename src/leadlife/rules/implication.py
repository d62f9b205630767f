"""Which of two rules is stricter, with a lead that shows the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadlife.errors import DefinitionError
from leadlife.evidence import Value
from leadlife.rules import atoms
from leadlife.rules.blockers import only
from leadlife.rules.explain import code_at
from leadlife.rules.fields import Field
from leadlife.rules.moment import Moment
from leadlife.rules.reads import nodes_of, points_in
from leadlife.rules.scorecard import Threshold
from leadlife.rules.search import Found, Search, moment_for
from leadlife.rules.tree import Judged, Rule
from leadlife.rules.truth import MET, UNMET
from leadlife.rules.words import label, said
from leadlife.worktime import Unit, WorkCalendar


@dataclass(frozen=True, slots=True)
class Implication:
    """Whether every lead that meets one rule meets the other: True, False, or None if it was too large to search.

    ``counter_example``: the facts of a lead that meets the first and not the second (None = unknown, or any value that
    no example is at hand for). ``assumed``: what analysis cannot look into.
    """

    holds: bool | None
    counter_example: Mapping[str, Value | None] | None = None
    assumed: tuple[str, ...] = ()
    text: str = ""

    def as_data(self) -> dict[str, Any]:
        """The answer in JSON types (hence ``Any``)."""
        example = self.counter_example
        told = None if example is None else {n: None if v is None else said(v) for n, v in example.items()}
        return {"holds": self.holds, "counter_example": told, "assumed": list(self.assumed)}

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        if self.holds is None:
            raise TypeError(
                "whether the one rule implies the other could not be told: ask .holds, which is None"
            )
        return self.holds


def implies(
    a: Rule, b: Rule, *, at: datetime | None = None, zone: str = "UTC", calendar: WorkCalendar | None = None
) -> Implication:
    """Whether every lead that meets ``a`` meets ``b``, whatever is known of it.

    Complete over booleans, enums, numbers, money and dates of ordinary size; relative dates are looked at as of
    ``at``; text patterns are taken to be independent, functions to give either answer, fading points to be all there
    or gone.

    >>> from leadlife.rules import Field, Kind, Ref
    >>> seats = Ref[int](Field("seats", Kind("int")))
    >>> print(implies(seats >= 200, seats >= 100))
    every lead that meets 'seats at least 200' meets 'seats at least 100'
    >>> print(implies(seats >= 100, seats >= 200))
    not every lead that meets 'seats at least 100' meets 'seats at least 200': seats is 100

    :raises DefinitionError: if one of them is no rule.
    """
    for rule in (a, b):
        if not isinstance(rule, Rule):
            raise DefinitionError(f"implies compares two rules, and {rule!r} is none")
    holds, example = implied(a, b, moment_for(at, zone, calendar))
    text = {
        True: f"every lead that meets '{a}' meets '{b}'",
        False: f"not every lead that meets '{a}' meets '{b}': {_told(example)}",
        None: f"too many cases to tell whether every lead that meets '{a}' meets '{b}'",
    }[holds]
    assumed = assumed_in(a, b)
    return Implication(
        holds, _named(example), assumed, "; ".join((text, *(f"assumed: {one}" for one in assumed)))
    )


def implied(a: Rule, b: Rule, moment: Moment) -> tuple[bool | None, Mapping[Field, Value | None] | None]:
    """Whether ``a`` implies ``b``, and the facts of a lead that shows it does not."""
    search = Search((a, b), moment)
    found = search.find(
        lambda codes: codes[0] == UNMET or codes[1] == MET, lambda codes: codes[0] == MET and codes[1] != MET
    )
    if found is not None:
        return False, _shortest(found, a, b, moment)
    return (True if search.complete else None), None


def _shortest(found: Found, a: Rule, b: Rule, moment: Moment) -> Mapping[Field, Value | None]:
    """The facts of the lead without those that make no difference."""
    told, facts = found.evidence(), found.values
    if told is None:
        return facts
    for field in sorted(facts, key=str):
        rest = {at: value for at, value in facts.items() if at != field}
        less = only(told, frozenset(rest))
        if code_at(a, less, moment) == MET and code_at(b, less, moment) != MET:
            facts, told = rest, less
    return facts


def assumed_in(*rules: Rule) -> tuple[str, ...]:
    """What analysis cannot look into: functions, points that fade, and windows whose lengths differ from day to day."""
    found: dict[str, None] = {}
    units: dict[Field, set[Unit]] = {}
    for node in (node for rule in rules for node in nodes_of(rule)):
        if isinstance(node, Judged):
            found[f"criterion {node.name!r} is a function, and could say anything"] = None
        elif isinstance(node, Threshold) and any(points.fade for points in points_in(node.card)):
            found[f"points of {node.card.name!r} fade: looked at whole, and gone"] = None
        elif isinstance(node, atoms.Window) and node.span is not None:
            units.setdefault(node.field, set()).add(node.span.unit)
    for field in (field for field, spans in units.items() if len(spans) > 1):
        found[
            f"windows of {label(field)} in different units are compared at one moment: pass at= and calendar="
        ] = None
    return tuple(found)


def _named(example: Mapping[Field, Value | None] | None) -> Mapping[str, Value | None] | None:
    return None if example is None else {str(field): value for field, value in example.items()}


def _told(example: Mapping[Field, Value | None] | None) -> str:
    facts: Sequence[tuple[Field, Value | None]] = tuple((example or {}).items())
    return ", ".join(f"{label(f)} is {'unknown' if v is None else said(v)}" for f, v in facts) or "any lead"
