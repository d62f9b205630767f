"""The calendar loop: a quarter of arrivals, and what becomes of them until half a year later."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from leadlife import CallbackNotifier, LeadFilter, LeadStore, SqliteStore, open_engine
from leadlife.demo.marketing import Marketing
from leadlife.demo.policy import POLICY
from leadlife.demo.population import Person, population
from leadlife.demo.sales import Sales
from leadlife.demo.sources import PROSPECTING
from leadlife.demo.world import World
from leadlife.effects import Notify

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)
UNTIL = datetime(2026, 10, 1, tzinfo=UTC)
"""People arrive from the start of the quarter to its end, and are followed until half a year later."""
_SLOT = timedelta(minutes=30)

Progress = Callable[[datetime, int], None]
"""Told now and then of the simulated time and the number of leads so far."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What happened: leads, steps by kind, clock levels reached, notices handed out, moves refused; and until when."""

    leads: int
    steps: Mapping[str, int]
    levels: int
    notices: int
    refused: Mapping[str, int]
    start: datetime
    end: datetime
    until: datetime


def live(
    store: str | os.PathLike[str] | LeadStore,
    *,
    leads: int = 2000,
    seed: int = 7,
    progress: Progress | None = None,
) -> Lived:
    """Live through a quarter with ``leads`` leads and the half year after it; the same for the same seed.

    >>> from leadlife.stores import MemoryStore
    >>> live(MemoryStore(), leads=3).leads
    3

    :raises StoreError: if the store cannot be written.
    """
    owned = SqliteStore(store, durable="normal") if isinstance(store, str | os.PathLike) else None
    try:
        return Quarter(owned or cast(LeadStore, store), leads, seed).live(progress)
    finally:
        if owned is not None:
            owned.close()


class Quarter:
    """The loop: time passes in slots, as it does where a cron job sweeps. In each, the clocks that are due are run and
    the notices handed out; then people do what is on their agendas, all of a slot in one commit.
    """

    def __init__(self, store: LeadStore, leads: int, seed: int) -> None:
        self._world = World(seed, START, POLICY)
        self._marketing = Marketing(self._world)
        self._sales = Sales(self._world)
        self._inbox: list[Notify] = []
        self._people = tuple(population(seed, leads, START, END))
        self._levels = self._notices = 0
        self._slot = START - _SLOT
        self._engine = open_engine(
            store,
            POLICY,
            now=self._world.time,
            new_id=self._world.new_id,
            notifiers=CallbackNotifier(self._inbox.append),
        )

    def live(self, progress: Progress | None) -> Lived:
        """Everything, until the end."""
        for person in self._people:
            self._expects(person)
        self._each_morning(START)
        while (slot := self._next_slot()) < UNTIL:
            self._sweep(slot)
            self._world.working(self._engine, slot + _SLOT)
            if progress is not None:
                progress(slot, len(self._world.people))
        self._sweep(UNTIL)
        return self._lived()

    def _expects(self, person: Person) -> None:
        arrives = self._sales.finds if person.source is PROSPECTING else self._marketing.arrives
        self._world.agenda.put(person.arrives_at, lambda: arrives(person))

    def _each_morning(self, day: datetime) -> None:
        """Marketing looks through what came back on its own: lapsed, with nobody's move to announce it."""
        if day < UNTIL:
            waiting = self._engine.leads(LeadFilter(stage="evaluating"))
            self._marketing.looks_through(tuple(waiting))
            self._world.agenda.put(
                day + timedelta(days=1), lambda: self._each_morning(day + timedelta(days=1))
            )

    def _next_slot(self) -> datetime:
        """The slot of the next task, or the first sweep after the next clock is due."""
        task = self._world.agenda.next_at
        due = self._engine.next_due()
        slots = [UNTIL]
        if task is not None:
            slots.append(START + (task - START) // _SLOT * _SLOT)
        if due is not None:
            slots.append(START - (START - due) // _SLOT * _SLOT)
        self._slot = max(min(slots), self._slot + _SLOT)
        return self._slot

    def _sweep(self, at: datetime) -> None:
        """Run what is due, deliver the notices, and let those who are told act on them."""
        self._world.now = at
        self._levels += self._engine.tick().levels
        self._notices += self._engine.deliver().sent
        for notice in self._inbox:
            self._hears(notice)
        self._inbox.clear()

    def _hears(self, notice: Notify) -> None:
        match notice.data.get("clock"), notice.data.get("level"):
            case "nurture", _:
                self._marketing.cool_down_over(self._engine.get(notice.lead))
            case "accept", "breach":
                self._sales.overdue(self._engine.get(notice.lead))

    def _lived(self) -> Lived:
        world = self._world
        return Lived(
            leads=len(world.people),
            steps=dict(world.steps),
            levels=self._levels,
            notices=self._notices,
            refused=dict(world.refused),
            start=START,
            end=END,
            until=UNTIL,
        )
