"""Bad files are refused whole, bad rows are set apart with line, column and reason, and the rest goes on."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import InvalidInput, MemoryStore, open_engine
from leadlife.imports import Column, Entered, ImportMapping, Reject, import_csv
from leadlife.imports.rejects import RejectsFile
from tests.imports.files import FULL, MORE, NOW, POLICY, Desk, Facts, mapping, table

GOOD = "id,created,channel\nk1,2026-01-05,fair\n"

BAD_FILES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "it is empty: there is not even a header"),
    ("a mark and nothing", b"\xef\xbb\xbf", "there is no header"),
    ("blank lines", b"\n\r\n\n", "there is no header"),
    ("no header", b"k1,2026-01-05,fair\n", "it has no column 'id', which is mapped to key"),
    ("a typo in the header", b"id,craeted,channel\n", "no column 'created'.* did you mean 'craeted'?"),
    ("a column twice", b"id,created,channel,id\n", "its header names 'id' twice"),
    ("a broken header", b'id,"created,channel\n', r"its header \(line 1\) cannot be read: a quote"),
    ("a NUL in the header", b"id,created,channel\0\n", "its header holds NUL bytes"),
    (
        "Latin-1",
        GOOD.encode() + "k2,2026-01-05,Caf\xe9\n".encode("latin-1"),
        "not utf-8-sig: line 3 has the byte 0xe9",
    ),
    (
        "half a character at the end",
        GOOD.encode() + b"k2,2026-01-05,\xc3",
        "not utf-8-sig: line 3 has the byte 0xc3",
    ),
    ("UTF-16", GOOD.encode("utf-16"), "it begins as UTF-16 does"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0", "not utf-8-sig: line 1 has the byte 0x89"),
]


@pytest.mark.parametrize(
    ("content", "why"), [bad[1:] for bad in BAD_FILES], ids=[bad[0] for bad in BAD_FILES]
)
def test_a_file_that_cannot_be_read_is_refused_whole(desk: Desk, content: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        desk.load(content, mapping())
    assert desk.leads() == {}
    assert [path.name for path in desk.folder.iterdir()] == ["leads.csv"]


def test_a_wrong_byte_far_into_the_file_is_found_before_the_first_row_is_taken(desk: Desk) -> None:
    rows = [f"k{n},2026-01-05,caf{'é' * (n % 7)}" for n in range(80_000)]
    good = table("id,created,channel", *rows).encode()
    assert len(good) > 2 << 20
    with pytest.raises(InvalidInput, match="line 80002 has the byte 0xff"):
        desk.load(good + b"k,2026-01-05,\xff\n", mapping())
    assert desk.leads() == {}


def test_a_file_that_is_not_there_or_no_file_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        import_csv(desk.engine, desk.folder / "nowhere.csv", mapping())
    with pytest.raises(InvalidInput, match=r"is a directory|permission denied"):
        import_csv(desk.engine, desk.folder, mapping())


def test_rejects_that_cannot_be_written_stop_the_import_before_it_begins(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match=r"cannot write the rejects to .*\nSay where: rejects="):
        desk.load(GOOD, mapping(), rejects=desk.folder / "no" / "such" / "folder.csv")
    assert desk.leads() == {}


def test_a_file_that_grows_while_it_is_read_stops_the_import_after_whole_chunks(desk: Desk) -> None:
    def append(done: int, total: int) -> None:
        if done:
            with (desk.folder / "leads.csv").open("a") as file:
                file.write("late,2026-01-05,fair\n")

    text = table("id,created,channel", *(f"k{n},2026-01-05,fair" for n in range(30)))
    with pytest.raises(InvalidInput, match="it was changed while it was read"):
        desk.load(text, mapping(), chunk=10, progress=append)
    assert len(desk.leads()) == 10


HEADER = (
    "id,created,channel,campaign,account,contact,owner,value,currency,crm_id,seats,partner,mql_at,lost_at,why"
)
PLAIN = "k{},2026-01-05,fair,,,,,,,,,,,,"

BAD_ROWS: list[tuple[str, str, str]] = [
    (",2026-01-05,fair,,,,,,,,,,,,", "id", "the key is missing"),
    ("b,,fair,,,,,,,,,,,,", "created", "when it was captured is missing"),
    ("b,tomorrow,fair,,,,,,,,,,,,", "created", "it is no ISO date"),
    ("b,2026-02-30,fair,,,,,,,,,,,,", "created", "it is no ISO date"),
    ("b,2027-01-05,fair,,,,,,,,,,,,", "created", "it is 2027-01-05T00:00:00+00:00, which lies after now"),
    ("b,0001-01-01T00:00+14:00,fair,,,,,,,,,,,,", "created", "outside the years"),
    ("b,2026-01-05,fair,,,,,lots,EUR,,,,,,", "value", "it is no number such as 1250.50"),
    ("b,2026-01-05,fair,,,,,10,,,,,,,", "currency", "the currency of an amount is missing"),
    ("b,2026-01-05,fair,,,,,10,euro,,,,,,", "value", "'euro' is no currency code"),
    ("b,2026-01-05,fair,,,,,nan,EUR,,,,,,", "value", "it is no number"),
    ("b,2026-01-05,fair,,,,,,,,2.5,,,,", "seats", "it is no whole number"),
    ("b,2026-01-05,fair,,,,,,,,0,,,,", "seats", "seats is a whole number, at least 1"),
    (
        "b,2026-01-05,fair,,,,,,,,,maybe,,,",
        "partner",
        "it is neither yes (1, true, yes) nor no (0, false, no)",
    ),
    ("b,2026-01-05,fair,,,,,,,,,,2026-13-01,,", "mql_at", "it is no ISO date"),
    ("b,2026-01-05,fair,,,,,,,,,,,2030-01-01,x", "lost_at", "which lies after now"),
    ("b,2026-01-05", "", "it has 2 cells where the header has 15"),
    ("b,2026-01-05,fair,,,,,,,,,,,,,", "", "it has 16 cells where the header has 15"),
    ('b,2026-01-05,"fair"s,,,,,,,,,,,,', "", "a quote is closed in the middle of a cell"),
    ('b,2026-01-05,"fair,,,,,,,,,,,,', "", "a quote that is opened here is never closed"),
    ("b,2026-01-05,f\0air,,,,,,,,,,,,", "", "it holds NUL bytes"),
]


@pytest.mark.parametrize(("row", "column", "why"), BAD_ROWS)
def test_a_bad_row_is_set_apart_and_the_rest_goes_on(desk: Desk, row: str, column: str, why: str) -> None:
    result = desk.load(table(HEADER, PLAIN.format(1), row, PLAIN.format(2)), FULL)
    assert (result.read, result.imported, result.rejected) == (3, 2, 1)
    assert result.rejects == desk.folder / "leads.rejects.csv"
    assert set(desk.leads()) == {"k1", "k2"}
    (reject,) = desk.rejects()
    assert (reject["line"], reject["column"]) == ("3", column)
    assert why in reject["reason"]


def test_the_value_of_a_bad_cell_is_shown_as_it_stands(desk: Desk) -> None:
    desk.load(table("id,created,channel", 'b,"a, ""quoted""\nday",fair'), mapping())
    assert desk.rejects()[0]["value"] == 'a, "quoted"\nday'


def test_a_very_long_value_is_cut_short(desk: Desk) -> None:
    desk.load(table("id,created,channel", f"b,{'x' * 9000},fair"), mapping())
    assert len(desk.rejects()[0]["value"]) == 501


def test_every_fault_of_a_row_is_listed(desk: Desk) -> None:
    desk.load(table(HEADER, "b,soon,fair,,,,,lots,EUR,,many,maybe,then,,"), FULL)
    assert [row["column"] for row in desk.rejects()] == ["created", "value", "seats", "partner", "mql_at"]


def test_lines_are_those_of_the_file_not_rows(desk: Desk) -> None:
    text = 'id,created,channel\r\n\r\nk1,2026-01-05,"a\r\nb\nc"\r\n\r\nbad1,?,x\r'
    text += 'k2,2026-01-05,""\nbad2,"?\n",\n\n\nbad3,?,'
    result = desk.load(text, mapping())
    assert (result.imported, result.rejected) == (2, 3)
    assert desk.lead("k1").source == "a\r\nb\nc"
    assert [row["line"] for row in desk.rejects()] == ["7", "9", "13"]


def test_an_open_quote_costs_its_own_line_only(desk: Desk) -> None:
    rows = [f'k{n},2026-01-05,"a ""fair"""' for n in range(50)]
    rows[7] = 'k7,2026-01-05,"fair'
    rows[30] = 'k30,"2026-01-05,fair'
    result = desk.load(table("id,created,channel", *rows), mapping(), chunk=10)
    assert (result.imported, result.rejected) == (48, 2)
    assert [row["line"] for row in desk.rejects()] == ["9", "32"]


