"""What the parts of the contract share: how a store comes about, and small leads to put into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from leadlife.effects import Notify
from leadlife.errors import LeadlifeError
from leadlife.events import Assigned, Captured, Event, LevelReached, Merged, Observed, Touched
from leadlife.fold import evolve, replay
from leadlife.lead import ClockState, LevelState, Pause, PolicyPin, Turn
from leadlife.people import MARKETING, SALES, Actor, Owner
from leadlife.ports import AnyLead, Change, Claim, DeliveryState, LeadFilter, LeadStore, Request, Step

T0 = datetime(2026, 11, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
POLICY = PolicyPin("acme", "2026-11", "a" * 64)
SDR = Actor("sdr-3", MARKETING)
REP = Actor("rep-7", SALES)

STATES: tuple[DeliveryState, ...] = ("pending", "delivered", "withdrawn", "parked")
TOKENS = ["e-mail:1", "e-mail:2", "domain:1"]
ROTAS = ["dach", "nordics"]

BRIEFLY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
"""Each example makes a store: few of them, and no complaint that several stores inherit one test."""


class ContractBase:
    """What a store of yours must say about itself."""

    def make_store(self) -> LeadStore:
        """A new, empty store."""
        raise NotImplementedError("derive from StoreContract and say how an empty store is made")

    def reopen(self, store: LeadStore) -> LeadStore:
        """Another store object over the same data, if there can be one."""
        return store

    def alter_event(self, store: LeadStore, lead: str, seq: int) -> None:
        """Change one stored event behind the store's back."""
        pytest.skip("this store does not say how to damage what it keeps")

    @contextmanager
    def opened(self) -> Iterator[LeadStore]:
        """An empty store that knows :data:`POLICY`; closed at the end."""
        store = self.make_store()
        try:
            store.pin(POLICY, "{}")
            yield store
        finally:
            store.close()

    @contextmanager
    def reopened(self, store: LeadStore) -> Iterator[LeadStore]:
        """:meth:`reopen`, closed at the end where it is another object."""
        other = self.reopen(store)
        try:
            yield other
        finally:
            if other is not store:
                other.close()

    def refused(self, store: LeadStore, error: type[LeadlifeError], *changes: Change) -> None:
        """The step raises the error, and leaves everything as it was."""
        leads = sorted({one.lead.id for one in changes})
        before = everything(store, leads)
        with pytest.raises(error):
            store.commit(Step(changes, Request("refused", "digest")))
        assert everything(store, leads) == before
        with self.reopened(store) as again:
            assert everything(again, leads) == before


def everything(store: LeadStore, leads: Sequence[str]) -> object:
    """All that can be read of these leads, and of what belongs to nobody in particular."""
    return plain(
        [
            [store.load(lead) for lead in leads],
            [store.history(lead) for lead in leads],
            [store.outbox(state=state) for state in STATES],
            store.next_due(),
            [store.receipt(command) for command in ("refused", "cmd-1")],
            store.scan(LeadFilter(merged=True)),
            [store.matching([token]) for token in TOKENS],
            [store.turns(rota) for rota in ROTAS],
        ]
    )


# -- small leads ---------------------------------------------------------------------------------------


def captured(
    lead: str = "lead-1", *, at: datetime = T0, clocks: Sequence[ClockState] = (), **fields: Any
) -> Captured:
    fields = {"stage": "raw", "policy": POLICY, **fields}
    return Captured(lead=lead, seq=1, occurred_at=at, recorded_at=at, by=SDR, clocks=tuple(clocks), **fields)


def observed(
    lead: AnyLead, *, clocks: Sequence[ClockState] = (), at: datetime | None = None, **told: Any
) -> Observed:
    return Observed(**following(lead, at, clocks), told=told)


def assigned(lead: AnyLead, to: Owner = REP, *, turn: Turn | None = None) -> Assigned:
    return Assigned(**following(lead), owner=to, turn=turn)


def merged(lead: AnyLead, into: str) -> Merged:
    return Merged(**following(lead), into=into)


def answered(lead: AnyLead, clock: str, *, at: datetime | None = None) -> Touched:
    """A call that stops the clock."""
    running = lead.clock(clock)
    assert running is not None
    when = at or lead.recorded_at
    stopped = _changed(running, verdict="met", stopped_at=when)
    return Touched(**following(lead, when, (stopped,)), touch="call", human=True, inbound=False)


