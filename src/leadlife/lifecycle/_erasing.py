"""Erasing: what an event still says when identity and free text are taken out of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from leadlife._frozen import frozen
from leadlife.commands import Erase
from leadlife.events import (
    Absorbed,
    Assigned,
    Backfilled,
    Captured,
    ClocksChanged,
    Erased,
    Event,
    LevelReached,
    Merged,
    Migrated,
    Moved,
    Observed,
)
from leadlife.evidence import Observation, Value
from leadlife.lead import BACKFILLED, ClockState
from leadlife.lifecycle._scene import Scene

GONE: Final = "erased"
"""What stands where there was free text that something has to stand for."""


def decide_erase(scene: Scene, command: Erase) -> Erased:
    """The event that ends the lead: its open clocks are cancelled."""
    ended = tuple(scene.clockwork.cancelled(clock, scene.at) for clock in scene.lead.running)
    return Erased(**scene.head(cleared(ended)), reason=command.reason)


def erased(event: Event, known: Collection[str]) -> Event:
    """The event without identity and free text. Pure, and the same for an event that was erased before.

    ``known`` are the facts that identify nobody: every other one, also of an older class of facts, is taken back
    (None), so that it still counts as told. What else goes: the host's key, account, contact and references, which
    lead back to the person; comments, and reasons in words; why something was refused; the reasons of holds.

    What stays: ids, stages, times and counts; reason codes, sources, campaigns and the ways by which something was
    told (``via``), which are the same for many leads; staff; values, and the references of opportunities, which are
    deals of a company: figures count by them.
    """
    if event.clocks:
        event = replace(event, clocks=cleared(event.clocks))
    match event:
        case Captured():
            told = _retracted(event.told, known)
            return replace(event, key=None, account=None, contact=None, refs=frozen({}), told=told)
        case Observed():
            return replace(event, told=_retracted(event.told, known))
        case Moved():
            return replace(event, comment=None)
        case Backfilled():
            told = _retracted(event.told, known)
            reason = None if event.reason is None else GONE
            return replace(event, told=told, refs=frozen({}), reason=reason)
        case Absorbed():
            seen = {name: tuple(_seen(name, one, known) for one in told) for name, told in event.told.items()}
            setbacks = tuple(
                replace(one, reason=GONE) if one.move == BACKFILLED else one for one in event.setbacks
            )
            bare = replace(event, account=None, contact=None, refs=frozen({}))
            return replace(bare, told=frozen(seen), setbacks=setbacks)
        case Assigned() | ClocksChanged() | Merged() | Migrated():
            return replace(event, reason=None)
        case LevelReached():
            return event if event.refused is None else replace(event, refused=GONE)
    return event


def cleared(clocks: tuple[ClockState, ...]) -> tuple[ClockState, ...]:
    """The clocks, their holds without the reasons that somebody gave."""
    return tuple(_cleared(clock) if clock.pauses else clock for clock in clocks)


def _cleared(clock: ClockState) -> ClockState:
    pauses = tuple(replace(one, why=GONE) if one.kind == "hold" else one for one in clock.pauses)
    return replace(clock, pauses=pauses)


def _retracted(told: Mapping[str, Value | None], known: Collection[str]) -> Mapping[str, Any]:
    return frozen({name: value if name in known else None for name, value in told.items()})


def _seen(name: str, one: Observation, known: Collection[str]) -> Observation:
    return one if name in known else replace(one, value=None)
