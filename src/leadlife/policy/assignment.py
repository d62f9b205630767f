"""Assignment: who gets a lead where nobody names its owner, by routes that are tried in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from leadlife._typed import Defined
from leadlife.people import Actor, Owner, Role, Who
from leadlife.rules import Rule

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


@dataclass(frozen=True, slots=True)
class EarlierOwner(Defined):
    """To whoever held the lead before, if they are active and did not decline it. Made by :func:`earlier_owner`."""

    where: Rule | None = None

    @property
    def name(self) -> str:
        """What the history calls it."""
        return "earlier owner"


@dataclass(frozen=True, slots=True)
class RoundRobin(Defined):
    """To the active member of a group whose last turn is longest ago. Made by :func:`round_robin`."""

    group: str
    where: Rule | None = None

    @property
    def name(self) -> str:
        """What the history calls it."""
        return f"round robin: {self.group}"


@dataclass(frozen=True, slots=True)
class GivenTo(Defined):
    """To this actor or queue. Made by :func:`given_to`."""

    owner: Owner
    where: Rule | None = None

    @property
    def name(self) -> str:
        """What the history calls it."""
        return f"given to {self.owner}"


Route: TypeAlias = EarlierOwner | RoundRobin | GivenTo


def groups_of(policy: Policy[Any]) -> frozenset[str]:
    """The groups out of which a policy gives leads by turns."""
    routes = (policy.assignment, *(move.assign for move in policy.moves))
    return frozenset(route.group for some in routes for route in some if isinstance(route, RoundRobin))


def may_own(owner: Owner, who: tuple[Who, ...]) -> bool:
    """Whether leads that go to these people may go there: to one of them, or to a queue of their team."""
    if isinstance(owner, Actor):
        return any(owner.belongs_to(one) for one in who)
    return any((one.team if isinstance(one, Role) else one) == owner.team for one in who)


def earlier_owner(*, where: Rule | None = None) -> EarlierOwner:
    """A route to whoever held the lead before, if they are active and did not decline it; for leads that meet a rule.

    >>> earlier_owner().name
    'earlier owner'
    """
    return EarlierOwner(where)


def round_robin(group: str, *, where: Rule | None = None) -> RoundRobin:
    """A route to the member of a group whose turn it is, among those who are active; for leads that meet a rule.

    Who is in a group, and active, the engine's roster says. The turn goes to whoever had theirs longest ago; those
    who never had one come first, in the order of the roster. A territory is a round robin with a rule:

    >>> from leadlife import LeadFacts, facts
    >>> dach = round_robin("dach", where=facts(LeadFacts).country.one_of("DE", "AT", "CH"))
    >>> dach.name
    'round robin: dach'
    """
    return RoundRobin(group, where)


def given_to(owner: Owner, *, where: Rule | None = None) -> GivenTo:
    """A route to one actor, or to a queue; for leads that meet a rule.

    >>> from leadlife import Queue
    >>> given_to(Queue("inbound")).name
    'given to queue inbound'
    """
    return GivenTo(owner, where)
