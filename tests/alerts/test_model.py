"""Whatever is done to leads: alerts tell what the history says, once, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadlife import (
    SALES,
    Alert,
    Capture,
    Entry,
    Lead,
    LeadlifeError,
    Rule,
    about,
    assigned,
    captured,
    entering,
    event,
    facts,
    leaving,
    reaching,
    reply,
    rescheduling,
    telling,
    touch,
)
from leadlife.events import (
    Assigned,
    Captured,
    ClocksChanged,
    Event,
    LevelReached,
    Moved,
    Observed,
    Touched,
)
from leadlife.fold import evolve
from leadlife.people import Actor
from leadlife.policy.watch import Watch
from tests.alerts.telling import STORES, store_called, told, watched
from tests.lives import BOSS, DEAL, OTHER_REP, REACHABLE, READY, REP, SDR, Facts, World

f = facts(Facts)
Says = Callable[[Lead[Any], Event], bool]


def _owned(happened: Event) -> bool:
    return isinstance(happened, Captured | Moved | Assigned) and isinstance(happened.owner, Actor)


def _crossed(happened: Event, *, out: str | None = None, into: str | None = None) -> bool:
    if isinstance(happened, Captured):
        return into == happened.stage
    if not isinstance(happened, Moved) or happened.source == happened.target:
        return False
    return out == happened.source or into == happened.target


WATCHED: dict[str, tuple[Watch | str, Rule | None, Says]] = {
    "captured": (captured(), None, lambda lead, e: isinstance(e, Captured)),
    "rejected here": (
        "reject",
        about.source.is_("fair") & event.reason.one_of("wrong_person", "other"),
        lambda lead, e: (
            isinstance(e, Moved)
            and e.move == "reject"
            and lead.source == "fair"
            and e.reason in ("wrong_person", "other")
        ),
    ),
    "into evaluating": (
        entering("evaluating"),
        event.from_stage.is_("handed_off"),
        lambda lead, e: _crossed(e, into="evaluating") and isinstance(e, Moved) and e.source == "handed_off",
    ),
    "out of mql": (leaving("mql"), None, lambda lead, e: _crossed(e, out="mql")),
    "called": (
        touch("call"),
        event.by.is_("rep-7"),
        lambda lead, e: (
            isinstance(e, Touched) and e.human and not e.inbound and e.touch == "call" and e.by.id == "rep-7"
        ),
    ),
    "heard of": (reply(), None, lambda lead, e: isinstance(e, Touched) and e.human and e.inbound),
    "somebody's": (assigned(), ~about.stage.is_("raw"), lambda lead, e: _owned(e) and lead.stage != "raw"),
    "many seats": (
        telling("seats"),
        f.seats >= 500,
        lambda lead, e: (
            isinstance(e, Captured | Observed)
            and "seats" in e.told
            and (seats := lead.values.get("seats")) is not None
            and int(str(seats)) >= 500
        ),
    ),
    "late": (
        reaching("accept"),
        event.level.is_("breach") & about.cycle.is_(0),
        lambda lead, e: (
            isinstance(e, LevelReached)
            and e.clock.startswith("accept:")
            and e.level == "breach"
            and lead.cycle == 0
        ),
    ),
    "held": (
        rescheduling(),
        event.reason.is_("fair"),
        lambda lead, e: isinstance(e, ClocksChanged) and e.reason == "fair",
    ),
}

POLICY = watched(
    *(Alert(name=name, on=watch, to=SALES, where=where) for name, (watch, where, _) in WATCHED.items())
)

MOVES: tuple[dict[str, Any], ...] = (
    {"move": "engage", "by": SDR},
    {"move": "qualify", "by": SDR},
    {"move": "hand_off", "by": SDR, "to": REP},
    {"move": "accept", "by": REP},
    {"move": "query", "by": REP, "comment": "the budget?"},
    {"move": "reject", "by": REP, "reason": "wrong_person", "comment": "an intern"},
    {"move": "reject", "by": REP, "reason": "duplicate", "comment": "known"},
    {"move": "re_route", "by": BOSS, "to": OTHER_REP, "comment": "his patch"},
    {"move": "reheat", "by": SDR},
    {"move": "confirm", "by": REP, "opportunity": DEAL},
)
steps = st.one_of(
    st.sampled_from(MOVES),
    st.fixed_dictionaries({"seats": st.sampled_from([9, 500, 800])}),
    st.fixed_dictionaries(
        {
            "touch": st.sampled_from(["call", "email"]),
            "human": st.booleans(),
            "inbound": st.booleans(),
            "by": st.sampled_from([REP, OTHER_REP]),
        }
    ),
    st.sampled_from([{"wait": hours} for hours in (1, 10, 60)]),
    st.sampled_from([{"assign": REP}, {"assign": OTHER_REP}, {"hold": "fair"}, {"hold": "ill"}]),
    st.sampled_from([{"ready": True}, {"record": "nurture"}, {"import": "crm-1"}]),
)


def act(world: World, lead: str, step: dict[str, Any]) -> None:
    """One step; what is refused is no step."""
    engine = world.engine
    match step:
        case {"move": name, **more}:
            engine.move(lead, name, **more)
        case {"seats": seats}:
            engine.observe(lead, Facts(seats=seats), by=SDR)
        case {"touch": kind, **more}:
            engine.touch(lead, kind, **more)
        case {"wait": hours}:
            world.wait(hours=hours)
            engine.tick()
        case {"assign": to}:
            engine.assign(lead, to, by=BOSS)
        case {"hold": reason}:
            engine.hold(lead, by=BOSS, reason=reason)
        case {"ready": _}:
            engine.observe(lead, READY, by=REP, via="call")
        case {"record": stage}:
            engine.backfill(lead, [Entry(stage, world.time)], by=SDR, told=Facts(seats=900))
        case {"import": key}:
            engine.execute(None, Capture(by=SDR, key=key, told=REACHABLE, owner=REP, recorded=True))


def expected(world: World, lead: str) -> list[tuple[str, int, str]]:
    """What the history says that alerts should have told."""
    found: list[tuple[str, int, str]] = []
    after: Lead[Any] | None = None
    for happened in world.engine.history(lead):
        after = evolve(after, happened)
        for name, (_, _, says) in WATCHED.items():
            if says(after, happened):
                found.append((lead, happened.seq, name))
    return found


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["fair", "webcast"]), st.integers(0, 5), st.lists(steps, max_size=14))
def test_alerts_tell_what_the_history_says(
    kind: str, source: str, far: int, rest: list[dict[str, Any]]
) -> None:
    with TemporaryDirectory() as folder, store_called(kind, Path(folder)) as store:
        world = World(POLICY, store)
        lead = world.engine.capture(by=SDR, source=source, told=REACHABLE).id
        start: list[dict[str, Any]] = [MOVES[0], {"ready": True}, *MOVES[1:4]]
        for step in [*start[:far], *rest]:
            try:
                act(world, lead, step)
            except LeadlifeError:
                continue
        notices = [(one.lead, one.seq, one.rule.removeprefix("alert.")) for one in told(world)]
        assert sorted(notices) == sorted(expected(world, lead))
        assert len({one.key for one in told(world)}) == len(notices)
