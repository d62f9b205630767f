"""Who is there to be given leads: the rosters that an engine takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.people import Actor
from leadlife.policy import Policy
from leadlife.policy.assignment import groups_of
from leadlife.ports import Roster


class AsyncRoster(Protocol):
    """A :class:`~leadlife.ports.Roster` that is awaited."""

    async def members(self, group: str) -> Sequence[Actor]: ...
    async def is_active(self, actor: Actor) -> bool: ...


class ListedRoster:
    """A roster out of a mapping, as it is now: active is who is in any group."""

    def __init__(self, groups: Mapping[str, Sequence[Actor]]) -> None:
        self._groups = {group: tuple(members) for group, members in groups.items()}
        self._active = frozenset(one.id for members in self._groups.values() for one in members)

    def members(self, group: str) -> Sequence[Actor]:
        return self._groups.get(group, ())

    def is_active(self, actor: Actor) -> bool:
        return actor.id in self._active


class InlineRoster:
    """A synchronous roster as an asynchronous one that answers at once."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    async def members(self, group: str) -> Sequence[Actor]:
        return self._roster.members(group)

    async def is_active(self, actor: Actor) -> bool:
        return self._roster.is_active(actor)


def inline_roster(
    policy: Policy[Any], roster: Roster | Mapping[str, Sequence[Actor]] | None
) -> InlineRoster | None:
    """The roster for the engine of a policy; None where everybody counts as active.

    :raises DefinitionError: if the policy gives leads out by turns, and nobody says to whom; or it is no roster.
    """
    if roster is None:
        _require_none_needed(policy)
        return None
    if isinstance(roster, Mapping):
        _require_listed(policy, roster)
        return InlineRoster(ListedRoster(roster))
    if not all(callable(getattr(roster, name, None)) for name in ("members", "is_active")):
        raise DefinitionError(
            f"roster={roster!r} is no roster: pass a mapping of groups to actors, or an object with "
            "members(group) and is_active(actor)"
        )
    return InlineRoster(roster)


def _require_none_needed(policy: Policy[Any]) -> None:
    for group in sorted(groups_of(policy)):
        raise DefinitionError(
            f"policy {policy.name!r} gives leads out by turns (round_robin({group!r})), and no roster says to whom: "
            f"open_engine(..., roster={{{group!r}: (Actor('rep-7', SALES), ...)}})"
        )


def _require_listed(policy: Policy[Any], roster: Mapping[str, Sequence[Actor]]) -> None:
    for group, members in roster.items():
        fine = isinstance(members, Sequence) and all(isinstance(one, Actor) for one in members)
        if not isinstance(group, str) or not fine:
            raise DefinitionError(
                f"roster has {group!r}: {members!r}; a group is a name and its actors: "
                "{'dach': (Actor('rep-7', SALES),)}"
            )
    for group in sorted(groups_of(policy) - set(roster)):
        raise DefinitionError(
            f"policy {policy.name!r} gives leads out in the group {group!r}, which the roster does not have"
            f"{did_you_mean(group, roster)}"
        )
