"""What is missing: the smallest sets of answers that would make a rule met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadlife.evidence import Value
from leadlife.people import Role, Team
from leadlife.rules.box import Box, consensus
from leadlife.rules.explain import code_at
from leadlife.rules.fields import Field
from leadlife.rules.looking import value_of
from leadlife.rules.ranges import Range
from leadlife.rules.reads import fields_read, parts_of
from leadlife.rules.sufficing import Open, Sufficing
from leadlife.rules.supposing import tried
from leadlife.rules.tree import Criterion, Judged, Rule
from leadlife.rules.truth import MET
from leadlife.rules.verdict import Verdict
from leadlife.rules.words import label, said

_MOST_SETS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """One fact to ask for: the question, the values that would do (None: as it is), and who has to say it."""

    field: Field
    ask: str | None = None
    range: Range | None = None
    by: Team | Role | None = None
    again: Value | None = None
    judged: str | None = None

    def as_data(self) -> dict[str, Any]:
        """The answer in JSON types (hence ``Any``)."""
        return {
            "fact": str(self.field),
            "ask": self.ask,
            "range": None if self.range is None else str(self.range),
            "by": None if self.by is None else str(self.by),
            "again": None if self.again is None else said(self.again),
            "judged": self.judged,
        }

    def __str__(self) -> str:
        return f"{self.needed}{asking(self.ask)}"

    @property
    def needed(self) -> str:
        """The fact and what would do, without the question."""
        by = f", said by {self.by}" if self.by else ""
        return f"{label(self.field)}: {self._needed()}{by}"

    def _needed(self) -> str:
        if self.judged is not None:
            return f"any that {self.judged!r} accepts"
        if self.range is not None:
            return str(self.range)
        return "any" if self.again is None else f"confirmed again ({said(self.again)})"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that would do together. ``assumed``: the judged criteria that would have to agree."""

    answers: tuple[Answer, ...]
    assumed: tuple[str, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        """The names of the facts."""
        return frozenset(str(answer.field) for answer in self.answers)

    def __str__(self) -> str:
        """The answers, those to one question together."""
        by_question: dict[str | None, list[str]] = {}
        for n, answer in enumerate(self.answers):
            by_question.setdefault(answer.ask or str(n), []).append(answer.needed)
        asked = {answer.ask for answer in self.answers}
        return "; ".join(
            ", ".join(needed) + asking(ask if ask in asked else None) for ask, needed in by_question.items()
        )


def asking(question: str | None) -> str:
    """A question behind what it asks for."""
    return f' ("{question}")' if question else ""


@dataclass(frozen=True, slots=True)
class Missing:
    """The sets of answers that would make a rule met, none of which needs a fact that a part of it does not.

    The smallest comes first. ``complete`` is False if there were too many to look at, and sets may be missing.
    """

    sets: tuple[Answers, ...]
    complete: bool = True
    met: bool = False

    @property
    def asks(self) -> tuple[str, ...]:
        """The questions of the smallest set."""
        first = self.sets[0].answers if self.sets else ()
        return tuple(dict.fromkeys(answer.ask for answer in first if answer.ask))

    def as_data(self) -> dict[str, Any]:
        """The sets in JSON types (hence ``Any``)."""
        sets = [[answer.as_data() for answer in one.answers] for one in self.sets]
        return {"met": self.met, "complete": self.complete, "sets": sets}

    def __iter__(self) -> Iterator[Answers]:
        return iter(self.sets)

    def __len__(self) -> int:
        return len(self.sets)

    def __str__(self) -> str:
        if not self.sets:
            return "nothing is missing" if self.met else "no answer that is still open would make it met"
        head = "it would be met by" if len(self.sets) == 1 else "it would be met by any one of"
        lines = [f"{head}:", *(f"  - {one}" for one in self.sets)]
        return "\n".join(
            lines if self.complete else [*lines, "  (and perhaps by others: too many to look at)"]
        )

    def _repr_markdown_(self) -> str:
        return "\n".join(f"{n}. {one}" for n, one in enumerate(self.sets, 1)) or str(self)


def missing(verdict: Verdict) -> Missing:
    """The smallest sets of answers that would make the verdict met."""
    if not verdict.unknown:
        return Missing((), met=verdict.met)
    rule, scene = verdict.rule, Open(verdict.rule, verdict.evidence, verdict.moment)
    found = consensus(rule.accept(Sufficing(scene)), scene.whole)
    boxes = tuple(box for box in found.boxes if _suffices(rule, box, scene))
    smallest = _minimal(boxes)
    complete = found.complete and len(smallest) <= _MOST_SETS and len(boxes) == len(found.boxes)
    asks = _questions(rule)
    return Missing(tuple(_answers(box, scene, asks) for box in smallest[:_MOST_SETS]), complete)


def _minimal(boxes: Sequence[Box]) -> list[Box]:
    """The boxes whose facts are not more than those of another one."""
    return [box for box in boxes if not any(other.fields < box.fields for other in boxes)]


def _answers(box: Box, scene: Open, asks: Mapping[str, str]) -> Answers:
    judged = {read: rule.name for rule in box.judged for read in rule.read if not scene.is_known(read)}
    fields = sorted(box.fields - {f for f in box.fields if _idle(f, box, scene, judged)}, key=str)
    answers = (_answer(field, box, scene, asks.get(str(field)), judged.get(field)) for field in fields)
    return Answers(tuple(answers), tuple(rule.name for rule in box.judged))


def _idle(field: Field, box: Box, scene: Open, judged: Mapping[Field, str]) -> bool:
    """Whether a judged criterion reads the field, which is known already."""
    return field not in box.regions and field not in box.told and field not in judged


def _answer(field: Field, box: Box, scene: Open, ask: str | None, judged: str | None) -> Answer:
    again = None if field in box.regions else value_of(field, scene.evidence)
    found = None
    if field in box.regions:
        codes = scene.codes[field]
        accepted = frozenset(codes[index] for index in box.regions[field])
        found = Range(field, tuple(scene.asked[field]), accepted, scene.points[field], scene.moment)
    return Answer(field, ask, found, box.by.get(field), again, judged)


def _questions(rule: Rule) -> dict[str, str]:
    """The question of the smallest criterion around each field."""
    found: dict[str, tuple[int, str]] = {}
    stack: list[Rule] = [rule]
    while stack:
        node = stack.pop()
        stack.extend(parts_of(node))
        if isinstance(node, (Criterion, Judged)) and node.ask:
            read = fields_read(node)
            for field in read:
                found[str(field)] = min(found.get(str(field), (len(read) + 1, "")), (len(read), node.ask))
    return {name: ask for name, (_, ask) in found.items()}


def _suffices(rule: Rule, box: Box, scene: Open) -> bool:
    """Whether answers out of the box do make the rule met, tried out; judgements cannot be tried."""
    if box.judged:
        return True
    return all(code_at(rule, told, scene.moment) == MET for told in tried(box, scene))
