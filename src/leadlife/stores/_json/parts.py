"""The parts of a lead that events carry too: clocks, visits and opportunities."""

from __future__ import annotations

from leadlife._frozen import maker
from leadlife.lead import ClockState, LevelState, Opportunity, Pause, Visit
from leadlife.stores._json.values import Json, instant, maybe_instant, money_in, money_out


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
        body["pauses"] = [[one.since, one.until, one.why] for one in clock.pauses]
    if clock.holder is not None:
        body["holder"] = clock.holder
    return body


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
        pauses=tuple([_pause(instant(since), until and instant(until), why) for since, until, why in pauses])
        if pauses
        else (),
        holder=get("holder"),
    )


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
