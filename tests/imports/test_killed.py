"""An import that is killed leaves whole chunks; started again, it finishes the rest, and nothing is there twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leadlife import Lead, SqliteStore, open_engine
from leadlife.events import Event
from leadlife.imports import ImportResult, import_csv
from tests.imports.files import FULL, NOW, POLICY, table

ROOT = Path(__file__).parents[2]
CHUNK = 25
KILLS = 4
ROWS = 1500
HEADER = (
    "id,created,channel,campaign,account,contact,owner,value,currency,crm_id,seats,partner,mql_at,lost_at,why"
)


def row(number: int) -> str:
    """Most rows are good; some are rejected, some say the same key again."""
    key = number - 1 if number % 97 == 0 else number
    created = "never" if number % 41 == 0 else "2026-01-05"
    lost = "2026-02-01,price" if number % 3 == 0 else ","
    return f"k{key},{created},fair,spring,acme,,rep-{number % 5},{number}.50,EUR,c{key},{number},yes,2026-01-07,{lost}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text(table(HEADER, *map(row, range(1, ROWS + 1))))
    return path


def start(store: Path, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.imports.importer", str(store), str(file), str(CHUNK)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_after(process: subprocess.Popen[str], chunks: int, pause: float) -> bool:
    """Kill -9 once so many chunks are done and a moment has passed; whether it was still at work."""
    assert process.stdout is not None
    for _ in range(chunks + 1):
        process.stdout.readline()
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    return process.wait() == -signal.SIGKILL


Content = dict[str | None, tuple[Any, ...]]


def content(path: Path) -> Content:
    """All that the store knows of every lead, but for the ids that are drawn anew."""
    with open_engine(path, POLICY, now=lambda: NOW) as engine:
        return {lead.key: (*_told(lead), tuple(_events(engine.history(lead.id)))) for lead in engine.leads()}


def _told(lead: Lead[Any]) -> tuple[Any, ...]:
    told = {name: [(one.value, one.at) for one in seen] for name, seen in lead.told.items()}
    return lead.version, lead.visits, lead.owner, lead.value, dict(lead.refs), told


def _events(history: Any) -> Iterator[tuple[int, str]]:
    event: Event
    for event in history:
        yield event.seq, event.kind


def whole(path: Path) -> ImportResult:
    with open_engine(path.with_name("whole.db"), POLICY, now=lambda: NOW) as engine:
        return import_csv(engine, path, FULL, chunk=CHUNK, rejects=path.with_name("whole.rejects.csv"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_killed_import_leaves_whole_chunks_and_is_finished_without_doubles(file: Path) -> None:
    expected = whole(file)
    complete = content(file.with_name("whole.db"))
    store, chance, seen = file.with_name("killed.db"), random.Random(7), 0
    for _ in range(KILLS):
        assert kill_after(start(store, file), seen + 3, chance.random() / 50), "it ended before it was killed"
        found = content(store)
        assert _chunks_of(found) >= seen + 3
        assert all(found[key] == complete[key] for key in found)
        assert not file.with_name("leads.rejects.csv").exists()
        seen = _chunks_of(found)
    process = start(store, file)
    said, _ = process.communicate()
    assert process.returncode == 0
    assert f"{ROWS:,} rows read" in said
    assert "imported before" in said
    assert content(store) == complete
    assert file.with_name("leads.rejects.csv").read_text() == file.with_name("whole.rejects.csv").read_text()
    assert sum(line.count("never") for line in file.read_text().splitlines()) == expected.rejected
    assert not list(file.parent.glob("*.part"))
    _verified(store)


def _chunks_of(found: Content) -> int:
    """How many chunks are there; each of them must be there whole, and none after one that is missing."""
    wanted: list[set[str]] = []
    for first in range(1, ROWS + 1, CHUNK):
        numbers = [number for number in range(first, min(first + CHUNK, ROWS + 1)) if number % 41]
        wanted.append({f"k{number - 1 if number % 97 == 0 else number}" for number in numbers})
    there = [keys <= found.keys() for keys in wanted]
    count = there.index(False) if False in there else len(there)
    assert set(found) == set().union(*wanted[:count])
    return count


def _verified(path: Path) -> None:
    store = SqliteStore(path)
    for lead in store.scan(limit=ROWS):
        store.verify(lead.id)
    store.close()


def test_two_imports_of_one_file_at_once_double_nothing(file: Path) -> None:
    results: list[ImportResult] = []

    def run(number: int) -> None:
        with open_engine(file.with_name("both.db"), POLICY, now=lambda: NOW) as engine:
            rejects = file.with_name(f"rejects-{number}.csv")
            results.append(import_csv(engine, file, FULL, chunk=CHUNK, rejects=rejects))

    with open_engine(file.with_name("both.db"), POLICY):
        pass
    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole(file)
    assert content(file.with_name("both.db")) == content(file.with_name("whole.db"))
    assert len(results) == 2
    chunks = results[0].chunks
    assert sum(result.chunks_replayed for result in results) == chunks
