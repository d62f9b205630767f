"""Rules in the words of sales."""

from __future__ import annotations

from collections.abc import Iterable

from leadlife.evidence import Scalar
from leadlife.rules import atoms
from leadlife.rules.fields import Field
from leadlife.rules.reading import Reading
from leadlife.rules.scorecard import Threshold
from leadlife.rules.tree import And, AtLeast, Constant, Criterion, Judged, Not, Or, Rule

_SIZES = {">=": "at least", ">": "above", "<=": "at most", "<": "below"}
_OWN = {
    "about.reason": "the last reason",
    "about.captured_at": "the capture",
    "about.entered_at": "the present stage entered",
    "about.cool_down_until": "the end of the rest",
    "event.kind": "the event",
    "event.from_stage": "the stage before",
    "event.to_stage": "the stage after",
    "event.by": "whoever did it",
    "event.team": "the team of whoever did it",
    "event.role": "the role of whoever did it",
    "event.inbound": "inbound",
    "event.implied": "implied",
}
"""What the lead's own data, and those of an event, are called where "the", and their name, would not do."""
_TIMES = {">=": "on or after", ">": "after", "<=": "on or before", "<": "before"}


def words(rule: Rule, *, spell_out: bool = False) -> str:
    """The rule as a sentence; ``spell_out`` says behind each criterion what it stands for."""
    return rule.accept(Words(spell_out))


class Words(Reading[str]):
    """A rule as a sentence."""

    def __init__(self, spell_out: bool = False) -> None:
        self._spell_out = spell_out

    def compare(self, atom: atoms.Compare) -> str:
        timed = atom.field.kind.base in ("date", "datetime")
        return f"{label(atom.field)} {(_TIMES if timed else _SIZES)[atom.order]} {said(atom.bound)}"

    def one_of(self, atom: atoms.OneOf) -> str:
        return _lenient(atom, f"{label(atom.field)} is {listed(atom.values, 'or')}")

    def window(self, atom: atoms.Window) -> str:
        return _lenient(atom, f"{label(atom.field)} {_window(atom)}")

    def contains(self, atom: atoms.Contains) -> str:
        return f"{label(atom.field)} contains {atom.text!r}{_case(atom.ignore_case)}"

    def matches(self, atom: atoms.Matches) -> str:
        return f"{label(atom.field)} matches /{atom.pattern}/{_case(atom.ignore_case)}"

    def includes(self, atom: atoms.Includes) -> str:
        return f"{label(atom.field)} include {listed(atom.values, 'and' if atom.every else 'or')}"

    def count(self, atom: atoms.Count) -> str:
        return f"{label(atom.field)} at least {atom.at_least} in number"

    def known(self, atom: atoms.Known) -> str:
        return f"{label(atom.field)} known"

    def fresh(self, atom: atoms.Fresh) -> str:
        return f"{label(atom.field)} confirmed within the last {atom.span}"

    def confirmed(self, atom: atoms.Confirmed) -> str:
        return f"{label(atom.field)} confirmed by {atom.who}"

    def judged(self, rule: Judged) -> str:
        if self._spell_out:
            return f"{rule.name} (a judgement on {listed([str(field) for field in rule.read], 'and')})"
        return rule.name

    def constant(self, rule: Constant) -> str:
        return "always" if rule.met else "never"

    def all_of(self, rule: And) -> str:
        return " and ".join(self._part(part, (Or,)) for part in rule.parts)

    def any_of(self, rule: Or) -> str:
        return " or ".join(self._part(part, (And,)) for part in rule.parts)

    def negation(self, rule: Not) -> str:
        part = rule.part
        if isinstance(part, atoms.OneOf) and not part.if_known:
            return f"{label(part.field)} is not {listed(part.values, 'or')}"
        if isinstance(part, Threshold):
            return f"{part.card} score {_SIZES['<' if part.order == '>=' else '<=']} {part.bound}"
        return f"not ({part.accept(self)})"

    def at_least(self, rule: AtLeast) -> str:
        return f"at least {rule.n} of ({'; '.join(part.accept(self) for part in rule.parts)})"

    def criterion(self, rule: Criterion) -> str:
        return f"{rule.name} ({rule.rule.accept(self)})" if self._spell_out else rule.name

    def threshold(self, rule: Threshold) -> str:
        return f"{rule.card} score {_SIZES[rule.order]} {rule.bound}"

    def _part(self, part: Rule, bracketed: tuple[type[Rule], ...]) -> str:
        text = part.accept(self)
        return f"({text})" if isinstance(part, bracketed) or atoms.lenient(part) else text


def label(field: Field) -> str:
    """What a field is called in a sentence."""
    return field.label if field.place == "fact" else _OWN.get(str(field), f"the {field.label}")


def said(value: object) -> str:
    """A value in a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return listed(value, "and")
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).replace("+00:00", " UTC")
    return str(value)


def listed(values: Iterable[Scalar], joint: str) -> str:
    """``a, b or c``."""
    *most, last = [said(value) for value in values] or ["nothing"]
    return f"{', '.join(most)} {joint} {last}" if most else last


def _window(atom: atoms.Window) -> str:
    match atom.direction, atom.span:
        case "next", span:
            return f"within the next {span}"
        case "last", span:
            return f"within the last {span}"
        case "older", None:
            return "passed"
        case "older", span:
            return f"more than {span} ago"
        case "further", None:
            return "still ahead"
        case _, span:
            return f"more than {span} ahead"


def _lenient(atom: atoms.OneOf | atoms.Window, text: str) -> str:
    return f"{text}, or unknown" if atom.if_known else text


def _case(ignore_case: bool) -> str:
    return " in any case" if ignore_case else ""
