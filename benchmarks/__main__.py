"""``python -m benchmarks [NAME ...] [--strict]``: run the benchmarks named (all of them by default), print one table.

Each module here has ``run() -> list[Row]``. With ``--strict`` the exit code is 1 if a goal was missed.
"""

from __future__ import annotations

import argparse
import platform
import sys
from importlib import import_module
from importlib.util import find_spec

from benchmarks.report import Row, table

MODULES = ("engine", "sweep", "worktime", "rules")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ratios, not times.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"any of {', '.join(MODULES)} (default: all)"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a goal is missed")
    options = parser.parse_args(arguments)
    if strange := [name for name in options.names if name not in MODULES]:
        parser.error(f"no benchmark is called {', '.join(strange)}; there are {', '.join(MODULES)}")
    rows = [row for name in options.names or MODULES for row in _run(name)]
    print(
        f"CPython {platform.python_version()} on {platform.machine()}: ratios, medians of interleaved rounds\n"
    )
    print(table(rows))
    return 1 if options.strict and not all(row.met for row in rows) else 0


def _run(name: str) -> list[Row]:
    if find_spec(f"benchmarks.{name}") is None:
        print(f"benchmarks.{name} is not written yet", file=sys.stderr)
        return []
    print(f"running {name} ...", file=sys.stderr, flush=True)
    rows: list[Row] = import_module(f"benchmarks.{name}").run()
    return rows


if __name__ == "__main__":
    sys.exit(main())
