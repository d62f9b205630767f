"""The rules of engagement: who may make a move, from where, how often, for which reason, and with what."""

from __future__ import annotations

from typing import Any

from leadlife.commands import Move
from leadlife.errors import InvalidInput, Refused, did_you_mean
from leadlife.evidence import Evidence
from leadlife.lead import Lead
from leadlife.lifecycle._assigning import require_not_declined, require_owner
from leadlife.lifecycle._scene import Scene
from leadlife.people import Actor, Who
from leadlife.policy import Policy, Reason, Transition
from leadlife.rules import Rule, Verdict


def may(actor: Actor, who: tuple[Who, ...]) -> bool:
    """Whether one of these speaks of the actor."""
    return any(actor.belongs_to(one) for one in who)


def allowed(policy: Policy[Any], lead: Lead[Any], by: Actor | None = None) -> tuple[str, ...]:
    """The moves that may be made where the lead is, by the actor, where one is given; guards are not asked.

    :raises InvalidInput: if that is no actor.
    """
    if not isinstance(by, Actor | None):
        remedy = "Pass by=Actor('rep-7', SALES), or nobody for all moves."
        raise InvalidInput(f"say what may be done by {by!r}", "it is no actor", remedy=remedy)
    ended = lead.merged_into is not None or lead.erased_at is not None
    return tuple(
        move.name
        for move in (() if ended else policy.moves_from(lead.stage))
        if (by is None or may(by, move.by)) and _bound(policy, lead, move, by) is None
    )


def known_move(policy: Policy[Any], lead: Lead[Any], name: str) -> Transition:
    """The policy's rules for the move.

    :raises Refused: if the policy has no move of that name.
    :raises InvalidInput: if it is no name.
    """
    if not isinstance(name, str):
        known = ", ".join(move.name for move in policy.moves)
        raise InvalidInput(
            f"look for the move {name!r}", "a move is named by text", remedy=f"Its moves: {known}."
        )
    transition = policy.find_move(name)
    if transition is None:
        known = did_you_mean(name, [move.name for move in policy.moves])
        why = f"policy {policy.name!r} has no move of that name{known}"
        raise Refused(f"{name!r} a lead in {lead.stage!r}", why, allowed=allowed(policy, lead))
    return transition


def engaged(scene: Scene, command: Move, asked: str) -> tuple[Transition, Reason | None]:
    """The move and its reason, if every rule of engagement holds; its guard is not asked.

    :raises Refused: at the first that does not.
    """
    transition = known_move(scene.policy, scene.lead, command.name)
    _require_place_and_people(scene, transition, asked)
    _require_time(scene, asked)
    reason = _reason(scene, transition, command, asked)
    _require_form(scene, transition, reason, command, asked)
    bound = _bound(scene.policy, scene.lead, transition, scene.by)
    if bound is not None:
        left = allowed(scene.policy, scene.lead, scene.by)
        raise Refused(asked, bound, allowed=left, remedy=_way_out(scene.policy, scene.lead, left))
    require_not_declined(scene, transition, command.to, asked)
    return transition, reason


def require_rested(scene: Scene, transition: Transition, evidence: Evidence, asked: str) -> None:
    """A lead that rests is left alone, unless it raises a hand."""
    until = scene.lead.cool_down_until
    if not transition.waits or until is None or scene.at >= until:
        return
    wakes = transition.wakes
    if wakes is not None and verdict_of(scene, wakes, evidence).met:
        return
    remedy = None if wakes is None else f"It may come back earlier if it {wakes}."
    raise Refused(asked, f"it rests until {until.isoformat()}", remedy=remedy)


def require_information(scene: Scene, transition: Transition, evidence: Evidence, asked: str) -> None:
    """The minimum information is known, as far as the guard can see."""
    missing = [name for name in transition.requires if evidence.values.get(name) is None]
    if not missing:
        return
    ask = scene.policy.questions
    what = ", ".join(f"{name} ({ask[name]})" if name in ask else name for name in missing)
    others = [name for name in allowed(scene.policy, scene.lead, scene.by) if name != transition.name]
    why = f"its minimum information is not complete: {', '.join(missing)}"
    raise Refused(asked, why, allowed=others, remedy=f"Find out, and observe(): {what}")


def verdict_of(scene: Scene, rule: Rule, evidence: Evidence) -> Verdict:
    """What a rule of the policy says of the lead in this scene."""
    return scene.verdict_of(rule, evidence)


def _require_place_and_people(scene: Scene, transition: Transition, asked: str) -> None:
    policy, lead = scene.policy, scene.lead
    if lead.stage not in policy.sources(transition):
        why = f"it starts in {', '.join(policy.sources(transition))}"
        raise Refused(asked, why, allowed=allowed(policy, lead))
    if not may(scene.by, transition.by):
        who = ", ".join(str(one) for one in transition.by)
        why = f"{scene.by} may not: it is made by {who}"
        raise Refused(asked, why, allowed=allowed(policy, lead, scene.by))


