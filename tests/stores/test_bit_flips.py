"""One flipped bit anywhere in the file: what is read is right, or there is a typed error."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

from leadlife.errors import LeadlifeError
from leadlife.stores import SqliteStore
from leadlife.testing.contract.base import plain
from tests.stores.files import filled

FLIPS = 400 if os.environ.get("LEADLIFE_FULL") == "1" else 100


def test_no_altered_event_goes_unseen(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    written = filled(whole, leads=30)
    store = SqliteStore(whole)
    histories = {id: plain(store.history(id)) for id in written}
    store.close()
    size = whole.stat().st_size
    chance = random.Random(4711)
    harmful = sum(
        flip_is_seen(whole, chance.randrange(size), chance.randrange(8), histories) for _ in range(FLIPS)
    )
    print(f"{FLIPS} flipped bits, {harmful} of them harmful: each of those found")
    assert harmful > 1, "hardly any flip hit something: the file is mostly empty"


def flip_is_seen(whole: Path, place: int, bit: int, histories: dict[str, object]) -> bool:
    """Whether the flip did harm; raises if it did and nobody noticed."""
    path = whole.with_name("flipped.db")
    shutil.copy(whole, path)
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ (1 << bit)]))
    try:
        store = SqliteStore(path)
    except LeadlifeError:
        return True
    try:
        for id, history in histories.items():
            store.verify(id)
            assert plain(store.history(id)) == history, f"bit {bit} of byte {place}"
    except LeadlifeError:
        return True
    finally:
        store.close()
    return False
