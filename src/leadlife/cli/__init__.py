"""The ``leadlife`` command."""

from __future__ import annotations

import sys
from io import TextIOWrapper

_EXTRA = ("typer", "rich")


def main() -> None:
    """Run the command line; without the extra ``cli`` say how to install it."""
    try:
        from leadlife.cli.app import app
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _EXTRA:
            raise
        sys.stderr.write("the leadlife command needs typer and rich: pip install 'leadlife[cli]'\n")
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal cannot show is spelled, and costs no answer
            stream.reconfigure(errors="backslashreplace")
    app()
