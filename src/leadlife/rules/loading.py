"""Rules read back from JSON data."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast, get_args

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.evidence import Scalar
from leadlife.money import money
from leadlife.people import Role, Team
from leadlife.rules.build import at_least, criterion
from leadlife.rules.dump import SCHEMA, Data
from leadlife.rules.fields import PREFIXES, Field
from leadlife.rules.judging import refuse_other_parameters
from leadlife.rules.kinds import Base, Kind
from leadlife.rules.refs import Ref
from leadlife.rules.scorecard import Entry, Number, Scorecard, first_of, points, scorecard
from leadlife.rules.sound import sound
from leadlife.rules.tree import TOO_DEEP, And, Functions, Judged, Not, Or, Rule, always, never
from leadlife.worktime import Span, Unit, days

T = TypeVar("T")


def load(data: Mapping[str, Any], *, functions: Functions | None = None) -> Rule:
    """The rule that was dumped: equal to it, with the same fingerprint.

    ``functions`` are those of its judged criteria, by the criterion's name; a criterion brings its own function.

    >>> from leadlife.rules import always
    >>> load(always.dump()) == always
    True

    :raises DefinitionError: for data of a newer leadlife, an unknown function, or anything that is no dumped rule.
    """
    version = data.get("leadlife_rule") if isinstance(data, Mapping) else None
    if type(version) is not int or version < 1:
        raise DefinitionError(f"this is no dumped rule: {str(data)[:80]!r} (it has no 'leadlife_rule')")
    if version > SCHEMA:
        raise DefinitionError(
            f"the rule was dumped with schema {version}, this leadlife reads {SCHEMA}: upgrade leadlife"
        )
    try:
        fields = {name: _field(name, kind) for name, kind in data["fields"].items()}
        return _Loader(fields, functions or {}).rule(data["rule"])
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        if isinstance(error, DefinitionError):
            raise
        what = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise DefinitionError(f"the dumped rule is damaged: {what}") from error
    except RecursionError:
        raise DefinitionError(TOO_DEEP) from None


class _Loader:
    def __init__(self, fields: Mapping[str, Field], functions: Functions) -> None:
        self._fields, self._functions = fields, functions

    def rule(self, data: Data) -> Rule:
        name = next(iter(data), "")
        read = _NODES.get(name)
        if read is None:
            raise DefinitionError(f"the dumped rule has an unknown part {name!r}{did_you_mean(name, _NODES)}")
        return sound(read(self, data))

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

    def entry(self, data: Data) -> Entry | tuple[Number, Rule]:
        if "scorecard" in data:
            return self.card(data)
        if "bands" in data:
            return first_of(data["bands"], *(self.pair(one) for one in data["of"]))
        fading = data.get("fading")
        if fading is None:
            return self.pair(data)
        since, half_life = self.ref(fading["since"]), days(fading["half_life"])
        return points(data["points"], self.rule(data["if"]), fading=since, half_life=half_life)

    def pair(self, data: Data) -> tuple[Number, Rule]:
        return data["points"], self.rule(data["if"])

    def card(self, data: Data) -> Scorecard:
        entries = map(self.entry, data["entries"])
        return scorecard(data["scorecard"], *entries, floor=data["floor"], cap=data["cap"])

    def values(self, data: Data, kind: Kind | None) -> Iterator[Scalar]:
        if kind is None:
            raise DefinitionError("the dumped rule asks what a list includes of what is none")
        return (_value(value, kind) for value in data["values"])

    def ref(self, name: str) -> Ref[Any]:
        return Ref(self.field(name))

    def compare(self, data: Data) -> Rule:
        ref, order = self.ref(data["compare"]), _one(_ORDERS, data["order"])
        rule: Rule = order(ref, _value(data["bound"], ref.field.kind))
        return rule

    def one_of(self, data: Data) -> Rule:
        ref = self.ref(data["one_of"])
        return ref.one_of(*self.values(data, ref.field.kind), if_known=data.get("if_known", False))

    def includes(self, data: Data) -> Rule:
        ref = self.ref(data["includes"])
        values = self.values(data, ref.field.kind.item)
        return ref.all_of(*values) if _flag(data["every"]) else ref.any_of(*values)

    def window(self, data: Data) -> Rule:
        ref, direction, span = self.ref(data["window"]), data["direction"], data["span"]
        known = {"if_known": data["if_known"]} if "if_known" in data else {}
        if span is None:
            return cast(Rule, _one(_SIDES, direction)(ref, **known))
        return cast(Rule, _one(_WINDOWS, direction)(ref, **_lasting(span), **known))

    def joined(self, join: type[And] | type[Or], data: list[Data]) -> Rule:
        if len(data) < 2:
            raise DefinitionError(f"the dumped rule joins {len(data)} parts: there must be two at least")
        return join(tuple(map(self.rule, data)))

    def score(self, data: Data) -> Rule:
        rule: Rule = _one(_BOUNDS, data["order"])(self.card(data["score"]), data["points"])
        return rule


_ORDERS: Mapping[str, Callable[..., Any]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
_BOUNDS = {">=": operator.ge, ">": operator.gt}
_WINDOWS: Mapping[str, Callable[..., Any]] = {
    "next": Ref.within_next,
    "last": Ref.within_last,
    "older": Ref.older_than,
    "further": Ref.further_than,
}
_SIDES: Mapping[str, Callable[..., Any]] = {"older": Ref.passed, "further": Ref.ahead}
_UNITS = {Unit.DAYS: "days", Unit.WORKING_DAYS: "working_days", Unit.MONTHS: "months"}
_NODES: Mapping[str, Callable[[_Loader, Data], Rule]] = {
    "compare": _Loader.compare,
    "one_of": _Loader.one_of,
    "window": _Loader.window,
    "contains": lambda at, d: at.ref(d["contains"]).contains(d["text"], ignore_case=d["ignore_case"]),
    "matches": lambda at, d: at.ref(d["matches"]).matches(d["pattern"], ignore_case=d["ignore_case"]),
    "includes": _Loader.includes,
    "count": lambda at, d: at.ref(d["count"]).count(d["at_least"]),
    "known": lambda at, d: at.ref(d["known"]).known,
    "fresh": lambda at, d: at.ref(d["fresh"]).fresh_for(**_lasting(d["span"])),
    "confirmed": lambda at, d: at.ref(d["confirmed"]).confirmed_by(_who(d)),
    "judged": _Loader.judged,
    "constant": lambda at, d: always if _flag(d["constant"]) else never,
    "all": lambda at, d: at.joined(And, d["all"]),
    "any": lambda at, d: at.joined(Or, d["any"]),
    "not": lambda at, d: Not(at.rule(d["not"])),
    "at_least": lambda at, d: at_least(d["at_least"], *map(at.rule, d["of"])),
    "criterion": lambda at, d: criterion(d["criterion"], at.rule(d["rule"]), ask=d["ask"]),
    "score": _Loader.score,
}


def _one(known: Mapping[str, T], name: str) -> T:
    if name not in known:
        raise DefinitionError(f"the dumped rule says {name!r}{did_you_mean(str(name), known)}")
    return known[name]


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise DefinitionError(f"the dumped rule says {value!r} where it is True or False")
    return value


def _lasting(span: str) -> dict[str, Any]:
    found = Span.parse(span)
    if found.unit not in _UNITS:
        raise DefinitionError(f"the dumped rule speaks of {found}: rules count days, working days or months")
    return {_UNITS[found.unit]: found.amount}


def _who(data: Data) -> Team | Role:
    return Role(Team(data["team"]), data["role"]) if "role" in data else Team(data["team"])


def _field(name: str, data: Data) -> Field:
    prefix = PREFIXES.get(data["place"])
    bare = name.removeprefix(f"{prefix}.") if prefix else name
    return sound(Field(bare, _kind(data), data["place"]))


def _kind(data: Data) -> Kind:
    base: Base = _one({base: base for base in get_args(Base)}, data["kind"])
    item = _kind(data["item"]) if base == "list" else None
    bare = sound(Kind(base))
    limits = {name: _value(data[name], bare) for name in ("ge", "gt", "le", "lt") if name in data}
    return sound(Kind(base, tuple(data.get("choices", ())), item, **limits))


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
