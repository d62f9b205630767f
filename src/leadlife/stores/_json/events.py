"""Events as JSON bodies. Fields at their defaults are left out; names are those of the event's class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from leadlife._frozen import maker
from leadlife.errors import StoreDamaged, StoreTooNew
from leadlife.events import (
    Assigned,
    Backfilled,
    Captured,
    Event,
    LevelReached,
    Moved,
    Observed,
    Touched,
)
from leadlife.lead import ClockState, PolicyPin
from leadlife.people import Actor
from leadlife.stores._json.parts import (
    clock_out,
    clocks_in,
    opportunity_in,
    opportunity_out,
    visit_out,
    visits_in,
)
from leadlife.stores._json.upcast import upcast
from leadlife.stores._json.values import (
    DAMAGE,
    Json,
    actor_in,
    actor_out,
    instant,
    maybe_instant,
    money_in,
    money_out,
    owner_in,
    owner_out,
    parsed,
    text,
    values_in,
    values_out,
)

SCHEMA: Mapping[str, int] = {
    "captured": 1,
    "observed": 1,
    "moved": 1,
    "assigned": 1,
    "touched": 1,
    "level_reached": 1,
    "backfilled": 1,
}
"""The present schema version of each kind of event."""


class Envelope(NamedTuple):
    """What is stored beside an event's body."""

    lead: str
    seq: int
    kind: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    policy: PolicyPin


def event_body(event: Event) -> str:
    """The event's body as JSON text, in the present schema of its kind.

    :raises InvalidInput: if a text in it cannot be written as UTF-8.
    """
    body: dict[str, Json] = {"by": actor_out(event.by)}
    if event.clocks:
        body["clocks"] = [clock_out(clock) for clock in event.clocks]
    _WRITERS[event.kind](event, body)
    return text(body)


def read_event(envelope: Envelope, body: str) -> Event:
    """The event that :func:`event_body` wrote, at whatever version.

    :raises StoreTooNew: if a newer leadlife wrote it.
    :raises StoreDamaged: if it cannot be decoded.
    """
    lead, seq, kind, version, occurred_at, recorded_at, policy = envelope
    present = SCHEMA.get(kind)
    if present is None or version > present:
        raise StoreTooNew(
            f"lead {lead}, event {seq}: {kind!r} in version {version} is not known to this leadlife; upgrade leadlife"
        )
    try:
        content = parsed(body)
        if version < present:
            content = upcast(kind, version, present, content)
        clocks = clocks_in(content["clocks"]) if "clocks" in content else ()
        by = actor_in(content["by"])
        return _READERS[kind](content, (lead, seq, occurred_at, recorded_at, by, policy, clocks))
    except DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise StoreDamaged(f"lead {lead}, event {seq} ({kind}) cannot be decoded: {why}") from error


# -- writing: what is at its default is left out -------------------------------------------------------


def _some(body: dict[str, Json], **fields: Json) -> None:
    for name, value in fields.items():
        if value is not None:
            body[name] = value


def _write_captured(event: Captured, body: dict[str, Json]) -> None:
    body["stage"] = event.stage
    _some(
        body,
        key=event.key,
        source=event.source,
        campaign=event.campaign,
        account=event.account,
        contact=event.contact,
        value=money_out(event.value),
        owner=owner_out(event.owner),
        via=event.via,
    )
    if event.refs:
        body["refs"] = dict(event.refs)
    if event.told:
        body["told"] = values_out(event.told)


def _write_observed(event: Observed, body: dict[str, Json]) -> None:
    body["told"] = values_out(event.told)
    if event.via is not None:
        body["via"] = event.via


def _write_moved(event: Moved, body: dict[str, Json]) -> None:
    body["move"] = event.move
    body["source"] = event.source
    body["target"] = event.target
    _some(
        body,
        reason=event.reason,
        comment=event.comment,
        owner=owner_out(event.owner),
        opportunity=opportunity_out(event.opportunity),
        value=money_out(event.value),
        cool_down_until=event.cool_down_until,
        setback=event.setback or None,
        stale=event.stale or None,
        returns=event.returns or None,
        grounds=event.grounds or None,
    )


def _write_assigned(event: Assigned, body: dict[str, Json]) -> None:
    body["owner"] = owner_out(event.owner)
    if event.reason is not None:
        body["reason"] = event.reason


