"""A policy to look at: as a state diagram in Mermaid's language, and as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leadlife.policy._describing import describe
from leadlife.policy.policy import Policy

__all__ = ["describe", "mermaid"]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = frozenset(
    {"state", "note", "end", "as", "direction", "class", "classDef", "style", "click", "default"}
)
"""Words that mean something else in a state diagram."""


def mermaid(policy: Policy[Any]) -> str:
    """The policy as a Mermaid state diagram: a state for each stage, an arrow for each way between two stages.

    An arrow is labelled with its moves, each with who may make it. Closed stages lead to the end.

    >>> from leadlife import LeadFacts, standard_policy
    >>> text = mermaid(standard_policy(LeadFacts, name="acme", version="2026-11"))
    >>> [line.strip() for line in text.splitlines() if "--> sal" in line]
    ['raw --> sal : self_source (sales)', 'handed_off --> sal : accept (sales)']
    """
    names = _names(policy)
    lines = [
        "stateDiagram-v2",
        *(f'state "{_text(label)}" as {names[stage]}' for stage, label in _labels(policy)),
    ]
    lines.append(f"[*] --> {names[policy.initial]}")
    lines.extend(
        f"{names[source]} --> {names[target]} : {label}" for source, target, label in _arrows(policy)
    )
    lines.extend(f"{names[stage.name]} --> [*]" for stage in policy.stages if not stage.is_open)
    return "\n    ".join(lines) + "\n"


def _labels(policy: Policy[Any]) -> Iterator[tuple[str, str]]:
    for stage in policy.stages:
        yield stage.name, stage.label or stage.name


def _arrows(policy: Policy[Any]) -> Iterator[tuple[str, str, str]]:
    """Each way between two stages once, with the moves that take it."""
    ways: dict[tuple[str, str], list[str]] = {}
    for move, source, target in policy.paths:
        transition = policy.move(move)
        assert transition is not None
        who = ", ".join(str(one) for one in transition.by)
        ways.setdefault((source, target), []).append(f"{_text(move)} ({_text(who)})")
    for (source, target), moves in ways.items():
        yield source, target, " / ".join(moves)


def _names(policy: Policy[Any]) -> dict[str, str]:
    """An identifier for each stage: its name, where that is one."""
    fits = [
        stage.name for stage in policy.stages if _PLAIN.fullmatch(stage.name) and stage.name not in _TAKEN
    ]
    names = {name: name for name in fits}
    for number, stage in enumerate(policy.stages, 1):
        id = f"stage{number}"
        while stage.name not in names and id in names.values():
            id += "_"
        names.setdefault(stage.name, id)
    return names


def _text(text: str) -> str:
    """Text that cannot be read as anything else: what has a meaning in a diagram is written as its code."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    return re.sub(r'[#;"<>{}:]', lambda found: f"#{ord(found[0])};", shown)
