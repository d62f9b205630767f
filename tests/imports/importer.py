"""A process that imports a file into a SQLite store and says after each chunk how far it is: made to be killed.

It rests a little after each chunk, so that on a busy machine too it is still at work when it is killed.
"""

import sys
import time
from pathlib import Path

from leadlife import open_engine
from leadlife.imports import import_csv
from tests.imports.files import FULL, NOW, POLICY


def report(done: int, total: int) -> None:
    """Say how far it is, and rest."""
    print(done, flush=True)
    time.sleep(0.01)


def main(store: str, file: str, chunk: str) -> None:
    """Import, and print a line after each chunk."""
    with open_engine(store, POLICY, now=lambda: NOW) as engine:
        result = import_csv(engine, Path(file), FULL, chunk=int(chunk), progress=report)
    print(result, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