def test_an_open_quote_in_a_long_file_is_noticed_without_reading_it_all_as_one_cell(desk: Desk) -> None:
    text = table(
        "id,created,channel", 'k,2026-01-05,"fair', *(f"k{n},2026-01-05,{'f' * 90}" for n in range(3000))
    )
    result = desk.load(text, mapping())
    assert (result.imported, result.rejected) == (3000, 1)
    assert "never closed" in desk.rejects()[0]["reason"]


def test_a_converter_says_why_a_row_is_rejected(desk: Desk) -> None:
    def even(text: str) -> int:
        if int(text) % 2:
            raise ValueError("it is odd")
        return int(text)

    wanted = mapping(facts={"seats": Column("seats", convert=even)})
    desk.load(
        table("id,created,channel,seats", "a,2026-01-05,,2", "b,2026-01-05,,3", "c,2026-01-05,,x"), wanted
    )
    assert [row["reason"] for row in desk.rejects()] == [
        "it is odd",
        "invalid literal for int() with base 10: 'x'",
    ]


@pytest.mark.parametrize("found", [NOW.replace(tzinfo=None), "2026-01-05", 5], ids=repr)
def test_a_converted_time_needs_a_zone(found: object, desk: Desk) -> None:
    wanted = mapping(entered=(Entered("mql", Column("mql", convert=lambda text: found)),))
    desk.load(table("id,created,channel,mql", "a,2026-01-05,,x"), wanted)
    assert "no time with a zone" in desk.rejects()[0]["reason"]
    assert desk.leads() == {}


