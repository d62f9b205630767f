"""A policy as a notebook shows it: a picture in Markdown, tables in HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from leadlife.policy import _describing as words
from leadlife.policy._short import guard_in_short, promise_of
from leadlife.policy.diagram import mermaid
from leadlife.policy.policy import Policy
from leadlife.policy.transition import ANY_OPEN, Transition


class _Table(NamedTuple):
    title: str
    head: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]


def markdown(policy: Policy[Any]) -> str:
    """The policy's name above its diagram."""
    name = "".join(f"\\{char}" if char in "\\`*_[]<>#|~" else char for char in _title(policy))
    return f"### {name}\n\n{mermaid(policy)._repr_markdown_()}"


def html(policy: Policy[Any]) -> str:
    """The policy's name above its stages, moves and clocks."""
    return f"<h3>{escape(_title(policy))}</h3>" + "".join(map(_markup, _tables(policy)))


def _title(policy: Policy[Any]) -> str:
    return " ".join(f"Policy {policy.name} {policy.version}".split())


def _tables(policy: Policy[Any]) -> Iterator[_Table]:
    yield _Table("Stages", ("stage", "called", "stands for"), _stages(policy))
    yield _Table("Moves", ("move", "from", "to", "by", "asks for"), _moves(policy))
    if policy.clocks:
        yield _Table("Clocks", ("clock", "from", "until", "within"), _clocks(policy))


def _stages(policy: Policy[Any]) -> Iterator[tuple[str, ...]]:
    for stage in policy.stages:
        stands = "" if stage.milestone is None else stage.milestone.value
        yield stage.name, stage.label, stands + ("" if stage.is_open else " (closed)")


def _moves(policy: Policy[Any]) -> Iterator[tuple[str, ...]]:
    for move in policy.moves:
        sources = "any open stage" if ANY_OPEN in move.sources else ", ".join(move.sources)
        who = ", ".join(map(str, move.by))
        yield move.name, sources, move.target, who, "; ".join(_asks(policy, move))


def _asks(policy: Policy[Any], move: Transition) -> Iterator[str]:
    guard = None if move.guard is None else str(move.guard)
    for need in words.needs_of(move):
        yield (guard_in_short(policy, move) or need) if need == guard else need


def _clocks(policy: Policy[Any]) -> Iterator[tuple[str, ...]]:
    for clock in policy.clocks:
        ends = (words.triggers_of(clock.starters), words.triggers_of(clock.stoppers))
        yield clock.name, *ends, promise_of(clock)


def _markup(table: _Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "".join(map(_row, table.rows))
    return (
        f"<table><caption>{escape(table.title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = map(escape, cells)
    shown = "".join(f'<td style="text-align:left">{cell}</td>' for cell in rest)
    return f'<tr><th scope="row" style="text-align:left">{first}</th>{shown}</tr>'
