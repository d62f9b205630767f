"""What each kind of event reads out of its body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from leadlife._frozen import frozen, maker
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
from leadlife.lead import ClockState, PolicyPin
from leadlife.people import Actor
from leadlife.stores._json.parts import opportunity_in, seen_in, setback_in, touch_in, turn_in, visits_in
from leadlife.stores._json.values import Json, instant, maybe_instant, money_in, owner_in, values_in

Common = tuple[str, int, datetime, datetime, Actor, PolicyPin, tuple[ClockState, ...]]
"""The fields that every event begins with."""

_captured = maker(Captured, kind="captured")
_observed = maker(Observed, kind="observed")
_moved = maker(Moved, kind="moved")
_assigned = maker(Assigned, kind="assigned")
_touched = maker(Touched, kind="touched")
_level_reached = maker(LevelReached, kind="level_reached")
_clocks_changed = maker(ClocksChanged, kind="clocks_changed")
_backfilled = maker(Backfilled, kind="backfilled")
_merged = maker(Merged, kind="merged")
_absorbed = maker(Absorbed, kind="absorbed")
_erased = maker(Erased, kind="erased")
_migrated = maker(Migrated, kind="migrated")


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
        refs=frozen(get("refs", {})),
        told=values_in(get("told", {})),
        value=money_in(get("value")),
        owner=owner_in(get("owner")),
        via=get("via"),
        resembles=tuple(get("resembles", ())),
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
        assigned_by=get("assigned_by"),
        turn=turn_in(get("turn")),
        implied=get("implied", False),
    )


def _read_assigned(body: Json, common: Common) -> Assigned:
    owner = owner_in(body["owner"])
    if owner is None:
        raise ValueError("it names no owner")
    get = body.get
    return _assigned(
        *common,
        owner=owner,
        reason=get("reason"),
        assigned_by=get("assigned_by"),
        turn=turn_in(get("turn")),
    )


def _read_touched(body: Json, common: Common) -> Touched:
    return _touched(*common, touch=body["touch"], human=body["human"], inbound=body["inbound"])


def _read_level_reached(body: Json, common: Common) -> LevelReached:
    return _level_reached(
        *common,
        clock=body["clock"],
        level=body["level"],
        due_at=instant(body["due_at"]),
        owner=owner_in(body.get("owner")),
        refused=body.get("refused"),
    )


def _read_clocks_changed(body: Json, common: Common) -> ClocksChanged:
    return _clocks_changed(*common, change=body["change"], reason=body.get("reason"))


def _read_backfilled(body: Json, common: Common) -> Backfilled:
    get = body.get
    return _backfilled(
        *common,
        visits=visits_in(body["visits"]),
        told=values_in(get("told", {})),
        refs=frozen(get("refs", {})),
        reason=get("reason"),
        owner=owner_in(get("owner")),
        value=money_in(get("value")),
        via=get("via"),
    )


def _read_merged(body: Json, common: Common) -> Merged:
    return _merged(*common, into=body["into"], reason=body.get("reason"))


def _read_absorbed(body: Json, common: Common) -> Absorbed:
    get = body.get
    told = {name: tuple(map(seen_in, seen)) for name, seen in get("told", {}).items()}
    return _absorbed(
        *common,
        other=body["other"],
        told=frozen(told),
        touches=tuple(map(touch_in, get("touches", ()))),
        source=get("source"),
        campaign=get("campaign"),
        account=get("account"),
        contact=get("contact"),
        refs=frozen(get("refs", {})),
        cycle=get("cycle", 0),
        made=frozen(get("made", {})),
        setbacks=tuple(map(setback_in, get("setbacks", ()))),
        first_touch_at=maybe_instant(get("first_touch_at")),
    )


def _read_erased(body: Json, common: Common) -> Erased:
    return _erased(*common, reason=body.get("reason"))


def _read_migrated(body: Json, common: Common) -> Migrated:
    name, version, fingerprint = body["before"]
    return _migrated(
        *common,
        before=PolicyPin(name, version, fingerprint),
        source=body["source"],
        target=body["target"],
        running=body["running"],
        renamed=frozen(body.get("renamed", {})),
        reason=body.get("reason"),
    )


READERS: Mapping[str, Callable[[Json, Common], Event]] = {
    "captured": _read_captured,
    "observed": _read_observed,
    "moved": _read_moved,
    "assigned": _read_assigned,
    "touched": _read_touched,
    "level_reached": _read_level_reached,
    "clocks_changed": _read_clocks_changed,
    "backfilled": _read_backfilled,
    "merged": _read_merged,
    "absorbed": _read_absorbed,
    "erased": _read_erased,
    "migrated": _read_migrated,
}
