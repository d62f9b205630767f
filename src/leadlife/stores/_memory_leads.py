"""The leads of a store in memory, with their events and keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from leadlife.errors import UnknownLead
from leadlife.events import Event
from leadlife.ports import AnyLead, Change, LeadFilter
from leadlife.stores._indexed import fits
from leadlife.stores._rewriting import check_outcome, erases, over
from leadlife.stores._steps import conflict, key_taken


class Leads:
    """Every lead as it stands, in order of capture."""

    __slots__ = ("_events", "_keys", "_leads", "_numbers", "ids")

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._leads: dict[str, AnyLead] = {}
        self._events: dict[str, list[Event]] = {}
        self._keys: dict[str, str] = {}

    def get(self, lead: str) -> AnyLead | None:
        return self._leads.get(lead)

    def find(self, key: str) -> str | None:
        return self._keys.get(key)

    def number(self, lead: str) -> int:
        """The lead's place in the order of capture, from 0.

        :raises UnknownLead: if there is no such lead.
        """
        try:
            return self._numbers[lead]
        except KeyError:
            raise UnknownLead(f"read lead {lead!r}", "there is none with this id") from None

    def history(self, lead: str, after: int = 0, until: int | None = None) -> Sequence[Event]:
        return tuple(self._events.get(lead, ())[max(after, 0) : None if until is None else max(until, 0)])

    def fitting(self, where: LeadFilter, first: int = 0) -> Iterator[AnyLead]:
        """Those that fit, from the ``first`` in the order of capture on."""
        leads = (self._leads[id] for id in islice(self.ids, first, None))
        return (lead for lead in leads if fits(lead, where))

    def fits(self, number: int, where: LeadFilter) -> bool:
        return fits(self._leads[self.ids[number]], where)

    # -- changes, all of a step ----------------------------------------------------------------------

    def check(self, step: Sequence[Change]) -> None:
        """:raises Conflict: if a lead is not at the expected version, or its key is another's.

        :raises InvalidInput: if an erasure would leave what does not hold together.
        """
        for change in step:
            found = self._leads.get(change.lead.id)
            if (0 if found is None else found.version) != change.expected:
                raise conflict(change, None if found is None else found.version)
            if erases(change):
                check_outcome(change, self._events.get(change.lead.id, ()))
        self._check_keys(step)

    def _check_keys(self, step: Sequence[Change]) -> None:
        taken: set[str] = set()
        for change in step:
            key = change.lead.key
            if key is None:
                continue
            holder = self._keys.get(key)
            if key in taken or (holder not in (None, change.lead.id) and not _erased(holder, step)):
                raise key_taken(change)
            taken.add(key)

    def put(self, change: Change) -> int:
        """Keep what :meth:`check` let pass; the lead's number."""
        lead = change.lead
        number = self._numbers.get(lead.id)
        if number is None:
            number = self._numbers[lead.id] = len(self.ids)
            self.ids.append(lead.id)
            self._events[lead.id] = []
        elif erases(change):
            self._events[lead.id][:] = over(self._events[lead.id], change.rewritten)
            self._free(lead.id)
        if lead.key is not None:
            self._keys[lead.key] = lead.id
        self._events[lead.id].extend(change.events)
        self._leads[lead.id] = lead
        return number

    def _free(self, lead: str) -> None:
        key = self._leads[lead].key
        if key is not None and self._keys.get(key) == lead:  # a lead of the same step may have it by now
            del self._keys[key]


def _erased(lead: str | None, step: Sequence[Change]) -> bool:
    return any(one.lead.id == lead and erases(one) for one in step)
