"""Deciding what a clock does when it comes due: on the lead as it is, never on the index that found it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from leadlife.commands import Assign, Expire, Move
from leadlife.errors import DefinitionError, Refused
from leadlife.events import Assigned, ClocksChanged, Event, LevelReached, Moved
from leadlife.fold import evolve
from leadlife.lead import ClockState, Lead, LevelState
from leadlife.lifecycle._moving import decide_move
from leadlife.lifecycle._scene import Scene
from leadlife.lifecycle._telling import decide_assign
from leadlife.people import Actor, Owner, Queue
from leadlife.policy import Level, Policy
from leadlife.policy.clock import Make, Reassign

if TYPE_CHECKING:
    from transitions import Machine


def due(lead: Lead[Any], now: datetime) -> tuple[ClockState, ...]:
    """The clocks of the lead in the order in which their levels came due; one that another came between, again."""
    late = [(at, order, clock) for order, clock in enumerate(lead.running) for at in clock.due_by(now)]
    in_order = [clock for _, _, clock in sorted(late, key=itemgetter(0, 1))]
    return tuple(clock for clock, _ in groupby(in_order))


def decide_expire(machine: Machine, scene: Scene, command: Expire) -> tuple[Event, ...]:
    """The levels of the clock that are due, in order, each with what it does; nothing if it was answered meanwhile.

    It stops where a level of another clock of the lead was due first: that one is for the next step.
    """
    events: list[Event] = []
    lead, desk = scene.lead, scene.desk
    last = scene.recorded_at if command.until is None else min(scene.recorded_at, command.until)
    while (state := lead.clock(command.clock)) is not None:
        at = state.next_at
        if at is None or at > last or (events and lead.next_due != at):
            break
        here = replace(scene.now_on(lead), desk=desk)
        for event in (
            _reached(machine, here, state, at) if scene.clockwork.knows(state) else (_dropped(here, state),)
        ):
            events.append(event)
            lead, desk = evolve(lead, event), desk.after(event)
    return tuple(events)


def _dropped(scene: Scene, state: ClockState) -> ClocksChanged:
    """A clock that the policy no longer has: it tells nobody anything.

    Where steps were decided without it, one of them may have been its answer: then it is not found late.
    """
    unseen = scene.lead.policy == scene.policy.pin
    at = min(scene.at, state.late_after or scene.at) if unseen else scene.at
    after = scene.clockwork.cancelled(state, at)
    return ClocksChanged(
        **scene.head((after,)), change="cancelled", reason=f"{scene.policy.pin} has no such clock"
    )


def _reached(machine: Machine, scene: Scene, state: ClockState, at: datetime) -> Iterator[Event]:
    """One level, and what it does: all in one step, or the level with the reason why something was refused."""
    reached = next(level for level in state.levels if level.reached_at is None)
    event = _level_event(scene, state, reached, at)
    level = _defined(scene.policy, state, reached)
    done: list[Event] = []
    refused: list[str] = []
    lead, desk = evolve(scene.lead, event), scene.desk
    for order in () if level is None else level.actions:
        try:
            one = _done(
                machine, replace(scene.now_on(lead), desk=desk), order, f"{state.name}.{reached.name}"
            )
        except Refused as error:
            refused.append(f"{error.asked}: {error.why}")
            continue
        except DefinitionError as error:  # a rule of the host's fell over: the breach stands all the same
            refused.append(str(error))
            continue
        if one is not None:
            done.append(one)
            lead, desk = evolve(lead, one), desk.after(one)
    yield replace(event, refused="; ".join(refused)) if refused else event
    yield from done


def _done(machine: Machine, scene: Scene, order: object, why: str) -> Moved | Assigned | None:
    """The event of one action, if it is one that changes the lead.

    :raises Refused: if it cannot be done.
    """
    match order:
        case Make(_, _, exhausted) if exhausted and scene.lead.cycle < scene.policy.max_cycles:
            return None
        case Make(move, reason):
            return decide_move(machine, scene, Move(move, by=scene.by, reason=reason))
        case Reassign(None):
            return decide_assign(scene, Assign(None, by=scene.by, reason=why))
        case Reassign():
            to = _chosen(order, scene.lead)
            if to is None or to == scene.lead.owner:
                return None
            return decide_assign(scene, Assign(to, by=scene.by, reason=why))
    return None


def _chosen(order: Reassign, lead: Lead[Any]) -> Owner | None:
    assert order.choose is not None
    asked = f"reassign by {order.name}"
    try:
        to: object = order.choose(lead)
    except Exception as error:  # a host's function may fail in any way, and must never stop the sweep
        raise Refused(asked, f"{type(error).__name__}: {error}") from error
    if to is not None and not isinstance(to, Actor | Queue):
        raise Refused(asked, f"it chose {to!r}, which is no Actor, Queue or None")
    return to


def _defined(policy: Policy[Any], state: ClockState, level: LevelState) -> Level | None:
    clock = policy.find_clock(state.name)
    return None if clock is None else clock.level(level.name)


def _level_event(scene: Scene, state: ClockState, level: LevelState, at: datetime) -> LevelReached:
    levels = tuple(
        replace(one, reached_at=scene.recorded_at) if one.name == level.name else one for one in state.levels
    )
    breached = state.verdict == "breached" or level.due_at >= state.due_at
    after = replace(state, levels=levels, verdict="breached" if breached else state.verdict)
    head = scene.head((after,))
    head["occurred_at"] = max(at, scene.lead.captured_at)
    return LevelReached(**head, clock=state.id, level=level.name, due_at=level.due_at, owner=scene.lead.owner)