def test_a_converter_may_say_that_there_is_no_time(desk: Desk) -> None:
    wanted = mapping(entered=(Entered("mql", Column("mql", convert=lambda text: None)),))
    assert desk.load(table("id,created,channel,mql", "a,2026-01-05,,never"), wanted).imported == 1
    assert desk.lead("a").stage == "raw"


def test_a_lead_may_begin_now_and_no_later(desk: Desk) -> None:
    rows = ("a,2026-11-02T09:00:00,", "b,2026-11-02T09:00:00.000001,")
    assert desk.load(table("id,created,channel", *rows), mapping()).imported == 1
    assert desk.lead("a").captured_at == NOW
    assert [row["line"] for row in desk.rejects()] == ["3"]


def test_a_rejects_file_of_an_earlier_import_does_not_outlive_it(desk: Desk) -> None:
    desk.load(table("id,created,channel", "k1,never,fair"), mapping())
    assert desk.rejects()
    assert desk.load(GOOD, mapping()).rejects is None
    assert not (desk.folder / "leads.rejects.csv").exists()


@pytest.mark.parametrize("rows", [GOOD, table("id,created,channel", "k1,never,fair")], ids=["good", "bad"])
def test_a_file_of_somebody_elses_is_neither_removed_nor_replaced(desk: Desk, rows: str) -> None:
    other = desk.folder / "leads.rejects.csv"
    other.write_text("mine\n")
    with pytest.raises(InvalidInput, match="something else stands there"):
        desk.load(rows, mapping())
    assert other.read_text() == "mine\n"
    assert desk.leads() == {}


