"""Who gets a lead where nobody names its owner: the routes of the policy in turn, and the first that gives one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from leadlife.errors import Refused
from leadlife.lead import Lead, Turn
from leadlife.lifecycle._scene import Scene
from leadlife.people import Actor, Owner, Who
from leadlife.policy import EarlierOwner, GivenTo, Policy, RoundRobin, Route, Transition
from leadlife.policy.assignment import may_own
from leadlife.rules import Rule

_REMEDY = "Pass to=Actor('rep-7', SALES), or to=Queue('dach')"


@dataclass(frozen=True, slots=True)
class Given:
    """Who gets the lead; by which route and which turn, where a route gave it."""

    owner: Owner
    by: str | None = None
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An owner that is looked for: by whom of the policy's people it may be owned, and who is passed over, and why."""

    scene: Scene
    who: tuple[Who, ...]
    passed_over: tuple[tuple[Owner, str], ...]

    def fits(self, owner: Owner) -> bool:
        """Whether it is one of those to whom the lead may go at all."""
        return not self.who or may_own(owner, self.who)

    def why_not(self, owner: Owner) -> str | None:
        """Why this one does not get it; None if they may."""
        for other, why in self.passed_over:
            if same(owner, other):
                return why
        if not self.fits(owner):
            return f"it goes to {', '.join(map(str, self.who))}"
        return self.scene.desk.why_absent(owner)


def require_owner(scene: Scene, transition: Transition, to: Owner | None, asked: str) -> None:
    """Whoever was passed to own the lead may have it; nobody need be passed where the policy has routes.

    :raises Refused: if not.
    """
    if to is not None and transition.owner:
        _require_fit(scene, transition, to, asked)
    elif to is None and transition.owner and not _routes(scene, transition):
        raise _nobody(asked)
    owner = scene.by if to is None and transition.takes else to
    if owner is not None:
        require_active(scene, owner, asked)


def owner_of_move(scene: Scene, transition: Transition, to: Owner | None, asked: str) -> Given | None:
    """Who owns the lead by this move, if it gives it to anybody: whoever was passed, or whom a route gives it to.

    :raises Refused: if it needs an owner, none was passed, and no route gives one.
    """
    if to is not None:
        return Given(to)
    if not transition.owner:
        return Given(scene.by) if transition.takes else None
    hands_on = transition.target in scene.policy.sources(transition)
    wanted = Wanted(scene, transition.owner, tuple(_passed_over(scene, hands_on)))
    return _routed(wanted, _routes(scene, transition), asked)


def owner_by_routes(scene: Scene, asked: str) -> Given:
    """Whom the policy's routes give the lead to, in the stage where it is: somebody else than its owner.

    :raises Refused: if none of them gives it to anybody.
    """
    return _routed(Wanted(scene, (), tuple(_passed_over(scene, True))), scene.policy.assignment, asked)


def require_active(scene: Scene, owner: Owner, asked: str) -> None:
    """Leads are given to people who are there; an owner of the past need not be."""
    why = None if scene.passing else scene.desk.why_absent(owner)
    if why is not None:
        raise Refused(asked, f"{owner} cannot own it: {why}", remedy="Give it to somebody who is active.")


def same(one: Owner | None, other: Owner | None) -> bool:
    """Whether both are one: a person is known by their id, whatever their role is now."""
    if isinstance(one, Actor) and isinstance(other, Actor):
        return one.id == other.id
    return one == other


def _routes(scene: Scene, transition: Transition) -> tuple[Route, ...]:
    return transition.assign or scene.policy.assignment


def decliners(policy: Policy[Any], lead: Lead[Any]) -> Iterator[tuple[Owner, str]]:
    """Who declined the lead, and for which reason; but not those to whom it may go again."""
    for setback in (*lead.brought, *lead.setbacks) if lead.brought else lead.setbacks:
        move = policy.find_move(setback.move)
        reason = policy.find_reason(setback.move, setback.reason)
        again = reason is not None and reason.same_owner
        if setback.owner is not None and move is not None and move.declines and not again:
            yield setback.owner, setback.reason


