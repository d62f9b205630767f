"""Files into leads: in whole chunks, resumed where it was killed, never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from leadlife.batch import Batch
from leadlife.engine import Engine
from leadlife.errors import Conflict, DefinitionError, IdempotencyMismatch
from leadlife.imports._chunk import Chunk, Judge, chunked
from leadlife.imports._file import CsvFile, opened
from leadlife.imports._reading import RowReader
from leadlife.imports._telling import Duplicate, tell
from leadlife.imports.mapping import ImportMapping
from leadlife.imports.rejects import Reject, RejectsFile, beside
from leadlife.imports.result import ImportResult
from leadlife.lead import F
from leadlife.people import SYSTEM, Actor

THE_IMPORTER = Actor("import", SYSTEM)
"""Who an import acts as, unless told otherwise."""

_TRIES = 10


def import_csv(
    engine: Engine[F],
    path: str | Path,
    mapping: ImportMapping[F],
    *,
    by: Actor = THE_IMPORTER,
    rejects: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    chunk: int = 1000,
) -> ImportResult:
    """Import a CSV file: each row is a lead, or continues one that has its key. Bad rows are set apart.

    Rows are committed ``chunk`` at a time, each chunk whole or not at all, and each only once: an import that was
    killed is finished by starting it again, and one that was finished changes nothing when it is started again. A file
    counts as the same by its content, the mapping and ``chunk``. What another system says is recorded, not decided:
    nothing is sent, and no clock is opened that ended long ago.

    A key that is met again, in this file or in the store, continues its lead: the row's new entries, facts, owner,
    value and refs are told; source, campaign, account, contact and the time of capture stay as they were first told.
    The policy's ``matching`` holds for rows as it does for captures: one that it merges into a lead tells that lead
    what is new, of stages those that were entered later than the present one; one that it refuses is rejected.

    Rows that cannot be taken are listed in the file ``rejects`` (``NAME.rejects.csv`` beside the file, unless said)
    with line, column, value and reason. ``progress`` is called with the bytes done and the bytes there are.

    >>> from leadlife import LeadFacts, MemoryStore, open_engine, standard_policy
    >>> from tempfile import TemporaryDirectory
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11", zone="Europe/Berlin")
    >>> mapping = ImportMapping(policy=policy, key="id", captured_at="created", source="channel")
    >>> with TemporaryDirectory() as folder, open_engine(MemoryStore(), policy) as engine:
    ...     file = Path(folder, "leads.csv")
    ...     _ = file.write_text("id,created,channel\\n1,2025-10-01,webcast\\n2,2025-10-02,fair\\n")
    ...     print(import_csv(engine, file, mapping))
    ...     print(import_csv(engine, file, mapping))
    2 rows read: 2 imported
    already imported, nothing written: 2 rows read: 2 imported before

    :raises InvalidInput: if the file cannot be read as text, is empty, lacks a column or names one twice; nothing is
        written then. Also if the rejects cannot be written, or it is changed while it is read.
    :raises DefinitionError: if the mapping was made for another policy than the engine's.
    :raises StoreError: if the store cannot be written.
    """
    file, done = Path(path), ImportResult()
    _check(engine, mapping, chunk)
    with opened(file, mapping.encoding, mapping.delimiter) as csv_file:
        reader = RowReader(mapping, csv_file)
        id = f"import:{csv_file.content.digest[:32]}:{mapping.fingerprint[:16]}:{chunk}"
        via = file.name.encode(
            "utf-8", "replace"
        ).decode()  # a file's name need not be text, and a store's must
        target = rejects or beside(file)
        with RejectsFile(target) as rejected:
            _report(progress, 0, csv_file)
            for part in _chunks(engine, mapping, reader, csv_file, id, chunk):
                csv_file.require_unchanged()
                taken, outcomes = _committed(engine, part, mapping.key, by, via)
                rejected.write(taken.rejects)
                done = _added(done, taken, outcomes)
                _report(progress, csv_file.read_so_far(), csv_file)
            _report(progress, csv_file.content.size, csv_file)
    return replace(done, rejects=target if done.rejected else None)


def _check(engine: Engine[F], mapping: ImportMapping[F], chunk: int) -> None:
    if not isinstance(mapping, ImportMapping):
        raise DefinitionError(f"import_csv takes an ImportMapping, not {mapping!r}")
    if mapping.policy.pin != engine.policy.pin:
        raise DefinitionError(
            f"the mapping was made for the policy {mapping.policy}, and the engine works by {engine.policy}: "
            "make it with policy=engine.policy"
        )
    if isinstance(chunk, bool) or not isinstance(chunk, int) or chunk < 1:
        raise DefinitionError(f"chunk must be a number of rows, 1 or more, not {chunk!r}")


def _report(progress: Callable[[int, int], None] | None, done: int, file: CsvFile) -> None:
    if progress is not None:
        progress(done, file.content.size)


def _chunks(
    engine: Engine[F], mapping: ImportMapping[F], reader: RowReader[F], file: CsvFile, id: str, size: int
) -> Iterator[Chunk[F]]:
    number = 0
    while rows := list(islice(file.rows(), size)):
        judge = Judge(mapping, engine.now(), engine.store.find)
        yield chunked(f"{id}:{number}", rows, reader, judge)
        number += 1


def _committed(
    engine: Engine[F],
    chunk: Chunk[F],
    key: str,
    by: Actor,
    via: str,
    refused: Mapping[int, Reject] = MappingProxyType({}),
) -> tuple[Chunk[F], Sequence[str] | None]:
    """The chunk as it was committed, and what became of each row; None if it was committed before.

    ``refused`` are the rows, by line, that the policy was found to refuse: without them it is another command.
    """
    left = chunk.without(refused) if refused else chunk
    for attempt in range(_TRIES):
        try:
            with engine.batch(left.id) as batch:
                if batch.replayed:
                    return left, None
                outcomes, found = _told(batch, chunk, key, by, via)
                if found.keys() != refused.keys():
                    raise _Refusing(found)
            return (chunk.without(found) if found else chunk), outcomes
        except _Refusing as refusing:
            return _committed(engine, chunk, key, by, via, refusing.found)
        except IdempotencyMismatch:
            return left, None  # another import of the same file committed it meanwhile
        except Conflict:
            # Somebody changed one of its leads: decide it again on the leads as they are now.
            if attempt + 1 == _TRIES:
                raise
    raise AssertionError("unreachable")


class _Refusing(Exception):
    """Other rows of a chunk are refused than its command id says."""

    def __init__(self, found: Mapping[int, Reject]) -> None:
        super().__init__(found)
        self.found = found


def _told(
    batch: Batch[F], chunk: Chunk[F], key: str, by: Actor, via: str
) -> tuple[Sequence[str], Mapping[int, Reject]]:
    """What became of each row that was taken, and those that the policy refuses."""
    outcomes: list[str] = []
    refused: dict[int, Reject] = {}
    for row in chunk.told:
        try:
            outcomes.append(tell(batch, row, by=by, via=via))
        except Duplicate as duplicate:
            refused[row.line] = Reject(row.line, key, row.key, str(duplicate))
    return outcomes, refused


def _added(done: ImportResult, chunk: Chunk[Any], outcomes: Sequence[str] | None) -> ImportResult:
    found = ["replayed"] * len(chunk.told) if outcomes is None else list(outcomes)
    return replace(
        done,
        read=done.read + chunk.size,
        imported=done.imported + found.count("imported"),
        continued=done.continued + found.count("continued"),
        unchanged=done.unchanged + found.count("unchanged"),
        replayed=done.replayed + found.count("replayed"),
        rejected=done.rejected + chunk.size - len(chunk.told),
        chunks=done.chunks + 1,
        chunks_replayed=done.chunks_replayed + (outcomes is None),
    )
