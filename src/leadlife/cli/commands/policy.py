"""``leadlife policy``: what a policy says."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from leadlife.cli import policies, terminal
from leadlife.cli.options import PolicyOption
from leadlife.policy.diagram import describe, mermaid

app = typer.Typer(help="What a policy says.", no_args_is_help=True)


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
    shown = policies.standard() if policy is None else policies.named(policy)
    if policy is None:
        terminal.note("the standard policy; --policy module:name shows yours")
    match form:
        case Form.TEXT:
            typer.echo(describe(shown))
        case Form.MERMAID:
            typer.echo(mermaid(shown), nl=False)
        case Form.JSON:
            typer.echo(shown.dump())
