"""The desk of each step, laid out of the roster and the store; whatever a roster does, no step is lost by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from leadlife._rosters import AsyncRoster
from leadlife.commands import Capture, Command
from leadlife.events import Assigned, Captured, Event, Moved
from leadlife.lifecycle import Lifecycle
from leadlife.lifecycle.desk import EMPTY_DESK, Desk
from leadlife.people import Actor


class Turns(Protocol):
    """Where the turns are read."""

    async def turns(self, rota: str) -> Mapping[str, int]: ...


class Desks:
    """Where the desk for a command comes from."""

    def __init__(self, lifecycle: Lifecycle[Any], roster: AsyncRoster | None) -> None:
        self._lifecycle = lifecycle
        self._roster = roster
        self.staffed = roster is not None
        """Whether anybody says who is there; else every desk is the empty one."""

    async def laid(self, reads: Turns, command: Command) -> Desk:
        """The desk for the command: read only if it could give a lead out by turns."""
        groups = self._lifecycle.groups(command)
        if not groups:
            return EMPTY_DESK
        turns: dict[str, Mapping[str, int]] = {}
        members: dict[str, tuple[Actor, ...]] = {}
        silent: dict[str, str] = {}
        for group in sorted(groups):
            found = await self._members(group)
            if isinstance(found, str):
                silent[group] = found
                continue
            members[group] = found
            turns[group] = await reads.turns(group)
        return Desk(members, turns, silent=silent)

    async def absent(self, command: Command, events: Iterable[Event], asked: set[str]) -> Mapping[str, str]:
        """Who of those that the events make an owner is not to have a lead now, and why; each is asked for once."""
        if self._roster is None or (isinstance(command, Capture) and command.recorded):
            return {}
        found: dict[str, str] = {}
        for event in events:
            owner = event.owner if isinstance(event, Captured | Moved | Assigned) else None
            if isinstance(owner, Actor) and owner.id not in asked:
                asked.add(owner.id)
                why = await self._why_absent(self._roster, owner)
                if why is not None:
                    found[owner.id] = why
        return found

    async def _members(self, group: str) -> tuple[Actor, ...] | str:
        """The members of a group, or why nobody can tell."""
        if self._roster is None:
            return "no roster says who is in the group"
        try:
            found: object = await self._roster.members(group)
            if isinstance(found, str | Mapping) or not isinstance(found, Iterable):
                return f"the roster gave {found!r}, which is no list of actors"
            members = tuple(found)
        except Exception as error:  # a host's roster may fail in any way, and must never lose a step
            return f"the roster failed: {type(error).__name__}: {error}"
        for one in members:
            if not isinstance(one, Actor):
                return f"the roster gave {one!r}, which is no Actor"
        return members

    async def _why_absent(self, roster: AsyncRoster, actor: Actor) -> str | None:
        try:
            active: object = await roster.is_active(actor)
        except Exception as error:
            return f"the roster failed: {type(error).__name__}: {error}"
        if not isinstance(active, bool):
            return f"the roster says {active!r} of them, which is neither True nor False"
        return None if active else "they are not active, says the roster"
