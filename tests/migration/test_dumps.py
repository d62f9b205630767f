"""What a store keeps of a policy says in which form it was written: what is newer is left to a newer leadlife."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import LeadlifeError, LeadStore, MemoryStore, StoreDamaged, StoreTooNew, open_engine
from leadlife.lead import PolicyPin
from leadlife.stores import SqliteStore
from tests.lives import SDR, World, standard
from tests.migration.versions import KINDS, a_store, everything

STANDARD = standard()
NEWER = PolicyPin("acme", "9", "f" * 64)


def changed(**changes: Any) -> str:
    return json.dumps({**json.loads(STANDARD.dump()), **changes})


def test_a_dump_says_its_schema() -> None:
    assert json.loads(STANDARD.dump())["schema"] == 1


@KINDS
def test_a_version_from_a_newer_schema_is_refused_before_anything_is_written(kind: str) -> None:
    with a_store(kind) as store:
        world = World(store=store)
        world.raw()
        store.pin(NEWER, changed(schema=2, stages="in a form that nobody knows yet"))
        before = everything(store)
        for policy in (STANDARD, STANDARD.replace(version="2")):
            with pytest.raises(StoreTooNew, match=r"(?s)acme 9 .*schema 2.*upgrade leadlife"):
                open_engine(store, policy)
        assert everything(store) == before
        with pytest.raises(StoreTooNew):  # nor by an engine that was open before
            world.engine.migrate(by=SDR)
        assert everything(store) == before
        open_engine(store, STANDARD.replace(name="partners"))  # another policy is another matter


@pytest.mark.parametrize(
    "dump", ["", "{", "[]", "null", "3", "{}", '{"stages": [3]}', '{"stages": 3}', "[" * 99_999]
)
def test_what_cannot_be_read_is_damage(dump: str) -> None:
    store = MemoryStore()
    store.pin(NEWER, dump)
    with pytest.raises(StoreDamaged, match=r"acme 9 .*cannot be read"):
        open_engine(store, STANDARD)
    assert dict(store.policies()) == {NEWER: dump}


@pytest.mark.parametrize("schema", [0, -1, True, "1", 1.5, None, [1]])
def test_a_schema_that_is_no_number_is_damage(schema: Any) -> None:
    store = MemoryStore()
    store.pin(NEWER, changed(schema=schema))
    with pytest.raises(StoreDamaged):
        open_engine(store, STANDARD)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_whatever_is_kept_is_read_or_an_error_of_ours(dump: str) -> None:
    store: LeadStore = MemoryStore()
    store.pin(NEWER, dump)
    with pytest.raises(LeadlifeError):
        open_engine(store, STANDARD)


def test_a_policy_as_it_was_written_before_dumps_had_a_schema_is_read(tmp_path: Any) -> None:
    body = json.loads(STANDARD.dump())
    del body["schema"]
    store = SqliteStore(tmp_path / "leads.db")
    store.pin(NEWER, json.dumps(body))
    assert open_engine(store, STANDARD).policy == STANDARD
    store.close()
