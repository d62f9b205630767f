"""Deciding a move: every rule of engagement in turn, then the guard, then the trigger."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from leadlife._frozen import maker
from leadlife.commands import Move
from leadlife.errors import Refused
from leadlife.events import Moved
from leadlife.evidence import Evidence
from leadlife.lead import ClockState, Pause
from leadlife.lifecycle._assigning import Given, owner_of_move
from leadlife.lifecycle._engagement import (
    allowed,
    engaged,
    require_information,
    require_rested,
    verdict_of,
)
from leadlife.lifecycle._graph import Cursor
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle._scene import Scene
from leadlife.policy import CoolDown, Reason, Transition
from leadlife.rules import Verdict

if TYPE_CHECKING:
    from transitions import Machine

_moved = maker(Moved, kind="moved", implied=False)


def decide_move(machine: Machine, scene: Scene, command: Move) -> Moved:
    """The event of a move that may be made.

    :raises Refused: with what was asked, why not, what is allowed, and what would make it possible.
    """
    asked = f"{command.name!r} a lead in {scene.lead.stage!r}"
    transition, reason = engaged(scene, command, asked)
    evidence = scene.evidence()
    require_rested(scene, transition, evidence, asked)
    require_information(scene, transition, evidence, asked)
    verdict = None if transition.guard is None else verdict_of(scene, transition.guard, evidence)
    cursor = Cursor(scene.lead.stage, verdict is None or verdict.met)
    if not machine.events[transition.name].trigger(cursor):
        raise _unmet(scene, transition, asked, verdict)
    given = owner_of_move(scene, transition, command.to, asked)
    return _event(scene, transition, command, reason, evidence, cursor.state, given)


def _unmet(scene: Scene, transition: Transition, asked: str, verdict: Verdict | None) -> Refused:
    assert verdict is not None
    why = "its rule is not met" if verdict.unmet else "its rule cannot be decided yet"
    others = [name for name in allowed(scene.policy, scene.lead, scene.by) if name != transition.name]
    return Refused(asked, why, allowed=others, remedy=verdict.why_not, verdict=verdict)


def _event(
    scene: Scene,
    transition: Transition,
    command: Move,
    reason: Reason | None,
    evidence: Evidence,
    target: str,
    given: Given | None,
) -> Moved:
    lead = scene.lead
    owner = lead.owner if given is None else given.owner
    gave = given is not None and (owner != lead.owner or scene.passing or given.by is not None)
    cool_down = _cool_down(scene, transition, reason, evidence)
    clocks = _clocks(scene, transition, command, target, given, cool_down, evidence)
    return _moved(
        **scene.head(clocks),
        move=transition.name,
        source=lead.stage,
        target=target,
        reason=None if reason is None else reason.code,
        comment=command.comment,
        owner=owner if gave else None,
        opportunity=command.opportunity,
        value=command.value,
        cool_down_until=cool_down,
        setback=transition.setback,
        stale=transition.setback and reason is not None and reason.stale,
        returns=transition.returns,
        grounds=_grounds(scene, transition, evidence),
        assigned_by=None if given is None else given.by,
        turn=None if given is None else given.turn,
    )


def _cool_down(
    scene: Scene, transition: Transition, reason: Reason | None, evidence: Evidence
) -> datetime | None:
    if transition.cools is None:
        return None
    rest: CoolDown = transition.cools if reason is None or reason.cool_down is None else reason.cool_down
    # What the lead said about when to call again stands, however stale the rest of the evidence is.
    told = scene.lead.__evidence__()
    return rest.ends(scene.at, told, scene.policy.calendar, recontact=scene.policy.recontact)


def _clocks(
    scene: Scene,
    transition: Transition,
    command: Move,
    target: str,
    given: Given | None,
    cool_down: datetime | None,
    evidence: Evidence,
) -> tuple[ClockState, ...]:
    lead, passing = scene.lead, scene.passing
    owner = lead.owner if given is None or passing else given.owner
    changes_stage = target != lead.stage
    what = Happening(
        at=scene.at,
        seq=lead.version + 1,
        stage=target,
        evidence=evidence,
        lead=lead,
        late=scene.late,
        left=lead.stage if changes_stage else None,
        entered=target if changes_stage else None,
        move=transition.name,
        owner=owner,
        reassigned=owner != lead.owner,
        passing=given.owner if given is not None and passing else None,
        cool_down_until=cool_down,
        opportunity=command.opportunity,
    )
    changed = scene.clockwork.consequences(lead, what)
    return changed if transition.hold is None else _with_hold(scene, transition, changed)


def _with_hold(
    scene: Scene, transition: Transition, changed: tuple[ClockState, ...]
) -> tuple[ClockState, ...]:
    """The clocks, the one that the move holds with one more pause; nothing more if it was held often enough."""
    hold = transition.hold
    assert hold is not None
    if scene.lead.made.get(transition.name, 0) >= hold.times:
        return changed
    present = {one.id: one for one in (*scene.lead.running, *changed)}
    running = next((one for one in present.values() if one.name == hold.clock and one.is_open), None)
    if running is None or not scene.clockwork.knows(running):
        return changed
    until = hold.most.after(scene.at, scene.clockwork.calendar_of(running))
    pause = Pause(scene.at, until, transition.name, "move")
    others = (one for one in changed if one.id != running.id)
    return (*others, scene.clockwork.held(running, pause))


def _grounds(scene: Scene, transition: Transition, evidence: Evidence) -> tuple[int, ...]:
    """The events whose facts the guard read, for the record: citations, never copies of what was said."""
    seen = evidence.observed
    return tuple(sorted({seen[name].seq for name in scene.policy.read_by(transition) if name in seen}))
