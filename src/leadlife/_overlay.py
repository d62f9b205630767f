"""What a batch has decided, laid over a store: the leads as the batch leaves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from leadlife._deciding import Reads
from leadlife._flow import joined
from leadlife.events import Assigned, Event, Moved
from leadlife.people import Actor
from leadlife.ports import AnyLead, Change


class Overlay:
    """A store as it will be when these changes are written. Reads a key once, so that a batch sees one answer."""

    def __init__(self, store: Reads) -> None:
        self._store = store
        self.changes: dict[str, Change] = {}
        self._left: dict[str, int] = {}
        self._keys: dict[str, str | None] = {}
        self._tokens: dict[str, list[str]] = {}
        self._turns: dict[str, dict[str, int]] = {}

    def add(self, change: Change) -> None:
        """One more change, decided on the leads as those before it leave them; nothing where it has no events."""
        if not change.events:
            self._left[change.lead.id] = change.lead.version
            return
        self._take_turns(change.events)
        lead = change.lead
        earlier = self.changes.get(lead.id)
        if earlier is not None and earlier.lead.key is not None and lead.key is None:
            self._keys[earlier.lead.key] = None  # it was erased
        self.changes[lead.id] = change if earlier is None else joined(earlier, change)
        if lead.key is not None:
            self._keys[lead.key] = lead.id
        for token in change.matches or ():
            self._tokens.setdefault(token, []).append(lead.id)

    def planned(self) -> tuple[Change, ...]:
        """The changes to write. Leads that the batch took for different ones are not held against each other."""
        own = tuple(self.changes)
        return tuple(
            replace(one, besides=(*one.besides, *own)) if one.unmatched else one
            for one in self.changes.values()
        )

    @property
    def unchanged(self) -> tuple[tuple[str, int], ...]:
        """The leads that were asked for and stay as they are, each with its version."""
        return tuple(one for one in self._left.items() if one[0] not in self.changes)

    async def load(self, lead: str) -> AnyLead | None:
        change = self.changes.get(lead)
        return await self._store.load(lead) if change is None else change.lead

    async def find(self, key: str) -> str | None:
        if key not in self._keys:
            id = await self._store.find(key)
            change = None if id is None else self.changes.get(id)
            self._keys[key] = None if change is not None and change.lead.key != key else id
        return self._keys[key]

    async def history(self, lead: str, *, after: int = 0, until: int | None = None) -> Sequence[Event]:
        change = self.changes.get(lead)
        kept = await self._store.history(lead)
        if change is not None:
            anew = {event.seq: event for event in change.rewritten}
            kept = (*(anew.get(event.seq, event) for event in kept), *change.events)
        return tuple(event for event in kept if after < event.seq and (until is None or event.seq <= until))

    async def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        found = [lead for lead in await self._store.matching(tokens) if self._has(lead, tokens, kept=True)]
        fresh = (lead for token in tokens for lead in self._tokens.get(token, ()))
        return tuple(dict.fromkeys((*found, *(one for one in fresh if self._has(one, tokens, kept=False)))))

    def _has(self, lead: str, tokens: Sequence[str], *, kept: bool) -> bool:
        """Whether the lead has one of them as the batch leaves it; ``kept``, where the batch says nothing of them."""
        change = self.changes.get(lead)
        if change is None or change.matches is None:
            return kept
        return not set(tokens).isdisjoint(change.matches)

    async def turns(self, rota: str) -> Mapping[str, int]:
        if rota not in self._turns:
            self._turns[rota] = dict(await self._store.turns(rota))
        return self._turns[rota]

    def _take_turns(self, events: Sequence[Event]) -> None:
        for event in events:
            if (
                isinstance(event, Assigned | Moved)
                and event.turn is not None
                and isinstance(event.owner, Actor)
            ):
                self._turns.setdefault(event.turn.rota, {})[event.owner.id] = event.turn.number
