"""The two ways out: what was asked for goes to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from typing import IO

from rich.console import Console

_UNSEEN = 100
"""How wide tables are where nobody has a terminal of a certain width."""


def out() -> Console:
    """What was asked for, on stdout."""
    return _console(sys.stdout)


def err() -> Console:
    """Notes and progress, on stderr."""
    return _console(sys.stderr)


def note(text: str) -> None:
    """A word to whoever is at the terminal, which no program will read."""
    err().print(text, style="dim", markup=False, highlight=False, soft_wrap=True)


def _console(file: IO[str]) -> Console:
    seen = file.isatty() or "COLUMNS" in os.environ
    return Console(file=file, width=None if seen else _UNSEEN, highlight=False, markup=False, emoji=False)
