"""Recording another system's history: what it says happened is taken down, not decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from leadlife._frozen import frozen
from leadlife._time import instant
from leadlife.commands import Backfill, Entry
from leadlife.errors import Refused
from leadlife.events import Backfilled
from leadlife.lead import ClockState, Visit
from leadlife.lifecycle._clockwork import ahead
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle._routes import Routes
from leadlife.lifecycle._scene import Scene
from leadlife.lifecycle._telling import told_values


def decide_backfill(scene: Scene, command: Backfill, routes: Routes) -> Backfilled:
    """One event with the visits as they stand afterwards: told ones with their time, implied ones without.

    :raises Refused: if an entry lies in the future, or there is nothing to record.
    :raises DefinitionError: if an entry names a stage that the policy does not have.
    """
    told = told_values(scene.policy, command.told)
    if (
        not command.entries
        and not told
        and not command.refs
        and command.owner is None
        and command.value is None
    ):
        raise Refused(
            "back-fill a lead", "there is nothing to record", remedy="Pass entries=[Entry('mql', at), ...]."
        )
    visits = list(scene.lead.visits)
    for entry in command.entries:
        _record(scene, routes, visits, entry)
    head = scene.head(_clocks(scene, visits) if command.entries else ())
    if command.entries:
        head["occurred_at"] = instant(command.entries[-1].at, "entry.at")
    reasons = [entry.reason for entry in command.entries if entry.reason is not None]
    return Backfilled(
        **head,
        visits=tuple(visits),
        told=told,
        refs=frozen(command.refs or {}),
        reason=reasons[-1] if reasons else None,
        owner=command.owner,
        value=command.value,
        via=command.via,
    )


def _record(scene: Scene, routes: Routes, visits: list[Visit], entry: Entry) -> None:
    """Append the visit that the entry tells of, and before it those that must have been passed."""
    stage = scene.policy.stage(entry.stage).name
    at = instant(entry.at, "entry.at")
    if at > scene.recorded_at:
        raise Refused(
            "back-fill a lead", f"it entered {stage!r} at {at.isoformat()}, which lies in the future"
        )
    if any(visit.stage == stage and visit.entered_at == at for visit in scene.lead.visits):
        return  # told before
    index = _implied(visits, stage, at)
    if index is not None:
        _give_time(visits, index, at)
        return
    last = visits[-1]
    if last.stage == stage:
        return
    visits[-1] = replace(last, left_at=at)
    for passed in routes.between(last.stage, stage):
        visits.append(Visit(passed, _number(visits, passed), None))
    visits.append(Visit(stage, _number(visits, stage), at, out_of_order=_too_early(visits, at)))


def _implied(visits: list[Visit], stage: str, at: datetime) -> int | None:
    """Which visit, only implied so far, the entry gives its time: the last of its stage, if a told one came later."""
    later = False
    for index in range(len(visits) - 1, -1, -1):
        visit = visits[index]
        if visit.stage == stage and visit.implied:
            return index if later or index == len(visits) - 1 else None
        later = later or (visit.entered_at is not None and visit.entered_at >= at)
    return None


def _give_time(visits: list[Visit], index: int, at: datetime) -> None:
    """An implied stay becomes a told one: it ends when the told stay before it was thought to, and that one here."""
    left_at = None
    for before in range(index - 1, -1, -1):
        if not visits[before].implied:
            left_at = visits[before].left_at
            visits[before] = replace(visits[before], left_at=at)
            break
    later = (visit.entered_at for visit in visits[index + 1 :] if visit.entered_at is not None)
    amiss = _too_early(visits[:index], at) or any(entered_at < at for entered_at in later)
    visits[index] = replace(visits[index], entered_at=at, left_at=left_at, out_of_order=amiss)


def _number(visits: list[Visit], stage: str) -> int:
    return 1 + sum(visit.stage == stage for visit in visits)


def _too_early(visits: list[Visit], at: datetime) -> bool:
    return any(visit.entered_at is not None and visit.entered_at > at for visit in visits)


def _clocks(scene: Scene, visits: list[Visit]) -> tuple[ClockState, ...]:
    """Clocks of stages that were left are cancelled; those of the last stage run only if nothing of them is past."""
    last, lead = visits[-1], scene.lead
    if last.entered_at is None or last == lead.visits[-1]:
        return ()
    seen = lead.__evidence__()
    what = Happening(
        last.entered_at,
        lead.version + 1,
        last.stage,
        seen,
        lead,
        last.entered_at < lead.recorded_at,
        left=lead.stage,
        entered=last.stage,
        owner=lead.owner,
    )
    changed = scene.clockwork.consequences(lead, what)
    return tuple(state for state in changed if not state.is_open or ahead(state, scene.recorded_at))
