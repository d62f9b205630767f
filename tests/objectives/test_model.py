"""Whatever leads live: the actuals are those of a plain count over their histories."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadlife import Engine, Milestone, Objective, Refused, WorkCalendar, standard_policy
from leadlife.events import Absorbed, Captured, Event, Moved
from leadlife.reports import Share, objectives
from tests.lives import BOSS, DEAL, OTHER_REP, READY, REP, SDR, Facts, World

FEW, MOST = 3, Decimal("0.4")
AGREED = (
    Objective(measure="leads", at_least=FEW, per="week"),
    Objective(measure="mqls", at_least=FEW, per="month", source="fair"),
    Objective(measure="sals", at_least=FEW, per="month"),
    Objective(measure="won", at_least=FEW, per="quarter"),
    Objective(measure="qualification", at_least=MOST, per="month"),
    Objective(measure="acceptance", at_least=MOST, per="week"),
    Objective(measure="accepted_of_answered", at_least=MOST, per="month"),
    Objective(
        measure="conversion",
        of=Milestone.HANDED_OFF,
        to=Milestone.SQL,
        at_least=MOST,
        per="quarter",
        source="webcast",
    ),
)
CALENDAR = WorkCalendar("America/New_York", {"mon-fri": "09:00-17:00"})
POLICY = standard_policy(Facts, name="acme", version="1", calendar=CALENDAR).replace(objectives=AGREED)
ENDS = {
    "leads": (None, "raw"),
    "mqls": (None, "mql"),
    "sals": (None, "sal"),
    "won": (None, "won"),
    "qualification": ("raw", "mql"),
    "acceptance": ("mql", "accepted"),
    "accepted_of_answered": ("handed_off", "accepted"),
    "conversion": ("handed_off", "sql"),
}

STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("engage", {"by": SDR}),
    ("qualify", {"by": SDR}),
    ("hand_off", {"by": SDR, "to": REP}),
    ("accept", {"by": REP}),
    ("confirm", {"by": REP, "opportunity": DEAL}),
    ("win", {"by": REP, "value": DEAL.value}),
)
TURNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("reject", {"by": REP, "reason": "wrong_person", "comment": "an intern"}),
    ("return", {"by": REP, "reason": "no_decision_maker", "comment": "not hers"}),
    ("reheat", {"by": SDR}),
    ("lose", {"by": REP, "reason": "price"}),
    ("self_source", {"by": REP}),
    ("disqualify", {"by": SDR, "reason": "not_a_buyer"}),
    ("re_route", {"by": BOSS, "to": OTHER_REP, "comment": "his patch"}),
)

lives = st.lists(
    st.tuples(
        st.sampled_from(["fair", "webcast"]),
        st.integers(0, 40),
        st.lists(st.tuples(st.integers(1, 900), st.sampled_from([*STEPS, *STEPS, *TURNS])), max_size=4),
        st.integers(0, len(STEPS)),
    ),
    max_size=7,
)


def live(world: World, source: str, far: int, turns: list[tuple[int, tuple[str, dict[str, Any]]]]) -> str:
    """A lead that comes so far, an hour a step, and then what the turns make of it."""
    lead = world.raw(source=source).id
    for hours, (move, more) in [*((1, step) for step in STEPS[:far]), *turns]:
        world.wait(hours=hours)
        with suppress(Refused):
            world.engine.observe(lead, READY, by=more["by"], via="call")
            world.engine.move(lead, move, **more)
    return lead


# -- the plain count --------------------------------------------------------------------------------


def stages(history: list[Event]) -> list[tuple[str, datetime]]:
    """Every stage that it came to, and when."""
    begun = [(e.stage, e.occurred_at) for e in history if isinstance(e, Captured)]
    came = [(e.target, e.occurred_at) for e in history if isinstance(e, Moved) and e.target != e.source]
    return [*begun, *came]


def did(history: list[Event]) -> dict[str, datetime]:
    """When it first came to each stage, was accepted, and was rejected."""
    first: dict[str, datetime] = {}
    for stage, at in stages(history):
        first.setdefault(stage, at)
        if stage == "sal" and "handed_off" in first:
            first.setdefault("accepted", at)
    for happened in history:
        if isinstance(happened, Moved) and happened.move == "reject":
            first.setdefault("rejected", happened.occurred_at)
    return first


def name_of(at: datetime, per: str) -> str:
    local = at.astimezone(CALENDAR.zone_info)
    week = local.isocalendar()
    return {
        "week": f"{week.year}-W{week.week:02}",
        "month": f"{local:%Y-%m}",
        "quarter": f"{local.year}-Q{1 + (local.month - 1) // 3}",
        "year": f"{local.year}",
    }[per]


class Fate(NamedTuple):
    """The rate in the end: if sales turns down all that is pending, and if it takes all of it."""

    worst: Fraction
    best: Fraction


class Life(NamedTuple):
    """What a history comes to."""

    source: str | None
    first: dict[str, datetime]
    ended_in: str


def read(engine: Engine[Facts]) -> list[Life]:
    lives = []
    for lead in engine.leads():
        history = list(engine.history(lead.id))
        source = [event.source for event in history if isinstance(event, Captured | Absorbed)][-1]
        lives.append(Life(source, did(history), stages(history)[-1][0]))
    return lives


def counted(lives: list[Life], objective: Objective, period: str, now: datetime) -> tuple[Any, int, Fate]:
    """The actual of an objective in a period, how many are pending, and what may still come of it."""
    start, end = ENDS[objective.measure]
    whole = part = pending = unanswered = 0
    for source, first, ended_in in lives:
        at = first.get(start or end)
        if objective.source not in (None, source) or at is None or name_of(at, objective.per) != period:
            continue
        met = end in first
        answers = met or objective.measure != "accepted_of_answered" or "rejected" in first
        whole, part = whole + answers, part + met
        if not met and ended_in not in ("won", "lost", "disqualified") and at > now - timedelta(days=180):
            pending, unanswered = pending + 1, unanswered + (not answers)
    if start is None:
        return part, pending, Fate(Fraction(part), Fraction(part))
    all_told = max(1, whole + unanswered)
    fate = Fate(Fraction(part, all_told), Fraction(part + pending, all_told))
    return Share(part, whole), pending, fate


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives, st.integers(0, 300), st.booleans(), st.booleans())
def test_actuals_are_those_of_a_plain_count_over_histories(
    told: list[Any], days_later: int, merging: bool, erasing: bool
) -> None:
    world = World(POLICY)
    ids = []
    for source, days, turns, far in told:
        world.wait(days=days)
        ids.append(live(world, source, far, turns))
    if merging and len(ids) > 1:
        with suppress(Refused):
            world.engine.merge(ids[0], into=ids[1], by=SDR)
    world.wait(days=days_later)
    found = objectives(world.engine.leads(), POLICY, as_of=world.time)
    lived = read(world.engine)
    for row in found.rows:
        actual, pending, fate = counted(lived, row.objective, row.period, world.time)
        assert (row.actual, row.pending) == (actual, pending)
        over = row.period != name_of(world.time, row.objective.per)
        assert row.outcome == outcome(row.objective, actual, over, fate)
    for objective in AGREED:
        rows = found.of(objective)
        assert rows[-1].period == name_of(world.time, objective.per)
        assert [row.period for row in rows] == sorted({row.period for row in rows})
        start, end = ENDS[objective.measure]
        assert sum(row.actual if isinstance(row.actual, int) else row.actual.part for row in rows) == sum(
            {start or end, end} <= one.first.keys() for one in lived if objective.source in (None, one.source)
        )
    if erasing and ids:
        world.engine.erase(ids[-1], by=SDR)
        again = objectives(world.engine.leads(), POLICY, as_of=world.time)
        assert [row.actual for row in again.rows] == [row.actual for row in found.rows]


def outcome(objective: Objective, actual: Any, over: bool, fate: Fate) -> str:
    """What is said is final: nothing that is pending can undo it."""
    if isinstance(actual, int):
        return "reached" if actual >= objective.at_least else "not_reached" if over else "running"
    agreed = Fraction(objective.at_least)
    if not over:
        return "running"
    if actual.whole and fate.worst >= agreed:
        return "reached"
    if fate.best > fate.worst and fate.best >= agreed:
        return "running"
    return "not_reached" if actual.whole else "undefined"
