"""The command line in this process, and stores that it reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from leadlife.cli.app import app
from leadlife.demo import live


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs ``leadlife`` with arguments, in an empty folder, with nothing in the environment that concerns it."""
    for name in (
        "LEADLIFE_STORE",
        "LEADLIFE_POLICY",
        "LEADLIFE_BY",
        "LEADLIFE_DEBUG",
        "COLUMNS",
        "FORCE_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> Ran:
        result = CliRunner().invoke(app, [str(one) for one in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return command


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a small made-up quarter; read it, and leave it as it is."""
    path = tmp_path_factory.mktemp("quarter") / "leads.db"
    live(path, leads=60, seed=7)
    return path
