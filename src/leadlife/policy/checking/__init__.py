"""The check of a policy: what is not wrong with any part of it, and wrong with the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from leadlife.errors import did_you_mean
from leadlife.policy.checking import clocks, graph, people, resting, sharing, teams, verdicts
from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.verdicts import Verdicts
from leadlife.policy.checking.walk import LIMIT, Walk
from leadlife.policy.checking.where import of_move
from leadlife.policy.policy import Policy

__all__ = ["Finding", "check"]


def check(policy: Policy[Any]) -> tuple[Finding, ...]:
    """Everything that was found, the worst first; what the policy accepts says why in ``silenced``."""
    found = {finding.key: finding for finding in _findings(policy)}
    reasons = policy.silenced
    said = [replace(one, silenced=reasons.get(key)) for key, one in found.items()]
    said += [_stale(key, found) for key in reasons if key not in found]
    return tuple(sorted(said, key=lambda one: one.rank))


def _findings(policy: Policy[Any]) -> Iterator[Finding]:
    rules = Verdicts(policy)
    walk = Walk(
        policy, lambda move: people.giveable(move) and not rules.never(move.guard, of_move(policy, move))
    )
    for look in (graph.unreachable, graph.traps, graph.rounds, clocks.waits, clocks.refused_actions):
        yield from look(walk)
    yield from people.nobodys_moves(walk)
    yield from people.dead_ends(walk)
    yield from verdicts.constant_rules(walk, rules)
    yield from verdicts.stricter_upstream(walk, rules)
    for look in (sharing.unshared, teams.strangers, resting.unkept_rests, resting.unheard_declines):
        yield from look(walk)
    if not walk.complete:
        message = f"only the first {LIMIT:,} states were looked at: there may be more to find"
        yield Finding("note", "unfinished", policy.name, message)


def _stale(key: str, found: dict[str, Finding]) -> Finding:
    message = f"the policy silences {key!r}, and there is no such finding{did_you_mean(key, found)}"
    return Finding("note", "silence", key, message)
