"""The teams and roles that a policy speaks of, each with where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from leadlife.people import Actor, Queue, Role, Team
from leadlife.policy._rules import rules_of
from leadlife.policy.assignment import GivenTo
from leadlife.policy.clock import Tell
from leadlife.rules.atoms import Confirmed
from leadlife.rules.reads import nodes_of

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


class Mention(NamedTuple):
    """Somebody who is named in a policy: in words, and the move where it is one."""

    who: object
    where: str
    move: str | None = None

    @property
    def team(self) -> Team | None:
        """The team that is named, or of which somebody is; None where only the lead knows who it is."""
        match self.who:
            case Role(team) | Queue(_, team) | Actor(_, team):
                return team
            case str():
                return Team(self.who)
        return None


def mentions(policy: Policy[Any]) -> Iterator[Mention]:
    """Everybody whom the policy names, as often as it does."""
    yield from _of_moves(policy)
    for clock in policy.clocks:
        actions = (action for level in clock.levels for action in level.actions)
        yield from (Mention(one.to, f"clock {clock.name!r}") for one in actions if isinstance(one, Tell))
    for alert in policy.alerts:
        yield from (Mention(to, f"alert {alert.name!r}") for _, to in alert.recipients)
    for objective in policy.objectives:
        yield from (Mention(team, f"the objective {objective.subject!r}") for team in objective.by)
    yield from (Mention(whose, "calendars") for whose, _ in policy.calendars)
    routes = (route for some in (policy.assignment, *(m.assign for m in policy.moves)) for route in some)
    yield from (Mention(one.owner, f"route {one.name!r}") for one in routes if isinstance(one, GivenTo))
    asked = {node for rule in rules_of(policy) for node in nodes_of(rule) if isinstance(node, Confirmed)}
    yield from (Mention(one.who, f"the rule '{one}'") for one in sorted(asked, key=str))


def _of_moves(policy: Policy[Any]) -> Iterator[Mention]:
    for move in policy.moves:
        given = (who for reason in move.reasons for who in reason.by)
        for who in dict.fromkeys((*move.by, *move.owner, *move.last_by, *given)):
            yield Mention(who, f"move {move.name!r}", move.name)
