"""Rules as JSON data, and the fingerprint of that data."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from leadlife.errors import DefinitionError
from leadlife.evidence import Scalar
from leadlife.money import Money
from leadlife.people import Role
from leadlife.rules import atoms
from leadlife.rules.fields import Field
from leadlife.rules.kinds import Kind
from leadlife.rules.reading import Reading
from leadlife.rules.scorecard import Bands, Entry, Points, Scorecard, Threshold
from leadlife.rules.tree import TOO_DEEP, And, AtLeast, Constant, Criterion, Judged, Not, Or, Rule

SCHEMA = 1
"""The version of the data; a reader refuses a newer one."""

Data = dict[str, Any]


def dump(rule: Rule) -> Data:
    """The rule as JSON data."""
    dumper = Dumper()
    try:
        body = rule.accept(dumper)
    except RecursionError:
        raise DefinitionError(TOO_DEEP) from None
    return {"leadlife_rule": SCHEMA, "fields": dict(sorted(dumper.fields.items())), "rule": body}


def fingerprint(rule: Rule) -> str:
    """32 hexadecimal digits of the SHA-256 of the dump in its shortest, sorted form."""
    text = json.dumps(dump(rule), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Dumper(Reading[Data]):
    """A rule as JSON data; each node is named by its first key."""

    def __init__(self) -> None:
        self.fields: Data = {}
        self._functions: dict[str, object] = {}

    def compare(self, atom: atoms.Compare) -> Data:
        return {"compare": self._field(atom.field), "order": atom.order, "bound": plain(atom.bound)}

    def one_of(self, atom: atoms.OneOf) -> Data:
        known = {"if_known": True} if atom.if_known else {}
        return {"one_of": self._field(atom.field), "values": list(map(plain, atom.values)), **known}

    def window(self, atom: atoms.Window) -> Data:
        span = None if atom.span is None else atom.span.dump()
        known = {"if_known": True} if atom.if_known else {}
        return {"window": self._field(atom.field), "direction": atom.direction, "span": span, **known}

    def contains(self, atom: atoms.Contains) -> Data:
        return {"contains": self._field(atom.field), "text": atom.text, "ignore_case": atom.ignore_case}

    def matches(self, atom: atoms.Matches) -> Data:
        return {"matches": self._field(atom.field), "pattern": atom.pattern, "ignore_case": atom.ignore_case}

    def includes(self, atom: atoms.Includes) -> Data:
        return {
            "includes": self._field(atom.field),
            "values": list(map(plain, atom.values)),
            "every": atom.every,
        }

    def count(self, atom: atoms.Count) -> Data:
        return {"count": self._field(atom.field), "at_least": atom.at_least}

    def known(self, atom: atoms.Known) -> Data:
        return {"known": self._field(atom.field)}

    def fresh(self, atom: atoms.Fresh) -> Data:
        return {"fresh": self._field(atom.field), "span": atom.span.dump()}

    def confirmed(self, atom: atoms.Confirmed) -> Data:
        who = atom.who
        said: Data = {"team": who.team, "role": who.name} if isinstance(who, Role) else {"team": who}
        return {"confirmed": self._field(atom.field), **said}

    def judged(self, rule: Judged) -> Data:
        if self._functions.setdefault(rule.name, rule.function) is not rule.function:
            raise DefinitionError(
                f"two functions decide criteria of the name {rule.name!r}: give each a name of its own"
            )
        return {"judged": rule.name, "reads": [self._field(read) for read in rule.read], "ask": rule.ask}

    def constant(self, rule: Constant) -> Data:
        return {"constant": rule.met}

    def all_of(self, rule: And) -> Data:
        return {"all": [part.accept(self) for part in rule.parts]}

    def any_of(self, rule: Or) -> Data:
        return {"any": [part.accept(self) for part in rule.parts]}

    def negation(self, rule: Not) -> Data:
        return {"not": rule.part.accept(self)}

    def at_least(self, rule: AtLeast) -> Data:
        return {"at_least": rule.n, "of": [part.accept(self) for part in rule.parts]}

    def criterion(self, rule: Criterion) -> Data:
        return {"criterion": rule.name, "rule": rule.rule.accept(self), "ask": rule.ask}

    def threshold(self, rule: Threshold) -> Data:
        return {"score": self._card(rule.card), "order": rule.order, "points": rule.bound}

    def _card(self, card: Scorecard) -> Data:
        entries = [self._entry(entry) for entry in card.entries]
        return {"scorecard": card.name, "entries": entries, "floor": card.floor, "cap": card.cap}

    def _entry(self, entry: Entry) -> Data:
        match entry:
            case Points(points, rule, fade):
                data: Data = {"points": points, "if": rule.accept(self)}
                if fade is not None:
                    data["fading"] = {"since": self._field(fade.field), "half_life": fade.half_life}
                return data
            case Bands(label, bands):
                return {"bands": label, "of": [self._entry(points) for points in bands]}
            case Scorecard():
                return self._card(entry)

    def _field(self, field: Field) -> str:
        data = {"place": field.place, **kind_data(field.kind)}
        if self.fields.setdefault(str(field), data) != data:
            raise DefinitionError(
                f"a rule takes {field} for two kinds of thing: write it with one facts(...)"
            )
        return str(field)


def kind_data(kind: Kind) -> Data:
    """A kind as JSON data; what is not limited is left out."""
    data: Data = {"kind": kind.base}
    if kind.choices:
        data["choices"] = list(map(plain, kind.choices))
    if kind.item is not None:
        data["item"] = kind_data(kind.item)
    limits = {name: getattr(kind, name) for name in ("ge", "gt", "le", "lt")}
    return data | {name: plain(limit) for name, limit in limits.items() if limit is not None}


def plain(value: Scalar) -> Any:
    """A value in JSON types; the kind of its field tells how to read it back. Equal values give equal data."""
    match value:
        case bool() | int() | float() | str():
            return value
        case Decimal():
            return _digits(value)
        case Money(amount, currency):
            return {"amount": _digits(amount), "currency": currency}
        case datetime() | date():
            return value.isoformat()


def _digits(value: Decimal) -> str:
    text = format(value, "f")
    shortest = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if shortest in ("", "-0") else shortest
