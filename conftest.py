"""Every example of the README and the documentation is a test: ``python`` blocks are run, ``console`` blocks too.

A document is one story: its blocks share their names and an empty folder of their own, and run in order.
There is no way to skip a block. What is not meant to be run here (``make test``, ``pip install``) is a ``sh`` block.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, chdir
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from doctest import Example as Comparison
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

LENIENT = ELLIPSIS | NORMALIZE_WHITESPACE

collect_ignore = ["docs/conf.py", "docs/_build"]


def commands(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a ``console`` block (lines after ``$``), each with the output shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown.strip("\n") + "\n" if shown.strip() else ""


def run_console(example: Example) -> str | None:
    """Run the block's commands; None if each succeeds and prints what is shown (if anything is), else what differs."""
    block = str(example.parsed)
    if not block.startswith("$ "):
        return "a console block begins with '$ ' and a command"
    beside = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    plain = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "120"}
    for command, shown in commands(block):
        done = subprocess.run(
            command, shell=True, text=True, capture_output=True, env={**os.environ, **beside, **plain}
        )
        if done.returncode:
            return f"$ {command}\nended with {done.returncode}:\n{done.stdout}{done.stderr}"
        if shown and not OutputChecker().check_output(shown, done.stdout, LENIENT):
            differ = OutputChecker().output_difference(Comparison(command, shown), done.stdout, LENIENT)
            return f"$ {command}\n{differ}"
    return None


def enter_empty_folder(namespace: dict[str, object]) -> None:
    left = ExitStack()
    left.enter_context(chdir(left.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))))
    namespace["__left__"] = left


def leave_folder(namespace: dict[str, object]) -> None:
    left = namespace["__left__"]
    assert isinstance(left, ExitStack)
    left.close()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=LENIENT),
        CodeBlockParser(language="console", evaluator=run_console),
    ],
    patterns=["README.md", "docs/**/*.md", "docs/*.md"],
    setup=enter_empty_folder,
    teardown=leave_folder,
).pytest()
