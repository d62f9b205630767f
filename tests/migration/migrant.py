"""A program that migrates the leads of a file, two in a commit, and dies by kill -9 after so many commits:
``python migrant.py FILE COMMITS``.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from leadlife import Limits, SqliteStore, open_engine
from leadlife.ports import Step
from tests.lives import MONDAY, SDR, standard


class Mortal(SqliteStore):
    """A store whose process dies after so many commits."""

    left = 0

    def commit(self, step: Step) -> None:
        super().commit(step)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main(path: str, commits: str) -> None:
    store = Mortal(Path(path))
    engine = open_engine(
        store, standard().replace(version="2", max_cycles=2), now=lambda: MONDAY, limits=Limits(page=2)
    )
    store.left = int(commits)
    engine.migrate(by=SDR, clocks="restart")


if __name__ == "__main__":
    main(*sys.argv[1:])
