"""What somebody new to it passes by mistake: refused in a sentence that says what to pass instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from leadlife import (
    MARKETING,
    SALES,
    DefinitionError,
    Engine,
    InvalidInput,
    LeadFilter,
    LeadStore,
    Move,
    Queue,
    open_engine,
    reply,
)
from tests.lives import REP, SDR, Facts, standard


@pytest.fixture
def engine(store: LeadStore) -> Engine[Facts]:
    return open_engine(store, standard())


_REASON = standard().move("disqualify").reasons[0]
Asked = Callable[[Engine[Any], str], object]
MISTAKES: list[tuple[Asked, str]] = [
    (lambda engine, id: engine.explain(id, None), "a move is named by text\nIts moves: engage, "),  # type: ignore[arg-type]
    (lambda engine, id: engine.explain(id, ["engage"]), "a move is named by text"),  # type: ignore[arg-type]
    (lambda engine, id: engine.allowed(id, "rep-7"), "it is no actor\nPass by=Actor("),  # type: ignore[arg-type]
    (lambda engine, id: engine.allowed(id, SALES), "it is no actor"),  # type: ignore[arg-type]
    (lambda engine, id: engine.execute(id, "engage"), "it is no command\nPass one, such as Move("),  # type: ignore[arg-type]
    (lambda engine, id: engine.execute(id, None), "it is no command"),  # type: ignore[arg-type]
    (lambda engine, id: engine.execute(None, "capture"), "it is no command"),  # type: ignore[arg-type]
    (lambda engine, id: engine.execute(id, Move), "that is a class of commands"),  # type: ignore[arg-type]
    (lambda engine, id: engine.execute(id, "engage", command_id="1"), "it is no command"),  # type: ignore[arg-type]
    (lambda engine, id: engine.agenda(stage="handedoff"), "did you mean 'handed_off'?"),
    (lambda engine, id: engine.leads(LeadFilter(stage="handedoff")), "did you mean 'handed_off'?"),
    (lambda engine, id: engine.move(id, engine.policy.move("engage"), by=SDR), "its name: name='engage'"),  # type: ignore[arg-type]
    (
        lambda engine, id: engine.move(id, "disqualify", by=SDR, reason=_REASON),  # type: ignore[arg-type]
        "its code: reason='opted_out'",
    ),
    (lambda engine, id: engine.agenda(stage=engine.policy.stages[0]), "its name: stage='raw'"),  # type: ignore[arg-type]
    (lambda engine, id: engine.agenda(owner=7), "it is int, not text or Actor or Queue"),  # type: ignore[arg-type]
    (lambda engine, id: engine.migrate(by=SDR, rehearse="yes"), "neither True nor False"),  # type: ignore[arg-type]
    (lambda engine, id: engine.leads("raw"), "it is no filter\nPass LeadFilter("),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("ask", "said"), MISTAKES)
def test_a_mistake_is_refused_with_what_to_pass(engine: Engine[Facts], ask: Asked, said: str) -> None:
    lead = engine.capture(by=SDR)
    with pytest.raises(InvalidInput) as refused:
        ask(engine, lead.id)
    assert said in str(refused.value)
    assert engine.get(lead.id) == lead


def test_an_owner_is_looked_for_as_such_or_by_id_or_name(engine: Engine[Facts]) -> None:
    queue = Queue("inbound", MARKETING)
    reps, queued = engine.capture(by=SDR, owner=REP), engine.capture(by=SDR, owner=queue)
    for owner, lead in ((REP, reps), (REP.id, reps), (queue, queued), ("inbound", queued)):
        assert [due.lead.id for due in engine.agenda(owner=owner)] == [lead.id]
        assert list(engine.leads(LeadFilter(owner=owner))) == [lead]
    assert LeadFilter(owner=queue) == LeadFilter(owner="inbound")


def test_a_batch_takes_nothing_but_commands_either(engine: Engine[Facts]) -> None:
    with engine.batch() as batch:
        lead = batch.capture(by=SDR)
        with pytest.raises(InvalidInput, match="it is no command"):
            batch.execute(lead.id, "engage")  # type: ignore[arg-type]
        with pytest.raises(InvalidInput, match="not text"):
            batch.move(lead.id, 3, by=REP)  # type: ignore[arg-type]
    assert engine.get(lead.id) == lead


def test_leads_in_a_stage_of_an_earlier_version_are_found(engine: Engine[Facts]) -> None:
    """A stage that this version has no more is no typing error: leads that were not migrated are still there."""
    lead = engine.capture(by=SDR)
    other = standard()

    def called(name: str) -> str:
        return "fresh" if name == "raw" else name

    later = other.without_clock("screen").replace(
        version="2",
        stages=tuple(replace(one, name=called(one.name)) for one in other.stages),
        moves=tuple(replace(one, sources=tuple(map(called, one.sources))) for one in other.moves),
    )
    with open_engine(engine.store, later) as now:
        assert [one.id for one in now.leads(LeadFilter(stage="raw"))] == [lead.id]
        assert [due.lead.id for due in now.agenda(stage="raw")] == [lead.id]
        assert list(now.leads(LeadFilter(stage="fresh"))) == []
        with pytest.raises(InvalidInput, match="did you mean 'raw'"):
            now.agenda(stage="rwa")


def test_what_starts_or_stops_a_clock_is_named_by_text() -> None:
    with pytest.raises(DefinitionError, match="pass a tuple of text"):
        reply(3)  # type: ignore[arg-type]
