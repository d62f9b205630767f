"""The commands, put together."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from leadlife._version import __version__
from leadlife.cli import exits
from leadlife.cli.commands import (
    brief,
    calendar,
    clocks,
    demo,
    explain,
    importing,
    migrate,
    policy,
    records,
    report,
    story,
    tick,
)

_ABOUT = "The life of a sales lead: import leads, explain them, run their clocks, report on them."
_AFTER = (
    "Exit codes: 0 done; 1 refused, or rows rejected; 2 usage or definition; 3 store. "
    "LEADLIFE_DEBUG=1 shows tracebacks."
)


_GRAVE = frozenset({"erase", "merge", "migrate"})


class Sentences(TyperGroup):
    """A group whose commands fail in sentences."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was meant; none that takes data away or over is suggested for one that does not exist."""
        try:
            return super().resolve_command(ctx, args)
        except Exception as error:
            said, _, near = str(getattr(error, "message", "")).partition(" Did you mean ")
            if near and hasattr(error, "message"):
                kept = [repr(name) for name in re.findall("'([^']+)'", near) if name not in _GRAVE]
                error.message = f"{said} Did you mean {', '.join(kept)}?" if kept else said
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error of ours, or of the system's, becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if _is_the_frameworks(error):
                raise
            raise typer.Exit(exits.say(error)) from None


def _is_the_frameworks(error: Exception) -> bool:
    """Usage errors, exits and closed pipes: said and handled well already."""
    return hasattr(error, "exit_code") or isinstance(error, typer.Abort | BrokenPipeError)


app = typer.Typer(
    name="leadlife",
    cls=Sentences,
    help=_ABOUT,
    epilog=_AFTER,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"leadlife {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


app.command("demo")(demo.demo)
app.command("import")(importing.import_)
app.command("explain")(explain.explain)
app.command("brief")(brief.brief)
app.command("story")(story.story)
app.command("clocks")(clocks.clocks)
app.command("tick")(tick.tick)
app.command("migrate")(migrate.migrate)
app.command("merge")(records.merge)
app.command("erase")(records.erase)
app.add_typer(report.app, name="report")
app.add_typer(policy.app, name="policy")
app.add_typer(calendar.app, name="calendar")
