"""Deciding what is told of a lead: its capture, observations, touches and owners."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leadlife._facts import LeadFacts
from leadlife._frozen import frozen
from leadlife._time import instant
from leadlife.commands import Assign, Capture, Observe, Touch
from leadlife.errors import InvalidInput, Refused, did_you_mean
from leadlife.events import Assigned, Captured, Observed, Touched
from leadlife.evidence import Evidence, Observation, Value
from leadlife.fold import evolve
from leadlife.lead import ClockState
from leadlife.lifecycle._assigning import Given, owner_by_routes, require_active
from leadlife.lifecycle._clockwork import Clockwork, ahead
from leadlife.lifecycle._happening import Happening, signals_of_touch
from leadlife.lifecycle._scene import Scene
from leadlife.lifecycle.desk import EMPTY_DESK, Desk
from leadlife.people import Owner
from leadlife.policy import Policy


def told_values(policy: Policy[Any], told: LeadFacts | None) -> Mapping[str, Value | None]:
    """What was told, by fact name.

    :raises InvalidInput: if it tells a fact that the policy does not know.
    """
    if told is None:
        return {}
    values = told.told()
    known = policy.facts.model_fields
    for name in values:
        if name not in known:
            raise InvalidInput(
                "read what was told",
                f"policy {policy.name!r} knows no fact {name!r}{did_you_mean(name, known)}",
            )
    return frozen(values)


def decide_capture(
    clockwork: Clockwork,
    command: Capture,
    id: str,
    now: datetime,
    desk: Desk = EMPTY_DESK,
    resembles: tuple[str, ...] = (),
) -> Captured:
    """The event that begins a lead; ``resembles`` are those that it is taken for a duplicate of."""
    policy = clockwork.policy
    if command.key == "":
        raise InvalidInput(
            "capture a lead", "its key is empty", remedy="Leave key out where the host has none."
        )
    recorded_at = instant(now, "now")
    at = recorded_at if command.at is None else instant(command.at, "at")
    if at > recorded_at:
        late = f"at={at.isoformat()} lies after now ({recorded_at.isoformat()})"
        raise Refused("capture a lead", late, remedy="Leave `at` out for what happens now.")
    if command.owner is not None and not command.recorded and (why := desk.why_absent(command.owner)):
        raise Refused("capture a lead", f"{command.owner} cannot own it: {why}", remedy="Leave owner out.")
    told = told_values(policy, command.told)
    observed = {name: Observation(value, at, 1, command.by, command.via) for name, value in told.items()}
    seen = Evidence(told, observed)
    what = Happening(
        at,
        1,
        policy.initial,
        seen,
        entered=policy.initial,
        owner=command.owner,
        reassigned=command.owner is not None,
    )
    clocks = clockwork.consequences(None, what)
    if command.recorded:
        clocks = tuple(clock for clock in clocks if ahead(clock, recorded_at))
    return Captured(
        lead=id,
        seq=1,
        occurred_at=at,
        recorded_at=recorded_at,
        by=command.by,
        policy=policy.pin,
        clocks=clocks,
        stage=policy.initial,
        key=command.key,
        source=command.source,
        campaign=command.campaign,
        account=command.account,
        contact=command.contact,
        refs=frozen(command.refs or {}),
        told=told,
        value=command.value,
        owner=command.owner,
        via=command.via,
        resembles=resembles,
    )


def decide_capture_again(scene: Scene, command: Capture) -> tuple[Observed, ...]:
    """A key that is known: one lead. What is told beyond what stands is an observation; its first touch stays."""
    told = told_values(scene.policy, command.told)
    new = {name: value for name, value in told.items() if scene.lead.values.get(name) != value}
    return (_observed(scene, new, command.via),) if new else ()


def decide_observe(scene: Scene, command: Observe) -> Observed:
    """Facts were told: all that were set, also those that say the same again, for that confirms them."""
    told = told_values(scene.policy, command.told)
    if not told:
        remedy = "Set at least one fact; an explicit None retracts."
        raise Refused("observe a lead", "nothing was told", remedy=remedy)
    return _observed(scene, told, command.via)


def _observed(scene: Scene, told: Mapping[str, Value | None], via: str | None) -> Observed:
    lead = scene.lead
    clocks: tuple[ClockState, ...] = ()
    if scene.clockwork.reads_facts:
        after = evolve(lead, Observed(**scene.head(), told=told, via=via))
        seen = after.evidence(scene.at, scene.policy.lasting)
        what = Happening(
            scene.at, after.version, lead.stage, seen, after, scene.late, tells=True, owner=lead.owner
        )
        clocks = scene.clockwork.consequences(lead, what)
    return Observed(**scene.head(clocks), told=told, via=via)


def decide_touch(scene: Scene, command: Touch) -> Touched:
    """A contact: only what a human sends out answers a clock."""
    if not command.kind:
        raise InvalidInput(
            "record a touch", "its kind is empty", remedy="Name the way: 'call', 'email', 'meeting'."
        )
    lead = scene.lead
    contact = signals_of_touch(command.kind, human=command.human, inbound=command.inbound)
    what = Happening(
        scene.at,
        lead.version + 1,
        lead.stage,
        scene.evidence(),
        lead,
        scene.late,
        contact=contact,
        owner=lead.owner,
    )
    return Touched(**scene.happens(what), touch=command.kind, human=command.human, inbound=command.inbound)


def decide_assign(scene: Scene, command: Assign) -> Assigned:
    """Another owner, in the same stage: the lead's clocks run on, the holder's start again."""
    lead, passing = scene.lead, scene.passing
    given = _given(scene, command.to)
    what = Happening(
        scene.at,
        lead.version + 1,
        lead.stage,
        scene.evidence(),
        lead,
        scene.late,
        owner=lead.owner if passing else given.owner,
        reassigned=not passing,
        passing=given.owner if passing else None,
    )
    return Assigned(
        **scene.happens(what),
        owner=given.owner,
        reason=command.reason,
        assigned_by=given.by,
        turn=given.turn,
    )


def _given(scene: Scene, to: Owner | None) -> Given:
    """Whom the lead is assigned to: the one that was passed, else whom the policy's routes give it to."""
    if to is None:
        return owner_by_routes(scene, "assign a lead")
    asked = f"assign a lead to {to}"
    if to == scene.lead.owner and not scene.passing:
        raise Refused(asked, "it is theirs already", remedy="Nothing is left to be done; else name another.")
    require_active(scene, to, asked)
    return Given(to)
