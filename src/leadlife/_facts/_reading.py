"""Canonical values read back as the annotation of a fact wants them."""

from __future__ import annotations

from enum import Enum
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from leadlife.evidence import Value


def native(info: FieldInfo, value: Value | None) -> object:
    """A canonical value as the annotation wants it: the enum member of a value, everything else as it is."""
    inner = get_args(info.annotation)[0]
    item = (
        get_args(inner)[0]
        if get_args(inner) and get_origin(inner) in (list, tuple, set, frozenset)
        else inner
    )
    if value is None or not (isinstance(item, type) and issubclass(item, Enum)):
        return value
    try:
        return tuple(map(item, value)) if isinstance(value, tuple) else item(value)
    except ValueError:
        return value  # validation says what is allowed
