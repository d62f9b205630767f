"""The engine: one command, one commit, one effect (semantics 37, 43)."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest

from leadlife import (
    SALES,
    SALES_MANAGER,
    Actor,
    CallbackNotifier,
    Conflict,
    DefinitionError,
    IdempotencyMismatch,
    InvalidInput,
    Lead,
    LeadFilter,
    Limits,
    MemoryStore,
    Opportunity,
    Policy,
    PortSuspended,
    Refused,
    SqliteStore,
    Stage,
    StoreBusy,
    StoreError,
    breach,
    facts,
    judged,
    make,
    open_engine,
    replay,
    standard_policy,
)
from leadlife._inline import drive
from leadlife.effects import Notify
from leadlife.events import LevelReached
from leadlife.ports import Step
from tests.lives import MONDAY, OFFICE, OTHER_REP, READY, REP, SDR, Facts, World, standard

EAST, WEST = (timezone(timedelta(hours=hours)) for hours in (9, -9))


def test_the_same_key_twice_is_one_lead_and_what_is_new_is_observed() -> None:
    world = World()
    first = world.engine.capture(by=SDR, key="crm:1", source="webcast", told=Facts(company="Acme"))
    assert world.engine.capture(by=SDR, key="crm:1", source="fair", told=Facts(company="Acme")) == first
    again = world.engine.capture(by=SDR, key="crm:1", source="fair", told=Facts(country="DE"))
    assert (again.id, again.source, again.facts.country) == (first.id, "webcast", "DE")
    assert len(list(world.engine.leads())) == 1


def test_a_key_told_again_as_of_earlier_is_still_one_lead() -> None:
    """Webhooks come out of order; nothing is told of a lead before it began."""
    world = World()
    world.wait(days=1)
    first = world.engine.capture(by=SDR, key="crm:1", source="fair")
    again = world.engine.capture(by=SDR, key="crm:1", source="web", told=Facts(country="DE"), at=MONDAY)
    assert (again.id, again.source, again.captured_at) == (first.id, "fair", first.captured_at)
    assert again.facts.country == "DE"
    assert len(list(world.engine.leads())) == 1


def test_a_command_id_twice_is_one_effect_with_the_first_result() -> None:
    """frappe/crm#361: a retry made two deals."""
    world = World()
    first = world.engine.capture(by=SDR, source="web", command_id="c-1")
    world.wait(days=1)
    world.engine.touch(first.id, "call", by=SDR)
    assert world.engine.capture(by=SDR, source="web", command_id="c-1") == first
    assert len(list(world.engine.leads())) == 1
    touched = world.engine.touch(first.id, "call", by=SDR, command_id="c-2")
    assert world.engine.touch(first.id, "call", by=SDR, command_id="c-2") == touched
    with pytest.raises(IdempotencyMismatch):
        world.engine.touch(first.id, "email", by=SDR, command_id="c-2")
    other = world.engine.capture(by=SDR)
    with pytest.raises(IdempotencyMismatch):
        world.engine.touch(other.id, "call", by=SDR, command_id="c-2")


def test_a_lead_is_its_events() -> None:
    world = World()
    lead = world.sql()
    assert replay(world.engine.history(lead.id)) == lead


def test_a_batch_is_written_as_a_whole_or_not_at_all() -> None:
    world = World()
    kept = world.raw("crm:0")
    with pytest.raises(RuntimeError), world.engine.batch() as batch:
        batch.capture(by=SDR, key="crm:1")
        batch.move(kept.id, "engage", by=SDR)
        raise RuntimeError
    assert world.engine.find("crm:1") is None
    assert world.engine.get(kept.id) == kept
    with world.engine.batch() as batch:
        lead = batch.capture(by=SDR, key="crm:1", told=Facts(company="Acme"))
        assert batch.capture(by=SDR, key="crm:1") == lead
        batch.observe(lead.id, READY, by=SDR)
        with pytest.raises(Refused):
            batch.move(lead.id, "engage", by=SDR)
        batch.move(kept.id, "engage", by=SDR)
        assert len(batch) == 2
        assert world.engine.find("crm:1") is None
    assert world.engine.get(lead.id).version == 2
    assert world.engine.get(kept.id).stage == "mrl"
    world.engine.store.verify(lead.id)


