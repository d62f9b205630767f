"""A stateful model: any commands, at any times, on two stores at once; what must hold after each of them."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leadlife import (
    Actor,
    Engine,
    Entry,
    Lead,
    Matching,
    MemoryStore,
    Queue,
    Refused,
    SqliteStore,
    WorkCalendar,
    about,
    facts,
    money,
    open_engine,
    replay,
)
from leadlife.events import LevelReached
from tests.clocks.desk import keeps_its_word
from tests.lives import BOSS, DEAL, MONDAY, OTHER_REP, REACHABLE, READY, REP, SDR, Facts, standard

_STANDARD = standard(watched_sources=("fair",))
POLICY = replace(
    _STANDARD,
    version="1 with pauses",
    clocks=tuple(
        replace(clock, pauses=facts(Facts).waiting_on_lead.is_(True))
        if clock.name in ("accept", "first_touch", "work")
        else replace(clock, per="owner")
        if clock.name == "pipeline"
        else clock
        for clock in _STANDARD.clocks
    ),
    matching=(
        Matching(facts=("email", "offer"), then="merge", where=about.stage.one_of("raw", "mrl", "mql")),
    ),
    calendars=((Queue("dach"), WorkCalendar("Europe/Berlin", {"mon-fri": "08:00-12:00 13:00-16:00"})),),
)
PEOPLE = (SDR, REP, OTHER_REP, BOSS)
MOVES = tuple(move.name for move in POLICY.moves)
REASONS = sorted({reason.code for move in POLICY.moves for reason in move.reasons})
SAYINGS = (
    REACHABLE,
    READY,
    Facts(pain_severity=2),
    Facts(last_response="demo"),
    Facts(email=None),
    Facts(seats=20),
    Facts(offer="suite"),
    Facts(consent_email="opted_out"),
    Facts(waiting_on_lead=True),
    Facts(waiting_on_lead=False),
)
STAGES = tuple(stage.name for stage in POLICY.stages)


class Lives(RuleBasedStateMachine):
    """Some leads, lived at random in memory and in a SQLite file."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.time = MONDAY
        self.drawn = Counter[str]()
        self.leads: list[str] = []
        self.into: dict[str, str] = {}
        self.erased: set[str] = set()
        self.engines = [self._engine("memory"), self._engine("sqlite")]

    def _engine(self, kind: str) -> Engine[Facts]:
        def new_id() -> str:
            self.drawn[kind] += 1
            return f"lead-{self.drawn[kind]}"

        store = MemoryStore() if kind == "memory" else SqliteStore(self.folder / "leads.db", durable="normal")
        return open_engine(store, POLICY, now=lambda: self.time, new_id=new_id)

    def _both(self, do: Callable[[Engine[Facts]], object]) -> object:
        """Do it in both engines: the same comes of it, or the same refusal, which changes nothing."""
        answers = []
        for engine in self.engines:
            before = {lead: engine.get(lead) for lead in self.leads}
            try:
                answers.append(do(engine))
            except Refused as refused:
                answers.append(str(refused))
                assert {lead: engine.get(lead) for lead in self.leads} == before
        assert answers[0] == answers[1]
        return answers[0]

    @rule(hours=st.sampled_from((0, 1, 5, 20, 24, 80, 24 * 95)))
    def wait(self, hours: int) -> None:
        self.time += timedelta(hours=hours)

    @rule()
    def tick(self) -> None:
        self._both(lambda engine: engine.tick())

    @rule(
        key=st.sampled_from((None, "a", "b", "c")),
        source=st.sampled_from((None, "fair", "web")),
        offer=st.sampled_from((None, None, "suite", " Suite")),
    )
    def capture(self, key: str | None, source: str | None, offer: str | None) -> None:
        """A new lead, the one with the key, or the one that it is taken for."""
        told = REACHABLE if offer is None else Facts.from_values({**REACHABLE.told(), "offer": offer})
        fresh = key is None or self.engines[0].find(key) is None
        drawn = f"lead-{self.drawn['memory'] + 1}"
        lead = self._both(lambda engine: engine.capture(by=SDR, key=key, source=source, told=told))
        assert isinstance(lead, Lead)
        if fresh:
            self.leads.append(drawn)
            if lead.id != drawn:
                self.into[drawn] = lead.id
        assert lead.id == self._root(lead.id) and lead.id not in self.erased

    @precondition(lambda self: len(self.leads) > 1)
    @rule(which=st.integers(0, 99), other=st.integers(0, 99))
    def merge(self, which: int, other: int) -> None:
        lead, into = self._pick(which), self._pick(other)
        done = self._both(lambda engine: engine.merge(lead, into=into, by=SDR))
        roots = self._root(lead), self._root(into)
        if isinstance(done, Lead):
            assert done.id == roots[1] != roots[0]
            assert self.erased.isdisjoint(roots)
            self.into[roots[0]] = roots[1]

    @precondition(lambda self: len(self.leads) > 2)
    @rule(which=st.integers(0, 9), rarely=st.integers(0, 3))
    def erase(self, which: int, rarely: int) -> None:
        if rarely:
            return
        lead = self._pick(which)
        done = self._both(lambda engine: engine.erase(lead, by=SDR))
        assert isinstance(done, Lead) and done.key is None
        self.erased |= {one for one in self.leads if self._root(one) == self._root(lead)}

    def _root(self, lead: str) -> str:
        while lead in self.into:
            lead = self.into[lead]
        return lead

    @precondition(lambda self: self.leads)
    @rule(
        which=st.integers(0, 99),
        told=st.sampled_from(SAYINGS),
        by=st.sampled_from(PEOPLE),
        ago=st.integers(0, 30),
    )
    def observe(self, which: int, told: Facts, by: Actor, ago: int) -> None:
        lead = self._pick(which)
        at = self.time - timedelta(hours=ago)
        self._both(lambda engine: engine.observe(lead, told, by=by, at=at))

    @precondition(lambda self: self.leads)
    @rule(
        which=st.integers(0, 99),
        name=st.sampled_from(MOVES),
        by=st.sampled_from(PEOPLE),
        to=st.sampled_from((None, REP, OTHER_REP, Queue("dach"))),
        reason=st.sampled_from((None, *REASONS)),
    )
    def any_move(
        self, which: int, name: str, by: Actor, to: Actor | Queue | None, reason: str | None
    ) -> None:
        self._move(self._pick(which), name, by, to, reason)

    @precondition(lambda self: self.leads)
    @rule(which=st.integers(0, 99), choice=st.integers(0, 99))
    def likely_move(self, which: int, choice: int) -> None:
        """A move that starts where the lead is, by somebody who may make it, with what it asks for."""
        lead = self._pick(which)
        moves = POLICY.moves_from(self.engines[0].get(lead).stage)
        if not moves:
            return
        move = moves[choice % len(moves)]
        by = next((one for one in PEOPLE if any(one.belongs_to(who) for who in move.by)), SDR)
        reasons = [reason.code for reason in move.reasons]
        self._move(lead, move.name, by, OTHER_REP, reasons[choice % len(reasons)] if reasons else None)

    def _move(self, lead: str, name: str, by: Actor, to: Actor | Queue | None, reason: str | None) -> None:
        self._both(
            lambda engine: engine.move(
                lead, name, by=by, to=to, reason=reason, comment="so", opportunity=DEAL, value=money(9, "EUR")
            )
        )

    @precondition(lambda self: self.leads)
    @rule(which=st.integers(0, 99), human=st.booleans(), ago=st.integers(0, 30))
    def touch(self, which: int, human: bool, ago: int) -> None:
        lead = self._pick(which)
        at = self.time - timedelta(hours=ago)
        self._both(lambda engine: engine.touch(lead, "call", by=REP, human=human, at=at))

    @precondition(lambda self: self.leads)
    @rule(which=st.integers(0, 99), to=st.sampled_from((REP, OTHER_REP)))
    def assign(self, which: int, to: Actor) -> None:
        lead = self._pick(which)
        self._both(lambda engine: engine.assign(lead, to, by=BOSS))

    @precondition(lambda self: self.leads)
    @rule(which=st.integers(0, 99), stage=st.sampled_from(STAGES), ago=st.integers(0, 300))
    def backfill(self, which: int, stage: str, ago: int) -> None:
        lead = self._pick(which)
        entries = [Entry(stage, self.time - timedelta(hours=ago))]
        self._both(lambda engine: engine.backfill(lead, entries, by=SDR))

    @precondition(lambda self: self.leads)
    @rule(
        which=st.integers(0, 99),
        choice=st.integers(0, 9),
        known=st.sampled_from((None, 1, 30, 200)),
        ago=st.integers(0, 30),
    )
    def hold(self, which: int, choice: int, known: int | None, ago: int) -> None:
        lead = self._pick(which)
        at = self.time - timedelta(hours=ago)
        until = None if known is None else at + timedelta(hours=known)
        running = self.engines[0].get(lead).running
        clock = running[choice % len(running)].name if running and choice % 2 else None
        self._both(lambda engine: engine.hold(lead, by=BOSS, reason="away", clock=clock, until=until, at=at))

    @precondition(lambda self: self.leads)
    @rule(which=st.integers(0, 99), ago=st.integers(0, 30))
    def resume(self, which: int, ago: int) -> None:
        lead = self._pick(which)
        self._both(lambda engine: engine.resume(lead, by=BOSS, at=self.time - timedelta(hours=ago)))

    @precondition(lambda self: self.leads)
    @rule(which=st.integers(0, 99), choice=st.integers(0, 9), ago=st.integers(0, 30))
    def reset(self, which: int, choice: int, ago: int) -> None:
        lead = self._pick(which)
        running = self.engines[0].get(lead).running
        if running:
            name, at = running[choice % len(running)].name, self.time - timedelta(hours=ago)
            self._both(lambda engine: engine.reset_clock(lead, name, by=BOSS, reason="wrong brief", at=at))

    @precondition(lambda self: self.leads)
    @rule(which=st.integers(0, 99))
    def recompute(self, which: int) -> None:
        """The policy is as it was: nothing comes out otherwise, but what a rule or an owner chose."""
        lead = self._pick(which)
        self._both(lambda engine: engine.recompute(lead, by=BOSS, reason="to be sure"))

    def _pick(self, which: int) -> str:
        return self.leads[which % len(self.leads)]

    @invariant()
    def a_lead_is_its_events_in_every_store(self) -> None:
        if not hasattr(self, "engines"):
            return
        memory, sqlite = self.engines
        for lead in self.leads:
            itself = memory.get(lead, merged=True)
            assert replay(memory.history(lead)) == itself == sqlite.get(lead, merged=True)
            assert memory.get(lead).id == sqlite.get(lead).id == self._root(lead)
            assert itself.merged_into == self.into.get(lead)
            assert (itself.erased_at is not None) == (lead in self.erased)
            assert not itself.running or (lead not in self.into and lead not in self.erased)
            assert list(memory.history(lead)) == list(sqlite.history(lead))
        assert memory.next_due() == sqlite.next_due()
        assert memory.agenda(limit=5) == sqlite.agenda(limit=5)
        assert memory.agenda(owner=REP.id) == sqlite.agenda(owner=REP.id)

    @invariant()
    def the_rules_of_the_house_hold(self) -> None:
        if not hasattr(self, "engines"):
            return
        for id in self.leads:
            lead = self.engines[0].get(id)
            assert lead.stage == lead.visits[-1].stage
            assert lead.visits[-1].left_at is None
            assert lead.cycle <= POLICY.max_cycles
            open_names = [clock.name for clock in lead.running]
            assert len(open_names) == len(set(open_names)), "a clock runs twice"
            for clock in lead.running:
                scope = POLICY._clocks[clock.name].scope
                assert lead.stage in scope, f"{clock.name} runs in {lead.stage}"
            levels = Counter(
                (one.clock, one.level) for one in self._events(id) if isinstance(one, LevelReached)
            )
            assert not levels or max(levels.values()) == 1, "a level fired twice"

    @invariant()
    def clocks_keep_their_word(self) -> None:
        if not hasattr(self, "engines"):
            return
        for id in self.leads:
            for clock in self.engines[0].clocks(id):
                keeps_its_word(clock.state)
                assert clock.used(self.time) >= timedelta()

    def _events(self, lead: str) -> list[object]:
        return list(self.engines[0].history(lead))

    def teardown(self) -> None:
        if hasattr(self, "engines"):
            for engine in self.engines:
                for lead in self.leads:
                    engine.store.verify(lead)
                engine.store.close()
            shutil.rmtree(self.folder)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=40, stateful_step_count=40)
