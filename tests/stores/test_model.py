"""Memory and SQLite, step by step, on the same random steps: the same answers, and a fold that agrees."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leadlife.effects import Notify
from leadlife.errors import LeadlifeError
from leadlife.events import Event
from leadlife.fold import replay
from leadlife.lead import Turn
from leadlife.people import Actor
from leadlife.ports import AnyLead, Change, Claim, Delivery, LeadFilter, LeadStore, Request, Step
from leadlife.stores import MemoryStore, SqliteStore
from leadlife.testing.contract.base import (
    HOUR,
    MINUTE,
    POLICY,
    REP,
    SDR,
    STATES,
    T0,
    TOKENS,
    answered,
    assigned,
    captured,
    change,
    clock,
    merged,
    notice,
    observed,
    paused,
    plain,
    reached,
    resumed,
)
from leadlife.testing.contract.erasing import erasure

LEADS = [f"lead-{number}" for number in range(4)]
CLOCKS = ["acceptance:1", "follow_up:1"]

leads = st.sampled_from(LEADS)
clocks = st.sampled_from(CLOCKS)
picks = st.integers(0, 50)
tokens = st.lists(st.sampled_from(TOKENS), max_size=2)


class TwoStores(RuleBasedStateMachine):
    """Whatever is done is done to both; ``memory`` is the model of ``sqlite``."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.memory: LeadStore = MemoryStore()
        self.sqlite: LeadStore = SqliteStore(Path(self.folder.name) / "leads.db", durable="normal")
        self.now = T0
        self.claims: list[Claim] = []
        self.deliveries: list[Delivery] = []
        self.olds: list[AnyLead] = []
        self.commands = 0

    def teardown(self) -> None:
        try:
            for lead in LEADS:
                if self.memory.load(lead) is not None:
                    for store in (self.memory, self.sqlite):
                        store.verify(lead)
                        assert plain(replay(store.history(lead))) == plain(store.load(lead))
        finally:
            self.sqlite.close()
            self.folder.cleanup()

    def both(self, act: Callable[[LeadStore], Any]) -> Any:
        """The answer that both give; an error counts as one."""
        first, second = (_answer(act, store) for store in (self.memory, self.sqlite))
        assert plain(first) == plain(second)
        return first

    def commit(self, *changes: Change, request: str | None = None) -> Any:
        step = Step(changes, None if request is None else Request(request, "digest"))
        answer = self.both(lambda store: store.commit(step))
        if answer is None:
            self.olds += [one.lead for one in changes]
        return answer

    def lead(self, id: str) -> AnyLead | None:
        return self.memory.load(id)

    @initialize()
    def pin(self) -> None:
        self.both(lambda store: store.pin(POLICY, "{}"))

    # -- steps ---------------------------------------------------------------------------------------

    @rule(
        lead=leads, key=st.sampled_from([None, "k1", "k2"]), due=st.integers(0, 5), levels=st.integers(1, 3)
    )
    def capture(self, lead: str, key: str | None, due: int, levels: int) -> None:
        at = self.now + due * MINUTE
        running = [clock(CLOCKS[0], due=at, levels=levels), clock(CLOCKS[1], due=at + HOUR)]
        event = captured(lead, at=self.now, key=key, clocks=running)
        self.commit(change(None, event, notices=self.notices(event)))

    @rule(lead=leads, seats=st.integers(0, 3))
    def tell(self, lead: str, seats: int) -> None:
        self.step(lead, lambda found: observed(found, at=self.now, seats=seats))

    @rule(lead=leads, id=clocks)
    def answer(self, lead: str, id: str) -> None:
        self.step(lead, lambda found: answered(found, id, at=max(self.now, found.recorded_at)), withdraw=id)

    @rule(lead=leads, id=clocks)
    def pause(self, lead: str, id: str) -> None:
        self.step(lead, lambda found: paused(found, id))

    @rule(lead=leads, id=clocks)
    def resume(self, lead: str, id: str) -> None:
        self.step(lead, lambda found: resumed(found, id, later=MINUTE))

    def step(self, lead: str, event: Callable[[AnyLead], Event], withdraw: str | None = None) -> None:
        if (found := self.lead(lead)) is not None:
            happened = event(found)
            told = self.notices(happened)
            self.commit(change(found, happened, notices=told, withdraw=[withdraw] if withdraw else []))

    def notices(self, event: Event) -> list[Notify]:
        return [notice(event, "warn", clock=CLOCKS[0]), notice(event, "alert", channel="chat")]

    @rule(first=leads, second=leads, again=st.booleans())
    def tell_two(self, first: str, second: str, again: bool) -> None:
        """Several leads in a step, or one of them twice, under a command id that may have been used."""
        found = [lead for id in (first, second) if (lead := self.lead(id)) is not None]
        changes = [change(lead, observed(lead, at=self.now, seats=7)) for lead in found]
        self.commands += not again
        if changes:
            self.commit(*changes, request=f"cmd-{self.commands}")
            self.both(lambda store: store.receipt(f"cmd-{self.commands}"))

    @precondition(lambda self: self.olds)
    @rule(pick=picks)
    def decide_on_something_old(self, pick: int) -> None:
        old = self.olds[pick % len(self.olds)]
        self.commit(change(old, observed(old, at=self.now, seats=9)))

    # -- turns, tokens, merging, erasing -------------------------------------------------------------

    @rule(lead=leads, member=st.sampled_from([REP, SDR]), ahead=st.integers(-1, 1))
    def take_turn(self, lead: str, member: Actor, ahead: int) -> None:
        """The turn that is next, the one before it, or one too far."""
        number = 1 + ahead + max(self.memory.turns("dach").values(), default=0)
        self.step(lead, lambda found: assigned(found, member, turn=Turn("dach", number)))

    @rule(lead=leads, some=tokens, only=tokens)
    def match(self, lead: str, some: list[str], only: list[str]) -> None:
        if (found := self.lead(lead)) is not None:
            event = observed(found, at=self.now, seats=5)
            self.commit(change(found, event, matches=tuple(some), unmatched=tuple(only)))

    @rule(lead=leads, into=leads)
    def merge(self, lead: str, into: str) -> None:
        self.step(lead, lambda found: merged(found, into))

    @rule(lead=leads, other=leads, told=st.booleans())
    def erase(self, lead: str, other: str, told: bool) -> None:
        """Alone, or in a step with something that was told of another."""
        if (found := self.lead(lead)) is not None:
            gone = erasure(self.memory, lead)
            gone = replace(gone, notices=tuple(self.notices(gone.events[0])))
            beside = self.lead(other) if told and other != lead else None
            more = [] if beside is None else [change(beside, observed(beside, at=self.now, seats=6))]
            self.commands += 1
            self.commit(*more, gone, request=f"cmd-{self.commands}")
            assert found.key is None or self.memory.find(found.key) is None

    # -- clocks and notices --------------------------------------------------------------------------

    @rule(minutes=st.integers(0, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(limit=st.integers(1, 4), lease=st.integers(1, 30))
    def claim(self, limit: int, lease: int) -> None:
        self.claims += self.both(
            lambda store: list(store.claim_due("w", now=self.now, limit=limit, lease=lease * MINUTE))
        )

    @precondition(lambda self: self.claims)
    @rule(pick=picks)
    def fire(self, pick: int) -> None:
        claim = self.claims[pick % len(self.claims)]
        lead = self.lead(claim.lead)
        state = None if lead is None else lead.clock(claim.clock)
        if lead is None or state is None or all(level.reached_at for level in state.levels):
            return
        at = max(self.now, lead.recorded_at)
        self.commit(change(lead, reached(lead, claim.clock, at=at), fired=claim))

    @precondition(lambda self: self.claims)
    @rule(pick=picks)
    def release(self, pick: int) -> None:
        claim = self.claims[pick % len(self.claims)]
        self.both(lambda store: store.release_claim(claim))

    @rule(limit=st.integers(1, 4), channels=st.lists(st.sampled_from(["default", "chat"]), max_size=2))
    def take(self, limit: int, channels: list[str]) -> None:
        self.deliveries += self.both(
            lambda store: list(
                store.claim_outbox("w", channels=channels, now=self.now, limit=limit, lease=5 * MINUTE)
            )
        )

    @precondition(lambda self: self.deliveries)
    @rule(pick=picks, how=st.sampled_from(["ack", "nack", "park", "requeue"]))
    def settle(self, pick: int, how: str) -> None:
        delivery = self.deliveries[pick % len(self.deliveries)]
        acts: dict[str, Callable[[LeadStore], Any]] = {
            "ack": lambda store: store.ack(delivery),
            "nack": lambda store: store.nack(delivery, retry_at=self.now + MINUTE, error="busy"),
            "park": lambda store: store.park(delivery, error="gone"),
            "requeue": lambda store: store.requeue(delivery.notice.key, now=self.now),
        }
        self.both(acts[how])

    @rule()
    def reopen(self) -> None:
        assert isinstance(self.sqlite, SqliteStore)
        path = self.sqlite.path
        self.sqlite.close()
        self.sqlite = SqliteStore(path, durable="normal")

    # -- what both must say at any time --------------------------------------------------------------

    @invariant()
    def they_agree(self) -> None:
        self.both(lambda store: (store.next_due(), list(store.upcoming())))
        self.both(lambda store: list(store.scan()))
        self.both(lambda store: [list(store.outbox(state=state)) for state in STATES])
        self.both(lambda store: [list(store.history(lead)) for lead in LEADS])
        self.both(lambda store: [store.find(key) for key in ("k1", "k2")])
        self.both(lambda store: [list(store.scan(LeadFilter(merged=True))), dict(store.counts())])
        self.both(lambda store: [list(store.matching([token])) for token in TOKENS])
        self.both(lambda store: dict(store.turns("dach")))
        self.both(lambda store: store.receipt(f"cmd-{self.commands}"))


def _answer(act: Callable[[LeadStore], Any], store: LeadStore) -> Any:
    try:
        return act(store)
    except LeadlifeError as error:
        return type(error).__name__


TestTwoStores = TwoStores.TestCase
_FULL = os.environ.get("LEADLIFE_FULL") == "1"
TestTwoStores.settings = settings(max_examples=300 if _FULL else 25, stateful_step_count=35, deadline=None)
