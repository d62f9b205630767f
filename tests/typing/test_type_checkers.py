"""A typo or a wrong operand fails in mypy strict and in pyright, and right code passes in both.

The programs are kept as text, since nothing else should check or import what is wrong on purpose.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def program(name: str, folder: Path) -> Path:
    return Path(shutil.copy(HERE / f"{name}.py.txt", folder / f"{name}.py"))


def marked(file: Path) -> set[int]:
    return {number for number, line in enumerate(file.read_text().splitlines(), 1) if "# E:" in line}


def by_mypy(file: Path, cache: Path) -> set[int]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context"]
    command += ["--config-file", str(_config(cache)), "--cache-dir", str(cache / "mypy"), str(file)]
    run = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    found = [re.match(r"(.*?):(\d+): error", line) for line in run.stdout.splitlines()]
    errors = [(Path(match[1]).name, int(match[2])) for match in found if match]
    assert {name for name, _ in errors} <= {file.name}, run.stdout
    return {line for _, line in errors}


def _config(folder: Path) -> Path:
    config = folder / "mypy.ini"
    config.write_text(f"[mypy]\nmypy_path = {ROOT / 'src'}\nexplicit_package_bases = True\n")
    return config


def by_pyright(file: Path, folder: Path) -> set[int]:
    settings = {"include": [str(file)], "extraPaths": [str(ROOT / "src")], "reportUnusedExpression": False}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [
        sys.executable,
        "-m",
        "pyright",
        "--outputjson",
        "--pythonpath",
        sys.executable,
        "-p",
        str(folder),
    ]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        pytest.skip("pyright cannot run here: it fetches its engine when it is first used")
    errors = [one for one in report["generalDiagnostics"] if one["severity"] == "error"]
    return {one["range"]["start"]["line"] + 1 for one in errors}


@pytest.mark.xdist_group("type checkers")
@pytest.mark.parametrize("name", ["right", "wrong"])
def test_mypy_refuses_what_is_wrong_and_nothing_else(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pytest.importorskip("mypy")
    cache = tmp_path_factory.getbasetemp() / "checkers"
    cache.mkdir(exist_ok=True)
    file = program(name, cache)
    assert by_mypy(file, cache) == marked(file)


@pytest.mark.xdist_group("type checkers")
@pytest.mark.parametrize("name", ["right", "wrong"])
def test_pyright_refuses_what_is_wrong_and_nothing_else(name: str, tmp_path: Path) -> None:
    pytest.importorskip("pyright")
    file = program(name, tmp_path)
    assert by_pyright(file, tmp_path) == marked(file)
