"""Deciding how a lead crosses to another version of its policy: its stage, its stays, and its clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from leadlife._frozen import frozen
from leadlife.events import ClocksChoice, Migrated
from leadlife.lead import ClockState, Lead
from leadlife.lifecycle._clockwork import Clockwork
from leadlife.lifecycle._crossing import (
    CrossedClock,
    begun,
    cancelled,
    carried,
    counts_work,
    kept,
    promised,
    restarted,
)
from leadlife.lifecycle._happening import Happening
from leadlife.lifecycle._scene import Scene
from leadlife.people import Actor
from leadlife.policy import Policy
from leadlife.policy.clock import Rest
from leadlife.rules import Rule
from leadlife.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Terms:
    """How leads cross: what their stages are called now, what becomes of their clocks, who says so and why.

    ``old`` are the versions that they come from, as far as they are at hand.
    """

    stages: Mapping[str, str]
    clocks: ClocksChoice
    by: Actor
    reason: str | None = None
    old: tuple[Policy[Any], ...] = ()

    def stage(self, lead: Lead[Any], policy: Policy[Any]) -> str | None:
        """What the lead's stage is called now; None if nobody says so."""
        mapped = self.stages.get(lead.stage)
        if mapped is not None:
            return mapped
        return lead.stage if policy.has_stage(lead.stage) else None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A lead that crosses: the event, and each of the clocks that ran or begin.

    ``unnamed`` are the stages of earlier stays that the policy does not have, and that nobody has a name for.
    """

    event: Migrated
    clocks: tuple[CrossedClock, ...]
    unnamed: frozenset[str] = frozenset()


def decide_migrate(clockwork: Clockwork, lead: Lead[Any], terms: Terms, now: datetime) -> Crossing:
    """How the lead crosses. Its stage has a name in the policy, and no calendar of it is lost.

    Of one that was erased, nothing but the pin and the names are other ones: nothing begins, and not a word is added.
    """
    policy = clockwork.policy
    stage = terms.stage(lead, policy)
    assert stage is not None
    at = max(now, lead.recorded_at)
    scene = Scene(policy, clockwork, lead, at, at, terms.by)
    cool = lead.cool_down_until
    what = Happening(
        at, lead.version + 1, stage, scene.evidence(), lead, owner=lead.owner, cool_down_until=cool
    )
    past = {visit.stage for visit in lead.visits[:-1] if not policy.has_stage(visit.stage)}
    erased = lead.erased_at is not None
    crossed = () if erased else tuple(_crossed(clockwork, lead, what, terms))
    event = Migrated(
        **scene.head(tuple(state for one in crossed for state in one.changed)),
        before=lead.policy,
        source=lead.stage,
        target=stage,
        running=terms.clocks,
        renamed=frozen({one: terms.stages[one] for one in sorted(past & set(terms.stages))}),
        reason=None if erased else terms.reason,
    )
    return Crossing(event, crossed, frozenset(past - set(terms.stages)))


def _crossed(clockwork: Clockwork, lead: Lead[Any], what: Happening, terms: Terms) -> Iterator[CrossedClock]:
    for state in lead.running:
        wired = clockwork.wired(state)
        if wired is None or not wired.lives(what.stage):
            yield cancelled(clockwork, state, what)
        elif terms.clocks == "keep" or promised(wired.clock, state, what):
            yield kept(clockwork, state, what)
        elif terms.clocks == "carry" and not isinstance(wired.clock.within, Rest):
            yield carried(clockwork, state, what, _ran_in(clockwork.policy, lead, state, terms.old))
        else:
            yield restarted(clockwork, state, what)
    if terms.clocks != "keep":
        yield from begun(clockwork, what, anew=terms.clocks == "restart")


# -- the calendars that clocks ran in ------------------------------------------------------------------


def lost_calendars(clockwork: Clockwork, lead: Lead[Any], terms: Terms) -> tuple[ClockState, ...]:
    """The clocks of the lead that cannot be carried, as nobody has the calendar that they ran in."""
    stage = terms.stage(lead, clockwork.policy)
    if terms.clocks != "carry" or stage is None:
        return ()
    return tuple(
        state
        for state in lead.running
        if (wired := clockwork.wired(state)) is not None
        and wired.lives(stage)
        and counts_work(wired.clock)
        and _ran_in(clockwork.policy, lead, state, terms.old) is None
    )


def _ran_in(
    policy: Policy[Any], lead: Lead[Any], state: ClockState, old: Iterable[Policy[Any]]
) -> WorkCalendar | None:
    """The calendar that a clock ran in: by its fingerprint, else the one that the lead's own version has for it.

    For the fingerprint is another one too where the machine has newer data on zones or holidays.
    """
    for known in (policy, *old):
        if (calendar := known.known_calendars.get(state.calendar)) is not None:
            return calendar
    for version in old:
        clock = version.clock(state.name)
        if version.pin == lead.policy and clock is not None:
            return version.calendar_for(clock, lead.owner, partial(_met, version, lead))
    return None


def _met(policy: Policy[Any], lead: Lead[Any], rule: Rule) -> bool:
    return rule.evaluate(lead, at=lead.recorded_at, zone=policy.zone, calendar=policy.calendar).met
