"""Promises that nothing keeps: a rest that no move waits for, and leads that go back to who did not want them."""

from __future__ import annotations

from collections.abc import Iterator

from leadlife.people import SYSTEM, Role, Who
from leadlife.policy.assignment import EarlierOwner
from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.walk import Walk, said
from leadlife.policy.transition import Transition


def unkept_rests(walk: Walk) -> Iterator[Finding]:
    """Moves that let a lead rest, where no way on waits until that is over."""
    for move in walk.policy.moves:
        if move.cools is None or move.name not in walk.made:
            continue
        ways = [one for one in walk.policy.moves_from(move.target) if _goes_on(walk, one)]
        if ways and not any(one.waits for one in ways):
            names = " or ".join(f"'{one.name}'" for one in ways)
            message = f"a lead rests, and nothing waits for that to be over: write waits=True on {names}"
            story = f"{walk.before(move)}, {said(move)}, {said(ways[0])} in the same minute"
            yield Finding("warning", "unrested", move.name, message, story)


def _goes_on(walk: Walk, move: Transition) -> bool:
    """Whether people may go on with a lead by this move; what the system alone makes, it makes when a clock is over."""
    people = set(move.by) != {SYSTEM} or bool(move.implied)
    return people and walk.policy.stage(move.target).is_open and move.name in walk.made


def unheard_declines(walk: Walk) -> Iterator[Finding]:
    """Routes to an earlier owner where those who send leads back are never taken to have declined them."""
    policy = walk.policy
    routed = any(isinstance(one, EarlierOwner) for one in policy.assignment)
    asking = [
        move
        for move in policy.moves
        if any(isinstance(one, EarlierOwner) for one in (move.assign or policy.assignment)) and move.owner
    ]
    if not asking or any(move.declines for move in policy.moves):
        return
    owners = {_team(one) for move in asking for one in move.owner}
    for move in policy.moves:
        if move.setback and policy.stage(move.target).is_open and owners & {_team(one) for one in move.by}:
            where = "the policy's routes go" if routed else f"'{asking[0].name}' goes"
            message = (
                f"{where} to the earlier owner first, and no move says that its maker declines the lead: "
                "write declines=True on the setbacks that mean it"
            )
            story = f"{walk.before(move)}, {said(move)}, and with '{asking[0].name}' it goes to the same owner again"
            yield Finding("note", "given_back", move.name, message, story)
            return


def _team(who: Who) -> str:
    return who.team if isinstance(who, Role) else who
