"""A lead's state as JSON: a cache of what its events fold to, in whatever shape reads fastest.

Whoever told several facts at once is written once: ``tellings`` lists (at, seq, by, via), and every
observation is a value and the number of its telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from leadlife.errors import StoreDamaged
from leadlife.evidence import Observation
from leadlife.lead import Lead, PolicyPin, Setback, TouchRecord
from leadlife.stores._json.parts import (
    clock_out,
    clocks_in,
    opportunity_in,
    opportunity_out,
    visit_out,
    visits_in,
)
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
    value_in,
    value_out,
)

SHAPE = 1
"""The present shape of a state; one of another shape is folded anew from the events."""


class Stub(NamedTuple):
    """What is stored beside a lead's state."""

    id: str
    version: int
    key: str | None
    captured_at: datetime
    policy: PolicyPin
    stage: str
    source: str | None
    campaign: str | None
    account: str | None


def lead_state(lead: Lead[Any]) -> str:
    """The lead's state as JSON text, without what the :class:`Stub` holds.

    :raises InvalidInput: if a text in it cannot be written as UTF-8.
    """
    body: dict[str, Json] = {
        "recorded_at": lead.recorded_at,
        "visits": [visit_out(visit) for visit in lead.visits],
    }
    if lead.told:
        body["tellings"], body["told"] = _told_out(lead.told)
    if lead.clocks:
        body["clocks"] = [clock_out(clock) for clock in lead.clocks]
    if lead.touches:
        body["touches"] = [_touch_out(touch) for touch in lead.touches]
    if lead.setbacks:
        body["setbacks"] = [_setback_out(setback) for setback in lead.setbacks]
    for name, value in _rest(lead):
        if value:
            body[name] = value
    return text(body)


def _rest(lead: Lead[Any]) -> Iterable[tuple[str, Json]]:
    yield "owner", owner_out(lead.owner)
    yield "contact", None if lead.contact is None else [lead.contact]
    yield "refs", dict(lead.refs)
    yield "cycle", lead.cycle
    yield "made", dict(lead.made)
    yield "cool_down_until", lead.cool_down_until
    yield "opportunity", opportunity_out(lead.opportunity)
    yield "value", money_out(lead.value)


def read_lead(stub: Stub, state: str) -> Lead[Any]:
    """The lead that :func:`lead_state` wrote.

    :raises StoreDamaged: if it cannot be decoded.
    """
    try:
        body = parsed(state)
        get = body.get
        contact = get("contact")
        return Lead(
            id=stub.id,
            version=stub.version,
            key=stub.key,
            captured_at=stub.captured_at,
            recorded_at=instant(body["recorded_at"]),
            policy=stub.policy,
            stage=stub.stage,
            visits=visits_in(body["visits"]),
            source=stub.source,
            campaign=stub.campaign,
            account=stub.account,
            contact=contact[0] if contact else None,
            refs=get("refs", {}),
            owner=owner_in(get("owner")),
            told=_told_in(get("tellings", ()), get("told", {})),
            clocks=clocks_in(get("clocks", ())),
            touches=tuple([_touch_in(one) for one in get("touches", ())]),
            cycle=get("cycle", 0),
            made=get("made", {}),
            setbacks=tuple([_setback_in(one) for one in get("setbacks", ())]),
            cool_down_until=maybe_instant(get("cool_down_until")),
            opportunity=opportunity_in(get("opportunity")),
            value=money_in(get("value")),
        )
    except DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise StoreDamaged(
            f"lead {stub.id}: its state at version {stub.version} cannot be decoded: {why}"
        ) from error


# -- observations --------------------------------------------------------------------------------------


def _told_out(told: Mapping[str, tuple[Observation, ...]]) -> tuple[Json, Json]:
    numbers: dict[object, int] = {}
    tellings: list[Json] = []
    names: dict[str, Json] = {}
    for name, seen in told.items():
        flat: list[Json] = []
        for one in seen:
            by = one.by
            key = (one.seq, one.at, id(by), one.via)  # the lead keeps the actor alive: its id stays its own
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(tellings)
                tellings.append([one.at, one.seq, None if by is None else actor_out(by), one.via])
            flat += (number, value_out(one.value))
        names[name] = flat
    return tellings, names


def _told_in(tellings: Json, told: Json) -> dict[str, tuple[Observation, ...]]:
    known = [(instant(at), seq, None if by is None else actor_in(by), via) for at, seq, by, via in tellings]
    return {
        name: tuple([Observation(value_in(value), *known[number]) for number, value in _pairs(flat)])
        for name, flat in told.items()
    }


def _pairs(flat: Json) -> Iterable[tuple[int, Json]]:
    return zip(flat[::2], flat[1::2], strict=True)


# -- touches and setbacks ------------------------------------------------------------------------------


def _touch_out(touch: TouchRecord) -> Json:
    return [touch.kind, touch.at, touch.seq, actor_out(touch.by), touch.human, touch.inbound]


def _touch_in(body: Json) -> TouchRecord:
    kind, at, seq, by, human, inbound = body
    return TouchRecord(kind, instant(at), seq, actor_in(by), human, inbound)


def _setback_out(setback: Setback) -> Json:
    return [
        setback.move,
        setback.reason,
        setback.at,
        setback.seq,
        actor_out(setback.by),
        owner_out(setback.owner),
        setback.stale,
    ]


def _setback_in(body: Json) -> Setback:
    move, reason, at, seq, by, owner, stale = body
    return Setback(move, reason, instant(at), seq, actor_in(by), owner_in(owner), stale)
