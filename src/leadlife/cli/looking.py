"""A store that is looked at and not written to, not even with the policy that looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from leadlife import LeadStore, PolicyPin
from leadlife.cli import opening
from leadlife.errors import DefinitionError


class Looking:
    """Another store, without its ways to write: what would write is a mistake of ours."""

    def __init__(self, store: LeadStore) -> None:
        self._store = store

    def pin(self, pin: PolicyPin, dump: str) -> None:
        """Take note of the policy, and keep nothing.

        :raises DefinitionError: if the store knows its name and version with another content, as it would in earnest.
        """
        for known in self._store.policies():
            same = (known.name, known.version) == (pin.name, pin.version)
            if same and known.fingerprint != pin.fingerprint:
                raise DefinitionError(
                    f"the store knows {pin} with another content: give the changed policy another version"
                )

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
