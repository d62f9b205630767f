"""``leadlife policy``: what a policy says, whether it makes sense, and what another version changes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from leadlife.cli import exits, opening, policies, terminal
from leadlife.cli.options import Format, FormatOption, OutputOption, PolicyOption
from leadlife.cli.policies import AnyPolicy
from leadlife.cli.showing import Data, show_csv, show_json
from leadlife.cli.writing import write
from leadlife.policy.checking import Finding
from leadlife.policy.diagram import describe, mermaid

app = typer.Typer(help="What a policy says, and whether it makes sense.", no_args_is_help=True)

_FAILS = ("error", "warning")
"""The severities of findings for which a check fails: notes are for people."""


class Form(StrEnum):
    """How a policy is shown."""

    TEXT = "text"
    MERMAID = "mermaid"
    JSON = "json"


@app.callback()
def _policy() -> None:
    pass


@app.command()
def show(
    policy: PolicyOption = None,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="In words, as a diagram, or all of it.")
    ] = Form.TEXT,
) -> None:
    """Show a policy: stages, moves, clocks and alerts. Without --policy, the standard one."""
    shown = _chosen(policy)
    match form:
        case Form.TEXT:
            typer.echo(describe(shown))
        case Form.MERMAID:
            typer.echo(mermaid(shown), nl=False)
        case Form.JSON:
            typer.echo(shown.dump())


@app.command()
def check(
    policy: PolicyOption = None,
    silenced: Annotated[
        bool, typer.Option("--silenced", help="List what the policy accepts too, each with why.")
    ] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Find what makes no sense in a policy as a whole, each with the story of a lead that shows it.

    Ends with 1 where there is an error or a warning that the policy does not accept.
    """
    chosen = _chosen(policy)
    found = chosen.check(silenced=silenced)
    match format:
        case Format.TABLE:
            typer.echo("\n".join(_lines(chosen, found)))
            _say_how_to_accept(found)
        case Format.JSON:
            show_json({"policy": str(chosen), "findings": [_data(one) for one in found]})
        case Format.CSV:
            show_csv([_data(one) for one in found])
    if any(one.silenced is None and one.severity in _FAILS for one in found):
        raise typer.Exit(exits.REFUSED)


@app.command()
def agreement(policy: PolicyOption = None, output: OutputOption = None) -> None:
    """Write the agreement between marketing and sales, in Markdown, as both would sign it."""
    write(_chosen(policy).agreement(), output)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A policy, as module:name.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another one, as module:name.")],
    output: OutputOption = None,
) -> None:
    """Say what another policy changes, in Markdown and in the words of the agreement."""
    write(policies.named(old).diff(policies.named(new)), output)


@app.command()
def diagram(
    policy: PolicyOption = None,
    store: Annotated[
        Path | None, typer.Option("--store", metavar="FILE", help="Write on each stage how many leads of it.")
    ] = None,
    owners: Annotated[bool, typer.Option("--owners/--no-owners", help="Who makes each move.")] = True,
    guards: Annotated[bool, typer.Option("--guards/--no-guards", help="What each move asks for.")] = True,
    clocks: Annotated[bool, typer.Option("--clocks/--no-clocks", help="What runs in each stage.")] = True,
    output: OutputOption = None,
) -> None:
    """Draw a policy as a state diagram in Mermaid's language; with a store, with how many leads are on each stage."""
    chosen = _chosen(policy)
    counts = None if store is None else _counted(chosen, store)
    write(mermaid(chosen, owners=owners, guards=guards, clocks=clocks, counts=counts), output)


def _chosen(spec: str | None) -> AnyPolicy:
    if spec is not None:
        return policies.named(spec)
    terminal.note("the standard policy; --policy module:name shows yours")
    return policies.standard()


def _lines(policy: AnyPolicy, found: Sequence[Finding]) -> list[str]:
    return [str(one) for one in found] or [f"{policy}: nothing is found"]


def _say_how_to_accept(found: Sequence[Finding]) -> None:
    keys = [one.key for one in found if one.silenced is None and one.severity in _FAILS]
    if keys:
        terminal.note(
            f"what is meant to be so is accepted with a reason: policy.with_silenced({keys[0]!r}, 'why')"
        )


def _data(one: Finding) -> Data:
    names = ("severity", "kind", "where", "key", "message", "remedy", "story", "silenced")
    return {name: getattr(one, name) for name in names}


def _counted(policy: AnyPolicy, path: Path) -> dict[str, int]:
    """How many leads of the store are on each stage of the policy; those elsewhere are told of."""
    store = opening.existing(path)
    try:
        counts = store.counts()
    finally:
        store.close()
    elsewhere = {stage: number for stage, number in counts.items() if not policy.has_stage(stage)}
    for stage, number in elsewhere.items():
        terminal.note(f"not drawn: {number} in {stage!r}, a stage that {policy} does not have")
    return {stage: number for stage, number in counts.items() if stage not in elsewhere}
