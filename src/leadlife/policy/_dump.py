"""A policy as plain data: what its fingerprint is taken of, and what a store keeps for reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from leadlife._facts import LeadFacts
from leadlife.people import Role
from leadlife.policy.clock import Reassign
from leadlife.policy.stage import Milestone, Stage
from leadlife.rules import Rule
from leadlife.rules.fields import Field
from leadlife.worktime import Span, WorkCalendar

SCHEMA = 1
"""The form in which policies are dumped; it grows when what reads a dump must know."""

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"


def plain(value: object) -> Plain:
    """The value as JSON knows it: rules by their text and fingerprint, calendars, spans and roles in words."""
    match value:
        case None | bool() | int() | float() | str():
            return value.value if isinstance(value, Enum) else value
        case Rule():
            return {"rule": str(value), "fingerprint": value.fingerprint}
        case WorkCalendar():
            # Not its fingerprint: that has the versions of the zone data in it, which differ from machine to machine.
            return {"calendar": value.definition}
        case Span() | Role() | Field():
            return str(value)
        case Enum():
            return str(value.value)
        case Decimal():
            return f"{value.normalize():f}"  # equal numbers are one content
        case Reassign():
            return {"is": "Reassign", "choose": value.name}
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
        case type() if issubclass(value, LeadFacts):
            return _facts(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {
                "is": type(value).__name__,
                **{one.name: plain(getattr(value, one.name)) for one in fields(value)},
            }
    raise TypeError(f"a policy cannot hold {value!r}")


def _facts(model: type[LeadFacts]) -> Plain:
    marks = {"lasting": model.lasting(), "personal": model.personal()}
    won = {name: [f"prevails {value}" for value in values] for name, values in model.prevailing().items()}
    return {
        name: [
            str(field.annotation),
            *sorted(mark for mark, names in marks.items() if name in names),
            *won.get(name, ()),
        ]
        for name, field in sorted(model.model_fields.items())
    }


def dumped(policy: object) -> str:
    """A policy's content as JSON, the same in every process."""
    whole = plain(policy)
    assert isinstance(whole, dict)
    return json.dumps({"schema": SCHEMA, **whole}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Dumped:
    """What is read of a dumped policy: the schema that it was written in, the names of its stages, and which of them
    are closed.
    """

    schema: int
    stages: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()


def read_dump(dump: str) -> Dumped:
    """What :func:`dumped` wrote, as far as it can be read: of a newer schema, no more than its number.

    :raises ValueError: if that is not what it is.
    """
    whole = json.loads(dump)
    if not isinstance(whole, dict):
        raise ValueError(f"it is {type(whole).__name__}, not an object")
    schema = whole.get("schema", 1)
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise ValueError(f"its schema is {schema!r}, no number")
    if schema > SCHEMA:
        return Dumped(schema)
    try:
        stages = tuple(stage["name"] for stage in whole["stages"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"its stages are missing: {error}") from error
    return Dumped(schema, stages, frozenset(filter(None, map(_closed, whole["stages"]))))


def _closed(stage: Mapping[str, object]) -> str | None:
    """The name of a stage that is closed."""
    stands_for = next((one for one in Milestone if one == stage.get("milestone")), None)
    return None if Stage("", stands_for).is_open else str(stage["name"])
