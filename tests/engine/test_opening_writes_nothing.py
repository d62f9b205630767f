"""Opening an engine, looking around and rehearsing write nothing: the policy is kept with the first step."""

from __future__ import annotations

import pytest

from leadlife import (
    MARKETING,
    Actor,
    DefinitionError,
    LeadFacts,
    LeadStore,
    open_engine,
    standard_policy,
)

ANN = Actor("ann", MARKETING)
POLICY = standard_policy(LeadFacts, name="acme", version="1")


def test_a_policy_is_kept_with_the_first_step_that_it_decides(store: LeadStore) -> None:
    engine = open_engine(store, POLICY)
    assert list(engine.leads()) == [] and engine.tick().levels == 0
    engine.migrate(by=ANN, rehearse=True)
    assert not store.policies()
    engine.capture(by=ANN, key="crm:1")
    assert list(store.policies()) == [POLICY.pin]


def test_a_batch_keeps_it_too(store: LeadStore) -> None:
    with open_engine(store, POLICY).batch() as batch:
        batch.capture(by=ANN, key="crm:1")
        assert not store.policies()
    assert list(store.policies()) == [POLICY.pin]


def test_a_version_that_was_only_looked_with_can_still_change(store: LeadStore) -> None:
    open_engine(store, POLICY)
    changed = POLICY.replace(max_cycles=1)
    open_engine(store, changed).capture(by=ANN)
    with pytest.raises(DefinitionError, match="needs a new version"):
        open_engine(store, POLICY)


def test_of_two_contents_of_one_version_the_first_to_write_wins(store: LeadStore) -> None:
    first, second = open_engine(store, POLICY), open_engine(store, POLICY.replace(max_cycles=1))
    first.capture(by=ANN, key="crm:1")
    with pytest.raises(DefinitionError, match="needs a new version"):
        second.capture(by=ANN, key="crm:2")
    assert second.find("crm:2") is None
