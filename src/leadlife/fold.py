"""The fold: a lead is :func:`evolve` applied to its events. It reads no policy, for events carry results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, assert_never

from leadlife._frozen import changer, frozen, maker
from leadlife.errors import StoreDamaged
from leadlife.events import (
    Absorbed,
    Assigned,
    Backfilled,
    Captured,
    ClocksChanged,
    Erased,
    Event,
    LevelReached,
    Merged,
    Migrated,
    Moved,
    Observed,
    Touched,
)
from leadlife.evidence import Observation, Value
from leadlife.lead import BACKFILLED, ClockState, F, Lead, Setback, TouchRecord, Visit
from leadlife.people import Owner

_left = changer(Visit)
_entered = maker(Visit, left_at=None, out_of_order=False)


def evolve(lead: Lead[F] | None, event: Event) -> Lead[F]:
    """The lead after the event. Total and deterministic: the same lead and event always give the same lead.

    :raises StoreDamaged: if the event does not follow the lead's last one.
    """
    if lead is None:
        if not isinstance(event, Captured) or event.seq != 1:
            raise StoreDamaged(
                f"lead {event.lead}: its first event must be seq 1, captured, not {event.seq}, {event.kind}"
            )
        return _captured(event)
    if event.seq != lead.version + 1 or event.lead != lead.id:
        raise StoreDamaged(f"lead {lead.id}: event {event.id} does not follow version {lead.version}")
    changes: dict[str, Any] = {"version": event.seq, "recorded_at": event.recorded_at, "policy": event.policy}
    if event.clocks:
        changes["clocks"] = _merged(lead.clocks, event.clocks)
    match event:
        case Moved():
            _moved(lead, event, changes)
        case Observed():
            changes["told"] = _told(lead.told, event.told, event, event.via)
        case Touched():
            changes["touches"] = _touched(lead.touches, event)
        case Assigned():
            _given(lead, event.owner, event, changes)
        case Backfilled():
            _backfilled(lead, event, changes)
        case LevelReached() | ClocksChanged():
            pass  # what they did to the clocks, they carry
        case Merged() | Absorbed() | Erased() | Migrated():
            _administered(lead, event, changes)
        case Captured():
            raise StoreDamaged(f"lead {lead.id}: captured a second time, by event {event.id}")
        case _:
            assert_never(event)
    return lead._with(**changes)


def replay(events: Iterable[Event]) -> Lead[Any]:
    """The lead that these events make, in order of seq, from the first.

    :raises StoreDamaged: if there are none, or one does not follow the other.
    """
    lead: Lead[Any] | None = None
    for event in events:
        lead = evolve(lead, event)
    if lead is None:
        raise StoreDamaged("no events: a lead has at least the one that captured it")
    return lead


def _captured(event: Captured) -> Lead[Any]:
    return Lead(
        id=event.lead,
        version=event.seq,
        key=event.key,
        captured_at=event.occurred_at,
        recorded_at=event.recorded_at,
        policy=event.policy,
        stage=event.stage,
        visits=(Visit(event.stage, 1, event.occurred_at),),
        source=event.source,
        campaign=event.campaign,
        account=event.account,
        contact=event.contact,
        refs=frozen(event.refs),
        owner=event.owner,
        owner_since=None if event.owner is None else event.occurred_at,
        told=_told({}, event.told, event, event.via),
        clocks=event.clocks,
        value=event.value,
        resembles=event.resembles,
    )


def _moved(lead: Lead[Any], event: Moved, changes: dict[str, Any]) -> None:
    changes["stage"] = event.target
    if event.target != event.source:
        changes["visits"] = _visited(lead.visits, event)
        changes["cool_down_until"] = event.cool_down_until
    if event.setback:
        setback = Setback(
            event.move,
            event.reason or event.move,
            event.occurred_at,
            event.seq,
            event.by,
            lead.owner,
            event.stale,
        )
        changes["setbacks"] = (*lead.setbacks, setback)
    if event.returns:
        changes["cycle"] = lead.cycle + 1
        changes["made"] = frozen({event.move: 1})
    else:
        changes["made"] = frozen({**lead.made, event.move: lead.made.get(event.move, 0) + 1})
    if event.owner is not None:
        _given(lead, event.owner, event, changes)
    for name in ("opportunity", "value"):
        if (value := getattr(event, name)) is not None:
            changes[name] = value


def _given(lead: Lead[Any], owner: Owner, event: Event, changes: dict[str, Any]) -> None:
    """Whoever got it last owns it: what is told late of somebody before them is for the history."""
    if owner == lead.owner or passing(lead, event.occurred_at):
        return
    changes["owner"], changes["owner_since"] = owner, event.occurred_at


def passing(lead: Lead[Any], at: datetime) -> bool:
    """Whether who got the lead then does not have it any more: the present owner got it later."""
    return lead.owner_since is not None and at < lead.owner_since


def _visited(visits: tuple[Visit, ...], event: Moved) -> tuple[Visit, ...]:
    left = _left(visits[-1], left_at=event.occurred_at)
    number = 1 + sum([visit.stage == event.target for visit in visits])
    return (*visits[:-1], left, _entered(event.target, number, event.occurred_at))


def _backfilled(lead: Lead[Any], event: Backfilled, changes: dict[str, Any]) -> None:
    changes["visits"] = event.visits
    changes["stage"] = event.visits[-1].stage
    if event.visits[-1] != lead.visits[-1]:
        changes["cool_down_until"] = (
            None  # it was for the stay that is over, and none is recorded for another
        )
    if event.told:
        changes["told"] = _told(lead.told, event.told, event, event.via)
    if event.refs:
        changes["refs"] = frozen({**lead.refs, **event.refs})
    if event.reason is not None:
        setback = Setback(BACKFILLED, event.reason, event.occurred_at, event.seq, event.by, lead.owner, False)
        changes["setbacks"] = (*lead.setbacks, setback)
    if event.value is not None:
        changes["value"] = event.value
    if (
        event.owner is not None and event.owner != lead.owner
    ):  # who owns it there now, whenever the history ends
        changes["owner"] = event.owner
        changes["owner_since"] = max(event.occurred_at, lead.owner_since or event.occurred_at)


def _administered(
    lead: Lead[Any], event: Merged | Absorbed | Erased | Migrated, changes: dict[str, Any]
) -> None:
    """What was done with the lead as a record, rather than with the person."""
    match event:
        case Merged():
            changes["merged_into"] = event.into
        case Absorbed():
            _absorbed(lead, event, changes)
        case Erased():
            changes["erased_at"] = event.occurred_at
        case Migrated():
            _migrated(lead, event, changes)


def _absorbed(lead: Lead[Any], event: Absorbed, changes: dict[str, Any]) -> None:
    changes["absorbed"] = (*lead.absorbed, event.other)
    for name in ("source", "campaign", "account", "contact"):
        changes[name] = getattr(event, name)
    changes["refs"] = frozen(event.refs)
    changes["cycle"] = event.cycle
    if event.made:
        changes["made"] = frozen(event.made)
    if event.setbacks:
        changes["brought"] = (*lead.brought, *event.setbacks)
    if event.first_touch_at is not None:
        changes["first_touch_at"] = event.first_touch_at
    if event.touches:
        touches = (*lead.touches, *event.touches)
        changes["touches"] = tuple(sorted(touches, key=lambda touch: (touch.at, touch.seq)))
    if event.told:
        told = dict(lead.told)
        for name, seen in event.told.items():
            told[name] = tuple(sorted((*told.get(name, ()), *seen), key=lambda one: (one.at, one.seq)))
        changes["told"] = frozen(told)


def _migrated(lead: Lead[Any], event: Migrated, changes: dict[str, Any]) -> None:
    """The same stays, under the names that the new version has for them; two stages may have become one."""
    if event.target == event.source and not event.renamed:
        return
    names = [event.renamed.get(visit.stage, visit.stage) for visit in lead.visits[:-1]]
    names.append(event.target)
    visits = [
        _left(visit, stage=name, number=names[: place + 1].count(name))
        for place, (visit, name) in enumerate(zip(lead.visits, names, strict=True))
    ]
    changes["stage"] = event.target
    changes["visits"] = tuple(visits)


def _touched(touches: tuple[TouchRecord, ...], event: Touched) -> tuple[TouchRecord, ...]:
    one = TouchRecord(event.touch, event.occurred_at, event.seq, event.by, event.human, event.inbound)
    if not touches or touches[-1].at <= one.at:
        return (*touches, one)
    return tuple(sorted((*touches, one), key=lambda touch: (touch.at, touch.seq)))


def _told(
    before: Mapping[str, tuple[Observation, ...]],
    told: Mapping[str, Value | None],
    event: Event,
    via: str | None,
) -> Mapping[str, tuple[Observation, ...]]:
    """Every observation, in order of (occurred at, seq): what is told late goes where it belongs."""
    after = dict(before)
    for name, value in told.items():
        one = Observation(value, event.occurred_at, event.seq, event.by, via)
        earlier = after.get(name, ())
        if earlier and earlier[-1].at > one.at:
            after[name] = tuple(sorted((*earlier, one), key=lambda seen: (seen.at, seen.seq)))
        else:
            after[name] = (*earlier, one)
    return frozen(after)


def _merged(before: tuple[ClockState, ...], changed: tuple[ClockState, ...]) -> tuple[ClockState, ...]:
    by_id = {clock.id: clock for clock in changed}
    kept = [by_id.pop(clock.id, clock) for clock in before]
    return (*kept, *by_id.values())
