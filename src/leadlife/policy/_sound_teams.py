"""What a policy refuses of the teams that it names: persons and roles that were written as a team."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife.people import Role
from leadlife.policy._teams import mentions

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy

_ADDRESS = re.compile(r"\S+@\S+\.\S+")


def problems(policy: Policy[Any]) -> Iterator[str]:
    """Teams to which nobody can belong, each with where it is named."""
    named = tuple(mentions(policy))
    roles = {str(one.who): one.who for one in named if isinstance(one.who, Role)}
    for mention in named:
        team = mention.team
        if team is None:
            continue
        if _ADDRESS.fullmatch(team):
            yield f"{mention.where}: {team!r} is a person's address and no team: name a role, or Actor({team!r}, SALES)"
        elif team != team.strip() or not team:
            yield f"{mention.where}: the team {team!r} begins or ends with a blank, or has no name: write Team('...')"
        elif team in roles:
            role = roles[team]
            yield f"{mention.where}: {team!r} is what a role is called: write Role({role.team!r}, {role.name!r})"