def _write_touched(event: Touched, body: dict[str, Json]) -> None:
    body["touch"] = event.touch
    body["human"] = event.human
    body["inbound"] = event.inbound


def _write_level_reached(event: LevelReached, body: dict[str, Json]) -> None:
    body["clock"] = event.clock
    body["level"] = event.level
    body["due_at"] = event.due_at
    if event.refused is not None:
        body["refused"] = event.refused


def _write_backfilled(event: Backfilled, body: dict[str, Json]) -> None:
    body["visits"] = [visit_out(visit) for visit in event.visits]
    _some(
        body, reason=event.reason, owner=owner_out(event.owner), value=money_out(event.value), via=event.via
    )
    if event.told:
        body["told"] = values_out(event.told)
    if event.refs:
        body["refs"] = dict(event.refs)


# Each writer takes the one class that its kind names.
_WRITERS: Mapping[str, Callable[[Any, dict[str, Json]], None]] = {
    "captured": _write_captured,
    "observed": _write_observed,
    "moved": _write_moved,
    "assigned": _write_assigned,
    "touched": _write_touched,
    "level_reached": _write_level_reached,
    "backfilled": _write_backfilled,
}


# -- reading -------------------------------------------------------------------------------------------

Common = tuple[str, int, datetime, datetime, Actor, PolicyPin, tuple[ClockState, ...]]
"""The fields that every event begins with."""

_captured = maker(Captured, kind="captured")
_observed = maker(Observed, kind="observed")
_moved = maker(Moved, kind="moved")
_assigned = maker(Assigned, kind="assigned")
_touched = maker(Touched, kind="touched")
_level_reached = maker(LevelReached, kind="level_reached")
_backfilled = maker(Backfilled, kind="backfilled")


def _read_captured(body: Json, common: Common) -> Captured:
    get = body.get
    return _captured(
        *common,
        stage=body["stage"],
        key=get("key"),
        source=get("source"),
        campaign=get("campaign"),
        account=get("account"),
        contact=get("contact"),
        refs=get("refs", {}),
        told=values_in(get("told", {})),
        value=money_in(get("value")),
        owner=owner_in(get("owner")),
        via=get("via"),
    )


def _read_observed(body: Json, common: Common) -> Observed:
    return _observed(*common, told=values_in(body["told"]), via=body.get("via"))


def _read_moved(body: Json, common: Common) -> Moved:
    get = body.get
    return _moved(
        *common,
        move=body["move"],
        source=body["source"],
        target=body["target"],
        reason=get("reason"),
        comment=get("comment"),
        owner=owner_in(get("owner")),
        opportunity=opportunity_in(get("opportunity")),
        value=money_in(get("value")),
        cool_down_until=maybe_instant(get("cool_down_until")),
        setback=get("setback", False),
        stale=get("stale", False),
        returns=get("returns", False),
        grounds=tuple(get("grounds", ())),
    )


def _read_assigned(body: Json, common: Common) -> Assigned:
    owner = owner_in(body["owner"])
    if owner is None:
        raise ValueError("it names no owner")
    return _assigned(*common, owner=owner, reason=body.get("reason"))


def _read_touched(body: Json, common: Common) -> Touched:
    return _touched(*common, touch=body["touch"], human=body["human"], inbound=body["inbound"])


def _read_level_reached(body: Json, common: Common) -> LevelReached:
    return _level_reached(
        *common,
        clock=body["clock"],
        level=body["level"],
        due_at=instant(body["due_at"]),
        refused=body.get("refused"),
    )


def _read_backfilled(body: Json, common: Common) -> Backfilled:
    get = body.get
    return _backfilled(
        *common,
        visits=visits_in(body["visits"]),
        told=values_in(get("told", {})),
        refs=get("refs", {}),
        reason=get("reason"),
        owner=owner_in(get("owner")),
        value=money_in(get("value")),
        via=get("via"),
    )


_READERS: Mapping[str, Callable[[Json, Common], Event]] = {
    "captured": _read_captured,
    "observed": _read_observed,
    "moved": _read_moved,
    "assigned": _read_assigned,
    "touched": _read_touched,
    "level_reached": _read_level_reached,
    "backfilled": _read_backfilled,
}
