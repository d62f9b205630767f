"""Who gets a lead, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from leadlife.policy.assignment import Route
from leadlife.rules import Rule

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def route_rules(policy: Policy[Any]) -> Iterator[Rule]:
    """The rules of every route, the policy's and those of its moves."""
    for routes in (policy.assignment, *(move.assign for move in policy.moves)):
        yield from (route.where for route in routes if route.where is not None)


def assigned_by(routes: Iterable[Route]) -> str:
    """To whom it goes, in the order in which they are tried."""
    return ", else ".join(
        route.name if route.where is None else f"{route.name}, where {route.where}" for route in routes
    )
