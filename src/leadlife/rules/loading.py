"""Rules read back from JSON data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.evidence import Scalar
from leadlife.money import money
from leadlife.people import Role, Team
from leadlife.rules import atoms
from leadlife.rules.dump import SCHEMA, Data
from leadlife.rules.fields import Field
from leadlife.rules.judging import refuse_other_parameters
from leadlife.rules.kinds import Base, Kind
from leadlife.rules.scorecard import Bands, Entry, Fade, Points, Scorecard, Threshold
from leadlife.rules.tree import And, AtLeast, Constant, Criterion, Functions, Judged, Not, Or, Rule
from leadlife.worktime import Span


def load(data: Mapping[str, Any], *, functions: Functions | None = None) -> Rule:
    """The rule that was dumped: equal to it, with the same fingerprint.

    ``functions`` are those of its judged criteria, by the criterion's name; a criterion brings its own function.

    >>> from leadlife.rules import always
    >>> load(always.dump()) == always
    True

    :raises DefinitionError: for data of a newer leadlife, an unknown function, or anything that is no dumped rule.
    """
    version = data.get("leadlife_rule") if isinstance(data, Mapping) else None
    if not isinstance(version, int):
        raise DefinitionError(f"this is no dumped rule: {str(data)[:80]!r} (it has no 'leadlife_rule')")
    if version > SCHEMA:
        raise DefinitionError(
            f"the rule was dumped with schema {version}, this leadlife reads {SCHEMA}: upgrade leadlife"
        )
    try:
        fields = {name: _field(name, kind) for name, kind in data["fields"].items()}
        return _Loader(fields, functions or {}).rule(data["rule"])
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, re.error) as error:
        if isinstance(error, DefinitionError):
            raise
        raise DefinitionError(f"the dumped rule is damaged: {error!r}") from error


class _Loader:
    def __init__(self, fields: Mapping[str, Field], functions: Functions) -> None:
        self._fields, self._functions = fields, functions

    def rule(self, data: Data) -> Rule:
        name = next(iter(data), "")
        read = _NODES.get(name)
        if read is None:
            raise DefinitionError(f"the dumped rule has an unknown part {name!r}{did_you_mean(name, _NODES)}")
        return read(self, data)

    def rules(self, data: list[Data]) -> tuple[Rule, ...]:
        return tuple(map(self.rule, data))

    def field(self, name: str) -> Field:
        if name not in self._fields:
            raise DefinitionError(f"the dumped rule asks about {name!r}, which it does not describe")
        return self._fields[name]

    def judged(self, data: Data) -> Rule:
        name = data["judged"]
        if name not in self._functions:
            hint = did_you_mean(name, self._functions)
            raise DefinitionError(
                f"criterion {name!r} is decided by a function: pass functions={{{name!r}: ...}}{hint}"
            )
        given, reads = self._functions[name], tuple(map(self.field, data["reads"]))
        function = given.function if isinstance(given, Judged) else given
        if not callable(function):
            raise DefinitionError(
                f"functions[{name!r}] is {function!r}: pass a function, or a judged criterion"
            )
        refuse_other_parameters(name, function, reads)
        return Judged(name, function, reads, data["ask"])

    def entry(self, data: Data) -> Entry:
        if "scorecard" in data:
            return self.card(data)
        if "bands" in data:
            return Bands(data["bands"], tuple(self.points(one) for one in data["of"]))
        return self.points(data)

    def points(self, data: Data) -> Points:
        fading = data.get("fading")
        fade = Fade(self.field(fading["since"]), fading["half_life"]) if fading else None
        return Points(data["points"], self.rule(data["if"]), fade)

    def card(self, data: Data) -> Scorecard:
        return Scorecard(
            data["scorecard"], tuple(map(self.entry, data["entries"])), data["floor"], data["cap"]
        )

    def values(self, data: Data, kind: Kind) -> tuple[Scalar, ...]:
        return tuple(_value(value, kind) for value in data["values"])

    def includes(self, data: Data) -> Rule:
        field = self.field(data["includes"])
        assert field.kind.item is not None
        return atoms.Includes(field, self.values(data, field.kind.item), data["every"])

    def compare(self, data: Data) -> Rule:
        field = self.field(data["compare"])
        return atoms.Compare(field, data["order"], _value(data["bound"], field.kind))

    def one_of(self, data: Data) -> Rule:
        field = self.field(data["one_of"])
        return atoms.OneOf(field, self.values(data, field.kind), data.get("if_known", False))


_NODES: Mapping[str, Callable[[_Loader, Data], Rule]] = {
    "compare": _Loader.compare,
    "one_of": _Loader.one_of,
    "window": lambda at, d: atoms.Window(
        at.field(d["window"]),
        d["direction"],
        Span.parse(d["span"]) if d["span"] else None,
        d.get("if_known", False),
    ),
    "contains": lambda at, d: atoms.Contains(at.field(d["contains"]), d["text"], d["ignore_case"]),
    "matches": lambda at, d: atoms.Matches(
        at.field(d["matches"]), re.compile(d["pattern"]).pattern, d["ignore_case"]
    ),
    "includes": _Loader.includes,
    "count": lambda at, d: atoms.Count(at.field(d["count"]), d["at_least"]),
    "known": lambda at, d: atoms.Known(at.field(d["known"])),
    "fresh": lambda at, d: atoms.Fresh(at.field(d["fresh"]), Span.parse(d["span"])),
    "confirmed": lambda at, d: atoms.Confirmed(at.field(d["confirmed"]), _who(d)),
    "judged": _Loader.judged,
    "constant": lambda at, d: Constant(d["constant"]),
    "all": lambda at, d: And(at.rules(d["all"])),
    "any": lambda at, d: Or(at.rules(d["any"])),
    "not": lambda at, d: Not(at.rule(d["not"])),
    "at_least": lambda at, d: AtLeast(d["at_least"], at.rules(d["of"])),
    "criterion": lambda at, d: Criterion(d["criterion"], at.rule(d["rule"]), d["ask"]),
    "score": lambda at, d: Threshold(at.card(d["score"]), d["order"], d["points"]),
}


def _who(data: Data) -> Team | Role:
    return Role(Team(data["team"]), data["role"]) if "role" in data else Team(data["team"])


def _field(name: str, data: Data) -> Field:
    return Field(name.removeprefix("about.") if data["place"] == "lead" else name, _kind(data), data["place"])


def _kind(data: Data) -> Kind:
    base: Base = data["kind"]
    item = _kind(data["item"]) if "item" in data else None
    bare = Kind(base)
    limits = {name: _value(data[name], bare) for name in ("ge", "gt", "le", "lt") if name in data}
    return Kind(base, tuple(data.get("choices", ())), item, **limits)


def _value(value: Any, kind: Kind) -> Scalar:
    match kind.base:
        case "decimal":
            return Decimal(value)
        case "float":
            return float(value)
        case "money":
            return money(value["amount"], value["currency"])
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
    if not kind.holds(value):
        raise DefinitionError(f"the dumped rule has {value!r} where {kind} is expected")
    return value  # type: ignore[no-any-return]  # holds() has just said what it is