def test_the_rejects_never_replace_the_file_they_are_of(desk: Desk) -> None:
    bad = table("id,created,channel", "k1,never,fair")
    with pytest.raises(InvalidInput, match="something else stands there"):
        desk.load(bad, mapping(), rejects=desk.folder / "leads.csv")
    assert (desk.folder / "leads.csv").read_text() == bad


def test_what_is_no_file_is_not_replaced_by_one(desk: Desk) -> None:
    os.mkfifo(desk.folder / "device")
    (desk.folder / "folder").mkdir()
    for name in ("device", "folder"):
        with pytest.raises(InvalidInput, match="something else stands there"):
            desk.load(GOOD, mapping(), rejects=desk.folder / name)


def test_an_empty_file_may_be_filled_with_rejects(desk: Desk) -> None:
    made = desk.folder / "made-beforehand"
    made.touch()
    desk.load(table("id,created,channel", "k1,never,fair"), mapping(), rejects=made)
    assert [row["value"] for row in desk.rejects("made-beforehand")] == ["never"]


def test_a_pipe_is_refused_for_it_cannot_be_read_twice(desk: Desk) -> None:
    taken, put = os.pipe()
    os.write(put, GOOD.encode())
    os.close(put)
    with pytest.raises(InvalidInput, match=r"it is a pipe(.|\n)*Write it to a file first"):
        import_csv(desk.engine, Path(f"/dev/fd/{taken}"), mapping())
    os.close(taken)
    assert desk.leads() == {}


def test_two_imports_of_one_file_at_once_list_its_rejects_each_whole(tmp_path: Path) -> None:
    path = tmp_path / "leads.rejects.csv"
    one, two = (RejectsFile(path) for _ in range(2))
    for line in (2, 3):
        for file in (one, two):
            file.write([Reject(line, "created", "never", "it is no time")])
    for file in (one, two):
        with file:
            pass
        assert [row[0] for row in csv.reader(path.read_text().splitlines())] == ["line", "2", "3"]
        assert list(tmp_path.iterdir()) == [path]


def test_a_continuing_row_needs_its_key(desk: Desk) -> None:
    assert desk.load(table("id,rep,won_at,seats,value,deal", ",r,,,,"), MORE).rejected == 1
    assert desk.rejects()[0]["reason"] == "the key is missing"


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
CSV_LIKE = st.text(st.sampled_from('k12,"\n\r;26-05 \0é'), max_size=80)


@given(
    st.one_of(
        st.binary(max_size=80),
        CSV_LIKE.map(str.encode),
        CSV_LIKE.map(lambda t: b"id,created,channel\n" + t.encode()),
    )
)
def test_no_file_does_anything_but_import_reject_or_refuse(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    desk = Desk(folder)
    try:
        result = desk.load(content, mapping())
    except InvalidInput:
        assert desk.leads() == {}
    else:
        assert result.read == result.imported + result.continued + result.unchanged + result.rejected
        assert len(desk.leads()) == result.imported


@given(st.lists(st.tuples(TEXT, TEXT), max_size=8))
def test_whatever_is_written_as_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "written"
    folder.mkdir(exist_ok=True)
    clean = [(key.strip(), source.strip()) for key, source in cells]
    taken = {key: source for key, source in reversed(clean) if key and "\0" not in key + source}
    path: Path = folder / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "created", "channel"])
        writer.writerows((key, "2026-01-05", source) for key, source in clean)
    wanted: ImportMapping[Facts] = mapping()
    with open_engine(MemoryStore(), POLICY, now=lambda: NOW) as engine:
        import_csv(engine, path, wanted)
        assert {lead.key: lead.source for lead in engine.leads()} == {
            key: text or None for key, text in taken.items()
        }
