"""What the check says of ways through a policy, against every life that it allows: found if there, and only then."""

from __future__ import annotations

from hypothesis import given, settings

from leadlife import Policy
from leadlife.policy.checking.walk import State, Walk
from tests.lives import Facts
from tests.policy.test_check import findings, policies


def ahead_of(walk: Walk, state: State) -> set[State]:
    """Every state that a lead may come to from there."""
    found: set[State] = set()
    ahead = [state]
    while ahead:
        new = {step.to for step in walk.steps[ahead.pop()]} - found
        found |= new
        ahead.extend(new)
    return found


@settings(max_examples=300)
@given(policy=policies())
def test_what_is_found_is_there_and_what_is_there_is_found(policy: Policy[Facts]) -> None:
    walk, found = Walk(policy, lambda move: True), findings(policy)
    ahead = {state: ahead_of(walk, state) for state in walk.came}
    closed = {stage.name for stage in policy.stages if not stage.is_open}
    kinds = {one.kind for one in found.values() if (one.kind, one.severity) != ("trap", "warning")}
    assert ("trap" in kinds) == any(
        closed.isdisjoint({state.stage, *(one.stage for one in later)}) for state, later in ahead.items()
    )
    rounds = any(
        step.to.stage != state.stage and state in ahead[step.to]
        for state, steps in walk.steps.items()
        for step in steps
    )
    assert ("unbounded" in kinds) == rounds
    reached = {state.stage for state in walk.came}
    assert {one.where for one in found.values() if one.kind == "unreachable"} == {
        stage.name for stage in policy.stages if stage.name not in reached
    }
