"""An erasure: earlier events as they now read, instead of as they were told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from leadlife.effects import Notify
from leadlife.errors import InvalidInput, StoreDamaged
from leadlife.events import Erased, Event
from leadlife.fold import replay
from leadlife.ports import Change


def erases(change: Change) -> bool:
    """Whether the lead is erased by it: then more than its events has to be forgotten."""
    return Erased in map(type, change.events)


def check_rewritten(change: Change) -> None:
    """:raises InvalidInput: if the rewritten events are no earlier ones of the lead, or no erasure is recorded."""
    if not erases(change):
        raise unlike(change, "it rewrites events, and none of its own says that the lead was erased")
    seqs = set()
    for event in change.rewritten:
        if event.lead != change.lead.id or not 1 <= event.seq <= change.expected:
            raise unlike(change, f"it rewrites event {event.id}, which the lead does not have")
        if event.seq in seqs:
            raise unlike(change, f"it rewrites event {event.id} twice")
        seqs.add(event.seq)


def check_outcome(change: Change, history: Sequence[Event]) -> None:
    """The last look before the one thing that cannot be undone: what is kept must still be this lead's story.

    ``history`` is the lead's events up to the version that was decided upon.

    :raises InvalidInput: if a rewritten event is not of the kind, time or policy of the one in its place, the key is
        another one, or the events as they then are do not fold to the change's lead.
    """
    anew = {event.seq: event for event in change.rewritten}
    for event in history:
        if event.seq in anew and _frame(anew[event.seq]) != _frame(event):
            raise unlike(change, f"event {event.id} would have another kind, time or policy: only words go")
    events = [*over(history, change.rewritten), *change.events]
    try:
        folded = replay(events)
    except StoreDamaged as error:
        raise unlike(change, str(error)) from None
    if folded != change.lead:
        raise unlike(change, "the rewritten events do not fold to the lead that it says")
    if history and change.lead.key not in (None, replay(history[:1]).key):
        raise unlike(change, "a lead can lose its key, and not get another")


def over(events: Iterable[Event], rewritten: Iterable[Event]) -> tuple[Event, ...]:
    """The events, with those that were rewritten in the place of those with their seqs."""
    anew = {event.seq: event for event in rewritten}
    return tuple(anew.get(event.seq, event) for event in events)


def emptied(notice: Notify) -> Notify:
    """The notice without what it said: to whom, on which event and by which rule stays."""
    return replace(notice, text="", data={})


def unlike(change: Change, why: str) -> InvalidInput:
    """The error for a change that contradicts itself."""
    return InvalidInput(f"commit a change of lead {change.lead.id} from version {change.expected}", why)


def _frame(event: Event) -> tuple[object, ...]:
    return (event.kind, event.occurred_at, event.recorded_at, event.policy)
