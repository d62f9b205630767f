"""A rule written as Python: straight lines over small integers, in which ``&`` and ``|`` are Kleene's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leadlife.money import Money
from leadlife.people import Role
from leadlife.rules import atoms
from leadlife.rules.atomic import said_by
from leadlife.rules.fields import Field
from leadlife.rules.kleene import faded, limited, spread
from leadlife.rules.looking import own_value
from leadlife.rules.reading import Reading
from leadlife.rules.scorecard import Bands, Entry, Fade, Number, Points, Scorecard, Threshold
from leadlife.rules.tree import And, AtLeast, Constant, Criterion, Judged, Not, Or, Rule
from leadlife.rules.truth import MET, NOT, UNMET, code_of

_ARGUMENTS = "values, observed, lead, event, bounds, left"


@dataclass(slots=True)
class Written:
    """The source of a rule: what each leaf says, how they combine, and the objects that the source names."""

    leaves: dict[Rule, str] = field(default_factory=dict)
    fetches: dict[Field, str] = field(default_factory=dict)
    timed: dict[atoms.Window | atoms.Fresh, str] = field(default_factory=dict)
    fades: dict[Fade, str] = field(default_factory=dict)
    ask: list[str] = field(default_factory=list)
    look: list[str] = field(default_factory=list)
    combine: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    result: str = ""

    @property
    def source(self) -> str:
        """Three functions: ``ask`` gives the code of a rule, ``look`` those of its leaves, ``combine`` goes on."""
        leaves = "".join(f"{name}, " for name in self.leaves.values())
        lefts = "".join(f"{name}, " for name in self.fades.values())
        unpack = [f"{lefts}= left"] if lefts else []
        timed = "".join(f"{name}, " for name in self.timed.values())
        first = [f"{timed}= bounds"] if timed else []
        take = [f"{leaves}= leaves"] if leaves else []
        return "\n".join(
            (
                _function(
                    f"ask({_ARGUMENTS})",
                    [*first, *unpack, *self.ask, f"return {self.result}"],
                ),
                _function(
                    "look(values, observed, lead, event, bounds)", [*first, *self.look, f"return [{leaves}]"]
                ),
                _function("combine(leaves, left)", [*take, *unpack, *self.combine, f"return {self.result}"]),
            )
        )


def write(rule: Rule) -> Written:
    """The rule as Python source; ``ask`` goes home as soon as a part of the root has decided."""
    writer = Writer()
    root = rule
    while isinstance(root, Criterion):
        root = root.rule
    if isinstance(root, (And, Or)):
        decisive, joint = (UNMET, "&") if isinstance(root, And) else (MET, "|")
        names = [writer.part(part, decisive) for part in root.parts]
        writer.written.result = writer.temp(f" {joint} ".join(names))
    else:
        writer.written.result = root.accept(writer)
    return writer.written


def run(written: Written) -> Mapping[str, Callable[..., Any]]:
    """The functions of a source. Facts, values and names reach it as objects and literals, never as code."""
    space: dict[str, Any] = {**written.names, "__builtins__": {"len": len, "set": set}}
    exec(compile(written.source, "<rule>", "exec"), space)
    return space


def _function(head: str, lines: list[str]) -> str:
    return f"def {head}:\n" + "".join(f"    {line}\n" for line in lines)


class Writer(Reading[str]):
    """Writes a rule down; each method returns the name or literal that holds the code of its node."""

    def __init__(self) -> None:
        self.written = Written()

    def part(self, rule: Rule, decisive: int) -> str:
        """Write a part of the root, after which ``ask`` may be done."""
        name = rule.accept(self)
        self.written.ask.append(f"if {name} == {decisive}: return {decisive}")
        return name

    def compare(self, atom: atoms.Compare) -> str:
        if isinstance(atom.bound, Money):
            test = f"{{v}}.amount {atom.order} {self._name(atom.bound.amount)}"
            return self._leaf(atom, test, unless=f" or {{v}}.currency != {atom.bound.currency!r}")
        return self._leaf(atom, f"{{v}} {atom.order} {self._name(atom.bound)}")

    def one_of(self, atom: atoms.OneOf) -> str:
        found, unknown = frozenset(atom.values), MET if atom.if_known else 1
        if isinstance(atom.values[0], Money):
            codes = self._name(frozenset(value.currency for value in atom.values if isinstance(value, Money)))
            test, foreign = f"{{v}} in {self._name(found)}", f"{{v}}.currency not in {codes}"
            return self._leaf(atom, f"{test} else 1 if {foreign}", unknown=unknown)
        if len(found) == 1:
            return self._leaf(atom, f"{{v}} == {self._name(atom.values[0])}", unknown=unknown)
        return self._leaf(atom, f"{{v}} in {self._name(found)}", unknown=unknown)

    def window(self, atom: atoms.Window) -> str:
        name = self._timed(atom)
        return self._leaf(atom, f"{name}[0] <= {{v}} <= {name}[1]", unknown=MET if atom.if_known else 1)

    def contains(self, atom: atoms.Contains) -> str:
        if atom.ignore_case:
            return self._leaf(atom, f"{atom.text.casefold()!r} in {{v}}.casefold()")
        return self._leaf(atom, f"{atom.text!r} in {{v}}")

    def matches(self, atom: atoms.Matches) -> str:
        match = re.compile(atom.pattern, re.IGNORECASE if atom.ignore_case else 0).fullmatch
        return self._leaf(atom, f"{self._name(match)}({{v}}) is not None")

    def includes(self, atom: atoms.Includes) -> str:
        wanted = self._name(frozenset(atom.values))
        return self._leaf(
            atom, f"{wanted} <= set({{v}})" if atom.every else f"not {wanted}.isdisjoint({{v}})"
        )

    def count(self, atom: atoms.Count) -> str:
        return self._leaf(atom, f"len({{v}}) >= {atom.at_least}")

    def known(self, atom: atoms.Known) -> str:
        return self._evidence(atom, "")

    def fresh(self, atom: atoms.Fresh) -> str:
        seen = f"observed.get({atom.field.name!r})"
        name = self._timed(atom)
        return self._evidence(atom, f" and ({seen} is None or {seen}.at >= {name}[0])")

    def confirmed(self, atom: atoms.Confirmed) -> str:
        who = self._name(atom.who if isinstance(atom.who, Role) else str(atom.who))
        return self._evidence(atom, f" and {self._name(said_by)}(observed.get({atom.field.name!r}), {who})")

    def judged(self, rule: Judged) -> str:
        told = ", ".join(self._fetch(read) for read in rule.read)
        return self._note(rule, f"{self._name(code_of)}({self._name(rule.judge)}(({told},)))")

    def constant(self, rule: Constant) -> str:
        return str(MET if rule.met else UNMET)

    def all_of(self, rule: And) -> str:
        return self.temp(" & ".join(part.accept(self) for part in rule.parts))

    def any_of(self, rule: Or) -> str:
        return self.temp(" | ".join(part.accept(self) for part in rule.parts))

    def negation(self, rule: Not) -> str:
        return self.temp(f"{self._name(NOT)}[{rule.part.accept(self)}]")

    def at_least(self, rule: AtLeast) -> str:
        parts = [part.accept(self) for part in rule.parts]
        met = " + ".join(f"({part} >> 1)" for part in parts)
        maybe = " + ".join(f"({part} & 1)" for part in parts)
        return self.temp(f"3 if {met} >= {rule.n} else 1 if {maybe} >= {rule.n} else 0")

    def criterion(self, rule: Criterion) -> str:
        return rule.rule.accept(self)

    def threshold(self, rule: Threshold) -> str:
        return self.temp(f"{self._name(rule.code)}(*{self._interval(rule.card)})")

    def _interval(self, entry: Entry) -> str:
        match entry:
            case Points(_, rule):
                return self.temp(f"{self._name(spread)}([({rule.accept(self)}, {self._worth(entry)})])")
            case Bands(_, bands):
                parts = ", ".join(f"({points.rule.accept(self)}, {self._worth(points)})" for points in bands)
                return self.temp(f"{self._name(spread)}([{parts}])")
            case Scorecard(_, entries, floor, cap):
                names = [self._interval(inner) for inner in entries]
                low, high = (" + ".join(f"{name}[{side}]" for name in names) for side in (0, 1))
                if floor is None and cap is None:
                    return self.temp(f"({low}, {high})")
                limit = self._name(_limits(floor, cap))
                return self.temp(f"({limit}({low}), {limit}({high}))")

    def _worth(self, points: Points) -> str:
        if points.fade is None:
            return f"({points.points!r}, {points.points!r})"
        name = self.written.fades.setdefault(points.fade, f"f{len(self.written.fades)}")
        return f"{self._name(faded)}({points.points!r}, {name})"

    def _leaf(self, atom: atoms.ValueAtom, test: str, *, unless: str = "", unknown: int = 1) -> str:
        value = self._fetch(atom.field)
        return self._note(
            atom, f"{unknown} if {value} is None{unless} else 3 if {test} else 0".replace("{v}", value)
        )

    def _evidence(self, atom: atoms.EvidenceAtom, also: str) -> str:
        return self._note(atom, f"3 if {self._fetch(atom.field)} is not None{also} else 1")

    def _note(self, leaf: Rule, text: str) -> str:
        written = self.written
        if leaf not in written.leaves:
            written.leaves[leaf] = f"a{len(written.leaves)}"
            self._line(written.look, f"{written.leaves[leaf]} = {text}")
        return written.leaves[leaf]

    def _fetch(self, read: Field) -> str:
        written = self.written
        if read not in written.fetches:
            name = written.fetches[read] = f"v{len(written.fetches)}"
            found = f"values.get({read.name!r})"
            if read.place != "fact":
                found = f"{self._name(own_value)}({read.place}, {read.name!r})"
            self._line(written.look, f"{name} = {found}")
        return written.fetches[read]

    def _timed(self, atom: atoms.Window | atoms.Fresh) -> str:
        return self.written.timed.setdefault(atom, f"w{len(self.written.timed)}")

    def temp(self, text: str) -> str:
        """Write a line, and give the name of what it computes."""
        name = f"t{len(self.written.combine)}"
        self._line(self.written.combine, f"{name} = {text}")
        return name

    def _line(self, where: list[str], line: str) -> None:
        where.append(line)
        self.written.ask.append(line)

    def _name(self, value: object) -> str:
        if type(value) in (int, str, bool):
            return repr(value)
        name = f"k{len(self.written.names)}"
        self.written.names[name] = value
        return name


def _limits(floor: Number | None, cap: Number | None) -> Callable[[Number], Number]:
    return lambda points: limited(points, floor, cap)
