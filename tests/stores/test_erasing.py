"""After an erasure no byte of what was told is left: not in the file, not in its log."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leadlife.errors import IdempotencyMismatch
from leadlife.ports import LeadStore
from leadlife.stores import MemoryStore, SqliteStore
from leadlife.testing.contract.base import POLICY, captured, change, notice, observed, plain, put
from leadlife.testing.contract.erasing import erasure
from tests.lives import SDR, Facts, World
from tests.stores.files import raw

ERASURES = 1_000 if os.environ.get("LEADLIFE_FULL") == "1" else 60


def said(path: Path, *words: str) -> dict[str, list[str]]:
    """In which of a store's files each of these words stands, if in any."""
    files = [one for one in sorted(path.parent.iterdir()) if one.name.startswith(path.name)]
    assert files, "there is nothing to search"
    found = {word: [one.name for one in files if word.encode() in one.read_bytes()] for word in words}
    return {word: names for word, names in found.items() if names}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(path, durable="normal", busy_timeout=timedelta(milliseconds=50))
    store.pin(POLICY, "{}")
    yield store
    store.close()


# -- through an engine ---------------------------------------------------------------------------------

WORDS = ["kim.berg@example.com", "Kim Berg", "kim-of-accounting", "month end takes nine days", "crm:kim"]


def lived(world: World) -> str:
    """A lead with a person's words in all that it has; its id."""
    email, name, contact, pain, key = WORDS
    told = Facts(
        email=email,
        email_status="valid",
        name=name,
        consent_email="opted_in",
        relationship="prospect",
        person_kind="buyer",
    )
    lead = world.engine.capture(
        by=SDR, key=key, contact=contact, told=told, refs={"form": contact}, command_id="form-1"
    )
    world.engine.observe(lead.id, Facts(pain=pain), by=SDR, via="call", command_id="call-1")
    lead = world.engine.move(lead.id, "engage", by=SDR, comment=f"{name} ({email}) called back")
    world.engine.hold(lead.id, by=SDR, reason=f"{name} is away")
    return lead.id


def test_an_engine_leaves_nothing_of_a_person_in_the_file_or_its_log(path: Path) -> None:
    store = SqliteStore(path, durable="normal")
    world = World(store=store)
    lived(world)
    lead = world.engine.find("crm:kim")
    assert lead is not None
    digest = store.receipt("form-1")
    assert digest is not None
    hashed = digest.request.digest
    assert set(said(path, *WORDS, hashed)) == {*WORDS, hashed}
    world.engine.erase(lead.id, by=SDR)
    assert said(path, *WORDS, hashed) == {}
    remembered = str(store._recent.get(lead.id))
    assert [word for word in WORDS if word in remembered] == []
    store.verify(lead.id)
    store.close()
    assert said(path, *WORDS, hashed) == {}


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_what_a_form_sends_again_does_not_bring_an_erased_person_back(kind: str, path: Path) -> None:
    store: LeadStore = MemoryStore() if kind == "memory" else SqliteStore(path, durable="normal")
    world = World(store=store)
    id = lived(world)
    world.engine.erase(id, by=SDR)
    again = world.engine.capture(by=SDR, key="crm:kim", told=Facts(name="Kim Berg"), command_id="form-1")
    assert (again.id, again.key) == (id, None)
    assert again.facts.name is None
    assert len(store.scan()) == 1
    with pytest.raises(IdempotencyMismatch):
        world.engine.capture(by=SDR, key="crm:eve", command_id="form-2")
        world.engine.capture(by=SDR, key="crm:mia", command_id="form-2")
    store.close()


# -- byte by byte --------------------------------------------------------------------------------------


def test_no_erasure_leaves_a_byte_whatever_lies_around_it(store: SqliteStore, path: Path) -> None:
    """Leads of all sizes, from part of a page to many pages, written and erased in any order."""
    chance = random.Random(4711)
    standing: list[int] = []
    left: dict[str, list[str]] = {}
    written = erased = 0
    while erased < ERASURES:
        if len(standing) < 20 or chance.random() < 0.4:
            written += 1
            write(store, chance, written)
            standing.append(written)
        else:
            number = standing.pop(chance.randrange(len(standing)))
            assert said(path, word(number)), "the search finds what is there"
            put(store, erasure(store, f"lead-{number}"))
            left |= said(path, word(number))
            erased += 1
    assert left == {}
    assert set(said(path, *map(word, standing))) == set(map(word, standing))
    for lead in store.scan():
        store.verify(lead.id)
    print(f"{erased} erasures among {written} leads: a search of file and log found nothing")


def word(number: int) -> str:
    return f"<person-{number}@example.com>"


def write(store: SqliteStore, chance: random.Random, number: int) -> None:
    """A lead that says its word often: in its key, facts, events and notices."""

    def text() -> str:
        return word(number) * (1 + int(chance.paretovariate(0.7)) % 400)

    event = captured(f"lead-{number}", key=word(number), contact=word(number), told={"note": text()})
    told = notice(event)
    object.__setattr__(told, "text", text())
    lead = put(store, change(None, event, notices=[told], matches=(f"token {word(number)}",)))
    for _ in range(chance.randrange(4)):
        lead = put(store, change(lead, observed(lead, note=text())))


def test_while_somebody_reads_on_the_words_wait_in_the_log_and_go_with_the_next_write(
    store: SqliteStore, path: Path
) -> None:
    write(store, random.Random(1), 1)
    write(store, random.Random(2), 2)
    with raw(path) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM lead").fetchone()
        put(store, erasure(store, "lead-1"))
        assert store.load("lead-1") == store.scan()[0]
        assert said(path, word(1)), "an old view of the file needs them still"
        reader.execute("ROLLBACK")
    lead = store.load("lead-2")
    assert lead is not None
    put(store, change(lead, observed(lead, seats=1)))
    assert said(path, word(1)) == {}


def test_a_crash_before_the_log_is_emptied_is_made_good_when_the_file_is_opened(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    write(store, random.Random(1), 1)
    crashed = tmp_path / "crashed" / "leads.db"
    crashed.parent.mkdir()
    with raw(path) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM lead").fetchone()
        put(store, erasure(store, "lead-1"))
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", f"{crashed}{end}")
    assert said(crashed, word(1))
    again = SqliteStore(crashed, durable="normal")
    assert said(crashed, word(1)) == {}
    assert plain(again.load("lead-1")) == plain(store.load("lead-1"))
    again.verify("lead-1")
    again.close()


def test_another_process_with_an_old_view_goes_on_with_what_is_left(store: SqliteStore, path: Path) -> None:
    other = SqliteStore(path, durable="normal")
    write(store, random.Random(1), 1)
    assert word(1) in str(other.load("lead-1"))
    put(store, erasure(store, "lead-1"))
    lead = other.load("lead-1")
    assert lead is not None
    put(other, change(lead, observed(lead, seats=1)))
    assert word(1) not in str([other.load("lead-1"), *other.history("lead-1")])
    assert said(path, word(1)) == {}
    other.close()
