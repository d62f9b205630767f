"""Moves that nobody asks for: what is told of a lead brings one about, in the same step, where it may be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from leadlife.commands import Move
from leadlife.errors import DefinitionError, Refused
from leadlife.events import Absorbed, Captured, Event, Moved, Observed, Touched
from leadlife.fold import evolve
from leadlife.lead import Lead
from leadlife.lifecycle._clockwork import Clockwork
from leadlife.lifecycle._engagement import verdict_of
from leadlife.lifecycle._happening import Happening, signals_of_touch
from leadlife.lifecycle._moving import decide_move
from leadlife.lifecycle._scene import Scene
from leadlife.people import THE_SYSTEM, Actor, Owner
from leadlife.policy import Implied, Policy, Transition
from leadlife.policy.clock import Touching
from leadlife.rules import Rule

if TYPE_CHECKING:
    from transitions import Machine


class Way(NamedTuple):
    """A move, one of the things that imply it, and the facts that this reads."""

    move: Transition
    implied: Implied
    reads: frozenset[str]

    def waits_for(self, touch: str) -> bool:
        """Whether a touch of this kind implies it."""
        by = self.implied.by
        return isinstance(by, Touching) and (not by.kinds or touch in by.kinds)


class Implying:
    """The moves of a policy that something brings about, by the stage in which it does: in the policy's order.

    One for each command at most. A move that would be refused is not made, and what was told stands alone.
    """

    def __init__(self, machine: Machine, clockwork: Clockwork) -> None:
        self._machine = machine
        self._clockwork = clockwork
        self._by_touch: dict[str, list[Way]] = defaultdict(list)
        self._by_rule: dict[str, list[Way]] = defaultdict(list)
        for way in _ways(clockwork.policy):
            there = self._by_touch if isinstance(way.implied.by, Touching) else self._by_rule
            for source in clockwork.policy.sources(way.move):
                there[source].append(way)

    def begun(self, event: Captured) -> tuple[Event, ...]:
        """The capture, and what the facts that it tells bring about."""
        ways = self._bearing_on(event.stage, event.told)
        if not ways:
            return (event,)
        lead: Lead[Any] = evolve(None, event)
        policy = self._clockwork.policy
        here = Scene(policy, self._clockwork, lead, event.occurred_at, event.recorded_at, THE_SYSTEM)
        return (event, *self._first(ways, here))

    def after(self, scene: Scene, events: tuple[Observed | Touched | Absorbed, ...]) -> tuple[Event, ...]:
        """What was told, and the move that it brings about, if it does."""
        if not events:
            return ()
        (event,) = events
        stage = scene.lead.stage
        if isinstance(event, Touched):
            return (event, *self._touched(self._by_touch.get(stage, ()), scene, event))
        ways = self._bearing_on(stage, event.told)
        if not ways:
            return (event,)
        lead = evolve(scene.lead, event)
        # What is told late says how the lead is now: where something has occurred since, it moves now.
        here = scene.now_on(lead) if scene.late else replace(scene, lead=lead)
        return (event, *self._first(ways, replace(here, by=THE_SYSTEM)))

    def _bearing_on(self, stage: str, told: Iterable[str]) -> Sequence[Way]:
        """The ways by rules that read something of what was told, or nothing that can be told."""
        ways = self._by_rule.get(stage, ())
        names = frozenset(told) if ways else frozenset()
        return [way for way in ways if not way.reads or not way.reads.isdisjoint(names)]

    def _touched(self, ways: Sequence[Way], scene: Scene, event: Touched) -> tuple[Moved, ...]:
        """By the owner, when they touched it; decide_move refuses what lies before the present visit."""
        if not ways or not event.human or event.inbound:
            return ()
        if scene.passing or not _owns(scene.lead.owner, event.by):
            return ()  # told late, it may be from before the lead was theirs
        here = replace(scene, lead=evolve(scene.lead, event))
        by_this = [way for way in ways if way.waits_for(event.touch)]
        return tuple(_answering(here, made, event) for made in self._first(by_this, here))

    def _first(self, ways: Sequence[Way], here: Scene) -> tuple[Moved, ...]:
        """The first that may be made."""
        made = (self._made(here, way) for way in ways)
        return tuple(islice((event for event in made if event is not None), 1))

    def _made(self, here: Scene, way: Way) -> Moved | None:
        by, reason = way.implied.by, way.implied.reason
        try:
            if isinstance(by, Rule) and not verdict_of(here, by, here.evidence()).met:
                return None
            event = decide_move(self._machine, here, Move(way.move.name, by=here.by, reason=reason))
        except (Refused, DefinitionError):
            return None  # where a rule of the host's falls over, too: what was told stands all the same
        return replace(event, implied=True, grounds=_grounds(here, event, way.reads))


def _ways(policy: Policy[Any]) -> Iterator[Way]:
    for move in policy.moves:
        for one in move.implied:
            yield Way(move, one, one.by.reads if isinstance(one.by, Rule) else frozenset())


def _grounds(scene: Scene, event: Moved, reads: frozenset[str]) -> tuple[int, ...]:
    """What the guard read, and what the rule did that implies the move."""
    if not reads:
        return event.grounds
    seen = scene.evidence().observed
    return tuple(sorted({*event.grounds, *(seen[name].seq for name in reads if name in seen)}))


def _owns(owner: Owner | None, by: Actor) -> bool:
    """Whether the lead is theirs, in whatever role they act."""
    return isinstance(owner, Actor) and (owner.id, owner.team) == (by.id, by.team)


def _answering(scene: Scene, event: Moved, touched: Touched) -> Moved:
    """The touch answers the clocks that begin with the move that it brings about: it is no earlier than they are."""
    before = {clock.id for clock in scene.lead.clocks}
    begun = {clock.id for clock in event.clocks} - before
    if not begun:
        return event
    after = evolve(scene.lead, event)
    contact = signals_of_touch(touched.touch, human=touched.human, inbound=touched.inbound)
    evidence = after.evidence(scene.at, scene.policy.lasting)
    what = Happening(
        scene.at, event.seq, after.stage, evidence, after, scene.late, contact=contact, owner=after.owner
    )
    answered = {one.id: one for one in scene.clockwork.consequences(after, what) if one.id in begun}
    return replace(event, clocks=tuple(answered.get(clock.id, clock) for clock in event.clocks))
