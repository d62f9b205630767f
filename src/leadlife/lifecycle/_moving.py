"""Deciding a move: every rule of engagement in turn, then the guard, then the trigger."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from leadlife._frozen import maker
from leadlife.commands import Move
from leadlife.errors import Refused, did_you_mean
from leadlife.events import Moved
from leadlife.evidence import Evidence
from leadlife.lead import ClockState, Pause
from leadlife.lifecycle._graph import Cursor
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle._scene import Scene
from leadlife.people import Actor, Owner
from leadlife.policy import CoolDown, Policy, Reason, Transition
from leadlife.rules import Rule, Verdict

if TYPE_CHECKING:
    from transitions import Machine

_moved = maker(Moved, kind="moved")


def decide_move(machine: Machine, scene: Scene, command: Move) -> Moved:
    """The event of a move that may be made.

    :raises Refused: with what was asked, why not, what is allowed, and what would make it possible.
    """
    transition = _startable(scene, command.name)
    asked = f"{command.name!r} a lead in {scene.lead.stage!r}"
    _require_time(scene, asked)
    reason = _reason(scene, transition, command, asked)
    _require_form(scene, transition, command, asked)
    _require_bounds(scene, transition, asked)
    evidence = scene.evidence()
    _require_rested(scene, transition, evidence, asked)
    verdict = None if transition.guard is None else verdict_of(scene, transition.guard, evidence)
    cursor = Cursor(scene.lead.stage, verdict is None or verdict.met)
    if not machine.events[transition.name].trigger(cursor):
        raise _unmet(scene, asked, verdict)
    return _event(scene, transition, command, reason, evidence, cursor.state)


def known_move(policy: Policy[Any], stage: str, name: str) -> Transition:
    """The policy's rules for the move.

    :raises Refused: if the policy has no move of that name.
    """
    transition = policy.move(name)
    if transition is None:
        known = did_you_mean(name, [move.name for move in policy.moves])
        why = f"policy {policy.name!r} has no move of that name{known}"
        raise Refused(f"{name!r} a lead in {stage!r}", why, allowed=allowed(policy, stage))
    return transition


def _startable(scene: Scene, name: str) -> Transition:
    """The move, if it starts where the lead is, and this actor may make it."""
    policy, stage = scene.policy, scene.lead.stage
    transition = known_move(policy, stage, name)
    asked = f"{name!r} a lead in {stage!r}"
    if stage not in policy.sources(transition):
        where = ", ".join(policy.sources(transition))
        raise Refused(asked, f"it starts in {where}", allowed=allowed(policy, stage))
    if not _may(scene.by, transition.by):
        who = ", ".join(str(one) for one in transition.by)
        raise Refused(
            asked, f"{scene.by} may not: it is made by {who}", allowed=allowed(policy, stage, scene.by)
        )
    return transition


def _may(actor: Actor, who: tuple[Any, ...]) -> bool:
    return any(actor.belongs_to(one) for one in who)


def allowed(policy: Policy[Any], stage: str, by: Actor | None = None) -> tuple[str, ...]:
    """The moves that start in a stage, those that the actor may make, where one is given."""
    return tuple(move.name for move in policy.moves_from(stage) if by is None or _may(by, move.by))


def verdict_of(scene: Scene, rule: Rule, evidence: Evidence) -> Verdict:
    """What a rule of the policy says of the lead in this scene."""
    return rule.evaluate(evidence, at=scene.at, zone=scene.policy.zone, calendar=scene.policy.calendar)


def _require_time(scene: Scene, asked: str) -> None:
    entered = scene.lead.entered_at
    if entered is not None and scene.at < entered:
        why = f"at={scene.at.isoformat()} lies before it entered the stage ({entered.isoformat()})"
        raise Refused(
            asked, why, remedy="No move predates the present visit; record older history with backfill()."
        )


def _reason(scene: Scene, transition: Transition, command: Move, asked: str) -> Reason | None:
    """The reason given, or inherited from the last setback; refused where one is missing or not of the list."""
    codes = ", ".join(reason.code for reason in transition.reasons)
    if command.reason is None:
        if transition.inherits and scene.lead.setbacks:
            return _inherited(scene)
        if transition.reasons:
            raise Refused(asked, "it needs a reason", remedy=f"Pass reason= one of: {codes}")
        return None
    reason = transition.reason(command.reason)
    if reason is None and transition.inherits:
        reason = _inherited(scene) if scene.lead.reason == command.reason else None
    if reason is None:
        why = (
            f"it does not take the reason {command.reason!r}{did_you_mean(command.reason, codes.split(', '))}"
        )
        raise Refused(asked, why, remedy=f"Its reasons: {codes}" if codes else "It takes none.")
    if reason.by and not _may(scene.by, reason.by):
        who = ", ".join(str(one) for one in reason.by)
        raise Refused(asked, f"{scene.by} may not give the reason {reason.code!r}: it is given by {who}")
    return reason


def _inherited(scene: Scene) -> Reason:
    last = scene.lead.setbacks[-1]
    return scene.policy.reason(last.move, last.reason) or Reason(last.reason)


def _require_form(scene: Scene, transition: Transition, command: Move, asked: str) -> None:
    """What must be passed along: words, an owner, an opportunity, a value."""
    code = command.reason
    words = transition.comment or (
        code is not None and (one := transition.reason(code)) is not None and one.comment
    )
    if words and not (command.comment and command.comment.strip()):
        raise Refused(asked, "it needs a comment", remedy="Pass comment= with the reason in words.")
    if transition.owner and command.to is None:
        raise Refused(
            asked, "it needs a new owner", remedy="Pass to=Actor('rep-7', SALES), or to=Queue('dach')."
        )
    if transition.opportunity and command.opportunity is None and scene.lead.opportunity is None:
        remedy = "Pass opportunity=Opportunity(ref=..., value=money(...), closes_at=...)."
        raise Refused(asked, "it needs an opportunity", remedy=remedy)
    if transition.value and command.value is None:
        raise Refused(asked, "it needs the final value", remedy="Pass value=money(50_000, 'EUR').")


def _require_bounds(scene: Scene, transition: Transition, asked: str) -> None:
    lead, policy = scene.lead, scene.policy
    if transition.returns and lead.cycle >= policy.max_cycles:
        why = f"it has come back {lead.cycle} times, and the policy allows {policy.max_cycles}"
        ways = [move.name for move in policy.moves_from(lead.stage) if not policy.stage(move.target).is_open]
        raise Refused(asked, why, allowed=ways)
    if transition.most is not None and lead.made.get(transition.name, 0) >= transition.most:
        raise Refused(
            asked,
            f"it was made {lead.made[transition.name]} times in this cycle, and may be made {transition.most} times",
        )
    if transition.after and lead.reason not in transition.after:
        after = " or ".join(transition.after)
        raise Refused(
            asked, f"it follows {after} only, and this lead came back for {lead.reason or 'no reason'}"
        )


def _require_rested(scene: Scene, transition: Transition, evidence: Evidence, asked: str) -> None:
    until = scene.lead.cool_down_until
    if not transition.waits or until is None or scene.at >= until:
        return
    if transition.wakes is not None:
        if verdict_of(scene, transition.wakes, evidence).met:
            return
        remedy = f"It may come back earlier if {transition.wakes}"
    else:
        remedy = None
    raise Refused(asked, f"it rests until {until.isoformat()}", remedy=remedy)


def _unmet(scene: Scene, asked: str, verdict: Verdict | None) -> Refused:
    assert verdict is not None
    state = "unmet" if verdict.unmet else "unknown"
    return Refused(
        asked,
        f"its definition is {state}",
        allowed=allowed(scene.policy, scene.lead.stage, scene.by),
        remedy=f"{verdict.explain()}\n{verdict.advice()}",
        verdict=verdict,
    )


def _event(
    scene: Scene,
    transition: Transition,
    command: Move,
    reason: Reason | None,
    evidence: Evidence,
    target: str,
) -> Moved:
    lead = scene.lead
    owner = _owner(scene, transition, command)
    cool_down = _cool_down(scene, transition, reason, evidence)
    clocks = _clocks(scene, transition, target, owner, cool_down, evidence)
    return _moved(
        **scene.head(clocks),
        move=transition.name,
        source=lead.stage,
        target=target,
        reason=None if reason is None else reason.code,
        comment=command.comment,
        owner=owner if owner is not None and owner != lead.owner else None,
        opportunity=command.opportunity,
        value=command.value,
        cool_down_until=cool_down,
        setback=transition.setback,
        stale=transition.setback and reason is not None and reason.stale,
        returns=transition.returns,
        grounds=_grounds(scene, transition, evidence),
    )


def _owner(scene: Scene, transition: Transition, command: Move) -> Owner | None:
    if command.to is not None:
        return command.to
    return scene.by if transition.takes else scene.lead.owner


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
    target: str,
    owner: Owner | None,
    cool_down: datetime | None,
    evidence: Evidence,
) -> tuple[ClockState, ...]:
    lead = scene.lead
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
        cool_down_until=cool_down,
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
    pause = Pause(scene.at, hold.most.after(scene.at, scene.policy.calendar), transition.name, "move")
    others = (one for one in changed if one.id != running.id)
    return (*others, scene.clockwork.held(running, pause))


def _grounds(scene: Scene, transition: Transition, evidence: Evidence) -> tuple[int, ...]:
    """The events whose facts the guard read, for the record: citations, never copies of what was said."""
    seen = evidence.observed
    return tuple(sorted({seen[name].seq for name in scene.policy.read_by(transition) if name in seen}))
