"""A command that is sent again (semantics 37): one effect, and the result of the first, whatever happened meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from leadlife import (
    MARKETING,
    Actor,
    Conflict,
    IdempotencyMismatch,
    InvalidInput,
    LeadStore,
    MemoryStore,
    Refused,
    open_engine,
)
from tests.lives import MONDAY, REP, SDR, Facts, World

FIVE = timezone(timedelta(hours=5))

_ELSEWHERE = """
import sys
from leadlife import MARKETING, Actor, Fact, LeadFacts, fact, open_engine, standard_policy

class Facts(LeadFacts):
    topics: Fact[frozenset[str]] = fact()

policy = standard_policy(Facts, name="acme", version="1", zone="UTC")
with open_engine(sys.argv[1], policy) as engine:
    told = Facts(topics={"pricing", "security", "hosting", "support", "training"})
    print(engine.capture(by=Actor("sdr-3", MARKETING), told=told, command_id="c-1").id)
"""


def test_a_set_of_words_is_the_same_set_in_every_process(tmp_path: Path) -> None:
    """The order of a set differs from process to process."""
    path = str(tmp_path / "leads.db")
    runs = [
        subprocess.run(
            [sys.executable, "-c", _ELSEWHERE, path],
            env={"PYTHONHASHSEED": str(seed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in (1, 2, 3)
    ]
    assert len(set(runs)) == 1


def test_the_same_said_in_another_way_is_the_same_command(store: LeadStore) -> None:
    engine = World(store=store).engine
    lead = engine.capture(by=SDR, refs={"crm": "1", "erp": "2"}, command_id="c-1")
    assert engine.capture(by=SDR, refs={"erp": "2", "crm": "1"}, command_id="c-1") == lead
    after = engine.touch(lead.id, "call", by=SDR, at=MONDAY, command_id="c-2")
    assert engine.touch(lead.id, "call", by=SDR, at=MONDAY.astimezone(FIVE), command_id="c-2") == after


@pytest.mark.parametrize(
    "other",
    [
        {"told": Facts(pain_severity=9)},
        {"told": Facts(pain_severity=None)},
        {"told": Facts(seats=8)},
        {"told": None},
        {"source": "web"},
        {"campaign": "fair", "source": None},
        {"refs": {"crm": "1"}},
        {"at": MONDAY},
        {"by": Actor("sdr-4", MARKETING)},
        {"by": Actor("sdr-3", MARKETING, "manager")},
        {"key": "crm:1"},
        {"owner": REP},
    ],
)
def test_another_command_under_the_same_id_is_refused(other: dict[str, Any]) -> None:
    engine = World().engine
    asked: dict[str, Any] = {"by": SDR, "source": "fair", "told": Facts(pain_severity=8)}
    engine.capture(**asked, command_id="c-1")
    with pytest.raises(IdempotencyMismatch):
        engine.capture(**{**asked, **other}, command_id="c-1")


def test_a_command_that_changed_nothing_changes_nothing_when_it_is_sent_again(store: LeadStore) -> None:
    engine = World(store=store).engine
    lead = engine.capture(by=SDR, key="crm:1", told=Facts(pain_severity=8))
    assert engine.capture(by=SDR, key="crm:1", told=Facts(pain_severity=8), command_id="c-1") == lead
    after = engine.observe(lead.id, Facts(pain_severity=3), by=SDR)
    assert engine.capture(by=SDR, key="crm:1", told=Facts(pain_severity=8), command_id="c-1") == lead
    assert engine.get(lead.id) == after
    with pytest.raises(IdempotencyMismatch):
        engine.touch(lead.id, "call", by=SDR, command_id="c-1")


def test_whoever_loses_the_race_for_an_id_gets_what_the_winner_got() -> None:
    """The winner's move cannot be made twice: the loser must not be told that it is refused."""
    world = World()
    lead = world.handed_off()
    given: list[object] = []

    def meanwhile() -> datetime:
        if not given:
            given.append(None)
            given.append(world.engine.move(lead.id, "accept", by=REP, command_id="c-1"))
        return world.time

    engine = open_engine(world.engine.store, world.policy, now=meanwhile)
    assert engine.move(lead.id, "accept", by=REP, command_id="c-1") == world.engine.get(lead.id) == given[1]


def test_whoever_looks_for_an_id_too_early_gets_what_the_winner_got() -> None:
    class Early(MemoryStore):
        """Says at first that no id was used."""

        asked = 0

        def receipt(self, request_id: str) -> Any:
            self.asked += 1
            return None if self.asked == 2 else super().receipt(request_id)

    world = World(store=Early())
    lead = world.handed_off()
    first = world.engine.move(lead.id, "accept", by=REP, command_id="c-1")
    assert world.engine.move(lead.id, "accept", by=REP, command_id="c-1") == first
    with pytest.raises(Refused):
        world.engine.move(lead.id, "accept", by=REP, command_id="c-2")


def test_a_batch_that_loses_the_race_for_its_id_says_so_if_it_named_other_leads(store: LeadStore) -> None:
    """Its leads have ids of their own, and nobody will ever find them."""
    world = World(store=store)
    with pytest.raises(Conflict, match="decide it anew"), world.engine.batch("page-1") as late:
        late.capture(by=SDR)
        with world.engine.batch("page-1") as early:
            kept = early.capture(by=SDR)
    with world.engine.batch("page-1") as again:
        assert again.capture(by=SDR) == kept
    assert len(list(world.engine.leads())) == 1


def test_the_id_of_a_batch_is_text() -> None:
    engine: Any = World().engine
    wrongs: list[Callable[[], object]] = [lambda: engine.batch(5), lambda: engine.batch("")]
    for wrong in wrongs:
        with pytest.raises(InvalidInput, match="command id"):
            wrong()
