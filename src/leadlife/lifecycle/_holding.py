"""Deciding what somebody does to the clocks of a lead as such: hold, resume, reset, recompute."""

from __future__ import annotations

from collections.abc import Iterable

from leadlife._time import instant
from leadlife.commands import ClockCommand, HoldClocks, RecomputeClocks, ResetClock, ResumeClocks
from leadlife.errors import InvalidInput, Refused, did_you_mean
from leadlife.events import ClocksChange, ClocksChanged
from leadlife.lead import ClockState, Pause
from leadlife.lifecycle._scene import Scene


def decide_clocks(scene: Scene, command: ClockCommand) -> tuple[ClocksChanged, ...]:
    """The event that the command makes; none where a new computation gives the old deadlines.

    :raises Refused: if there is no such clock running, or nothing to end.
    """
    match command:
        case HoldClocks():
            return (_changed(scene, "held", command.reason, _held(scene, command)),)
        case ResumeClocks():
            return (_changed(scene, "resumed", command.reason, _resumed(scene, command)),)
        case ResetClock():
            return (_changed(scene, "reset", command.reason, _reset(scene, command)),)
        case RecomputeClocks():
            after = tuple(_recomputed(scene, command))
            return (_changed(scene, "recomputed", command.reason, after),) if after else ()


def _changed(
    scene: Scene, change: ClocksChange, reason: str | None, clocks: tuple[ClockState, ...]
) -> ClocksChanged:
    return ClocksChanged(**scene.head(clocks), change=change, reason=reason)


def _held(scene: Scene, command: HoldClocks) -> tuple[ClockState, ...]:
    asked = _asked("hold", command.clock)
    _require_reason(asked, command.reason)
    until = None if command.until is None else instant(command.until, "until")
    if until is not None and until <= scene.at:
        why = f"until={until.isoformat()} is no later than its beginning, {scene.at.isoformat()}"
        raise InvalidInput(asked, why, remedy="Leave until out to hold it until it is resumed.")
    pause = Pause(scene.at, until, command.reason, "hold")
    running = _running(scene, asked, command.clock)
    free = [one for one in running if not _held_for_good(one)]
    if not free:
        raise Refused(
            asked, "it is held already, until it is resumed", remedy="Call resume() to end the hold."
        )
    return tuple(scene.clockwork.held(one, pause) for one in free)


def _held_for_good(state: ClockState) -> bool:
    return any(pause.kind == "hold" and pause.until is None for pause in state.pauses)


def _resumed(scene: Scene, command: ResumeClocks) -> tuple[ClockState, ...]:
    asked = _asked("resume", command.clock)
    running = _running(scene, asked, command.clock)
    after = [scene.clockwork.resumed(one, scene.at) for one in running]
    changed = tuple(new for old, new in zip(running, after, strict=True) if new is not old)
    if not changed:
        ruled = [pause.why for one in running for pause in one.pauses if pause.until is None]
        why = f"its own rule makes it stand still: {ruled[0]}" if ruled else "nothing holds it"
        raise Refused(asked, why, remedy="Tell the fact that ends it." if ruled else None)
    return changed


def _reset(scene: Scene, command: ResetClock) -> tuple[ClockState, ...]:
    asked = _asked("reset", command.clock)
    _require_reason(asked, command.reason)
    (state,) = _running(scene, asked, command.clock)
    return scene.clockwork.reset(state, scene.clocks_see())


def _recomputed(scene: Scene, command: RecomputeClocks) -> Iterable[ClockState]:
    _require_reason("recompute the clocks", command.reason)
    what = scene.clocks_see()
    for state in scene.lead.running:
        if scene.clockwork.knows(state) and (after := scene.clockwork.recomputed(state, what)) != state:
            yield after


def _running(scene: Scene, asked: str, name: str | None) -> tuple[ClockState, ...]:
    """The clocks that run and are meant.

    :raises Refused: if there are none.
    """
    running = tuple(
        one for one in scene.lead.running if scene.clockwork.knows(one) and one.started_at <= scene.at
    )
    found = tuple(one for one in running if name is None or one.name == name)
    if not found:
        why = f"no clock of that name runs{did_you_mean(name, [one.name for one in running])}" if name else ""
        raise Refused(asked, why or f"no clock of the lead runs at {scene.at.isoformat()}")
    return found


def _asked(verb: str, clock: str | None) -> str:
    return f"{verb} the clocks" if clock is None else f"{verb} the clock {clock!r}"


def _require_reason(asked: str, reason: str) -> None:
    if not reason or not reason.strip():
        raise InvalidInput(asked, "it needs a reason", remedy="Pass reason='waiting for the contract'.")
