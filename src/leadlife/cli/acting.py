"""Who acts: what ``--by`` names, for the record."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from leadlife import Actor, Team
from leadlife.errors import InvalidInput

ByOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--by", envvar="LEADLIFE_BY", metavar="ID:TEAM", help="Who does it, for the record: kim:marketing."
    ),
]


def acting(text: str) -> Actor:
    """The actor that is named: an id and a team, and perhaps a role.

    >>> print(acting("kim:marketing:manager"))
    kim (marketing manager)

    :raises InvalidInput: if it names nobody.
    """
    id, team, role = (part.strip() for part in f"{text}::".split(":", 3)[:3])
    if not id or not team or text.count(":") > 2:
        remedy = "Write --by id:team, such as kim:marketing, or id:team:role."
        raise InvalidInput(f"read --by {text!r}", "it names no actor", remedy=remedy)
    return Actor(id, Team(team), role or None)
