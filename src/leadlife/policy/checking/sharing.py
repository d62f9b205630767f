"""Objectives that the two sides do not share."""

from __future__ import annotations

from collections.abc import Iterator

from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.walk import Walk


def unshared(walk: Walk) -> Iterator[Finding]:
    """Objectives none of which two teams answer for together: each may reach its own at the cost of the other."""
    policy = walk.policy
    if not policy.objectives or any(one.shared for one in policy.objectives):
        return
    alone = "; ".join(f"{one}: {' '.join(one.by) or 'nobody by name'}" for one in policy.objectives)
    message = "no objective is shared: let both sides answer for one, by=(MARKETING, SALES)"
    yield Finding(
        "warning", "unshared", policy.name, message, f"{alone}: each reaches its own without the other"
    )