def reached(lead: AnyLead, clock: str, *, at: datetime) -> LevelReached:
    """The next level of the clock, reached at ``at``."""
    running = lead.clock(clock)
    assert running is not None
    level = next(one for one in running.levels if one.reached_at is None)
    levels = tuple(LevelState(one.name, one.due_at, at) if one is level else one for one in running.levels)
    after = _changed(running, levels=levels)
    return LevelReached(**following(lead, at, (after,)), clock=clock, level=level.name, due_at=level.due_at)


def paused(lead: AnyLead, clock: str) -> Observed:
    running = lead.clock(clock)
    assert running is not None
    pauses = (Pause(running.started_at, None, "waiting"),)
    return Observed(**following(lead, None, (_changed(running, verdict="paused", pauses=pauses),)), told={})


def resumed(lead: AnyLead, clock: str, *, later: timedelta) -> Observed:
    """The clock runs again, each of its levels ``later`` than it was."""
    standing = lead.clock(clock)
    assert standing is not None
    levels = tuple(LevelState(one.name, one.due_at + later, one.reached_at) for one in standing.levels)
    return Observed(
        **following(lead, None, (_changed(standing, verdict="running", levels=levels, pauses=()),)), told={}
    )


def clock(id: str = "acceptance:1", *, due: datetime, levels: int = 1, apart: timedelta = HOUR) -> ClockState:
    """A running clock whose first level is due at ``due``, and the others ``apart`` from each other after it."""
    steps = tuple(LevelState(f"level-{n}", due + n * apart) for n in range(levels))
    return ClockState(id, id.partition(":")[0], T0, due, steps, "24x7")


def notice(
    event: Event, rule: str = "breach", *, clock: str | None = None, channel: str = "default"
) -> Notify:
    return Notify(
        event.lead, event.seq, rule, SALES, f"{rule} of {event.lead}", {"stage": "raw"}, channel, clock
    )


def following(lead: AnyLead, at: datetime | None = None, clocks: Sequence[ClockState] = ()) -> dict[str, Any]:
    """What the lead's next event has in common with all others."""
    when = at or lead.recorded_at
    return {
        "lead": lead.id,
        "seq": lead.version + 1,
        "occurred_at": when,
        "recorded_at": max(when, lead.recorded_at),
        "by": SDR,
        "policy": POLICY,
        "clocks": tuple(clocks),
    }


def _changed(clock: ClockState, **changes: Any) -> ClockState:
    return ClockState(**{one.name: getattr(clock, one.name) for one in fields(clock)} | changes)


# -- small steps ---------------------------------------------------------------------------------------


def change(
    before: AnyLead | None,
    *events: Event,
    notices: Sequence[Notify] = (),
    withdraw: Sequence[str] = (),
    fired: Claim | None = None,
    **others: Any,
) -> Change:
    """What these events do to the lead; ``others`` are further fields of the change."""
    lead = before
    for event in events:
        lead = evolve(lead, event)
    assert lead is not None
    expected = 0 if before is None else before.version
    return Change(lead, expected, events, tuple(notices), tuple(withdraw), fired, **others)


def put(store: LeadStore, *changes: Change, request: str | None = None) -> AnyLead:
    """Commit the changes as one step; the first one's lead."""
    store.commit(Step(changes, None if request is None else Request(request, f"digest of {request}")))
    return changes[0].lead


def put_new(store: LeadStore, lead: str = "lead-1", **fields: Any) -> AnyLead:
    """Commit a new lead."""
    return put(store, change(None, captured(lead, **fields)))


def put_history(store: LeadStore, events: Sequence[Event]) -> AnyLead:
    """Commit a lead with all of its events in one step."""
    lead = replay(events)
    store.commit(Step((Change(lead, 0, tuple(events)),)))
    return lead


def claim_one(store: LeadStore, now: datetime, *, worker: str = "w1", lease: timedelta = MINUTE) -> Claim:
    """Claim what is due, which must be one clock."""
    (claim,) = store.claim_due(worker, now=now, limit=10, lease=lease)
    return claim


def plain(value: object) -> object:
    """The value taken apart, so that two are equal only if they are of the same types all the way down."""
    if is_dataclass(value) and not isinstance(value, type):
        compared = [one.name for one in fields(value) if one.compare]
        return (type(value).__name__, [(name, plain(getattr(value, name))) for name in compared])
    if isinstance(value, Mapping):
        return ("mapping", sorted((name, plain(one)) for name, one in value.items()))
    if isinstance(value, (tuple, list)):
        return ("sequence", [plain(one) for one in value])
    if isinstance(value, datetime):
        return ("datetime", value.astimezone(UTC).isoformat())
    return (type(value).__name__, repr(value))
