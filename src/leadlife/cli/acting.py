"""Who acts: what ``--by`` names, for the record."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, TypeAlias

import typer

from leadlife import MARKETING, SALES, SYSTEM, Actor, Team
from leadlife.cli.policies import AnyPolicy
from leadlife.errors import InvalidInput
from leadlife.policy._teams import mentions

ByOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--by", envvar="LEADLIFE_BY", metavar="ID:TEAM", help="Who does it, for the record: kim:marketing."
    ),
]


_NEAR = 0.8
"""How much alike two names are for the one to be a slip in the other: 'presales' is none in 'sales'."""


def acting(text: str, policy: AnyPolicy | None = None) -> Actor:
    """The actor that is named: an id and a team, and perhaps a role.

    >>> print(acting("kim:marketing:manager"))
    kim (marketing manager)

    :raises InvalidInput: if it names nobody, or a team whose name is nearly that of one of the policy's.
    """
    id, team, role = (part.strip() for part in f"{text}::".split(":", 3)[:3])
    if not id or not team or text.count(":") > 2:
        remedy = "Write --by id:team, such as kim:marketing, or id:team:role."
        raise InvalidInput(f"read --by {text!r}", "it names no actor", remedy=remedy)
    if policy is not None and (meant := _meant(team, policy)):
        why = f"{policy} names no team {team!r}; did you mean {meant!r}?"
        raise InvalidInput(
            f"read --by {text!r}", why, remedy="Who did it stays on record: write the team's name."
        )
    return Actor(id, Team(team), role or None)


def _meant(team: str, policy: AnyPolicy) -> str | None:
    """The team of the policy whose name was nearly written; None where it was written, or no name is near."""
    known = {MARKETING, SALES, SYSTEM, *(one.team for one in mentions(policy) if one.team is not None)}
    near = [] if team in known else get_close_matches(team, sorted(known), 1, _NEAR)
    return near[0] if near else None
