"""Why a lead qualifies, and what is still unknown: criterion by criterion, as the facts stand now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from leadlife.briefing._seeing import Sight, kind_of, label
from leadlife.briefing.parts import Ground, Known, Question
from leadlife.events import Event, Moved
from leadlife.policy import FORWARD, Policy, Transition
from leadlife.policy._short import definition_of, requirements
from leadlife.rules import Criterion, Field, Rule, Truth, nodes_of
from leadlife.rules.tree import Judged

Asked = dict[Rule, list[str]]
"""What has to be met, and the definitions and moves that ask for it."""


def asked_of(sight: Sight, history: Iterable[Event]) -> Asked:
    """The criteria of the classes that the lead has reached since it last came back, and of the moves it made."""
    policy, made = sight.policy, _made(history)
    asked: Asked = {}
    classes = tuple(_classes(sight, made))
    for name in classes:
        _add(asked, name, policy.definitions[name])
    for move in made:
        transition = policy.find_move(move)
        if transition is not None and transition.guard is not None:
            known = definition_of(policy, transition.guard, policy.stage(transition.target).milestone)
            _add(asked, known if known in classes else move, transition.guard)
    return asked


def _made(history: Iterable[Event]) -> list[str]:
    """The moves that were made since it last came back, that one included."""
    made: list[str] = []
    for event in history:
        if isinstance(event, Moved):
            made = [event.move] if event.returns else [*made, event.move]
    return list(dict.fromkeys(made))


def _classes(sight: Sight, made: Sequence[str]) -> Iterator[str]:
    """The definitions of the milestones up to the furthest one that it reached in this cycle."""
    policy, lead = sight.policy, sight.lead
    targets = [move.target for name in made if (move := policy.find_move(name)) is not None]
    stages = [lead.stage, *targets] if lead.cycle else [visit.stage for visit in lead.visits]
    furthest = max((_step(policy, stage) for stage in stages), default=-1)
    reached = {milestone.value for milestone in FORWARD[: furthest + 1]}
    yield from (name for name in policy.definitions if name.casefold() in reached)


def _step(policy: Policy[Any], stage: str) -> int:
    milestone = policy.stage(stage).milestone if policy.has_stage(stage) else None
    return -1 if milestone is None or milestone not in FORWARD else FORWARD.index(milestone)


def beyond(policy: Policy[Any], stage: str, ahead: Iterable[Transition]) -> tuple[Transition, ...]:
    """The moves that come after the nearest class that is ahead: what they ask for can be found out now."""
    forward = [move for move in ahead if _step(policy, move.target) > _step(policy, stage)]
    nearest = min(forward, key=lambda move: _step(policy, move.target), default=None)
    return () if nearest is None else policy.moves_from(nearest.target)


def _add(asked: Asked, name: str, rule: Rule) -> None:
    for part in requirements(rule):
        names = asked.setdefault(part, [])
        if name not in names:
            names.append(name)


# -- grounds -----------------------------------------------------------------------------------------


def grounds(sight: Sight, asked: Mapping[Rule, Sequence[str]]) -> tuple[Ground, ...]:
    """Each criterion as it stands now."""
    return tuple(_ground(sight, rule, tuple(of)) for rule, of in asked.items())


def _ground(sight: Sight, rule: Rule, of: tuple[str, ...]) -> Ground:
    named = isinstance(rule, Criterion | Judged)
    name = rule.name if isinstance(rule, Criterion | Judged) else str(rule)
    asked = str(rule.rule) if isinstance(rule, Criterion) else ("judged by a function" if named else name)
    ask = rule.ask if isinstance(rule, Criterion | Judged) else None
    truth, error = truth_of(sight, rule)
    facts, unknown = _read(sight, rule)
    missing = () if truth is Truth.MET else tuple(label(field.name) for field in unknown)
    return Ground(name, asked, of, truth, facts, missing, ask or _ask_within(rule), error)


def truth_of(sight: Sight, rule: Rule) -> tuple[Truth | None, str | None]:
    """What a rule says; None, and the kind of error, where a function of it ends with one."""
    try:
        return sight.evaluate(rule).truth, None
    except Exception as error:  # a judgement is the host's own code, and may end in any way
        return None, kind_of(error)


def _ask_within(rule: Rule) -> str | None:
    asks = (node.ask for node in nodes_of(rule) if isinstance(node, Criterion | Judged))
    return next((ask for ask in asks if ask), None)


def _read(sight: Sight, rule: Rule) -> tuple[tuple[Known, ...], tuple[Field, ...]]:
    """The facts that a rule reads, in the order of the policy's class: those that are known, and the others."""
    order = {name: n for n, name in enumerate(sight.policy.facts.model_fields)}
    read = sorted(rule.fields, key=lambda one: (order.get(one.name, len(order)), str(one)))
    found = {field: sight.cited(field) for field in read}
    known = tuple(one for one in found.values() if one is not None)
    return known, tuple(field for field, one in found.items() if one is None)


# -- questions ---------------------------------------------------------------------------------------


def questions(
    sight: Sight, asked: Mapping[Rule, Sequence[str]], moves: Iterable[Transition]
) -> tuple[Question, ...]:
    """What is still unknown: for the class that it is in, and for each of the moves that may come next."""
    wanted: Asked = {rule: list(names) for rule, names in asked.items()}
    facts: dict[str, list[str]] = {}
    for move in moves:
        if move.guard is not None:
            _add(wanted, move.name, move.guard)
        for name in move.requires:
            if sight.evidence.values.get(name) is None:
                facts.setdefault(name, []).append(move.name)
    found = _Questions()
    for rule, of in wanted.items():
        for ask, needs in _open(sight, rule):
            found.add(ask, needs, of)
    for name, of in facts.items():
        found.add(_ask_for(wanted, name), f"{label(name)}: any", of)
    return found.all()


def _open(sight: Sight, rule: Rule) -> Iterator[tuple[str | None, str]]:
    """The smallest set of answers that would make a rule met, each with its question."""
    try:
        verdict = sight.evaluate(rule)
        sets = verdict.missing().sets if verdict.unknown else ()
    except Exception:  # see truth_of: then the facts that it reads are what can be asked for
        ask = _ask_within(rule)
        yield from ((ask, f"{label(field.name)}: any") for field in _read(sight, rule)[1])
        return
    for answer in sets[0].answers if sets else ():
        yield answer.ask or _ask_within(rule), answer.needed


def _ask_for(rules: Iterable[Rule], fact: str) -> str | None:
    """The question of the smallest criterion that reads a fact."""
    nodes = (node for rule in rules for node in nodes_of(rule) if isinstance(node, Criterion | Judged))
    asks = [(len(node.reads), node.ask) for node in nodes if node.ask and fact in node.reads]
    return min(asks)[1] if asks else None


class _Questions:
    """Questions, each once, with all that it would answer."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str | None, list[str], list[str]]] = {}

    def add(self, ask: str | None, needs: str, of: Sequence[str]) -> None:
        _, told, wanted = self._found.setdefault(ask or needs, (ask, [], []))
        told.extend(one for one in [needs] if one not in told)
        wanted.extend(one for one in of if one not in wanted)

    def all(self) -> tuple[Question, ...]:
        return tuple(Question(ask, tuple(needs), tuple(of)) for ask, needs, of in self._found.values())
