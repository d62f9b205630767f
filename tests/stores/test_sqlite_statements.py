"""How many statements a step costs, and which index a question uses: what keeps SQLite quick."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from leadlife.lead import Turn
from leadlife.ports import Change, LeadFilter, LeadStore, Request, Step
from leadlife.stores import SqliteStore
from leadlife.testing.contract.base import (
    HOUR,
    POLICY,
    T0,
    answered,
    assigned,
    captured,
    change,
    clock,
    notice,
    observed,
    put,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "leads.db", durable="normal")
    store.pin(POLICY, "{}")
    yield store
    store.close()


@contextmanager
def heard(store: SqliteStore) -> Iterator[list[str]]:
    """The statements that are run meanwhile, each as its first words."""
    found: list[str] = []
    connection = store._database._connection
    assert connection is not None
    connection.set_trace_callback(lambda statement: found.append(" ".join(statement.split()[:3])))
    yield found
    connection.set_trace_callback(None)


def begun(store: LeadStore) -> Change:
    """A lead with a clock, and what stops it."""
    lead = put(store, change(None, captured(clocks=[clock(due=T0 + HOUR)])))
    return change(lead, answered(lead, "acceptance:1"), withdraw=["acceptance:1"])


WRITTEN = ["UPDATE lead SET", "INSERT INTO event"]


def test_a_step_runs_what_it_writes_and_nothing_else(store: SqliteStore) -> None:
    stop = begun(store)
    told = change(stop.lead, observed(stop.lead, seats=1))
    notified = change(told.lead, observed(told.lead, seats=2))
    with heard(store) as new:
        put(store, change(None, captured("lead-2")))
    assert new == [
        "BEGIN IMMEDIATE",
        "SELECT coalesce(max(id), 0)",
        "INSERT INTO lead",
        "INSERT INTO event",
        "COMMIT",
    ]
    with heard(store) as stopped:
        put(store, stop)
    assert stopped == ["BEGIN IMMEDIATE", *WRITTEN, "DELETE FROM clock", "UPDATE outbox SET", "COMMIT"]
    with heard(store) as plain:
        store.commit(Step((told,), Request("cmd-1", "digest")))
    assert plain == ["BEGIN IMMEDIATE", "INSERT INTO receipt", *WRITTEN, "COMMIT"]
    with heard(store) as alerted:
        put(store, change(told.lead, *notified.events, notices=[notice(notified.events[0])]))
    assert alerted == ["BEGIN IMMEDIATE", *WRITTEN, "INSERT INTO outbox", "COMMIT"]


def test_turns_and_tokens_cost_only_those_who_use_them(store: SqliteStore) -> None:
    lead = put(store, change(None, captured()))
    with heard(store) as taken:
        put(store, change(lead, assigned(lead, turn=Turn("dach", 1))))
    turns = ["SELECT coalesce(max(number), 0)", "INSERT INTO turn"]
    assert taken == ["BEGIN IMMEDIATE", *WRITTEN, *turns, "COMMIT"]
    with heard(store) as only:
        put(store, change(None, captured("lead-2"), matches=("a",), unmatched=("a",)))
    assert only[-3:] == ["INSERT INTO match", "SELECT lead.uid FROM", "COMMIT"]


def test_reading_a_lead_again_asks_for_its_version_only(store: SqliteStore) -> None:
    put(store, change(None, captured()))
    with heard(store) as asked:
        store.load("lead-1")
    assert asked == ["SELECT version FROM"]


@pytest.mark.parametrize(
    ("ask", "plan"),
    [
        (lambda store: store.scan(), ["SEARCH lead USING INTEGER PRIMARY KEY (rowid>?)"]),
        (
            lambda store: store.scan(LeadFilter(stage="raw")),
            ["SEARCH lead USING INDEX lead_stage (stage=? AND merged_into=? AND rowid>?)"],
        ),
        (
            lambda store: store.scan(LeadFilter(owner="rep-7")),
            ["SEARCH lead USING INDEX lead_owner (owner=? AND rowid>?)"],
        ),
        (lambda store: store.counts(), ["SCAN lead USING COVERING INDEX lead_stage"]),
        (
            lambda store: store.matching(["a", "b"]),
            ["SEARCH match USING PRIMARY KEY (token=?)", "SEARCH lead USING INTEGER PRIMARY KEY (rowid=?)"],
        ),
        (lambda store: store.turns("dach"), ["SEARCH turn USING PRIMARY KEY (rota=?)"]),
        (lambda store: store.next_due(), ["SEARCH clock USING COVERING INDEX clock_ready"]),
    ],
    ids=["scan", "stage", "owner", "counts", "matching", "turns", "next_due"],
)
def test_a_question_is_answered_from_an_index(
    store: SqliteStore, ask: Callable[[LeadStore], object], plan: Sequence[str]
) -> None:
    put(store, change(None, captured()))
    connection = store._database._connection
    assert connection is not None
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    ask(store)
    connection.set_trace_callback(None)
    (query,) = [one for one in asked if one.startswith(("SELECT", "\nSELECT"))]
    found = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert [step for step in found if step.startswith(("SEARCH", "SCAN")) and "json_each" not in step] == plan