def test_a_batch_that_loses_a_race_writes_nothing() -> None:
    world = World()
    one, other = world.raw(), world.raw()
    with pytest.raises(Conflict), world.engine.batch() as batch:
        batch.touch(one.id, "call", by=SDR)
        batch.touch(other.id, "call", by=SDR)
        world.engine.touch(other.id, "email", by=SDR)
    assert world.engine.get(one.id) == one


def test_a_batch_with_an_id_is_committed_once() -> None:
    world = World()
    for _ in range(2):
        with world.engine.batch("page-1") as batch:
            if not batch.replayed:
                batch.capture(by=SDR)
    assert len(list(world.engine.leads())) == 1
    with pytest.raises(InvalidInput, match="as a whole"), world.engine.batch() as batch:
        batch.capture(by=SDR, command_id="c-1")


def test_a_version_that_the_batch_has_outrun_is_refused() -> None:
    world = World()
    lead = world.raw()
    with pytest.raises(Conflict), world.engine.batch() as batch:
        batch.touch(lead, "call", by=SDR)
        batch.touch(lead, "call", by=SDR)


def test_many_threads_on_one_lead_lose_no_step() -> None:
    world = World()
    lead = world.raw()

    def call() -> None:
        for _ in range(20):
            world.engine.touch(lead.id, "call", by=SDR)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = world.engine.get(lead.id)
    assert len(after.touches) == 80
    world.engine.store.verify(lead.id)


def test_a_notifier_that_raises_loses_no_step_and_is_tried_again_later_and_then_given_up() -> None:
    seen: list[Notify] = []

    def fail(notice: Notify) -> None:
        seen.append(notice)
        raise OSError("no route")

    world = World()
    engine = open_engine(
        world.engine.store,
        world.policy,
        now=lambda: world.time,
        notifiers=CallbackNotifier(fail),
        limits=Limits(attempts=2, backoff=timedelta(minutes=1)),
    )
    lead = world.handed_off()
    world.wait(hours=6)
    engine.tick()
    assert engine.deliver().failed == 1
    assert engine.deliver() == type(engine.deliver())()
    world.wait(hours=1)
    assert engine.deliver().parked == 1
    (row,) = engine.store.outbox(state="parked")
    assert row.error == "OSError: no route"
    assert {notice.key for notice in seen} == {row.notice.key}
    assert engine.get(lead.id).stage == "handed_off"
    assert engine.store.requeue(row.notice.key, now=world.time)
    sent: list[Notify] = []
    engine = open_engine(
        world.engine.store, world.policy, now=lambda: world.time, notifiers=CallbackNotifier(sent.append)
    )
    assert engine.deliver().sent == 1
    assert sent[0].key == row.notice.key


def test_a_notice_waits_for_a_notifier_of_its_channel() -> None:
    world = World()
    world.handed_off()
    world.wait(hours=6)
    world.engine.tick()
    other = open_engine(
        world.engine.store,
        world.policy,
        now=lambda: world.time,
        notifiers={"mail": CallbackNotifier(lambda notice: None)},
    )
    assert other.deliver().sent == 0
    assert len(other.store.outbox(state="pending")) == 1


def test_leads_are_read_through_a_filter() -> None:
    world = World()
    world.raw(source="fair")
    mine = world.handed_off(source="fair")
    world.handed_off(source="web")
    found = world.engine.leads(LeadFilter(stage="handed_off", source="fair", owner=REP.id))
    assert [lead.id for lead in found] == [mine.id]
    assert not list(world.engine.leads(LeadFilter(owner=OTHER_REP.id)))
    assert len(list(world.engine.leads(LeadFilter(captured_from=MONDAY)))) == 3
    assert not list(world.engine.leads(LeadFilter(captured_before=MONDAY)))


def test_a_policy_of_the_same_version_with_another_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    with open_engine(path, standard()) as engine:
        lead = engine.capture(by=SDR)
    with pytest.raises(DefinitionError):
        open_engine(path, standard(watched_sources=("fair",)))
    with open_engine(path, standard()) as engine:
        assert engine.get(lead.id) == lead


def test_an_engine_closes_what_it_opened_and_nothing_else(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "leads.db")
    with open_engine(store, standard()) as engine:
        lead = engine.capture(by=SDR)
    assert store.load(lead.id) is not None
    store.close()


