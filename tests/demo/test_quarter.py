"""The made-up quarter: the same for the same seed, and sound whatever happened in it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from leadlife import Lead, LeadFacts, MemoryStore, SqliteStore
from leadlife.demo import POLICY, Lived, live
from leadlife.demo.choosing import worth_telling
from leadlife.demo.population import population
from leadlife.reports import funnel, recycling, sla, sources

LEADS = 150


def leads_of(store: MemoryStore | SqliteStore) -> list[Lead[LeadFacts]]:
    found: list[Lead[LeadFacts]] = []
    after = None
    while page := store.scan(after=after):
        found += page
        after = page[-1].id
    return found


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lived, SqliteStore]]:
    path = tmp_path_factory.mktemp("demo") / "leads.db"
    done = live(path, leads=LEADS, seed=7)
    store = SqliteStore(path)
    yield done, store
    store.close()


def test_everybody_arrives_within_the_quarter(lived: tuple[Lived, SqliteStore]) -> None:
    done, store = lived
    leads = leads_of(store)
    assert done.leads == len(leads) == LEADS
    assert all(done.start <= lead.captured_at < done.end for lead in leads)


def test_every_lead_folds_anew_to_what_is_kept(lived: tuple[Lived, SqliteStore]) -> None:
    for lead in leads_of(lived[1]):
        lived[1].verify(lead.id)


def test_no_clock_is_left_overdue_by_the_last_sweep(lived: tuple[Lived, SqliteStore]) -> None:
    done, store = lived
    late = [
        clock
        for lead in leads_of(store)
        for clock in lead.running
        if (clock.next_at or done.until) < done.until
    ]
    assert late == []
    assert (store.next_due() or done.until) >= done.until


def test_every_notice_was_handed_out_or_withdrawn(lived: tuple[Lived, SqliteStore]) -> None:
    done, store = lived
    assert not store.outbox(state="pending")
    assert not store.outbox(state="parked")
    assert len(store.outbox(state="delivered", limit=10**6)) == done.notices > 0


def test_the_steps_told_are_the_events_kept(lived: tuple[Lived, SqliteStore]) -> None:
    done, store = lived
    events = [event for lead in leads_of(store) for event in store.history(lead.id)]
    kinds = Counter(event.kind for event in events)
    by_system = Counter(event.move for event in events if event.kind == "moved" and event.by.team == "system")
    moves = Counter(event.move for event in events if event.kind == "moved")
    assert kinds["captured"] == done.steps["capture"]
    assert kinds["observed"] == done.steps["observe"]
    assert kinds["touched"] == done.steps["touch"]
    assert kinds["level_reached"] == done.levels
    assert {name: moves[name] - by_system[name] for name in moves if moves[name] > by_system[name]} == {
        name: count for name, count in done.steps.items() if name not in ("capture", "observe", "touch")
    }


def test_people_act_in_working_hours_only(lived: tuple[Lived, SqliteStore]) -> None:
    _, store = lived
    for lead in leads_of(store):
        for event in store.history(lead.id):
            if event.by.team in ("marketing", "sales") and event.kind in ("touched", "moved"):
                at = event.occurred_at
                assert (
                    POLICY.calendar.is_open(at)
                    or POLICY.calendar.previous_closing(at) == at
                    or _sourced(lead)
                )


def _sourced(lead: Lead[LeadFacts]) -> bool:
    """What a rep finds by themselves, they find at any hour."""
    return lead.source == "prospecting"


def test_the_quarter_shows_every_way_a_lead_can_go(lived: tuple[Lived, SqliteStore]) -> None:
    leads = leads_of(lived[1])
    been = {visit.stage for lead in leads for visit in lead.visits}
    assert been == {stage.name for stage in POLICY.stages}
    setbacks = {setback.move for lead in leads for setback in lead.setbacks}
    assert {"reject", "return", "lapse", "lose", "nurture", "recycle", "disqualify"} <= setbacks
    assert any(lead.cycle > 1 for lead in leads)


def test_figures_of_the_reports_add_up(lived: tuple[Lived, SqliteStore]) -> None:
    done, store = lived
    leads = leads_of(store)
    whole = funnel(leads, POLICY, as_of=done.until).total
    for step in whole.steps[1:]:
        share = step.from_previous
        assert share is not None and share.whole == share.part + step.open + step.closed
    rows = sources(leads, POLICY, as_of=done.until)
    assert sum(row.captured for row in rows.groups) == rows.total.captured == LEADS
    clocks = {row.clock: row for row in sla(leads, POLICY, as_of=done.until).total.clocks}
    runs = Counter(clock.name for lead in leads for clock in lead.clocks)
    for name, row in clocks.items():
        assert row.met + row.breached + row.running + row.paused + row.cancelled == runs[name]
    back = recycling(leads, POLICY, as_of=done.until).total
    assert back.lapsed == sum(setback.move == "lapse" for lead in leads for setback in lead.setbacks)


def test_the_same_seed_is_the_same_quarter_in_any_store(lived: tuple[Lived, SqliteStore]) -> None:
    memory = MemoryStore()
    assert live(memory, leads=LEADS, seed=7) == lived[0]
    for one, other in zip(leads_of(memory), leads_of(lived[1]), strict=True):
        assert (one.id, one.key, one.visits, one.clocks) == (other.id, other.key, other.visits, other.clocks)
        assert one.values == other.values


def test_another_seed_is_another_quarter(lived: tuple[Lived, SqliteStore]) -> None:
    assert live(MemoryStore(), leads=40, seed=8) != live(MemoryStore(), leads=40, seed=7)


def test_what_somebody_does_depends_on_nobody_else() -> None:
    start, end = (
        datetime.fromisoformat("2026-01-01T00:00:00Z"),
        datetime.fromisoformat("2026-04-01T00:00:00Z"),
    )
    few, many = (list(population(3, count, start, end)) for count in (20, 200))
    assert [one.arrives_at for one in few] == sorted(one.arrives_at for one in few)
    assert [one.situation.severity for one in few] == [one.situation.severity for one in many[:20]]


def test_the_story_is_that_of_a_lead_with_something_to_tell(lived: tuple[Lived, SqliteStore]) -> None:
    lead = worth_telling(leads_of(lived[1]))
    assert lead.stage == "won"
    assert lead.cycle > 0


def test_progress_is_told_in_order_of_time(tmp_path: Path) -> None:
    seen: list[tuple[datetime, int]] = []
    done = live(tmp_path / "leads.db", leads=5, progress=lambda now, leads: seen.append((now, leads)))
    assert seen == sorted(seen)
    assert seen[-1][1] == 5
    assert all(now < done.until for now, _ in seen)