def _passed_over(scene: Scene, hands_on: bool) -> Iterator[tuple[Owner, str]]:
    if hands_on and scene.lead.owner is not None:
        yield scene.lead.owner, "it is theirs already"
    yield from (
        (owner, f"it came back from them for {reason}")
        for owner, reason in decliners(scene.policy, scene.lead)
    )


def _require_fit(scene: Scene, transition: Transition, to: Owner, asked: str) -> None:
    """An owner that was passed is one of those who may have it."""
    if not may_own(to, transition.owner):
        who = ", ".join(map(str, transition.owner))
        raise Refused(asked, f"{to} cannot own it: it goes to {who}", remedy=f"{_REMEDY}.")


def require_not_declined(scene: Scene, transition: Transition, to: Owner | None, asked: str) -> None:
    """A lead is not offered again to whoever declined it.

    :raises Refused: if the owner that was passed did.
    """
    for declined, reason in (
        decliners(scene.policy, scene.lead) if transition.owner and to is not None else ()
    ):
        if same(to, declined):
            why = f"{to} held it when it came back for {reason}"
            raise Refused(asked, why, remedy="Pass another owner, or a queue, in to=.")


def _routed(wanted: Wanted, routes: tuple[Route, ...], asked: str) -> Given:
    """What the first route gives that gives anything."""
    if not routes:
        raise _nobody(asked)
    tried: list[str] = []
    for route in routes:
        found = _given(wanted, route)
        if isinstance(found, Given):
            return found
        tried.append(f"{route.name}: {found}")
    why = f"it needs a new owner, and no route gives it one ({'; '.join(tried)})"
    remedy = f"{_REMEDY}; or give the policy one more route, such as given_to(Queue('inbound'))."
    raise Refused(asked, why, remedy=remedy)


def _nobody(asked: str) -> Refused:
    remedy = f"{_REMEDY}; or give the policy routes to an owner: assignment=(round_robin('dach'),)."
    return Refused(asked, "it needs a new owner", remedy=remedy)


def _given(wanted: Wanted, route: Route) -> Given | str:
    """What one route gives, or why it gives nobody."""
    if route.where is not None and (why := _unmet(wanted.scene, route.where)):
        return why
    match route:
        case EarlierOwner():
            return _earlier(wanted, route)
        case RoundRobin(group):
            return _in_turn(wanted, route, group)
        case GivenTo(owner):
            return wanted.why_not(owner) or Given(owner, route.name)


def _unmet(scene: Scene, rule: Rule) -> str:
    verdict = scene.verdict_of(rule)
    return "" if verdict.met else f"'{rule}' is {'not met' if verdict.unmet else 'not known'}"


def _earlier(wanted: Wanted, route: EarlierOwner) -> Given | str:
    """Whoever held it when it came back last, else whoever has it now."""
    lead = wanted.scene.lead
    held = (setback.owner for setback in reversed(lead.setbacks))
    owner = next((one for one in (*held, lead.owner) if isinstance(one, Actor) and wanted.fits(one)), None)
    if owner is None:
        return "nobody who may have it held it before"
    why = wanted.why_not(owner)
    return Given(owner, route.name) if why is None else f"{owner}: {why}"


def _in_turn(wanted: Wanted, route: RoundRobin, group: str) -> Given | str:
    """Whoever of the group waited longest, of those who may have it."""
    desk = wanted.scene.desk
    if group in desk.silent:
        return desk.silent[group]
    if group not in desk.members:
        return "no roster says who is in the group"
    why_not: list[str] = []
    for member in desk.in_turn(group):
        why = wanted.why_not(member)
        if why is None:
            return Given(member, route.name, desk.next_turn(group))
        why_not.append(f"{member}: {why}")
    return ", ".join(why_not) or "nobody of the group is active"
