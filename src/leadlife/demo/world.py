"""The world that the made-up company works in: its time, its agenda, its leads."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from leadlife import (
    Actor,
    Batch,
    Engine,
    Lead,
    LeadFacts,
    Lifecycle,
    Money,
    Move,
    Opportunity,
    Policy,
    Refused,
    Verdict,
)
from leadlife.demo.agenda import Agenda
from leadlife.demo.population import Person
from leadlife.people import Owner

AnyLead = Lead[LeadFacts]
Act = Callable[[AnyLead], None]


class World:
    """What the people of the company share. Steps go into the present ``batch``, at the present ``now``."""

    def __init__(self, seed: int, now: datetime, policy: Policy[LeadFacts]) -> None:
        self.now = now
        self.policy = policy
        self._lifecycle = Lifecycle(policy)
        self.agenda = Agenda()
        self.people: dict[str, Person] = {}
        self.desks: dict[str, Act] = {}
        self.steps: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._ids = random.Random(f"{seed}:ids")
        self._batch: Batch[LeadFacts] | None = None
        self._landed: dict[str, int] = {}

    def time(self) -> datetime:
        """The time port."""
        return self.now

    def new_id(self) -> str:
        """A lead id, the next of the seed's."""
        return f"{self._ids.getrandbits(40):010x}"

    @property
    def batch(self) -> Batch[LeadFacts]:
        """Where steps go now."""
        assert self._batch is not None, "nothing happens outside of working()"
        return self._batch

    def working(self, engine: Engine[LeadFacts], end: datetime) -> None:
        """Everything on the agenda before ``end``, each at its own time, in one commit."""
        with engine.batch() as self._batch:
            while (found := self.agenda.pop_before(end)) is not None:
                at, task = found
                self.now = max(self.now, at)
                task()
        self._batch = None

    # -- time ----------------------------------------------------------------------------------------

    def hours(self, rng: random.Random, typical: float, spread: float = 0.7) -> timedelta:
        """A stretch of working time about ``typical`` hours long."""
        return timedelta(seconds=round(3600 * typical * rng.lognormvariate(0, spread)))

    def after(self, work: timedelta) -> datetime:
        """The time at which so much working time has passed."""
        return self.policy.calendar.add(self.now, work)

    def plan(self, lead: AnyLead, work: timedelta, act: Act) -> None:
        """Act on the lead after so much working time, unless it has left the stage by then."""
        self.plan_at(lead, self.after(work), act)

    def plan_at(self, lead: AnyLead, at: datetime, act: Act) -> None:
        """Act on the lead at a time, unless it has left the stage by then."""
        id, visits = lead.id, len(lead.visits)

        def task() -> None:
            found = self.batch.get(id)
            if len(found.visits) == visits:
                act(found)

        self.agenda.put(at, task)

    # -- steps ---------------------------------------------------------------------------------------

    def person(self, lead: AnyLead) -> Person:
        """Who the lead is."""
        return self.people[lead.id]

    def capture(self, person: Person, by: Actor) -> AnyLead:
        """A person becomes a lead."""
        lead = self.batch.capture(
            by=by,
            key=person.key,
            source=person.source.name,
            campaign=person.campaign,
            account=person.company.lower().replace(" ", "-"),
            told=person.told(),
            via="form",
        )
        self.people[lead.id] = person
        self.steps["capture"] += 1
        return lead

    def observe(self, lead: AnyLead, told: LeadFacts, by: Actor, via: str) -> AnyLead:
        """Tell facts."""
        self.steps["observe"] += 1
        return self.batch.observe(lead.id, told, by=by, via=via)

    def touch(
        self, lead: AnyLead, kind: str, by: Actor, *, human: bool = True, inbound: bool = False
    ) -> AnyLead:
        """Record a contact."""
        self.steps["touch"] += 1
        return self.batch.touch(lead.id, kind, by=by, human=human, inbound=inbound)

    def move(
        self,
        lead: AnyLead,
        name: str,
        by: Actor,
        *,
        to: Owner | None = None,
        reason: str | None = None,
        comment: str | None = None,
        opportunity: Opportunity | None = None,
        value: Money | None = None,
    ) -> bool:
        """Try a move; whether it was made. The lead then lies on the desk of whoever has the stage."""
        command = Move(name, by, to, reason, comment, opportunity, value)
        try:
            moved = self.batch.execute(lead.id, command)
        except Refused:
            self.refused[name] += 1
            return False
        self.steps[name] += 1
        self.land(moved)
        return True

    def verdict(self, lead: AnyLead, move: str) -> Verdict:
        """What the guard of a move says of the lead now."""
        verdict = self._lifecycle.verdict(lead, move, now=self.now)
        assert verdict is not None, f"{move} has a guard"
        return verdict

    def land(self, lead: AnyLead) -> None:
        """Put the lead on the desk of whoever has its stage, once a visit."""
        if self._landed.get(lead.id) != len(lead.visits):
            self._landed[lead.id] = len(lead.visits)
            if (desk := self.desks.get(lead.stage)) is not None:
                desk(lead)
