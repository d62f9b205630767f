"""What each kind of event reads out of its body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from leadlife._frozen import frozen, maker
from leadlife.events import (
    Assigned,
    Backfilled,
    Captured,
    ClocksChanged,
    Event,
    LevelReached,
    Moved,
    Observed,
    Touched,
)
from leadlife.lead import ClockState, PolicyPin
from leadlife.people import Actor
from leadlife.stores._json.parts import opportunity_in, visits_in
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


READERS: Mapping[str, Callable[[Json, Common], Event]] = {
    "captured": _read_captured,
    "observed": _read_observed,
    "moved": _read_moved,
    "assigned": _read_assigned,
    "touched": _read_touched,
    "level_reached": _read_level_reached,
    "clocks_changed": _read_clocks_changed,
    "backfilled": _read_backfilled,
}