def test_explain_says_what_is_missing_and_what_to_ask() -> None:
    world = World()
    lead = world.raw()
    said = str(world.engine.explain(lead.id, "qualify"))
    assert "unknown" in said and "What does it cost you today" in said
    assert world.engine.explain(lead.id, "engage").met
    assert world.engine.explain(lead.id, "disqualify").met
    with pytest.raises(Refused, match="did you mean 'qualify'"):
        world.engine.explain(lead.id, "qualfy")
    assert world.engine.allowed(lead.id, REP) == ("self_source", "disqualify")


def test_a_port_that_suspends_is_a_typed_error() -> None:
    class Later:
        def __await__(self):  # type: ignore[no-untyped-def]
            yield

    async def port() -> None:
        await Later()

    with pytest.raises(PortSuspended):
        drive(port())


def test_naive_time_ports_are_refused() -> None:
    engine = open_engine(MemoryStore(), standard(), now=lambda: datetime(2026, 11, 2))
    with pytest.raises(InvalidInput, match="no time zone"):
        engine.capture(by=SDR)
    assert not list(engine.leads())


def test_a_batch_outside_its_block_is_refused() -> None:
    world = World()
    batch = world.engine.batch()
    with pytest.raises(InvalidInput, match="its block is not open"):
        batch.capture(by=SDR)
    with world.engine.batch("page-1") as batch:
        batch.capture(by=SDR)
        batch.commit()
        with pytest.raises(InvalidInput, match="one block for each command id"):
            batch.capture(by=SDR)
    with pytest.raises(InvalidInput, match="its block is not open"):
        batch.capture(by=SDR)
    assert len(list(world.engine.leads())) == 1


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_wrong_types_are_refused_where_they_come_in(kind: str, tmp_path: Path) -> None:
    world = World(store=MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "leads.db"))
    engine: Any = world.engine
    lead = world.handed_off()
    wrongs: list[Callable[[], object]] = [
        lambda: engine.capture(by=SDR, key=5),
        lambda: engine.capture(by=SDR, key=""),
        lambda: engine.capture(by=SDR, source=5),
        lambda: engine.capture(by=SDR, refs={"crm": 5}),
        lambda: engine.capture(by="ann"),
        lambda: engine.capture(by=SDR, owner="rep"),
        lambda: engine.capture(by=SDR, value=500),
        lambda: engine.capture(by=SDR, command_id=5),
        lambda: engine.assign(lead.id, "rep", by=SDR),
        lambda: engine.move(lead.id, "accept", by=REP, opportunity="o-1"),
        lambda: engine.move(lead.id, 5, by=REP),
        lambda: engine.touch(lead.id, "call", by=REP, human="yes"),
        lambda: engine.observe(lead.id, "pain", by=REP),
        lambda: engine.get(5),
        lambda: engine.move(5, "accept", by=REP),
    ]
    for wrong in wrongs:
        with pytest.raises(InvalidInput):
            wrong()
    assert [one.id for one in engine.leads()] == [lead.id]
    assert engine.get(lead.id) == lead
    engine.store.verify(lead.id)
    engine.store.close()


def test_people_deals_and_policies_of_the_wrong_type_are_refused_when_they_are_made() -> None:
    make: Any = Actor
    for id, team in (("", SALES), (5, SALES), ("x", SALES_MANAGER)):
        with pytest.raises(DefinitionError, match="an id and a team"):
            make(id, team)
    with pytest.raises(DefinitionError, match="a role is named by text"):
        make("x", SALES, SALES_MANAGER)
    with pytest.raises(InvalidInput, match="no time zone"):
        Opportunity("deal-1", None, datetime(2026, 11, 2))
    for policy in ("acme", None):
        with pytest.raises(DefinitionError, match="takes a policy"):
            open_engine(MemoryStore(), cast(Any, policy))
    with pytest.raises(DefinitionError, match="wrap it: CallbackNotifier"):
        open_engine(MemoryStore(), standard(), notifiers=cast(Any, print))


def test_a_refusal_travels_between_processes_without_its_verdict() -> None:
    world = World()
    lead = world.engine.move(world.raw().id, "engage", by=SDR)
    with pytest.raises(Refused) as caught:
        world.engine.move(lead.id, "qualify", by=SDR)
    sent = pickle.loads(pickle.dumps(caught.value))
    assert str(sent) == str(caught.value)
    assert (sent.allowed, sent.verdict) == (caught.value.allowed, None)


