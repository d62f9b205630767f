"""Carried clocks against a count of quarters of an hour, one by one, in hours that are written out here once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import Engine, WorkCalendar, working_hours
from tests.clocks.desk import answering, keeps_its_word, policy
from tests.lives import REP, SDR, Facts, World
from tests.migration.versions import version

QUARTER = timedelta(minutes=15)
Hours = Mapping[str, Mapping[str, str]]

ALL: Hours = {
    "UTC": {"mon-fri": "09:00-17:00"},
    "Europe/Berlin": {"mon-thu": "08:00-12:00 13:00-18:15", "sat": "22:00-24:00", "sun": "00:00-05:00"},
    "America/New_York": {"mon-sun": "00:00-24:00"},
    "Asia/Kolkata": {"wed": "10:30-11:00", "sun": "06:00-23:45"},
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_open(zone: str) -> Callable[[datetime], bool]:
    """Whether there is work at an instant, by looking at the clock on the wall."""
    blocks: list[list[tuple[time, time]]] = [[] for _ in DAYS]
    for days, text in ALL[zone].items():
        first, _, last = days.partition("-")
        for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
            for block in text.split():
                opens, closes = block.split("-")
                end = time.max if closes == "24:00" else time.fromisoformat(closes)
                blocks[day].append((time.fromisoformat(opens), end))
    info = ZoneInfo(zone)

    def answer(at: datetime) -> bool:
        wall = at.astimezone(info)
        return any(opens <= wall.time() < closes for opens, closes in blocks[wall.weekday()])

    return answer


def counted(
    start: datetime,
    target: timedelta,
    old: str,
    new: str,
    crossed: datetime,
    pauses: list[tuple[datetime, datetime]],
) -> datetime:
    """Until when an answer is in time: the target is used up in the old hours until the migration, in the new ones from
    then on; and nothing is late while it is paused.
    """
    before, after = is_open(old), is_open(new)
    at, used = start, timedelta(0)
    while used < target or at < crossed:
        paused = any(since <= at < until for since, until in pauses)
        if not paused and (before if at < crossed else after)(at):
            used += QUARTER
        at += QUARTER
    for since, until in pauses:
        at = until if since <= at < until else at
    return at


CALENDARS = {zone: WorkCalendar(zone, week) for zone, week in ALL.items()}
zones = st.sampled_from(sorted(ALL))
starts = st.sampled_from(
    [
        datetime(2026, 11, 6, 15, 30, tzinfo=UTC),
        datetime(2026, 11, 11, 5, tzinfo=UTC),
        datetime(2027, 3, 27, 20, tzinfo=UTC),  # the clocks go forward in Berlin
        datetime(2027, 10, 30, 21, 45, tzinfo=UTC),  # and back
    ]
)
waits = st.lists(st.integers(1, 300), min_size=0, max_size=4)


@settings(max_examples=60)
@given(starts, st.integers(1, 80), zones, zones, waits, st.integers(1, 400), waits)
def test_a_carried_clock_is_due_when_the_quarters_are_used_up(
    start: datetime, quarters: int, old: str, new: str, first: list[int], crossing: int, then: list[int]
) -> None:
    target = QUARTER * quarters
    long = answering(within=working_hours(4_000))  # so that it is never late before
    world = World(policy(long, calendar=CALENDARS[old]))
    world.go(start)
    before = world.engine
    lead = before.move(before.capture(by=SDR).id, "ask", by=REP).id
    pauses: list[tuple[datetime, datetime]] = []
    held: datetime | None = None
    for wait in first:
        world.time += QUARTER * wait
        held = _switched(before, lead, held, pauses)
    world.time += QUARTER * crossing
    crossed = world.time
    to = policy(answering(within=working_hours(quarters / 4)), version="2", calendar=CALENDARS[new])
    after = version(world, to)
    assert after.migrate(by=SDR, clocks="carry", old=before.policy).clocks == {"answer": {"carried": 1}}
    for wait in then:
        world.time += QUARTER * wait
        if held is None and world.time >= after.get(lead).clocks[0].due_at:
            break  # what is over cannot be put off
        held = _switched(after, lead, held, pauses)
    if held is not None:
        world.time += QUARTER
        _switched(after, lead, held, pauses)
    (clock,) = after.get(lead).clocks
    keeps_its_word(clock)
    assert clock.late_after == counted(start, target, old, new, crossed, pauses)
    (record,) = after.clocks(lead)
    if record.used(crossed) < target:
        assert record.used(clock.due_at) == target
    before.store.verify(lead)


def _switched(
    engine: Engine[Facts], lead: str, held: datetime | None, pauses: list[tuple[datetime, datetime]]
) -> datetime | None:
    """Held, or running again; since when it is held."""
    if held is None:
        engine.hold(lead, by=REP, reason="waiting")
        return engine.now()
    engine.resume(lead, by=REP)
    pauses.append((held, engine.now()))
    return None
