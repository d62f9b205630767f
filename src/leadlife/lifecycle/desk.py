"""The desk at which leads are given out: who is there, and whose turn it is, as one decision sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from leadlife._frozen import frozen
from leadlife.events import Assigned, Event, Moved
from leadlife.lead import Turn
from leadlife.people import Actor, Owner

_NO_MEMBERS: Mapping[str, tuple[Actor, ...]] = frozen({})
_NO_TURNS: Mapping[str, Mapping[str, int]] = frozen({})
_NOBODY: Mapping[str, str] = frozen({})


@dataclass(frozen=True, slots=True)
class Desk:
    """A snapshot of the people to whom leads are given. An engine lays it out of its roster and its store.

    ``members`` are the active ones of each group, in the order of the roster; ``turns`` the last turn that each had,
    by rota (a round robin's group) and by their id. ``absent`` says of actors, by id, why they are given no lead now;
    ``silent`` of groups why nobody can tell who is in them.

    >>> from leadlife import SALES
    >>> kim, lee = Actor("kim", SALES), Actor("lee", SALES)
    >>> desk = Desk({"dach": (kim, lee)}, {"dach": {"kim": 7}})
    >>> [str(one) for one in desk.in_turn("dach")], desk.next_turn("dach").number
    (['lee (sales)', 'kim (sales)'], 8)
    """

    members: Mapping[str, tuple[Actor, ...]] = field(default_factory=lambda: _NO_MEMBERS)
    turns: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: _NO_TURNS)
    absent: Mapping[str, str] = field(default_factory=lambda: _NOBODY)
    silent: Mapping[str, str] = field(default_factory=lambda: _NOBODY)

    def in_turn(self, group: str) -> tuple[Actor, ...]:
        """The members, whoever waited longest first: those who never had a turn, then those who had it longest ago."""
        had = self.turns.get(group, {})
        there: dict[str, Actor] = {}
        for one in self.members.get(group, ()):
            there.setdefault(one.id, one)
        return tuple(sorted(there.values(), key=lambda one: had.get(one.id, 0)))

    def next_turn(self, group: str) -> Turn:
        """The turn that comes next."""
        return Turn(group, 1 + max(self.turns.get(group, {}).values(), default=0))

    def why_absent(self, owner: Owner) -> str | None:
        """Why this one is given no lead now; None if they may have it."""
        return self.absent.get(owner.id) if isinstance(owner, Actor) else None

    def without(self, absent: Mapping[str, str]) -> Desk:
        """The desk, these actors absent too."""
        return replace(self, absent={**self.absent, **absent})

    def after(self, event: Event) -> Desk:
        """The desk once the turn of the event, if it has one, is taken."""
        if (
            not isinstance(event, Moved | Assigned)
            or event.turn is None
            or not isinstance(event.owner, Actor)
        ):
            return self
        had = {**self.turns.get(event.turn.rota, {}), event.owner.id: event.turn.number}
        return replace(self, turns={**self.turns, event.turn.rota: had})


EMPTY_DESK = Desk()
"""Nobody is in any group, and whoever is named counts as active."""
