"""What a policy refuses at construction: names that do not exist, moves nobody can make, levels out of order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadlife._facts import LeadFacts
from leadlife.errors import DefinitionError
from leadlife.policy import (
    _sound_alerts,
    _sound_assignment,
    _sound_clocks,
    _sound_implied,
    _sound_matching,
    _sound_scores,
    _sound_teams,
)
from leadlife.policy._kinds import KINDS, NOTES
from leadlife.policy._naming import codes_of, moves_of, repeats, stages_of, unknown
from leadlife.policy._sound_rules import wrong_in_rule
from leadlife.policy.reason import VERBS
from leadlife.policy.stage import Milestone
from leadlife.policy.transition import ANY_OPEN, Transition

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def require_sound(policy: Policy[Any]) -> None:
    """Pass, or say what is wrong and how to mend it.

    :raises DefinitionError: at the first contradiction.
    """
    for problem in _problems(policy):
        raise DefinitionError(f"policy {policy.name!r}: {problem}")


def _problems(policy: Policy[Any]) -> Iterator[str]:
    if not policy.name or not policy.version:
        yield "it needs a name and a version: Policy(name='acme', version='2026-11', ...)"
    if not issubclass(policy.facts, LeadFacts):
        yield f"facts={policy.facts.__name__} is no class of facts: pass LeadFacts, or a subclass of it"
    if not policy.stages:
        yield "it has no stages; a lead begins in the first one"
    if policy.max_cycles < 0:
        yield f"max_cycles={policy.max_cycles}: a lead comes back 0 times or more"
    yield from repeats("stage", [stage.name for stage in policy.stages])
    yield from repeats("move", [move.name for move in policy.moves])
    yield from repeats("clock", [clock.name for clock in policy.clocks])
    yield from repeats("alert", [alert.name for alert in policy.alerts])
    for move in policy.moves:
        yield from (f"move {move.name!r} {problem}" for problem in _move(policy, move))
    for whose, calendar in policy.calendars:
        yield from (f"calendars: {problem}" for problem in _sound_clocks.calendar(policy, whose, calendar))
    for clock in policy.clocks:
        yield from (f"clock {clock.name!r} {problem}" for problem in _sound_clocks.problems(policy, clock))
    for alert in policy.alerts:
        yield from (f"alert {alert.name!r} {problem}" for problem in _sound_alerts.problems(policy, alert))
    for name, rule in policy.definitions.items():
        yield from wrong_in_rule(policy, f"definition {name!r}", rule)
    yield from _sound_matching.problems(policy)
    yield from _sound_scores.problems(policy)
    yield from _objectives(policy)
    yield from _sound_assignment.of_policy(policy)
    yield from _sound_teams.problems(policy)
    yield from _silenced(policy)
    yield from unknown("notes has the text", policy.notes, NOTES)
    if policy.recontact is not None:
        yield from unknown("recontact names the fact", (policy.recontact,), policy.facts.model_fields)


def _objectives(policy: Policy[Any]) -> Iterator[str]:
    """Two that are agreed for the same thing, and milestones that no stage stands for."""
    keys = [objective.key for objective in policy.objectives]
    for place, objective in enumerate(policy.objectives):
        if keys.index(objective.key) < place:
            yield f"two objectives are for {objective.subject}: agree on one"
        for milestone in objective.span:
            if milestone not in (None, Milestone.RAW) and not policy.stages_of(milestone):
                fix = f"give one of its stages Milestone.{milestone.name}, or leave the objective out"
                yield f"the objective {objective.subject!r} needs a stage that stands for {milestone.value}: {fix}"


def _silenced(policy: Policy[Any]) -> Iterator[str]:
    for key, because in policy.silenced.items():
        kind, _, where = key.partition(": ")
        yield from unknown(f"silenced has {key!r}: the check finds no", (kind,), KINDS)
        if not where or not because.strip():
            yield f"silenced has {key!r}: write {{'unclocked: mql': 'why that is accepted'}}"


def _move(policy: Policy[Any], move: Transition) -> Iterator[str]:
    stages = stages_of(policy)
    if not move.sources:
        yield "starts nowhere: name its sources, or ANY_OPEN"
    if not move.by:
        yield "may be made by nobody: name a team or role in by=(...)"
    yield from unknown("starts in the stage", (name for name in move.sources if name != ANY_OPEN), stages)
    yield from unknown("leads to the stage", (move.target,), stages)
    yield from unknown("may follow the reason", move.after, codes_of(policy) | moves_of(policy))
    yield from repeats("reason", [reason.code for reason in move.reasons], within=True)
    if move.most is not None and move.most < 1:
        yield f"may be made most={move.most} times: leave it out, or allow it at least once"
    if move.hold is not None:
        yield from unknown("holds the clock", (move.hold.clock,), (clock.name for clock in policy.clocks))
    yield from wrong_in_rule(policy, "has a guard that", move.guard)
    yield from wrong_in_rule(policy, "has a wakes rule that", move.wakes)
    yield from _sound_assignment.of_move(policy, move)
    yield from _sound_implied.problems(policy, move)
    for reason in move.reasons:
        if reason.then is not None:
            yield from unknown(
                f"has the reason {reason.code!r}, which leads to the move",
                (reason.then,),
                moves_of(policy) | {*VERBS},
            )
        if reason.cool_down is not None and reason.cool_down.until is not None:
            known = policy.facts.model_fields
            yield from unknown(
                f"has the reason {reason.code!r}, which waits for the fact", (reason.cool_down.until,), known
            )
