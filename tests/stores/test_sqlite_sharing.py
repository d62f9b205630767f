"""SqliteStore beside others: threads, processes, forks, and long locks."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from leadlife.errors import InvalidInput, StoreBusy, StoreError
from leadlife.stores import SqliteStore
from leadlife.testing.contract.base import MINUTE, T0, captured, change, observed, plain, put
from tests.stores.files import contents, filled, raw

BRIEFLY = timedelta(milliseconds=50)


def test_a_store_that_stays_locked_is_busy_and_works_again_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    lead = filled(path, leads=1)["lead-0"]
    store = SqliteStore(path, busy_timeout=BRIEFLY)
    with raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="busy_timeout"):
            put(store, change(lead, observed(lead, seats=9)))
        assert store.load("lead-0") == lead
        other.execute("ROLLBACK")
    after = put(store, change(lead, observed(lead, seats=9)))
    assert store.load("lead-0") == after
    store.close()


def test_a_store_that_cannot_even_be_opened_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    with raw(path) as other:
        other.execute("CREATE TABLE x (y)")
        other.execute("DROP TABLE x")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy):
            SqliteStore(path, busy_timeout=BRIEFLY)


def test_a_lock_that_ends_in_time_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    lead = filled(path, leads=1)["lead-0"]
    store = SqliteStore(path, busy_timeout=timedelta(seconds=60))
    with raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        thread = Thread(target=put, args=(store, change(lead, observed(lead, seats=9))))
        thread.start()
        thread.join(0.1)
        assert thread.is_alive()
        other.execute("ROLLBACK")
        thread.join()
    assert [event.seq for event in store.history("lead-0")] == [1, 2, 3, 4, 5]
    store.close()


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    opened: list[SqliteStore] = []
    threads = [Thread(target=lambda: opened.append(SqliteStore(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    for store in opened:
        store.close()


def test_a_claim_with_nothing_due_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    filled(path, leads=1)
    store = SqliteStore(path, busy_timeout=BRIEFLY)
    with raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert store.claim_due("w", now=T0, limit=5, lease=MINUTE) == ()
        assert store.claim_outbox("w", channels=["none"], now=T0, limit=5, lease=MINUTE) == ()
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_store_is_refused_in_a_forked_child_and_whole_in_the_parent(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    written = filled(path)
    store = SqliteStore(path)
    child = multiprocessing.get_context("fork").Process(target=_use_it, args=(store,))
    child.start()
    child.join()
    assert child.exitcode == 0
    lead = written["lead-0"]
    put(store, change(lead, observed(lead, seats=9)))
    store.close()
    again = SqliteStore(path)
    assert len(contents(again)) == len(written)
    again.close()


def _use_it(store: SqliteStore) -> None:
    uses: list[Callable[[], object]] = [
        lambda: store.load("lead-0"),
        lambda: store.next_due(),
        lambda: put(store, change(None, captured("lead-99"))),
    ]
    for use in uses:
        with pytest.raises(StoreError, match="forked"):
            use()
    store.close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "leads.db")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.load("lead-0")


def test_text_that_is_no_text_is_refused_wherever_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    written = filled(path, leads=1)
    store = SqliteStore(path)
    bad = "\ud800"
    for ask in (
        lambda: store.load(bad),
        lambda: store.find(bad),
        lambda: store.receipt(bad),
        lambda: store.claim_outbox(bad, channels=["default"], now=T0, limit=1, lease=MINUTE),
        lambda: put(store, change(None, captured(bad))),
        lambda: put(store, change(None, captured(key=bad))),
        lambda: put(store, change(None, captured("x", source=bad))),
        lambda: put(store, change(None, captured("x")), request=bad),
    ):
        with pytest.raises(InvalidInput):
            ask()
    assert plain(contents(store)) == plain(written)
    store.close()
