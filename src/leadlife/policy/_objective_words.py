"""Who answers for an objective, in words."""

from __future__ import annotations

from leadlife.policy._triggers import listed
from leadlife.policy.objective import Objective


def answered_for(objective: Objective) -> str:
    """Who answers for an objective."""
    if not objective.by:
        return "nobody answers for it by name"
    shared = "shared by " if objective.shared else ""
    return f"{shared}{listed(objective.by)}" + ("" if objective.shared else " answers for it")
