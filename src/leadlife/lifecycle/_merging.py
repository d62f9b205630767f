"""Deciding a merge: what the survivor has of the other lead, and how that one ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from leadlife._frozen import frozen
from leadlife.commands import Merge
from leadlife.errors import Refused
from leadlife.events import Absorbed, Merged
from leadlife.evidence import Observation
from leadlife.fold import evolve
from leadlife.lead import ClockState, Lead
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle._scene import Scene
from leadlife.policy import Milestone

_DUPLICATE = "duplicate"
_Told = Mapping[str, tuple[Observation, ...]]


def decide_merge(there: Scene, here: Scene, command: Merge) -> tuple[Merged, Absorbed]:
    """The other lead ends ``there``, and lives on ``here``: the last event of the one, the next of the other.

    :raises Refused: if they are one lead already, or a won lead would no longer count as won.
    """
    other, lead = there.lead, here.lead
    asked = f"merge lead {other.id} into lead {lead.id}"
    if other.id == lead.id:
        raise Refused(asked, "they are one lead already", remedy="Nothing is left to be done.")
    won = there.policy.stages_of(Milestone.WON)
    if other.stage in won and lead.stage not in won:
        remedy = f"Merge the other way round: merge({lead.id!r}, into={other.id!r})."
        raise Refused(asked, f"the first was won, and the second is in {lead.stage!r}", remedy=remedy)
    ended = tuple(there.clockwork.cancelled(clock, there.at) for clock in other.running)
    merged = Merged(**there.head(ended), into=lead.id, reason=command.reason)
    return merged, _absorbed(here, other)


def _absorbed(scene: Scene, other: Lead[Any]) -> Absorbed:
    lead = scene.lead
    seq = lead.version + 1
    first = _first_touch(lead, other)
    absorbed = Absorbed(
        **scene.head(),
        other=other.id,
        told=_told(scene, other, seq),
        touches=tuple(replace(touch, seq=seq) for touch in other.touches),
        source=first.source,
        campaign=first.campaign,
        first_touch_at=_touched_first(first),
        account=lead.account if lead.account is not None else other.account,
        contact=lead.contact if lead.contact is not None else other.contact,
        refs=frozen({**other.refs, **lead.refs}),
        cycle=max(lead.cycle, other.cycle),
        made=_made(lead, other),
        setbacks=tuple(replace(one, seq=seq) for one in (*other.brought, *other.setbacks)),
    )
    return replace(absorbed, clocks=tuple(_clocks(scene, absorbed)))


def _first_touch(lead: Lead[Any], other: Lead[Any]) -> Lead[Any]:
    """Whose source and campaign are the earliest; the other's, where the first has neither."""
    first, second = sorted((lead, other), key=_touched_first)
    return second if first.source is None and first.campaign is None else first


def _touched_first(lead: Lead[Any]) -> datetime:
    return lead.first_touch_at or lead.captured_at


def _made(lead: Lead[Any], other: Lead[Any]) -> Mapping[str, int]:
    """How often each move was made in the cycle that goes on: a bound of the policy is not begun anew by a merge."""
    if other.cycle < lead.cycle:
        return lead.made
    return frozen(
        {name: max(lead.made.get(name, 0), other.made.get(name, 0)) for name in {**lead.made, **other.made}}
    )


# -- facts ---------------------------------------------------------------------------------------------


def _told(scene: Scene, other: Lead[Any], seq: int) -> _Told:
    """Every observation of the other lead, and what has to prevail; that it was a duplicate is over."""
    told = {
        name: tuple(replace(one, seq=seq) for one in seen)
        for name, seen in other.told.items()
        if name != _DUPLICATE
    }
    for name, values in scene.policy.facts.prevailing().items():
        if (one := _prevails(scene, other, name, values)) is not None:
            told[name] = (*told.get(name, ()), replace(one, seq=seq))
    if scene.lead.values.get(_DUPLICATE) is True and set(scene.lead.resembles) <= _gone(scene.lead, other):
        told[_DUPLICATE] = (Observation(False, scene.at, seq, scene.by),)
    return frozen(told)


def _gone(lead: Lead[Any], other: Lead[Any]) -> set[str]:
    return {*lead.absorbed, *other.absorbed, other.id}


def _prevails(scene: Scene, other: Lead[Any], name: str, values: tuple[Any, ...]) -> Observation | None:
    """What either lead stands at and has to be said once more, lest the other's later word hides it."""
    both = [seen[-1] for one in (scene.lead, other) if (seen := one.told.get(name))]
    won = [one for one in both if one.value in values]
    if not won or len(won) == len(both):
        return None
    (lost,) = (one for one in both if one.value not in values)
    return None if won[0].at > lost.at else replace(won[0], at=max(scene.at, lost.at))


# -- clocks --------------------------------------------------------------------------------------------


def _clocks(scene: Scene, absorbed: Absorbed) -> Iterable[ClockState]:
    """The survivor's clocks that the other lead's contacts answer, or that its facts let stand still."""
    lead = scene.lead
    answered = {one.id: one for one in scene.clockwork.answered(lead, absorbed.touches)}
    if scene.clockwork.reads_facts and absorbed.told:
        met = lead._with(clocks=tuple(answered.get(one.id, one) for one in lead.clocks))
        after = evolve(lead, absorbed)
        since = _earliest(absorbed.told, scene.at, lead.captured_at)
        seen = after.evidence(since, scene.policy.lasting)
        what = Happening(since, after.version, lead.stage, seen, after, True, tells=True, owner=lead.owner)
        answered |= {one.id: one for one in scene.clockwork.consequences(met, what)}
    return answered.values()


def _earliest(told: _Told, at: datetime, captured_at: datetime) -> datetime:
    return max(min((one.at for seen in told.values() for one in seen), default=at), captured_at)
