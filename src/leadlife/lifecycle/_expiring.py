"""Deciding what a clock does when it comes due: on the lead as it is, never on the index that found it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leadlife.commands import Expire, Move
from leadlife.errors import Refused
from leadlife.events import Event, LevelReached
from leadlife.fold import evolve
from leadlife.lead import ClockState, Lead, LevelState
from leadlife.lifecycle._moving import decide_move
from leadlife.lifecycle._scene import Scene
from leadlife.policy import Level, Policy
from leadlife.policy.clock import Make

if TYPE_CHECKING:
    from transitions import Machine


def due(lead: Lead[Any], now: datetime) -> tuple[ClockState, ...]:
    """The clocks of the lead that have a level due, the one that was due first at the front."""
    late = [(at, clock) for clock in lead.running if (at := clock.next_at) is not None and at <= now]
    return tuple(clock for _, clock in sorted(late, key=lambda one: one[0]))


def decide_expire(machine: Machine, scene: Scene, command: Expire) -> tuple[Event, ...]:
    """Every level of the clock that is due, in order, each with what it does; nothing if it was answered meanwhile."""
    events: list[Event] = []
    lead = scene.lead
    while (state := lead.clock(command.clock)) is not None:
        at = state.next_at
        if at is None or at > scene.recorded_at:
            break
        for event in _reached(machine, scene.now_on(lead), state):
            events.append(event)
            lead = evolve(lead, event)
    return tuple(events)


def _reached(machine: Machine, scene: Scene, state: ClockState) -> tuple[Event, ...]:
    """One level, and the move that it makes: both in one step, or the level alone with the reason for the refusal."""
    level_state = next(level for level in state.levels if level.reached_at is None)
    level = _defined(scene.policy, state, level_state)
    event = _level_event(scene, state, level_state)
    order = None if level is None else next((one for one in level.actions if isinstance(one, Make)), None)
    if order is None:
        return (event,)
    after = scene.now_on(evolve(scene.lead, event))
    try:
        return (event, decide_move(machine, after, Move(order.move, by=scene.by, reason=order.reason)))
    except Refused as refused:
        return (replace(event, refused=f"{refused.asked}: {refused.why}"),)


def _defined(policy: Policy[Any], state: ClockState, level: LevelState) -> Level | None:
    clock = policy.clock(state.name)
    return None if clock is None else clock.level(level.name)


def _level_event(scene: Scene, state: ClockState, level: LevelState) -> LevelReached:
    levels = tuple(
        replace(one, reached_at=scene.recorded_at) if one.name == level.name else one for one in state.levels
    )
    breached = state.verdict == "breached" or level.due_at >= state.due_at
    after = replace(state, levels=levels, verdict="breached" if breached else state.verdict)
    head = scene.head((after,))
    head["occurred_at"] = max(level.due_at, scene.lead.captured_at)
    return LevelReached(**head, clock=state.id, level=level.name, due_at=level.due_at)
