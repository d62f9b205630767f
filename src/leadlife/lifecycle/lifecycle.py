"""The lifecycle: a policy, ready to decide. Pure: no clock, no file, no socket is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, assert_never

from leadlife._time import instant
from leadlife.commands import (
    Assign,
    Backfill,
    Capture,
    Command,
    Erase,
    Expire,
    HoldClocks,
    Merge,
    Move,
    Observe,
    RecomputeClocks,
    ResetClock,
    ResumeClocks,
    Touch,
    require_command,
)
from leadlife.effects import Effect, Withdraw
from leadlife.errors import InvalidInput, UnknownLead
from leadlife.events import Captured, Event, LevelReached
from leadlife.fold import evolve
from leadlife.lead import ClockState, F, Lead
from leadlife.lifecycle._alerting import Alerting
from leadlife.lifecycle._backfilling import decide_backfill
from leadlife.lifecycle._clockwork import Clockwork
from leadlife.lifecycle._engagement import allowed, known_move, verdict_of
from leadlife.lifecycle._expiring import decide_expire, due
from leadlife.lifecycle._graph import graph
from leadlife.lifecycle._groups import Groups
from leadlife.lifecycle._holding import decide_clocks
from leadlife.lifecycle._implying import Implying
from leadlife.lifecycle._migrating import Crossing, Terms, decide_migrate, lost_calendars
from leadlife.lifecycle._moving import decide_move
from leadlife.lifecycle._reacting import react
from leadlife.lifecycle._records import Records
from leadlife.lifecycle._routes import Routes
from leadlife.lifecycle._scene import scene
from leadlife.lifecycle._telling import (
    decide_assign,
    decide_capture,
    decide_capture_again,
    decide_observe,
    decide_touch,
)
from leadlife.lifecycle.desk import EMPTY_DESK, Desk
from leadlife.people import THE_SYSTEM, Actor
from leadlife.policy import Policy
from leadlife.rules import Verdict, always


class Lifecycle(Records[F]):
    """A policy that decides. Deterministic: the same lead, command, desk and time give the same events. Thread-safe.

    An engine holds one; use it alone to test a policy, or to drive it in a way of your own.

    >>> from datetime import UTC
    >>> from leadlife import MARKETING, LeadFacts, evolve, standard_policy
    >>> life = Lifecycle(standard_policy(LeadFacts, name="acme", version="2026-11"))
    >>> ann, now = Actor("ann", MARKETING), datetime(2026, 11, 2, 9, tzinfo=UTC)
    >>> (captured,) = life.decide(None, Capture(by=ann), now=now, id="lead-1")
    >>> lead = evolve(None, captured)
    >>> lead.stage, [clock.name for clock in lead.running]
    ('raw', ['screen'])
    >>> life.decide(lead, Move("accept", by=ann), now=now)
    Traceback (most recent call last):
    leadlife.errors.Refused: cannot 'accept' a lead in 'raw': it starts in handed_off ...
    """

    def __init__(self, policy: Policy[F]) -> None:
        self.policy = policy
        self._machine = graph(policy)
        self._routes = Routes(policy)
        self._clockwork = Clockwork(policy)
        self._alerting = Alerting(policy)
        self._groups = Groups(policy)
        self._implying = Implying(self._machine, self._clockwork)

    def decide(
        self,
        lead: Lead[F] | None,
        command: Command,
        *,
        now: datetime,
        id: str = "",
        desk: Desk = EMPTY_DESK,
        resembles: tuple[str, ...] = (),
    ) -> tuple[Event, ...]:
        """The events that the command makes of the lead; none where there is nothing to say anew.

        ``id`` names a lead that is about to be captured. ``now`` is when the command is told; when it happened is the
        command's own ``at``. ``desk`` says who is there to be given a lead, and whose turn it is; ``resembles``
        which leads a new one is taken for a duplicate of.

        :raises Refused: if the command may not be carried out; the message says why, and what is allowed instead.
        :raises InvalidInput: if a time is naive, or what was told is no fact of the policy.
        :raises UnknownLead: if there is no lead, and the command is not the one that begins it.
        """
        if lead is None:
            if not isinstance(command, Capture):
                raise UnknownLead(_asked(command), "there is none yet: capture it first")
            captured = decide_capture(self._clockwork, command, id, now, desk, resembles)
            return (captured,) if command.recorded else self._implying.begun(captured)
        if isinstance(command, Merge | Erase):
            verb = "merge" if isinstance(command, Merge) else "erase"
            raise InvalidInput(
                f"decide a {verb} by itself", "other leads may belong to it", remedy=f"Call {verb}()."
            )
        if isinstance(command, Expire) and not _alive(lead):
            return ()  # its clocks ended with it
        asked = _asked(command)
        at = command.at
        if at is not None and isinstance(command, Capture):
            # A webhook may come out of order: the same key is one lead, and nothing is told before it began.
            at = max(instant(at, "at"), lead.captured_at)
        on = scene(self._clockwork, lead, command.by, at, now, asked, desk)
        match command:
            case Move():
                return (decide_move(self._machine, on, command),)
            case Observe():
                return self._implying.after(on, (decide_observe(on, command),))
            case Touch():
                return self._implying.after(on, (decide_touch(on, command),))
            case Assign():
                return (decide_assign(on, command),)
            case Expire():
                return decide_expire(self._machine, on, command)
            case HoldClocks() | ResumeClocks() | ResetClock() | RecomputeClocks():
                return decide_clocks(on, command)
            case Backfill():
                return (decide_backfill(on, command, self._routes),)
            case Capture():
                again = decide_capture_again(on, command)
                return again if command.recorded else self._implying.after(on, again)
            case _:
                assert_never(command)

    def groups(self, command: Command) -> frozenset[str]:
        """The groups out of which the command may give a lead to somebody: what a desk for it should know."""
        return self._groups.asked_by(command)

    def migrate(self, lead: Lead[F], terms: Terms, *, now: datetime) -> Crossing:
        """How a lead of another version of the policy crosses to this one, on these terms.

        Ask :meth:`lost_calendars` first, and whether its stage has a name here: ``terms.stage(lead, policy)``.
        """
        return decide_migrate(self._clockwork, lead, terms, instant(now, "now"))

    def lost_calendars(self, lead: Lead[F], terms: Terms) -> tuple[ClockState, ...]:
        """The clocks that would be carried, and ran in a calendar that neither this policy nor an old one has."""
        return lost_calendars(self._clockwork, lead, terms)

    def due(self, lead: Lead[F], *, now: datetime) -> tuple[Command, ...]:
        """The clocks of the lead that have a level due, as commands for :meth:`decide`, in the order of their levels.

        Decide them one after the other, each on the lead as the one before it left it. A clock comes again where a
        level of another one came due between two of its own.
        """
        return tuple(Expire(clock.id, by=THE_SYSTEM) for clock in due(lead, instant(now, "now")))

    def react(
        self,
        lead: Lead[F],
        events: Sequence[Event],
        *,
        before: Lead[F] | None = None,
        recorded: bool = False,
    ) -> tuple[Effect, ...]:
        """The notices and withdrawals of a step; ``lead`` is as it stands after it, ``before`` as it stood before.

        With ``before``, alerts see the lead after each event of several; without, as it stands in the end.
        ``recorded`` says that another system's history was taken down: that alerts nobody.
        """
        effects = [effect for event in events for effect in react(self.policy, lead, event)]
        if self.policy.alerts and not recorded:
            for after, event in _each(before, lead, events):
                effects += self._alerting.notices(after, event)
        expired = {event.clock for event in events if isinstance(event, LevelReached)}
        if not expired:
            return tuple(effects)
        # What a clock itself brings about on expiry is no answer: its notices stay true.
        return tuple(one for one in effects if not (isinstance(one, Withdraw) and one.clock in expired))

    def allowed(self, lead: Lead[F], by: Actor | None = None) -> tuple[str, ...]:
        """The moves that start where the lead is, those that the actor may make, where one is given.

        Their guards and other conditions are not asked.
        """
        return allowed(self.policy, lead, by)

    def verdict(self, lead: Lead[F], move: str, *, now: datetime) -> Verdict:
        """What the guard of a move says of the lead now; a move without a guard asks for nothing.

        :raises Refused: if the policy has no such move.
        """
        transition = known_move(self.policy, lead, move)
        on = scene(self._clockwork, lead, THE_SYSTEM, None, now, f"explain {move!r}")
        rule = always if transition.guard is None else transition.guard
        return verdict_of(on, rule, on.evidence())


def _each(
    before: Lead[F] | None, lead: Lead[F], events: Sequence[Event]
) -> Iterator[tuple[Lead[Any], Event]]:
    """Each event, with the lead as it stands after it."""
    if len(events) == 1 or (before is None and not (events and isinstance(events[0], Captured))):
        yield from ((lead, event) for event in events)
        return
    after: Lead[Any] | None = before
    for event in events:
        after = evolve(after, event)
        yield after, event


def _alive(lead: Lead[Any]) -> bool:
    return lead.merged_into is None and lead.erased_at is None


def _asked(command: Command) -> str:
    """What is asked, in words.

    >>> _asked(Capture(by=THE_SYSTEM)), _asked(RecomputeClocks(by=THE_SYSTEM, reason="holiday"))
    ('capture a lead', 'recompute the clocks of a lead')
    """
    require_command(command)
    return _in_words(type(command).__name__)


@cache
def _in_words(name: str) -> str:
    verb, *rest = re.findall("[A-Z][a-z]+", name)
    return " ".join((verb, "the", *rest, "of a lead") if rest else (verb, "a lead")).lower()