def test_a_batch_that_is_sent_again_gives_what_it_gave_and_writes_nothing() -> None:
    world = World()
    lead = world.raw("crm:1")

    def send(kind: str = "call") -> list[Lead[Facts]]:
        with world.engine.batch("req-1") as batch:
            return [
                batch.touch(lead.id, kind, by=SDR),
                batch.move(lead.id, "engage", by=SDR),
                batch.capture(by=SDR, source="fair"),
                batch.capture(by=SDR, key="crm:2"),
                batch.capture(by=SDR, source="web"),
            ]

    first = send()
    world.wait(days=1)
    world.engine.move(lead.id, "disqualify", by=SDR, reason="spam")
    again = send()
    assert again[1:] == first[1:]
    assert again[0].id == lead.id
    assert len(list(world.engine.leads())) == 4
    assert world.engine.get(lead.id).stage == "disqualified"
    with pytest.raises(IdempotencyMismatch, match="a batch of other steps"):
        send("email")


def test_a_lead_of_another_policy_is_left_alone() -> None:
    world = World()
    lead = world.handed_off()
    other = open_engine(
        world.engine.store,
        standard_policy(Facts, name="another", version="1", calendar=OFFICE),
        now=lambda: world.time,
    )
    with pytest.raises(Refused, match="lives under the policy 'acme'"):
        other.touch(lead.id, "call", by=REP)
    world.wait(days=10)
    assert (other.tick().levels, other.tick().failed) == (0, 0)
    assert other.get(lead.id) == lead
    world.wait(hours=1)
    assert world.engine.tick().levels > 0


def test_a_lead_in_a_stage_that_the_policy_lost_is_left_alone() -> None:
    world = World()
    lead = world.engine.move(world.raw().id, "engage", by=SDR)
    few = Policy(name="acme", version="2", facts=Facts, stages=(Stage("raw"),), moves=(), calendar=OFFICE)
    with pytest.raises(Refused, match=r"a stage that acme 2 .* does not have"):
        open_engine(world.engine.store, few, now=lambda: world.time).touch(lead.id, "call", by=SDR)


def test_a_rule_that_falls_over_stops_no_other_lead() -> None:
    f = facts(Facts)

    @judged("ratio", reads=(f.employees, f.seats))
    def ratio(employees: int, seats: int) -> bool:
        return employees / (seats - 1) > 1

    policy = standard()
    clocks = tuple(
        replace(clock, levels=(breach(make("nurture", reason="not_sales_ready")),))
        if clock.name == "screen"
        else clock
        for clock in policy.clocks
    )
    moves = tuple(replace(move, guard=~ratio) if move.name == "nurture" else move for move in policy.moves)
    world = World(replace(policy, version="2", clocks=clocks, moves=moves))
    bad, good = (world.raw() for _ in range(2))
    world.engine.observe(bad.id, Facts(employees=10, seats=1), by=SDR)
    world.engine.observe(good.id, Facts(employees=10, seats=100), by=SDR)
    world.wait(days=14)
    ticked = world.engine.tick()
    assert (ticked.levels, ticked.refused, ticked.failed) == (2, 1, 0)
    assert world.engine.get(good.id).stage == "nurture"
    assert [clock.verdict for clock in world.engine.get(bad.id).clocks] == ["breached"]
    refused = [one.refused for one in world.engine.history(bad.id) if isinstance(one, LevelReached)]
    assert "ZeroDivisionError" in (refused[0] or "")


