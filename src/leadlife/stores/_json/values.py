"""The small things: text, instants, values of facts, money, and people.

Instants are written by ``pydantic_core.to_json`` as ISO 8601 in UTC. A fact's value says what it is:
text, numbers and truth are themselves, the rest is an object with one key that begins with ``$``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from pydantic_core import PydanticSerializationError, from_json, to_json

from leadlife._frozen import frozen
from leadlife.effects import Recipient
from leadlife.errors import InvalidInput
from leadlife.evidence import Scalar, Value
from leadlife.money import Money
from leadlife.people import Actor, Owner, Queue, Role, Team

Json = Any  # what from_json gives: known only once it was read

DAMAGE = (KeyError, IndexError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What reading a damaged body raises; DefinitionError is a ValueError."""

instant = datetime.fromisoformat


def text(body: object) -> str:
    """The body as JSON text.

    :raises InvalidInput: if some text in it cannot be written as UTF-8, or something is no JSON at all.
    """
    try:
        return to_json(body).decode()
    except (PydanticSerializationError, ValueError) as error:
        raise InvalidInput("store this", f"it cannot be written as JSON: {error}") from None


def parsed(body: str) -> Json:
    return from_json(body)


def maybe_instant(at: str | None) -> datetime | None:
    return None if at is None else instant(at)


# -- values of facts ---------------------------------------------------------------------------------


def value_out(value: Value | None) -> Json:
    """A fact's value in self-describing form."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [value_out(one) for one in cast("tuple[Scalar, ...]", value)]
    match value:
        case float():
            return value if math.isfinite(value) else {"$float": str(value)}
        case Money():
            return {"$money": [str(value.amount), value.currency]}
        case Decimal():
            return {"$decimal": str(value)}
        case datetime():
            return {"$at": value.astimezone(UTC)}
        case date():
            return {"$date": value}
        case str() | int():
            return value
    raise InvalidInput(f"store {value!r}", f"a fact's value cannot be a {kind.__name__}")


_PLAIN = frozenset({str, int, bool, type(None)})


def value_in(value: Json) -> Value | None:
    """The value that :func:`value_out` wrote."""
    kind = type(value)
    if kind is list:
        return tuple(cast(Scalar, value_in(one)) for one in value)
    if kind is not dict:
        return cast(Value, value)
    ((tag, content),) = value.items()
    match tag:
        case "$money":
            return Money(Decimal(content[0]), content[1])
        case "$decimal":
            return Decimal(content)
        case "$at":
            return instant(content)
        case "$date":
            return date.fromisoformat(content)
        case "$float":
            return float(content)
    raise ValueError(f"no value is tagged {tag!r}")


def values_out(told: Mapping[str, Value | None]) -> Json:
    return {name: value if type(value) in _PLAIN else value_out(value) for name, value in told.items()}


def values_in(told: Json) -> Mapping[str, Value | None]:
    return frozen({name: value if type(value) in _PLAIN else value_in(value) for name, value in told.items()})


def money_out(value: Money | None) -> Json:
    return None if value is None else [str(value.amount), value.currency]


def money_in(value: Json) -> Money | None:
    return None if value is None else Money(Decimal(value[0]), value[1])


# -- people ------------------------------------------------------------------------------------------


def actor_out(actor: Actor) -> Json:
    return [actor.id, actor.team] if actor.role is None else [actor.id, actor.team, actor.role]


@lru_cache(maxsize=4096)
def _actor(id: str, team: str, role: str | None = None) -> Actor:
    return Actor(id, Team(team), role)


def actor_in(actor: Json) -> Actor:
    return _actor(*actor)


def owner_out(owner: Owner | None) -> Json:
    match owner:
        case None:
            return None
        case Queue():
            return {"queue": [owner.name, owner.team]}
        case Actor():
            return {"actor": actor_out(owner)}


def owner_in(owner: Json) -> Owner | None:
    if owner is None:
        return None
    ((tag, content),) = owner.items()
    match tag:
        case "actor":
            return actor_in(content)
        case "queue":
            return Queue(content[0], Team(content[1]))
    raise ValueError(f"an owner is an actor or a queue, not {tag!r}")


def recipient_out(to: Recipient) -> Json:
    match to:
        case Role():
            return {"role": [to.team, to.name]}
        case Actor() | Queue():
            return owner_out(to)
    return {"team": to}


def recipient_in(to: Json) -> Recipient:
    ((tag, content),) = to.items()
    match tag:
        case "team":
            return Team(content)
        case "role":
            return Role(Team(content[0]), content[1])
    owner = owner_in(to)
    assert owner is not None  # owner_in gives None for None only
    return owner
