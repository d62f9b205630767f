"""Teams that are named once, and are nearly called as another one; roles written the wrong way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from leadlife.people import Role, Team
from leadlife.policy._teams import Mention, mentions
from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.walk import Walk

_NEAR = 0.8
"""How much alike two names are for one to be taken for a slip in the other: 'saels' is sales, 'presales' is not."""


def strangers(walk: Walk) -> Iterator[Finding]:
    """Teams and roles that nobody is likely to belong to."""
    named = tuple(mentions(walk.policy))
    often = Counter(one.team for one in named if one.team is not None)
    for mention in named:
        yield from _misspelt(walk, mention, often)
        yield from _swapped(walk, mention, named)


def _misspelt(walk: Walk, mention: Mention, often: Counter[Team]) -> Iterator[Finding]:
    team = mention.team
    if team is None or often[team] > 1:
        return
    near = get_close_matches(team, [one for one in often if often[one] > 1], 1, _NEAR)
    if near:
        message = f"the team {team!r} is named in {mention.where} and nowhere else; did you mean {near[0]!r}?"
        yield Finding("warning", "stranger", team, message, _story(walk, mention, near[0]))


def _story(walk: Walk, mention: Mention, meant: str) -> str:
    """What becomes of a lead for want of the team that was meant."""
    if mention.move is None:
        return ""
    before = walk.before(walk.policy.move(mention.move))
    return f"{before}: '{mention.move}' waits for {mention.who}, and not for {meant}"


def _swapped(walk: Walk, mention: Mention, named: tuple[Mention, ...]) -> Iterator[Finding]:
    """A role of a team that does nothing else, which is called as a team is."""
    role = mention.who
    if not isinstance(role, Role):
        return
    others = [one for one in named if one.who != role]
    if any(one.team == role.name for one in others) and not any(one.team == role.team for one in others):
        message = f"{role.name!r} is a team, and {role.team!r} is none beside: write Role({role.name!r}, {role.team!r})"
        yield Finding(
            "warning", "stranger", str(role), message, _story(walk, mention, f"{role.name} {role.team}")
        )
