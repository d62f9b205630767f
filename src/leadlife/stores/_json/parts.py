"""The parts of a lead that events carry too: clocks, visits and opportunities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

from leadlife._frozen import maker
from leadlife.evidence import Observation
from leadlife.lead import (
    Carried,
    ClockState,
    LevelState,
    Opportunity,
    Pause,
    Setback,
    TouchRecord,
    Turn,
    Visit,
)
from leadlife.stores._json.values import (
    Json,
    actor_in,
    actor_out,
    instant,
    maybe_instant,
    money_in,
    money_out,
    owner_in,
    owner_out,
    text,
    value_in,
    value_out,
)

P = TypeVar("P")

Texts = dict[int, tuple[object, str]]
"""JSON texts of parts that were written before, by the part's identity; the part is kept, so its id stays its own."""


def listed(parts: Iterable[P], write: Callable[[P], Json], texts: Texts) -> str:
    """The parts as a JSON array; those that are in ``texts`` are not written again, and the others go there.

    A step leaves most of a lead's clocks and visits the very objects that they were, and its event carries the rest.
    """
    found = []
    for part in parts:
        known = texts.get(id(part))
        if known is None:
            known = texts[id(part)] = (part, text(write(part)))
        found.append(known[1])
    return f"[{','.join(found)}]"


def clock_out(clock: ClockState) -> Json:
    body = {
        "id": clock.id,
        "name": clock.name,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "levels": [[one.name, one.due_at, one.reached_at] for one in clock.levels],
        "calendar": clock.calendar,
        "verdict": clock.verdict,
    }
    if clock.stopped_at is not None:
        body["stopped_at"] = clock.stopped_at
    if clock.pauses:
        body["pauses"] = [[one.since, one.until, one.why, one.kind] for one in clock.pauses]
    if clock.holder is not None:
        body["holder"] = clock.holder
    if clock.carried is not None:
        body["carried"] = [clock.carried.at, clock.carried.used // _TICK]
    return body


_TICK = timedelta(microseconds=1)
_clock, _level, _pause, _visit = maker(ClockState), maker(LevelState), maker(Pause), maker(Visit)


def clock_in(body: Json) -> ClockState:
    get = body.get
    stopped = get("stopped_at")
    pauses = get("pauses")
    return _clock(
        id=body["id"],
        name=body["name"],
        started_at=instant(body["started_at"]),
        due_at=instant(body["due_at"]),
        levels=tuple(
            [
                _level(name, instant(due), reached and instant(reached))
                for name, due, reached in body["levels"]
            ]
        ),
        calendar=body["calendar"],
        verdict=body["verdict"],
        stopped_at=stopped and instant(stopped),
        pauses=tuple(map(_pause_in, pauses)) if pauses else (),
        holder=get("holder"),
        carried=_carried_in(get("carried")),
    )


def _carried_in(body: Json) -> Carried | None:
    return None if body is None else Carried(instant(body[0]), _TICK * body[1])


def _pause_in(body: Json) -> Pause:
    since, until, why, kind = body
    return _pause(instant(since), until and instant(until), why, kind)


def clocks_in(body: Json) -> tuple[ClockState, ...]:
    return tuple([clock_in(one) for one in body])


def visit_out(visit: Visit) -> Json:
    if visit.out_of_order:
        return [visit.stage, visit.number, visit.entered_at, visit.left_at, True]
    return [visit.stage, visit.number, visit.entered_at, visit.left_at]


def visit_in(body: Json) -> Visit:
    stage, number, entered, left, *rest = body
    return _visit(stage, number, entered and instant(entered), left and instant(left), bool(rest))


def visits_in(body: Json) -> tuple[Visit, ...]:
    return tuple([visit_in(one) for one in body])


def opportunity_out(opportunity: Opportunity | None) -> Json:
    if opportunity is None:
        return None
    return [opportunity.ref, money_out(opportunity.value), opportunity.closes_at]


def opportunity_in(body: Json) -> Opportunity | None:
    if body is None:
        return None
    ref, value, closes = body
    return Opportunity(ref, money_in(value), maybe_instant(closes))


_seen, _touch = maker(Observation), maker(TouchRecord)


def touch_out(touch: TouchRecord) -> Json:
    return [touch.kind, touch.at, touch.seq, actor_out(touch.by), touch.human, touch.inbound]


def touch_in(body: Json) -> TouchRecord:
    kind, at, seq, by, human, inbound = body
    return _touch(kind, instant(at), seq, actor_in(by), human, inbound)


def seen_out(seen: Observation) -> Json:
    by = None if seen.by is None else actor_out(seen.by)
    return [value_out(seen.value), seen.at, seen.seq, by, seen.via]


def seen_in(body: Json) -> Observation:
    value, at, seq, by, via = body
    return _seen(value_in(value), instant(at), seq, None if by is None else actor_in(by), via)


def turn_out(turn: Turn | None) -> Json:
    return None if turn is None else [turn.rota, turn.number]


def turn_in(body: Json) -> Turn | None:
    return None if body is None else Turn(*body)


def setback_out(setback: Setback) -> Json:
    return [
        setback.move,
        setback.reason,
        setback.at,
        setback.seq,
        actor_out(setback.by),
        owner_out(setback.owner),
        setback.stale,
    ]


_setback = maker(Setback)


def setback_in(body: Json) -> Setback:
    move, reason, at, seq, by, owner, stale = body
    return _setback(move, reason, instant(at), seq, actor_in(by), owner_in(owner), stale)
