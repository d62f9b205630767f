"""Lifting the bodies of older events to the present schema, when they are read. Stored events are not rewritten for it.

To change a kind of event: raise its number in :data:`~leadlife.stores._json.events.SCHEMA`, and add a pure
function here that turns a body of the version before into one of the present version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""By kind and the version it lifts *from*. Empty: every kind is still at its first version."""


def upcast(
    kind: str,
    version: int,
    present: int,
    body: dict[str, Any],
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> dict[str, Any]:
    """The body in the schema of version ``present``, one version at a time.

    >>> upcast("noted", 1, 3, {"x": 1}, {("noted", 1): lambda b: {"y": b["x"]}, ("noted", 2): lambda b: {**b, "z": 0}})
    {'y': 1, 'z': 0}

    :raises KeyError: if a step on the way is missing.
    """
    for step in range(version, present):
        body = upcasters[kind, step](body)
    return body
