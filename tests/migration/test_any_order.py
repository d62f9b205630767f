"""Merged, erased and migrated, there and back, in any order: every lead stays the fold of its events, and what was
erased is nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import (
    Engine,
    Lead,
    LeadFilter,
    LeadStore,
    Matching,
    MemoryStore,
    Refused,
    SqliteStore,
    replay,
)
from leadlife.events import ClocksChoice
from tests.lives import BOSS, OTHER_REP, REP, SDR, Facts, World, standard
from tests.migration.versions import BERLIN, KINDS, a_store, everything, renamed, version

SECRET = "zzsecretzz"
NAMES = {"mql": "qualified", "handed_off": "offered"}
BACK = {after: before for before, after in NAMES.items()}
FIRST = standard().replace(matching=(Matching(facts=("email", "country"), then="mark"),))
THERE = renamed(FIRST.replace(version="2", calendar=BERLIN), NAMES)
VERSIONS = (
    FIRST,
    THERE,
    renamed(THERE.replace(version="3"), BACK),
    renamed(FIRST.replace(version="4"), NAMES),
)
EVEN_MERGED = LeadFilter(merged=True)

Doing = Callable[["Estate", str, str], object]


class Estate:
    """Some leads on a store, and the engine of the newest version."""

    def __init__(self, store: LeadStore) -> None:
        self.world = World(FIRST, store)
        self.engine: Engine[Facts] = self.world.engine
        self.ids = [
            way(f"{SECRET}:{number}").id
            for number, way in enumerate((self.world.mql, self.world.handed_off, self.world.sal))
        ]
        self.capture()
        self.capture()

    def capture(self) -> None:
        number = len(self.ids)
        lead = self.engine.capture(
            by=SDR,
            key=f"{SECRET}:{number}",
            told=Facts(email=f"{SECRET}{number % 3}@example.com", country="DE"),
            account=SECRET,
            contact=SECRET,
            refs={"form": SECRET},
        )
        self.ids.append(lead.id)

    def cross(self, clocks: ClocksChoice, merged: bool) -> None:
        """To the next version, rehearsed before."""
        at = VERSIONS.index(self.engine.policy) + 1
        if at == len(VERSIONS):
            return
        engine = version(self.world, VERSIONS[at])
        asked: dict[str, Any] = {
            "by": SDR,
            "clocks": clocks,
            "old": VERSIONS[:at],
            "stages": BACK if at == 2 else NAMES,
            "reason": "as agreed",
            "where": LeadFilter(merged=merged),
        }
        before = everything(self.engine.store)
        rehearsal = engine.migrate(**asked, rehearse=True)
        assert everything(self.engine.store) == before
        assert engine.migrate(**asked) == rehearsal
        assert engine.migrate(**asked).leads == 0
        self.engine = engine

    def leads(self) -> list[Lead[Facts]]:
        """All there are, each the fold of its events."""
        store = self.engine.store
        found = [lead.typed(Facts) for lead in store.scan(EVEN_MERGED)]
        for lead in found:
            store.verify(lead.id)
            assert replay(store.history(lead.id)).typed(Facts) == lead
        return found


DOINGS: dict[str, Doing] = {
    "capture": lambda on, lead, other: on.capture(),
    "merge": lambda on, lead, other: on.engine.merge(lead, into=other, by=SDR, reason=SECRET),
    "erase": lambda on, lead, other: on.engine.erase(lead, by=SDR),
    "keep": lambda on, lead, other: on.cross("keep", merged=False),
    "carry": lambda on, lead, other: on.cross("carry", merged=True),
    "restart": lambda on, lead, other: on.cross("restart", merged=False),
    "call": lambda on, lead, other: on.engine.touch(lead, "call", by=REP),
    "tell": lambda on, lead, other: on.engine.observe(
        lead, Facts(email=f"{SECRET}0@example.com", waiting_on_lead=lead < other), by=SDR
    ),
    "hold": lambda on, lead, other: on.engine.hold(lead, by=REP, reason=SECRET),
    "resume": lambda on, lead, other: on.engine.resume(lead, by=REP),
    "assign": lambda on, lead, other: on.engine.assign(lead, to=OTHER_REP, by=BOSS, reason=SECRET),
    "sweep": lambda on, lead, other: on.engine.tick(),
    "wait": lambda on, lead, other: on.world.wait(hours=11),
}
places = st.integers(0, 7)
doings = st.lists(st.tuples(st.sampled_from(sorted(DOINGS)), places, places), min_size=4, max_size=16)


@KINDS
@settings(max_examples=25)
@given(doings)
def test_every_lead_is_the_fold_of_its_events(kind: str, done: list[tuple[str, int, int]]) -> None:
    with a_store(kind) as store:
        estate = lived(store, done)
        estate.world.wait(days=40)
        assert estate.engine.tick().failed == 0
        estate.leads()


@settings(max_examples=25)
@given(doings)
def test_what_was_erased_is_nowhere_whatever_was_done_before(done: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "leads.db", durable="normal")
        erased(lived(store, done))
        files = [file.read_bytes() for file in Path(folder).iterdir()]
        assert [SECRET.encode() in file for file in files] == [False] * len(files)
        store.close()
    in_memory = MemoryStore()
    erased(lived(in_memory, done))
    assert SECRET not in repr(everything(in_memory))


def lived(store: LeadStore, done: list[tuple[str, int, int]]) -> Estate:
    estate = Estate(store)
    for name, one, other in done:
        ids = estate.ids
        with suppress(Refused):
            DOINGS[name](estate, ids[one % len(ids)], ids[other % len(ids)])
        estate.leads()
    return estate


def erased(estate: Estate) -> None:
    for id in estate.ids:
        estate.engine.erase(estate.engine.get(id).id, by=SDR)
    for lead in estate.leads():
        assert lead.erased_at is not None
        assert SECRET not in repr(lead)
        assert SECRET not in repr(estate.engine.store.history(lead.id))
