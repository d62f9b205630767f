"""A store that is looked at and not written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from leadlife import LeadStore
from leadlife.cli import opening


class Looking:
    """Another store, without its ways to write: what would write is a mistake of ours."""

    def __init__(self, store: LeadStore) -> None:
        self._store = store

    def commit(self, *_: object) -> NoReturn:
        """Refuse."""
        raise AssertionError("what is only looked at was to be written")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@contextmanager
def opened(path: Path, *, looking: bool) -> Iterator[LeadStore]:
    """The store at a path, which must exist, to write to or only to look at.

    :raises StoreError: if there is none, or it cannot be read.
    """
    store = opening.existing(path)
    try:
        yield Looking(store) if looking else store
    finally:
        store.close()
