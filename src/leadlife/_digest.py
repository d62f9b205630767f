"""What a command asks for as a hash, the same in every process: by it a command that is sent again is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from leadlife._facts import LeadFacts
from leadlife._time import instant
from leadlife.commands import Command
from leadlife.errors import InvalidInput
from leadlife.lead import Lead


def require_id(command_id: str) -> str:
    """The command id, if it can be one.

    :raises InvalidInput: if it is empty, or no text.
    """
    if not isinstance(command_id, str) or not command_id:
        raise InvalidInput(
            f"use the command id {command_id!r}", "it is no text", remedy="Pass a new text for each."
        )
    return command_id


def digest(*asked: tuple[str | Lead[Any] | None, Command]) -> str:
    """A hash of commands, each with the lead that it is for. A time that was left out is not part of it."""
    whole = sha256()
    for on, command in asked:
        whole.update(
            repr((on.id if isinstance(on, Lead) else on, _plain(command))).encode("utf-8", "surrogatepass")
        )
    return whole.hexdigest()


def _plain(value: object) -> object:
    """The value in parts whose text is the same in every process: a set's order is not, nor is a zone's name."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Lead):
        return value.id
    if isinstance(value, LeadFacts):
        return _plain(value.told())
    if isinstance(value, datetime):
        return instant(value, "at").isoformat()
    if isinstance(value, Mapping):
        return [(name, _plain(value[name])) for name in sorted(value)]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, one.name)) for one in fields(value))]
    return value
