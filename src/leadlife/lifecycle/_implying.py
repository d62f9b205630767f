"""Moves that nobody asks for: what is told of a lead brings one about, in the same step, where it may be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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

Way = tuple[Transition, Implied]


class Implying:
    """The moves of a policy that something brings about, by the stage in which it does: in the policy's order.

    One for each command at most. A move that would be refused is not made, and what was told stands alone.
    """

    def __init__(self, machine: Machine, clockwork: Clockwork) -> None:
        self._machine = machine
        self._clockwork = clockwork
        self._by_touch: dict[str, list[Way]] = defaultdict(list)
        self._by_rule: dict[str, list[Way]] = defaultdict(list)
        for move, one in _ways(clockwork.policy):
            there = self._by_touch if isinstance(one.by, Touching) else self._by_rule
            for source in clockwork.policy.sources(move):
                there[source].append((move, one))

    def begun(self, event: Captured) -> tuple[Event, ...]:
        """The capture, and what the facts that it tells bring about."""
        ways = self._by_rule.get(event.stage)
        if not ways:
            return (event,)
        lead: Lead[Any] = evolve(None, event)
        policy = self._clockwork.policy
        here = Scene(policy, self._clockwork, lead, event.occurred_at, event.recorded_at, THE_SYSTEM)
        return (event, *self._told(ways, here, frozenset(event.told)))

    def after(self, scene: Scene, events: tuple[Observed | Touched | Absorbed, ...]) -> tuple[Event, ...]:
        """What was told, and the move that it brings about, if it does."""
        if not events:
            return ()
        (event,) = events
        stage = scene.lead.stage
        if isinstance(event, Touched):
            return (event, *self._touched(self._by_touch.get(stage, ()), scene, event))
        ways = self._by_rule.get(stage)
        if not ways:
            return (event,)
        lead = evolve(scene.lead, event)
        # What is told late says how the lead is now: where something has occurred since, it moves now.
        here = scene.now_on(lead) if scene.late else replace(scene, lead=lead)
        return (event, *self._told(ways, replace(here, by=THE_SYSTEM), frozenset(event.told)))

    def _touched(self, ways: Sequence[Way], scene: Scene, event: Touched) -> tuple[Moved, ...]:
        """By the owner, when they touched it; decide_move refuses what lies before the present visit."""
        if not ways or not event.human or event.inbound:
            return ()
        if scene.passing or not _owns(scene.lead.owner, event.by):
            return ()  # told late, it may be from before the lead was theirs
        here = replace(scene, lead=evolve(scene.lead, event))
        for move, one in ways:
            assert isinstance(one.by, Touching)
            if not one.by.kinds or event.touch in one.by.kinds:
                made = self._made(here, move, one)
                if made is not None:
                    return (_answering(here, made, event),)
        return ()

    def _told(self, ways: Sequence[Way], here: Scene, told: frozenset[str]) -> tuple[Moved, ...]:
        """By the system, where the rule is met by what it has been told."""
        for move, one in ways:
            assert isinstance(one.by, Rule)
            if one.by.reads and one.by.reads.isdisjoint(told):
                continue  # nothing was told that bears on it
            made = self._made(here, move, one)
            if made is not None:
                return (made,)
        return ()

    def _made(self, here: Scene, move: Transition, one: Implied) -> Moved | None:
        try:
            if isinstance(one.by, Rule) and not verdict_of(here, one.by, here.evidence()).met:
                return None
            event = decide_move(self._machine, here, Move(move.name, by=here.by, reason=one.reason))
        except (Refused, DefinitionError):
            return None  # where a rule of the host's falls over, too: what was told stands all the same
        return replace(event, implied=True, grounds=_grounds(here, event, one.by))


def _ways(policy: Policy[Any]) -> list[Way]:
    return [(move, one) for move in policy.moves for one in move.implied]


def _grounds(scene: Scene, event: Moved, by: Touching | Rule) -> tuple[int, ...]:
    """What the guard read, and what the rule did that implies the move."""
    if isinstance(by, Touching):
        return event.grounds
    seen = scene.evidence().observed
    return tuple(sorted({*event.grounds, *(seen[name].seq for name in by.reads if name in seen)}))


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