def _require_time(scene: Scene, asked: str) -> None:
    entered = scene.lead.entered_at
    if entered is not None and scene.at < entered:
        why = f"at={scene.at.isoformat()} lies before it entered the stage ({entered.isoformat()})"
        remedy = "No move predates the present visit; record older history with backfill()."
        raise Refused(asked, why, remedy=remedy)


def _reason(scene: Scene, transition: Transition, command: Move, asked: str) -> Reason | None:
    """The reason given, or inherited from the last setback; refused where one is missing or not of the list."""
    codes = [reason.code for reason in transition.reasons]
    if command.reason is None:
        if transition.inherits and scene.lead.setbacks:
            return _inherited(scene)
        if codes:
            raise Refused(asked, "it needs a reason", remedy=f"Pass reason= one of: {', '.join(codes)}")
        return None
    reason = transition.reason(command.reason)
    if reason is None and transition.inherits and scene.lead.reason == command.reason:
        reason = _inherited(scene)
    if reason is None:
        raise _not_of_the_list(asked, command.reason, codes)
    if reason.by and not may(scene.by, reason.by):
        raise _not_theirs(scene, transition, reason, asked)
    return reason


def _not_theirs(scene: Scene, transition: Transition, reason: Reason, asked: str) -> Refused:
    who = ", ".join(str(one) for one in reason.by)
    why = f"{scene.by} may not give the reason {reason.code!r}: it is given by {who}"
    theirs = ", ".join(one.code for one in transition.reasons if not one.by or may(scene.by, one.by))
    return Refused(asked, why, remedy=f"Theirs are: {theirs}" if theirs else f"Let {who} make the move.")


def _not_of_the_list(asked: str, code: str, codes: list[str]) -> Refused:
    if not codes:
        return Refused(asked, f"it takes no reason, and {code!r} was given", remedy="Leave reason out.")
    why = f"it does not take the reason {code!r}{did_you_mean(code, codes)}"
    return Refused(asked, why, remedy=f"Its reasons: {', '.join(codes)}")


def _inherited(scene: Scene) -> Reason:
    last = scene.lead.setbacks[-1]
    return scene.policy.find_reason(last.move, last.reason) or Reason(last.reason)


def _require_form(
    scene: Scene, transition: Transition, reason: Reason | None, command: Move, asked: str
) -> None:
    """What must be passed along: words, an owner, an opportunity, a value."""
    words = transition.comment or (reason is not None and reason.comment and command.reason is not None)
    if words and not (command.comment and command.comment.strip()):
        raise Refused(asked, "it needs a comment", remedy="Pass comment= with the reason in words.")
    require_owner(scene, transition, command.to, asked)
    _require_opportunity(scene, transition, command, asked)
    if transition.value and command.value is None:
        raise Refused(asked, "it needs the final value", remedy="Pass value=money(50_000, 'EUR').")


def _require_opportunity(scene: Scene, transition: Transition, command: Move, asked: str) -> None:
    """There is an opportunity, with all that the policy asks for: the one that is passed, else the lead's."""
    if not transition.opportunity:
        return
    there = scene.lead.opportunity if command.opportunity is None else command.opportunity
    remedy = "Pass opportunity=Opportunity(ref=..., value=money(...), closes_at=...)."
    if there is None:
        raise Refused(asked, "it needs an opportunity", remedy=remedy)
    parts = () if isinstance(transition.opportunity, bool) else transition.opportunity
    if missing := [part for part in parts if getattr(there, part) is None]:
        raise Refused(asked, f"its opportunity {there.ref} lacks {' and '.join(missing)}", remedy=remedy)


def _way_out(policy: Policy[Any], lead: Lead[Any], left: tuple[str, ...]) -> str | None:
    """How a lead ends that has come back as often as it may."""
    if lead.cycle < policy.max_cycles:
        return None
    ends = [name for name in left if not policy.stage(policy.move(name).target).is_open]
    return f"It has used up its ways back; what closes it: {', '.join(ends)}." if ends else None


def _bound(policy: Policy[Any], lead: Lead[Any], transition: Transition, by: Actor | None) -> str | None:
    """Which bound of the policy the move would break, made by the actor, where one is given; None if it breaks none."""
    if transition.returns and lead.cycle >= policy.max_cycles:
        return f"it has come back {lead.cycle} times, and the policy allows {policy.max_cycles}"
    made = lead.made.get(transition.name, 0)
    if transition.most is not None and made >= transition.most:
        return f"it was made {made} times in this cycle, and may be made {transition.most} times"
    if transition.is_last(made) and by is not None and not may(by, transition.last_by):
        who = ", ".join(str(one) for one in transition.last_by)
        return f"it would be made for the last of {transition.most} times in this cycle, and that is for {who} alone"
    if transition.after and lead.reason not in transition.after:
        after = " or ".join(transition.after)
        return f"it follows {after} only, and this lead came back for {lead.reason or 'no reason'}"
    return None
