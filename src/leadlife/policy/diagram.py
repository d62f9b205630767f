"""A policy to look at: as a state diagram in Mermaid's language, and as plain text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.policy._describing import describe
from leadlife.policy._short import guard_in_short, promise_of
from leadlife.policy.clock import Clock
from leadlife.policy.policy import Policy
from leadlife.policy.stage import Stage
from leadlife.policy.transition import ANY_OPEN, Transition

__all__ = ["Diagram", "describe", "mermaid"]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = frozenset(
    {
        "state",
        "note",
        "end",
        "as",
        "direction",
        "class",
        "classdef",
        "style",
        "click",
        "default",
        "href",
        "scale",
        "hide",
        "acctitle",
        "accdescr",
        "fork",
        "join",
        "choice",
        "statediagram",
        "root_start",
        "root_end",
    }
)
"""Words that mean something else in a state diagram, in whatever case."""


class Diagram(str):
    """A diagram in Mermaid's language: text, and a picture wherever Markdown is shown, such as in a notebook."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return f"```mermaid\n{self}```\n"


def mermaid(
    policy: Policy[Any],
    *,
    owners: bool = True,
    guards: bool = True,
    clocks: bool = True,
    counts: Mapping[str, int] | None = None,
) -> Diagram:
    """The policy as a Mermaid state diagram: a state for each stage, an arrow for each way between two stages.

    What may be done in any open stage is drawn once, from a state of that name. An arrow is labelled with its moves,
    each with who may make it (``owners``) and the names of what has to be met (``guards``). Beside a stage stand the
    clocks that run in it, with their targets and levels (``clocks``). ``counts`` writes how many leads there are on
    each stage, such as :meth:`leadlife.ports.LeadStore.counts` says; a stage that it leaves out has none. Closed stages
    lead to the end.

    >>> from leadlife import LeadFacts, standard_policy
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
    >>> text = mermaid(policy, counts={"sal": 12})
    >>> [line.strip() for line in text.splitlines() if "--> sal" in line or "as sal" in line]
    ['state "sales-accepted lead (12)" as sal', 'raw --> sal : self_source (sales) [self-sourced]',
     'handed_off --> sal : accept (sales) [SAL]']

    :raises DefinitionError: if ``counts`` speaks of a stage that the policy does not have.
    """
    _require_stages(policy, counts or {})
    names = _names(policy)
    anywhere = _unused("any_open", names.values())
    arrows = [
        f"{names.get(source, anywhere)} --> {names[target]} : {label}"
        for source, target, label in _arrows(policy, owners, guards)
    ]
    lines = [
        "stateDiagram-v2",
        *(f'state "{label}" as {names[stage]}' for stage, label in _labels(policy, counts)),
        *([f'state "any open stage" as {anywhere}'] if any(map(_everywhere, policy.moves)) else ()),
        f"[*] --> {names[policy.initial]}",
        *arrows,
        *(f"{names[stage.name]} --> [*]" for stage in policy.stages if not stage.is_open),
    ]
    if clocks:
        lines.extend(line for stage in policy.stages for line in _notes(policy, stage, names))
    return Diagram("\n    ".join(lines) + "\n")


def with_strays(drawn: Diagram, counts: Mapping[str, int]) -> Diagram:
    """The diagram with a box of the leads that are in none of its stages, such as those that were not migrated."""
    if not counts:
        return drawn
    where = ", ".join(f"{stage} ({number})" for stage, number in sorted(counts.items()))
    id = "elsewhere"
    while id in drawn:
        id += "_"
    label = _text(f"not in this policy: {where}")
    return Diagram(f'{drawn}    state "{label}" as {id}\n')


def _require_stages(policy: Policy[Any], counts: Mapping[str, int]) -> None:
    for name in counts:
        if not policy.has_stage(name):
            known = did_you_mean(name, [stage.name for stage in policy.stages])
            raise DefinitionError(
                f"counts has leads in {name!r}, a stage that policy {policy.name!r} does not have{known}: "
                "leave it out, or draw the policy that its leads live under"
            )


def _labels(policy: Policy[Any], counts: Mapping[str, int] | None) -> Iterator[tuple[str, str]]:
    for stage in policy.stages:
        label = _text(stage.label or stage.name)
        yield stage.name, label if counts is None else f"{label} ({counts.get(stage.name, 0)})"


def _arrows(policy: Policy[Any], owners: bool, guards: bool) -> Iterator[tuple[str, str, str]]:
    """Each way between two stages once, with the moves that take it."""
    ways: dict[tuple[str, str], list[str]] = {}
    for move in policy.moves:
        for source in (ANY_OPEN,) if _everywhere(move) else move.sources:
            label = _label(policy, move, owners, guards)
            ways.setdefault((source, move.target), []).append(label)
    for (source, target), moves in ways.items():
        yield source, target, " / ".join(moves)


def _everywhere(move: Transition) -> bool:
    return ANY_OPEN in move.sources


def _label(policy: Policy[Any], move: Transition, owners: bool, guards: bool) -> str:
    who = f" ({_text(', '.join(map(str, move.by)))})" if owners else ""
    guard = guard_in_short(policy, move) if guards else None
    return f"{_text(move.name)}{who}" + (f" [{_text(guard)}]" if guard else "")


def _notes(policy: Policy[Any], stage: Stage, names: Mapping[str, str]) -> Iterator[str]:
    """What is to be done in time in a stage; a clock of every stage stands at the first."""
    clocks = (one for one in policy.clocks if _stands_at(policy, one, stage))
    here = [f"{_text(one.name)}: {_text(promise_of(one))}" for one in clocks]
    if here:
        yield f"note right of {names[stage.name]}"
        yield from (f"    {line}" for line in here)
        yield "end note"


def _stands_at(policy: Policy[Any], clock: Clock, stage: Stage) -> bool:
    return stage.name in (clock.scope or {policy.initial})


def _names(policy: Policy[Any]) -> dict[str, str]:
    """An identifier for each stage: its name, where that is one."""
    fits = [
        stage.name
        for stage in policy.stages
        if _PLAIN.fullmatch(stage.name) and stage.name.casefold() not in _TAKEN
    ]
    names = {name: name for name in fits}
    for number, stage in enumerate(policy.stages, 1):
        if stage.name not in names:
            names[stage.name] = _unused(f"stage{number}", names.values())
    return names


def _unused(id: str, taken: Collection[str]) -> str:
    while id in taken:
        id += "_"
    return id


def _text(text: str) -> str:
    """Text that cannot be read as anything else: what has a meaning in a diagram is written as its code."""
    shown = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    coded = re.sub(r'[#;"<>{}\[\]:%`*\\]', lambda found: f"#{ord(found[0])};", shown)
    # These words mean something wherever they stand on a line, so that the blank between them is coded too.
    return re.sub(r"(?i)(?<=end) (?=note)|(?<=direction) (?=TB|BT|RL|LR)", "#32;", coded)
