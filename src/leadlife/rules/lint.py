"""What is wrong with a rule itself: parts that nothing meets, that everything meets, or that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from leadlife.rules import atoms
from leadlife.rules.build import all_of, any_of
from leadlife.rules.implication import assumed_in, implied
from leadlife.rules.moment import Moment
from leadlife.rules.pruned import without_part
from leadlife.rules.reads import nodes_of, parts_of
from leadlife.rules.scorecard import Threshold
from leadlife.rules.search import Search, moment_for
from leadlife.rules.tree import And, Constant, Not, Or, Rule
from leadlife.rules.truth import MET, UNMET
from leadlife.worktime import WorkCalendar

FindingKind: TypeAlias = Literal[
    "contradiction", "tautology", "redundant", "shadowed", "assumed", "exempt", "unfinished"
]
_PROBLEMS = ("contradiction", "tautology", "redundant", "shadowed")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a rule: what kind of thing, which part, in words. The last three kinds are notes, no problems."""

    kind: FindingKind
    part: Rule
    text: str

    @property
    def problem(self) -> bool:
        """Whether the rule should be mended."""
        return self.kind in _PROBLEMS

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def lint(rule: Rule, *, at: datetime | None, zone: str, calendar: WorkCalendar | None) -> tuple[Finding, ...]:
    """Everything that was found, problems first."""
    moment = moment_for(at, zone, calendar)
    constant = dict(_constants(rule, moment))
    problems = [finding for finding in constant.values() if finding is not None]
    if rule not in constant:
        problems += _changing_nothing(rule, moment, frozenset(constant))
    return (*dict.fromkeys(problems), *dict.fromkeys(_notes(rule)))


def _constants(rule: Rule, moment: Moment) -> Iterator[tuple[Rule, Finding | None]]:
    """The parts that are never met or always, the smallest first; None where a part of the part says why."""
    explained: set[Rule] = set()
    for node in sorted(set(nodes_of(rule)), key=lambda node: sum(1 for _ in nodes_of(node))):
        if isinstance(node, Constant):
            continue
        for never in (True, False):
            search = Search((node,), moment)
            if _is_constant(search, never):
                known = search.complete and any(part in explained for part in parts_of(node))
                explained.add(node)
                yield node, None if known else _constant(node, never, moment, search.complete)
                break


def _is_constant(search: Search, never: bool) -> bool:
    """Whether no lead meets the rule (or none fails to), as far as the search went."""
    if never:
        return search.find(lambda codes: codes[0] == UNMET, lambda codes: codes[0] == MET) is None
    return search.find(lambda codes: codes[0] == MET, lambda codes: codes[0] != MET) is None


def _constant(node: Rule, never: bool, moment: Moment, complete: bool) -> Finding:
    if not complete:
        return Finding("unfinished", node, f"'{node}' has too many cases to look at all of them")
    if never:
        return Finding("contradiction", node, _contradiction(node, moment))
    return Finding("tautology", node, f"'{_core(node, moment, never=False)}' holds for every lead")


def _contradiction(node: Rule, moment: Moment) -> str:
    if isinstance(node, Threshold):
        return f"'{node}' is out of reach: no lead can have so many points"
    if isinstance(node, Not) and isinstance(node.part, atoms.EvidenceAtom):
        return f"'{node}' can never be met: what is not known may still become known, so it is never False"
    core = _core(node, moment, never=True)
    if isinstance(core, And):
        return f"{' and '.join(repr(str(part)) for part in core.parts)} can never hold together"
    return f"'{core}' can never be met"


def _core(node: Rule, moment: Moment, *, never: bool) -> Rule:
    """The node with no more parts than it takes to be constant."""
    join = all_of if never else any_of
    if not isinstance(node, And if never else Or):
        return node
    parts = list(node.parts)
    for part in node.parts:
        fewer = [other for other in parts if other is not part]
        if fewer and _is_constant(Search((join(*fewer),), moment), never):
            parts = fewer
    return join(*parts)


def _changing_nothing(rule: Rule, moment: Moment, constant: frozenset[Rule]) -> Iterator[Finding]:
    """Parts without which the whole rule is the same."""
    said: set[Rule] = set()
    for node in dict.fromkeys(nodes_of(rule)):
        if not isinstance(node, (And, Or)) or node in constant or node in said:
            continue
        for part in node.parts:
            others = [other for other in node.parts if other is not part]
            if part in constant or part in said or not _is_idle(rule, node, part, moment):
                continue
            said.update(nodes_of(part))
            yield _idle(node, part, others, moment)


def _idle(node: And | Or, part: Rule, others: list[Rule], moment: Moment) -> Finding:
    if isinstance(node, And):
        why = next((o for o in others if implied(o, part, moment)[0]), None)
        text = f"'{part}' adds nothing" + (f": '{why}' asks for it already" if why is not None else "")
        return Finding("redundant", part, text)
    why = next((o for o in others if implied(part, o, moment)[0]), None)
    text = f"'{part}' is never what decides" + (
        f": '{why}' admits all that it admits" if why is not None else ""
    )
    return Finding("shadowed", part, text)


def _is_idle(rule: Rule, node: And | Or, part: Rule, moment: Moment) -> bool:
    """Whether the part changes nothing: since one beside it says as much, which is soon told, or in the whole rule."""
    beside = (other for other in node.parts if other is not part)
    if any(_says_as_much(node, other, part, moment) for other in beside if other.fields & part.fields):
        return True
    without = without_part(rule, node, part)
    wider, narrower = (without, rule) if isinstance(node, And) else (rule, without)
    if not implied(wider, narrower, moment)[0]:
        return False
    return _stands_plain(rule, node) or bool(implied(narrower, wider, moment)[0])


def _stands_plain(rule: Rule, node: Rule) -> bool:
    """Whether nothing above the node turns it round, so that a narrower node makes for a narrower rule."""
    turning = (one for one in nodes_of(rule) if isinstance(one, (Not, Threshold)))
    return not any(node in nodes_of(one) for one in turning)


def _says_as_much(node: And | Or, other: Rule, part: Rule, moment: Moment) -> bool:
    """Whether ``other`` alone is, joined with the part, what it is without it: met and unmet alike."""
    strong, weak = (other, part) if isinstance(node, And) else (part, other)
    return bool(implied(strong, weak, moment)[0]) and bool(implied(~weak, ~strong, moment)[0])


def _notes(rule: Rule) -> Iterator[Finding]:
    for text in assumed_in(rule):
        yield Finding("assumed", rule, text)
    for node in nodes_of(rule):
        if atoms.lenient(node):
            yield Finding(
                "exempt", node, f"'{node}': an answer may undo a verdict that was met while it was unknown"
            )
