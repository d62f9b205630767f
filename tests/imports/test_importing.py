"""A file's rows become leads: what of a row goes where, and what happens to a key that is met again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from leadlife import (
    MARKETING,
    SALES,
    Actor,
    DefinitionError,
    LeadFacts,
    MemoryStore,
    Queue,
    SqliteStore,
    money,
    standard_policy,
)
from leadlife.imports import (
    THE_IMPORTER,
    Column,
    Entered,
    ImportMapping,
    ImportResult,
    OwnerColumn,
    import_csv,
)
from leadlife.ports import Step
from tests.imports.files import FULL, MORE, NOW, Desk, Facts, mapping, table, utc

HEADER = (
    "id,created,channel,campaign,account,contact,owner,value,currency,crm_id,seats,partner,mql_at,lost_at,why"
)
ROW = "k1,2026-01-05,fair,spring,acme,kim,rep-1,1250.50,EUR,c9,250,Yes,2026-01-07,2026-02-01 10:30,price"
SHORT = table("id,created,channel", "k1,2026-01-05,fair", "k2,2026-01-06,", "k3,2026-01-07,unknown")


def test_a_row_is_a_lead_with_its_history(desk: Desk) -> None:
    result = desk.load(table(HEADER, ROW), FULL)
    lead = desk.lead("k1")
    assert result == ImportResult(read=1, imported=1, chunks=1)
    assert (lead.captured_at, lead.source, lead.campaign) == (utc(2026, 1, 5), "fair", "spring")
    assert (lead.account, lead.contact, dict(lead.refs)) == ("acme", "kim", {"crm": "c9"})
    assert (lead.owner, lead.value) == (Actor("rep-1", SALES), money("1250.50", "EUR"))
    assert (lead.facts.seats, lead.facts.partner) == (250, True)
    told = [(visit.stage, visit.entered_at) for visit in lead.visits if not visit.implied]
    assert told == [("raw", utc(2026, 1, 5)), ("mql", utc(2026, 1, 7)), ("lost", utc(2026, 2, 1, 10, 30))]
    assert (lead.stage, lead.reason) == ("lost", "price")


def test_every_observation_says_who_told_it_through_what_and_when(desk: Desk) -> None:
    desk.load(table(HEADER, ROW), FULL, name="spring fair.csv")
    (seen,) = desk.lead("k1").told["seats"]
    assert (seen.by, seen.via, seen.at) == (THE_IMPORTER, "spring fair.csv", utc(2026, 1, 5))


def test_an_empty_cell_says_nothing_and_the_word_unknown_is_a_word(desk: Desk) -> None:
    desk.load(SHORT, mapping())
    assert {key: lead.source for key, lead in desk.leads().items()} == {
        "k1": "fair",
        "k2": None,
        "k3": "unknown",
    }


def test_a_file_may_have_null_words_of_its_own(desk: Desk) -> None:
    desk.load(SHORT, mapping(nulls=("", "unknown")))
    assert desk.lead("k3").source is None


def test_what_the_whole_file_shares_is_fixed(desk: Desk) -> None:
    desk.load(SHORT, mapping(source=None, fixed={"source": "fair", "campaign": "spring"}))
    assert {(lead.source, lead.campaign) for lead in desk.leads().values()} == {("fair", "spring")}


@pytest.mark.parametrize(
    ("column", "owner"),
    [
        ("owner", Actor("x", SALES)),
        (OwnerColumn("owner", team=MARKETING, role="lead"), Actor("x", MARKETING, "lead")),
        (OwnerColumn("owner", queue=True), Queue("x")),
    ],
)
def test_an_owner_is_somebody_of_a_team_or_a_queue(desk: Desk, column: OwnerColumn, owner: object) -> None:
    desk.load(table("id,created,channel,owner", "k1,2026-01-05,,x", "k2,2026-01-05,,"), mapping(owner=column))
    assert (desk.lead("k1").owner, desk.lead("k2").owner) == (owner, None)


def test_a_second_file_continues_the_leads_of_the_first(desk: Desk) -> None:
    desk.load(SHORT, mapping(entered=(Entered("mql", "created"),)))
    text = table(
        "id,rep,won_at,seats,value,deal", "k2,rep-7,2026-03-01 12:00:00,40,99,d1", "nobody,rep-7,,,,"
    )
    result = desk.load(text, MORE, name="deals.csv")
    lead = desk.lead("k2")
    assert (result.continued, result.rejected) == (1, 1)
    assert (lead.stage, lead.entered_at, lead.owner) == ("won", utc(2026, 3, 1, 12), Actor("rep-7", SALES))
    assert (lead.value, dict(lead.refs), lead.facts.seats) == (money(99, "EUR"), {"deal": "d1"}, 40)
    assert {visit.stage for visit in lead.visits if visit.implied} >= {"handed_off", "sal", "sql"}
    assert desk.rejects("deals.rejects.csv") == [
        {
            "line": "3",
            "column": "id",
            "value": "nobody",
            "reason": "no lead has this key, and this file continues leads: import them first",
        }
    ]


def test_a_row_that_came_too_early_is_taken_once_its_lead_is_there(desk: Desk) -> None:
    deals = table("id,rep,won_at,seats,value,deal", "k2,rep-7,2026-03-01,,,", "k3,rep-8,2026-03-02,,,")
    assert desk.load(deals, MORE, name="deals.csv").rejected == 2
    desk.load(SHORT, mapping())
    again = desk.load(deals, MORE, name="deals.csv")
    assert (again.continued, again.rejected, desk.lead("k2").stage) == (2, 0, "won")
    assert desk.rejects("deals.rejects.csv") == []
    assert desk.load(deals, MORE, name="deals.csv").already


def test_rows_that_were_taken_are_not_told_again_with_the_late_ones(desk: Desk) -> None:
    text = table("id,created,channel,seats", "k1,2026-01-05,fair,3", "k2,2026-11-03,fair,4")
    wanted = mapping(facts={"seats": "seats"}, entered=(Entered("mql", "created"),))
    assert desk.load(text, wanted).rejected == 1
    before = desk.engine.history(desk.lead("k1").id)
    desk.at = NOW + timedelta(days=2)
    again = desk.load(text, wanted)
    assert (again.imported, again.unchanged, again.rejected) == (1, 1, 0)
    assert desk.engine.history(desk.lead("k1").id) == before


def test_a_lead_that_is_there_already_is_continued_not_doubled(desk: Desk) -> None:
    mine = desk.engine.capture(
        by=THE_IMPORTER, key="k1", source="demo", told=Facts(seats=5), at=NOW - timedelta(days=300)
    )
    text = table("id,created,channel,seats,mql_at", "k1,2026-01-05,fair,250,2026-01-07")
    result = desk.load(text, mapping(facts={"seats": "seats"}, entered=(Entered("mql", "mql_at"),)))
    lead = desk.engine.get(mine.id)
    assert (result.imported, result.continued, len(desk.leads())) == (0, 1, 1)
    assert (lead.source, lead.captured_at, lead.facts.seats) == ("demo", mine.captured_at, 250)
    assert lead.stage == "mql"


def test_a_key_twice_in_a_file_is_one_lead_and_its_first_touch_stays(desk: Desk) -> None:
    text = table(
        "id,created,channel,seats", "k1,2026-01-05,fair,3", "k1,2026-01-09,web,4", "k1,2026-01-09,web,4"
    )
    result = desk.load(text, mapping(facts={"seats": "seats"}))
    lead = desk.lead("k1")
    assert (result.imported, result.continued, result.unchanged) == (1, 1, 1)
    assert (lead.source, lead.captured_at) == ("fair", utc(2026, 1, 5))
    assert [(one.value, one.at) for one in lead.told["seats"]] == [(3, utc(2026, 1, 5)), (4, utc(2026, 1, 9))]


def test_an_older_answer_of_a_file_does_not_hide_a_newer_one(desk: Desk) -> None:
    text = table("id,created,channel,seats", "k1,2026-01-05,fair,3")
    desk.load(text, mapping(facts={"seats": "seats"}))
    desk.engine.observe(desk.lead("k1").id, Facts(seats=9), by=THE_IMPORTER)
    grown = text + "k2,2026-01-06,fair,1\n"
    result = desk.load(grown, mapping(facts={"seats": "seats"}))
    assert (result.imported, result.unchanged, desk.lead("k1").facts.seats) == (1, 1, 9)


def test_a_grown_export_tells_only_what_is_new(desk: Desk) -> None:
    first = table(
        "id,created,channel,mql_at,won_at", "k1,2026-01-05,fair,2026-01-07,", "k2,2026-01-05,fair,,"
    )
    wanted = mapping(entered=(Entered("mql", "mql_at"), Entered("won", "won_at")))
    desk.load(first, wanted)
    second = table(
        "id,created,channel,mql_at,won_at", "k1,2026-01-05,fair,2026-01-07,2026-03-01", "k2,2026-01-05,fair,,"
    )
    result = desk.load(second, wanted)
    assert (result.imported, result.continued, result.unchanged) == (0, 1, 1)
    assert [visit.stage for visit in desk.lead("k1").visits if not visit.implied] == ["raw", "mql", "won"]
    third = desk.load(second + "\n", wanted)  # another file, the same rows
    assert (third.continued, third.unchanged) == (0, 2)


def test_entries_out_of_order_are_imported_and_flagged(desk: Desk) -> None:
    text = table("id,created,channel,won_at", "k1,2026-01-05,fair,2026-01-03 08:00")
    desk.load(text, mapping(entered=(Entered("mql", "created"), Entered("won", "won_at"))))
    lead = desk.lead("k1")
    assert (lead.stage, lead.visit.entered_at, lead.visit.out_of_order) == ("won", utc(2026, 1, 3, 8), True)
    assert desk.rejects() == []


def test_an_old_lead_wakes_no_clock_and_a_fresh_one_does(desk: Desk) -> None:
    desk.load(table("id,created,channel", "old,2020-01-05,fair", "new,2026-11-02 08:30,fair"), mapping())
    assert [clock.name for clock in desk.lead("old").running] == []
    assert [clock.name for clock in desk.lead("new").running] == ["screen"]
    desk.at = NOW + timedelta(hours=1)
    assert desk.engine.tick().levels == 0


def test_an_import_sends_nothing(desk: Desk) -> None:
    desk.load(table(HEADER, ROW), FULL)
    assert list(desk.store.outbox(state="pending")) == []


def test_a_finished_file_is_not_imported_again(desk: Desk) -> None:
    first = desk.load(SHORT, mapping(), chunk=2)
    before = dict(desk.leads())
    again = desk.load(SHORT, mapping(), name="copy of leads.csv", chunk=2)
    assert not first.already
    assert again == ImportResult(read=3, replayed=3, chunks=2, chunks_replayed=2)
    assert again.already
    assert str(again) == "already imported, nothing written: 3 rows read: 3 imported before"
    assert desk.leads() == before


def test_rejects_are_complete_when_nothing_is_imported_again(desk: Desk) -> None:
    text = table(
        "id,created,channel", "k1,soon,fair", "k2,2026-01-06,", ",2026-01-07,fair", "k4,2027-01-01,fair"
    )
    desk.load(text, mapping(), chunk=2)
    before = desk.rejects()
    (desk.folder / "leads.rejects.csv").unlink()
    again = desk.load(text, mapping(), chunk=2)
    assert again.already
    assert [row["line"] for row in before] == ["2", "4", "5"]
    assert desk.rejects() == before


def test_a_changed_mapping_is_another_import(desk: Desk) -> None:
    desk.load(SHORT, mapping())
    result = desk.load(SHORT, mapping(entered=(Entered("mql", "created"),)))
    assert (result.continued, result.already) == (3, False)
    assert {lead.stage for lead in desk.leads().values()} == {"mql"}


def test_another_chunk_size_doubles_nothing(desk: Desk) -> None:
    desk.load(SHORT, mapping(), chunk=2)
    before = desk.leads()
    assert desk.load(SHORT, mapping(), chunk=3).unchanged == 3
    assert desk.leads() == before


def test_rows_are_counted_once_whatever_becomes_of_them(desk: Desk) -> None:
    text = table(
        "id,created,channel", "k1,2026-01-05,fair", "k1,2026-01-05,fair", "bad,never,", "k2,2026-01-05,"
    )
    for result in (desk.load(text, mapping(), chunk=1), desk.load(text, mapping(), chunk=1)):
        assert result.read == result.imported + result.continued + result.skipped + result.rejected == 4


def test_progress_goes_from_nothing_to_the_size_of_the_file(desk: Desk) -> None:
    seen: list[tuple[int, int]] = []
    text = table("id,created,channel", *(f"ké{n},2026-01-05,fair" for n in range(2000)))
    desk.load(text, mapping(), chunk=100, progress=lambda done, total: seen.append((done, total)))
    size = len(text.encode())
    assert (seen[0], seen[-1]) == ((0, size), (size, size))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({done for done, _ in seen}) > 3


def test_a_header_alone_is_a_file_without_leads(desk: Desk) -> None:
    result = desk.load("id,created,channel\n", mapping())
    assert (result.read, result.already, str(result)) == (0, False, "0 rows read: nothing to import")


def test_the_mapping_must_be_of_the_engines_policy(desk: Desk) -> None:
    other = standard_policy(LeadFacts, name="other", version="1", zone="UTC")
    foreign: ImportMapping[Any] = ImportMapping(policy=other, key="id", captured_at="created")
    (desk.folder / "leads.csv").write_text(SHORT)
    with pytest.raises(DefinitionError, match=r"made for the policy other 1 .* works by acme"):
        import_csv(desk.engine, desk.folder / "leads.csv", foreign)


@pytest.mark.parametrize("chunk", [0, -1, True, 2.5])
def test_a_chunk_is_a_number_of_rows(desk: Desk, chunk: int) -> None:
    with pytest.raises(DefinitionError, match="chunk must be a number of rows"):
        desk.load(SHORT, mapping(), chunk=chunk)
    assert desk.leads() == {}


def test_money_takes_its_currency_from_a_column_or_the_mapping(desk: Desk) -> None:
    wanted = mapping(
        value=Column("v", currency_column="c"), facts={"price": Column("p", currency="CHF")}, source=None
    )
    text = table(
        "id,created,v,c,p",
        "k1,2026-01-05,10.5,USD,3",
        "k2,2026-01-05,10,,",
        "k3,2026-01-05,10,usd,x",
        "k4,2026-01-05,,,",
    )
    desk.load(text, wanted)
    assert (desk.lead("k1").value, desk.lead("k1").facts.price) == (money("10.5", "USD"), money(3, "CHF"))
    assert desk.lead("k4").value is None
    assert [(row["line"], row["column"]) for row in desk.rejects()] == [("3", "c"), ("4", "v"), ("4", "p")]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", "\t"), ("utf-16", "|"), ("utf-32", ",")],
)
def test_a_file_is_read_in_its_encoding_with_its_delimiter(desk: Desk, encoding: str, delimiter: str) -> None:
    said = {} if encoding == "utf-8-sig" else {"encoding": encoding}
    text = "id,created,channel\r\nk1,2026-01-05,Café\r\n".replace(",", delimiter)
    result = desk.load(text.encode(encoding), mapping(delimiter=delimiter, **said))
    assert (result.imported, desk.lead("k1").source) == (1, "Café")


def test_utf_8_is_read_with_and_without_its_mark(desk: Desk) -> None:
    desk.load(SHORT.encode("utf-8-sig"), mapping())
    assert desk.load(SHORT.encode("utf-8"), mapping()).unchanged == 3


def test_large_values_are_kept_to_the_last_digit(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SqliteStore(tmp_path / "leads.db"))
    digits = "12345678901234567890123456789012345678901234567890"
    wanted = mapping(facts={"seats": "seats", "exact": "exact"}, value=Column("value", currency="EUR"))
    desk.load(
        table("id,created,channel,seats,exact,value", f"k,2026-01-05,,{digits},{digits}.5,{digits}.01"),
        wanted,
    )
    lead = desk.lead("k")
    assert (lead.facts.seats, lead.facts.exact) == (int(digits), Decimal(f"{digits}.5"))
    assert lead.value == money(f"{digits}.01", "EUR")
    desk.store.close()


class Racing(MemoryStore):
    """A store in which somebody else is faster, once."""

    def __init__(self) -> None:
        super().__init__()
        self.first: Callable[[], object] | None = None

    def commit(self, step: Step) -> None:
        """Let somebody else commit first."""
        if step.request is not None and (first := self.first) is not None:
            self.first = None
            first()
        super().commit(step)


def test_a_lead_that_is_changed_meanwhile_is_decided_again(tmp_path: Path) -> None:
    store = Racing()
    desk = Desk(tmp_path, store)
    text = table("id,created,channel,seats", "k1,2026-01-05,fair,3")
    desk.load(text, mapping())
    other = Actor("kim", MARKETING)
    store.first = lambda: desk.engine.observe(desk.lead("k1").id, Facts(note="hello"), by=other)
    assert desk.load(text, mapping(facts={"seats": "seats"})).continued == 1
    assert (desk.lead("k1").facts.note, desk.lead("k1").facts.seats) == ("hello", 3)


def test_a_key_that_is_captured_meanwhile_is_continued(tmp_path: Path) -> None:
    store = Racing()
    desk = Desk(tmp_path, store)
    store.first = lambda: desk.engine.capture(key="k2", source="demo", by=Actor("kim", MARKETING))
    result = desk.load(SHORT, mapping(entered=(Entered("mql", "created"),)))
    assert (result.imported, result.continued, len(desk.leads())) == (2, 1, 3)
    assert desk.lead("k2").source == "demo"


def test_a_file_may_be_called_anything(desk: Desk) -> None:
    name = "l\udce9ads.csv"  # bytes that are no text, as a file system may have them
    try:
        result = desk.load(SHORT, mapping(facts={"note": "channel"}), name=name)
    except OSError:
        pytest.skip("this file system does not have such names")
    assert result.imported == 3
    assert desk.lead("k1").told["note"][0].via == "l?ads.csv"
