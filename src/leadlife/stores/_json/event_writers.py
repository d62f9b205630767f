"""What each kind of event writes into its body; what is at its default is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leadlife.events import (
    Absorbed,
    Assigned,
    Backfilled,
    Captured,
    ClocksChanged,
    Erased,
    LevelReached,
    Merged,
    Migrated,
    Moved,
    Observed,
    Touched,
)
from leadlife.stores._json.parts import opportunity_out, seen_out, setback_out, touch_out, turn_out, visit_out
from leadlife.stores._json.values import Json, money_out, owner_out, values_out


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
        resembles=event.resembles or None,
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
        assigned_by=event.assigned_by,
        turn=turn_out(event.turn),
        implied=event.implied or None,
    )


def _write_assigned(event: Assigned, body: dict[str, Json]) -> None:
    body["owner"] = owner_out(event.owner)
    if event.reason is not None:
        body["reason"] = event.reason
    if event.assigned_by is not None:
        body["assigned_by"] = event.assigned_by
    if event.turn is not None:
        body["turn"] = turn_out(event.turn)


def _write_touched(event: Touched, body: dict[str, Json]) -> None:
    body["touch"] = event.touch
    body["human"] = event.human
    body["inbound"] = event.inbound


def _write_level_reached(event: LevelReached, body: dict[str, Json]) -> None:
    body["clock"] = event.clock
    body["level"] = event.level
    body["due_at"] = event.due_at
    _some(body, owner=owner_out(event.owner), refused=event.refused)


def _write_clocks_changed(event: ClocksChanged, body: dict[str, Json]) -> None:
    body["change"] = event.change
    if event.reason is not None:
        body["reason"] = event.reason


def _write_backfilled(event: Backfilled, body: dict[str, Json]) -> None:
    body["visits"] = [visit_out(visit) for visit in event.visits]
    _some(
        body, reason=event.reason, owner=owner_out(event.owner), value=money_out(event.value), via=event.via
    )
    if event.told:
        body["told"] = values_out(event.told)
    if event.refs:
        body["refs"] = dict(event.refs)


def _write_merged(event: Merged, body: dict[str, Json]) -> None:
    body["into"] = event.into
    _some(body, reason=event.reason)


def _write_absorbed(event: Absorbed, body: dict[str, Json]) -> None:
    body["other"] = event.other
    _some(body, source=event.source, campaign=event.campaign, cycle=event.cycle or None)
    _some(body, account=event.account, contact=event.contact)
    if event.told:
        body["told"] = {name: [seen_out(one) for one in seen] for name, seen in event.told.items()}
    if event.touches:
        body["touches"] = [touch_out(touch) for touch in event.touches]
    if event.refs:
        body["refs"] = dict(event.refs)
    if event.made:
        body["made"] = dict(event.made)
    if event.setbacks:
        body["setbacks"] = [setback_out(one) for one in event.setbacks]
    _some(body, first_touch_at=event.first_touch_at)


def _write_erased(event: Erased, body: dict[str, Json]) -> None:
    _some(body, reason=event.reason)


def _write_migrated(event: Migrated, body: dict[str, Json]) -> None:
    before = event.before
    body["before"] = [before.name, before.version, before.fingerprint]
    body["source"] = event.source
    body["target"] = event.target
    body["running"] = event.running
    if event.renamed:
        body["renamed"] = dict(event.renamed)
    _some(body, reason=event.reason)


# Each writer takes the one class that its kind names.
WRITERS: Mapping[str, Callable[[Any, dict[str, Json]], None]] = {
    "captured": _write_captured,
    "observed": _write_observed,
    "moved": _write_moved,
    "assigned": _write_assigned,
    "touched": _write_touched,
    "level_reached": _write_level_reached,
    "clocks_changed": _write_clocks_changed,
    "backfilled": _write_backfilled,
    "merged": _write_merged,
    "absorbed": _write_absorbed,
    "erased": _write_erased,
    "migrated": _write_migrated,
}
