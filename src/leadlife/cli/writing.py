"""A document to stdout, or to a file."""

from __future__ import annotations

from pathlib import Path

import typer

from leadlife.cli import terminal


def write(text: str, output: Path | None) -> None:
    """The text on stdout, or in a file in UTF-8, which it takes the place of.

    :raises OSError: if the file cannot be written.
    """
    text = text if text.endswith("\n") else f"{text}\n"
    if output is None:
        typer.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8", newline="\n")
    terminal.note(f"written to {output}")
