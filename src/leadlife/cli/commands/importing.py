"""``leadlife import``: files into leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from leadlife import Engine, Policy, open_engine
from leadlife.cli import exits, policies, terminal
from leadlife.cli.options import Format, FormatOption, PolicyOption, StoreOption
from leadlife.cli.rosters import NOBODY
from leadlife.cli.showing import Data, show
from leadlife.errors import DefinitionError
from leadlife.imports import ImportMapping, ImportResult, import_csv
from leadlife.imports.rejects import beside
from leadlife.reports import Column, Table

_Job: TypeAlias = tuple[Path, ImportMapping[Any], Path | None]
"""A file, its mapping, and where its rejects go (None: beside it)."""
_COUNTS = ("read", "imported", "continued", "unchanged", "replayed", "rejected")


FileArgument: TypeAlias = Annotated[
    Path, typer.Argument(metavar="FILE", help="A CSV file: a lead a row.", exists=True, dir_okay=False)
]
MappingOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--mapping", "-m", metavar="TOML", help="What its columns mean.", exists=True, dir_okay=False
    ),
]
MoreOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--continue",
        metavar="FILE",
        help="A second file, with more of the same leads.",
        exists=True,
        dir_okay=False,
    ),
]
MoreMappingOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--continue-mapping",
        metavar="TOML",
        help="What the second file's columns mean: a mapping with continues = true.",
        exists=True,
        dir_okay=False,
    ),
]
RejectsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help="Where bad rows of FILE are listed. [default: beside it]"),
]


def import_(
    file: FileArgument,
    mapping: MappingOption,
    store: StoreOption,
    policy: PolicyOption = None,
    more: MoreOption = None,
    more_mapping: MoreMappingOption = None,
    rejects: RejectsOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Import leads from a file.

    Bad rows are set apart and the rest goes on; the exit code is then 1. A file is never imported twice: an import
    that was broken off is finished by starting it again.
    """
    chosen = policies.required(policy)
    jobs: list[_Job] = [(file, ImportMapping.load(mapping, chosen), rejects)]
    jobs += _second(more, more_mapping, chosen)
    if len({(target or beside(path)).resolve() for path, _, target in jobs}) < len(jobs):
        raise DefinitionError("the rejects of both files would be listed in one: write --rejects FILE")
    with open_engine(store, chosen, roster=NOBODY) as engine:
        done = [(path, _run(engine, path, mapped, target)) for path, mapped, target in jobs]
    rows = [_row(path, result) for path, result in done]
    show(format, tables=[_table(rows)], data=rows, rows=rows)
    if any(result.rejected for _, result in done):
        raise typer.Exit(exits.REFUSED)


def _second(more: Path | None, mapping: Path | None, policy: Policy[Any]) -> list[_Job]:
    """The second file, if there is one: it comes with a mapping that continues leads."""
    if more is None and mapping is None:
        return []
    if more is None or mapping is None:
        raise DefinitionError(
            "--continue FILE and --continue-mapping TOML go together: write both, or neither"
        )
    found = ImportMapping.load(mapping, policy)
    if not found.continues:
        raise DefinitionError(
            f"{mapping} begins leads, and --continue tells more of those that are there: "
            "write continues = true there, and no captured_at, source, campaign, account or contact"
        )
    return [(more, found, None)]


def _run(engine: Engine[Any], path: Path, mapping: ImportMapping[Any], rejects: Path | None) -> ImportResult:
    with _bar(path) as progress:
        return import_csv(engine, path, mapping, rejects=rejects, progress=progress)


@contextmanager
def _bar(path: Path) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, where somebody sees it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = terminal.err()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(path.name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _row(path: Path, result: ImportResult) -> Data:
    counts = {name: getattr(result, name) for name in _COUNTS}
    rejects = None if result.rejects is None else str(result.rejects)
    return {"file": str(path), **counts, "already_imported": result.already, "rejects": rejects}


def _table(rows: list[Data]) -> Table:
    columns = (Column("file", "left"), *(Column(_called(name)) for name in _COUNTS))
    cells = tuple((Path(str(row["file"])).name, *(f"{row[name]:,}" for name in _COUNTS)) for row in rows)
    notes = [
        f"{row['file']} was imported before: nothing was written" for row in rows if row["already_imported"]
    ]
    notes += [f"the rejected rows, with their reasons: {row['rejects']}" for row in rows if row["rejects"]]
    return Table("Imported", columns, cells, tuple(notes))


def _called(name: str) -> str:
    return "imported before" if name == "replayed" else name
