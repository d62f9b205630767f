"""Why a rule is met, unmet or unknown: the rule again, part by part, with the facts that each part used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from leadlife.evidence import Evidence, Observation, Value
from leadlife.people import Actor
from leadlife.rules import atoms
from leadlife.rules.fields import Field
from leadlife.rules.looking import value_of
from leadlife.rules.moment import Moment
from leadlife.rules.reads import parts_of, points_in
from leadlife.rules.scorecard import Points, Threshold
from leadlife.rules.tree import Criterion, Judged, Rule
from leadlife.rules.truth import BY_CODE, Truth
from leadlife.rules.verdict import Verdict
from leadlife.rules.words import Words, label, said


@dataclass(frozen=True, slots=True)
class Cited:
    """A fact as a rule saw it: its value (None = unknown), and who said so, as far as is known."""

    field: Field
    value: Value | None
    observation: Observation | None = None

    @property
    def by(self) -> Actor | None:
        """Who said it."""
        return None if self.observation is None else self.observation.by

    def as_data(self) -> dict[str, Any]:
        """The citation in JSON types (hence ``Any``)."""
        seen = self.observation
        return {
            "fact": str(self.field),
            "value": None if self.value is None else said(self.value),
            "at": None if seen is None else seen.at.isoformat(),
            "seq": None if seen is None else seen.seq,
            "by": None if seen is None or seen.by is None else str(seen.by),
            "via": None if seen is None else seen.via,
        }

    def __str__(self) -> str:
        if self.value is None:
            return f"{label(self.field)} is unknown"
        seen = self.observation
        if seen is None:
            return f"{label(self.field)} is {said(self.value)}"
        by = f" by {seen.by}" if seen.by else ""
        via = f" via {seen.via}" if seen.via else ""
        return f"{label(self.field)} is {said(self.value)}, said{by}{via} on {seen.at.date().isoformat()}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One part of a rule: its verdict, what it asks, the facts it used, the question to ask, and its own parts."""

    truth: Truth
    text: str
    cited: tuple[Cited, ...] = ()
    ask: str | None = None
    note: str | None = None
    parts: tuple[Explanation, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The explanation in JSON types (hence ``Any``)."""
        return {
            "verdict": self.truth.value,
            "rule": self.text,
            "facts": [cited.as_data() for cited in self.cited],
            "ask": self.ask,
            "note": self.note,
            "parts": [part.as_data() for part in self.parts],
        }

    def not_met(self) -> Explanation:
        """The same without the parts that are met: what stands in the way."""
        parts = tuple(part.not_met() for part in self.parts if part.truth is not Truth.MET)
        return replace(self, parts=parts)

    def walk(self) -> Iterator[Explanation]:
        """This part and all parts below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def __str__(self) -> str:
        return "\n".join(self._lines(""))

    def _repr_markdown_(self) -> str:
        marks = {Truth.MET: "✓", Truth.UNMET: "✗", Truth.UNKNOWN: "?"}
        return "\n".join(
            f"{'  ' * depth}- {marks[part.truth]} {part.line()}" for depth, part in self._deep(0)
        )

    def line(self) -> str:
        """This part in one line, without its verdict."""
        facts = f": {'; '.join(map(str, self.cited))}" if self.cited else ""
        note = f" ({self.note})" if self.note else ""
        ask = f' Ask: "{self.ask}"' if self.ask and self.truth is not Truth.MET else ""
        return f"{self.text}{facts}{note}{ask}"

    def _lines(self, indent: str) -> Iterator[str]:
        for depth, part in self._deep(0):
            yield f"{indent}{'  ' * depth}{part.truth.value:<8}{part.line()}"

    def _deep(self, depth: int) -> Iterator[tuple[int, Explanation]]:
        yield depth, self
        for part in self.parts:
            yield from part._deep(depth + 1)


def explain(verdict: Verdict) -> Explanation:
    """Why the verdict is what it is."""
    found = _Explainer(verdict.evidence, verdict.moment).of(verdict.rule)
    if verdict.exact:
        return found
    return replace(found, note="there are too many cases to try: it may be met or unmet whatever is unknown")


class _Explainer:
    def __init__(self, evidence: Evidence, moment: Moment) -> None:
        self._evidence, self._moment = evidence, moment

    def of(self, rule: Rule) -> Explanation:
        truth = BY_CODE[code_at(rule, self._evidence, self._moment)]
        match rule:
            case atoms.ValueAtom() | atoms.EvidenceAtom():
                return Explanation(truth, str(rule), (self.cite(rule.field),), note=self._note(rule, truth))
            case Judged():
                return Explanation(
                    truth, rule.name, tuple(map(self.cite, rule.read)), rule.ask, "judged by a function"
                )
            case Criterion():
                return self._criterion(rule, truth)
            case Threshold():
                return self._threshold(rule, truth)
        parts = tuple(self.of(part) for part in parts_of(rule))
        return Explanation(truth, _heading(rule), parts=parts, note=_settled(truth, parts))

    def cite(self, field: Field) -> Cited:
        seen = self._evidence.observed.get(field.name) if field.place == "fact" else None
        return Cited(field, value_of(field, self._evidence), seen)

    def _criterion(self, rule: Criterion, truth: Truth) -> Explanation:
        inner = self.of(rule.rule)
        ask = rule.ask or inner.ask
        if not inner.parts and inner.text != rule.name:
            return Explanation(truth, f"{rule.name} ({inner.text})", inner.cited, ask, inner.note)
        return Explanation(truth, rule.name, ask=ask, note=inner.note, parts=inner.parts or (inner,))

    def _threshold(self, rule: Threshold, truth: Truth) -> Explanation:
        from leadlife.rules.score import score_at

        score = score_at(rule.card, self._evidence, self._moment)
        parts = tuple(self._points(points) for points in points_in(rule.card))
        return Explanation(truth, str(rule), note=score.summary, parts=parts)

    def _points(self, points: Points) -> Explanation:
        inner = self.of(points.rule)
        return replace(inner, text=f"{points.points:+g} if {inner.text}")

    def _note(self, rule: Rule, truth: Truth) -> str | None:
        if isinstance(rule, atoms.EvidenceAtom):
            if truth is Truth.MET:
                return None
            known = value_of(rule.field, self._evidence) is not None
            return "it has to be said again" if known else "it has not been said"
        value = value_of(rule.field, self._evidence) if isinstance(rule, atoms.ValueAtom) else None
        if value is not None and truth is Truth.UNKNOWN:
            return "in another currency: it cannot be compared without a rate"
        if value is None and truth is not Truth.UNKNOWN and not atoms.lenient(rule):
            return "whatever it is"
        return None


def code_at(rule: Rule, evidence: Evidence, moment: Moment) -> int:
    """The code of a rule, or of a part of one, with the case split of its own."""
    return rule._formed().code(evidence, moment.at, moment.zone, moment.calendar)[0]


def _heading(rule: Rule) -> str:
    return str(rule) if not parts_of(rule) else rule.accept(_Heading())


def _settled(truth: Truth, parts: tuple[Explanation, ...]) -> str | None:
    """A node is decided though its parts are not: it is so in every case."""
    if truth is Truth.UNKNOWN or not parts or any(part.truth is not Truth.UNKNOWN for part in parts):
        return None
    return f"{truth} whatever is unknown"


class _Heading(Words):
    """A node in words, as far as its parts are not listed below it."""

    def all_of(self, rule: Any) -> str:
        return "all of"

    def any_of(self, rule: Any) -> str:
        return "any of"

    def at_least(self, rule: Any) -> str:
        return f"at least {rule.n} of"

    def negation(self, rule: Any) -> str:
        return super().negation(rule) if not parts_of(rule.part) else "not"
