"""What a file tells of a lead's past after its later stages were told: it goes where it belongs, and only once."""

from __future__ import annotations

from datetime import datetime

from leadlife.commands import Capture
from leadlife.imports import THE_IMPORTER, Entered, ImportMapping
from leadlife.lead import Visit
from tests.imports.files import POLICY, Desk, Facts, mapping, table, utc

WON = mapping(entered=(Entered("mql", "created"), Entered("won", "won_at")))


def late(stage: str) -> ImportMapping[Facts]:
    return ImportMapping(policy=POLICY, key="id", continues=True, entered=(Entered(stage, "at"),), zone="UTC")


def won(desk: Desk) -> None:
    desk.load(table("id,created,channel,won_at", "k1,2026-01-05,fair,2026-03-01"), WON)


def visit(desk: Desk, stage: str) -> Visit:
    (found,) = [one for one in desk.lead("k1").visits if one.stage == stage]
    return found


def test_an_implied_stay_takes_the_time_that_is_told_later(desk: Desk) -> None:
    won(desk)
    assert visit(desk, "sal").implied
    desk.load(table("id,at", "k1,2026-02-01"), late("sal"), name="sal.csv")
    lead = desk.lead("k1")
    assert lead.stage == "won"
    assert visit(desk, "sal") == Visit("sal", 1, utc(2026, 2, 1), utc(2026, 3, 1))
    assert visit(desk, "mql").left_at == utc(2026, 2, 1)
    desk.load(table("id,at", "k1,2026-02-05"), late("sql"), name="sql.csv")
    assert visit(desk, "sal").left_at == visit(desk, "sql").entered_at == utc(2026, 2, 5)
    assert visit(desk, "handed_off").implied
    assert not any(one.out_of_order for one in desk.lead("k1").visits)


def test_an_implied_stay_told_before_the_capture_is_flagged(desk: Desk) -> None:
    won(desk)
    desk.load(table("id,at", "k1,2026-01-01"), late("sal"), name="sal.csv")
    assert (visit(desk, "sal").entered_at, visit(desk, "sal").out_of_order) == (utc(2026, 1, 1), True)


def test_what_is_told_twice_is_there_once(desk: Desk) -> None:
    won(desk)
    text = table("id,at", "k1,2026-02-01")
    desk.load(text, late("sal"), name="sal.csv")
    before = desk.lead("k1")
    assert desk.load(text + "\n", late("sal"), name="sal again.csv").unchanged == 1
    assert desk.lead("k1") == before


def test_a_later_entry_of_a_stage_that_was_only_implied_is_another_stay(desk: Desk) -> None:
    won(desk)
    desk.load(table("id,at", "k1,2026-04-01"), late("sal"), name="sal.csv")
    lead = desk.lead("k1")
    assert (lead.stage, lead.visit.number, lead.entered_at) == ("sal", 2, utc(2026, 4, 1))


def test_facts_that_come_with_an_entry_are_of_its_time(desk: Desk) -> None:
    won(desk)
    wanted: ImportMapping[Facts] = ImportMapping(
        policy=POLICY,
        key="id",
        continues=True,
        entered=(Entered("sal", "at"),),
        facts={"seats": "seats"},
        zone="UTC",
    )
    desk.load(table("id,at,seats", "k1,2026-02-01,5"), wanted, name="sal.csv")
    assert desk.lead("k1").told["seats"][-1].at == utc(2026, 2, 1)


def test_a_recorded_capture_opens_no_clock_that_ended_long_ago(desk: Desk) -> None:
    def captured(at: datetime, *, recorded: bool) -> list[str]:
        lead = desk.engine.execute(None, Capture(THE_IMPORTER, at=at, recorded=recorded))
        return [clock.name for clock in lead.running]

    assert captured(utc(2020, 1, 6), recorded=True) == []
    assert captured(utc(2020, 1, 6), recorded=False) == ["screen"]
    assert captured(utc(2026, 11, 2, 8), recorded=True) == ["screen"]