def test_what_is_passed_to_an_engine_is_looked_at_when_it_is_passed(tmp_path: Path) -> None:
    make: Any = open_engine
    for passed, said in (
        ({"store": None}, "a store or the path of a file"),
        ({"store": b"leads.db"}, "a store or the path of a file"),
        ({"now": MONDAY}, "now=.* cannot be called"),
        ({"new_id": None}, "new_id=None cannot be called"),
    ):
        with pytest.raises(DefinitionError, match=said):
            make(**{"store": MemoryStore(), "policy": standard(), **passed})
    for id in (7, "", None):
        engine = open_engine(MemoryStore(), standard(), new_id=cast(Any, lambda id=id: id))
        with pytest.raises(DefinitionError, match="the id of a lead is a text"):
            engine.capture(by=SDR)
        assert not list(engine.leads())
    with pytest.raises(StoreError, match="the path is empty"):
        open_engine("", standard())
    limits: Any = Limits
    for name, amount in (
        ("tries", 0),
        ("page", -1),
        ("attempts", 0),
        ("lease", timedelta()),
        ("page", "all"),
    ):
        with pytest.raises(DefinitionError, match=name):
            limits(**{name: amount})


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_wrong_questions_are_refused_alike_by_every_store(kind: str, tmp_path: Path) -> None:
    world = World(store=MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "leads.db"))
    engine: Any = world.engine
    lead = world.raw("5")
    wrongs: list[Callable[[], object]] = [
        lambda: engine.find(5),
        lambda: engine.find(None),
        lambda: engine.batch().find(5),
        lambda: engine.tick(limit=0),
        lambda: engine.tick(limit="1"),
        lambda: engine.deliver(limit=0),
        lambda: engine.deliver(limit=-1),
        lambda: engine.agenda(limit=-1),
        lambda: engine.leads(LeadFilter(captured_from=datetime(2026, 11, 2))),
        lambda: engine.leads(LeadFilter(stage=cast(Any, 5))),
        lambda: engine.touch(lead.id, "call", by=SDR, at=datetime.min.replace(tzinfo=EAST)),
        lambda: engine.touch(lead.id, "call", by=SDR, at=datetime.max.replace(tzinfo=WEST)),
    ]
    for wrong in wrongs:
        with pytest.raises(InvalidInput):
            wrong()
    assert engine.get(lead.id) == lead
    engine.store.close()


class _Mute(Exception):
    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
@pytest.mark.parametrize(
    ("error", "said"), [(OSError("broken \ud800"), "OSError: broken \\ud800"), (_Mute(), "_Mute")]
)
def test_whatever_a_notifier_raises_can_be_kept(
    kind: str, error: Exception, said: str, tmp_path: Path
) -> None:
    def fail(notice: Notify) -> None:
        raise error

    store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "leads.db")
    world = World(store=store)
    world.handed_off()
    world.wait(hours=6)
    engine = open_engine(
        store,
        world.policy,
        now=lambda: world.time,
        notifiers=CallbackNotifier(fail),
        limits=Limits(attempts=1),
    )
    assert (engine.tick().levels, engine.deliver().parked) == (1, 1)
    assert [row.error for row in store.outbox(state="parked")] == [said]
    store.close()


def test_a_batch_that_was_given_up_writes_nothing_later() -> None:
    world = World()
    batch = world.engine.batch("page-1")
    with pytest.raises(RuntimeError), batch:
        batch.capture(by=SDR, key="crm:1")
        raise RuntimeError
    with batch:
        batch.capture(by=SDR, key="crm:2")
    assert [lead.key for lead in world.engine.leads()] == ["crm:2"]


@pytest.mark.parametrize("id", [None, "page-1"])
def test_a_batch_that_could_not_be_written_is_not_taken_for_written(id: str | None) -> None:
    class Busy(MemoryStore):
        """Locked by somebody else, at first."""

        busy = 1

        def commit(self, step: Step) -> None:
            if self.busy:
                self.busy -= 1
                raise StoreBusy("locked")
            super().commit(step)

    world = World(store=Busy())
    with world.engine.batch(id) as batch:
        lead = batch.capture(by=SDR)
        with pytest.raises(StoreBusy):
            batch.commit()
        batch.commit()
        assert world.engine.get(lead.id) == lead
    assert len(list(world.engine.leads())) == 1


def test_of_two_answers_at_one_time_the_one_told_last_counts_then_and_afterwards() -> None:
    """Semantics 3: ties are ordered by the order of recording, also among what is told late."""
    world = World()
    lead = world.raw()
    world.wait(hours=2)
    for seats, at in ((1, MONDAY), (2, MONDAY + timedelta(hours=1)), (3, MONDAY)):
        lead = world.engine.observe(lead.id, Facts(seats=seats), by=SDR, at=at)
    assert [one.value for one in lead.told["seats"]] == [1, 3, 2]
    assert lead.evidence(MONDAY, frozenset()).values["seats"] == 3
    assert lead.facts.seats == 2
