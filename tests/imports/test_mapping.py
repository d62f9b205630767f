"""A mapping is a value that refuses nonsense when it is made, and says how to mend it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leadlife import DefinitionError, InvalidInput, Team
from leadlife.imports import Column, Entered, ImportMapping, OwnerColumn
from tests.imports.files import POLICY, mapping

BAD: list[tuple[dict[str, Any], str]] = [
    ({"key": ""}, "key must be a name"),
    ({"captured_at": None}, "captured_at is missing"),
    ({"entered": (Entered("handedoff", "given"),)}, "has no stage 'handedoff'; did you mean 'handed_off'?"),
    ({"entered": [Entered("mql", "given")]}, "entered must be a tuple"),
    ({"entered": (("mql", "given"),)}, "write Entered"),
    ({"facts": {"seets": "c"}}, "Facts of policy 'acme' has no fact 'seets'; did you mean 'seats'?"),
    ({"facts": {"seats": 3}}, "the column of the fact 'seats' must be a name"),
    ({"facts": ["seats"]}, "facts must be a mapping"),
    ({"facts": {"price": "c"}}, r"the fact 'price' is money, .* write Column\('c', currency='EUR'\)"),
    ({"value": Column("c")}, r"value is money, .* write Column\('c', currency='EUR'\)"),
    ({"value": "c"}, r"value must be a Column\('c', currency='EUR'\)"),
    ({"refs": {"": "c"}}, "a name in refs must be a name"),
    ({"fixed": {"sorce": "x"}}, "fixed holds 'sorce'; did you mean 'source'?"),
    ({"fixed": {"source": "x"}}, "source is a column and fixed at once"),
    ({"zone": "Europe/Berln"}, "no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
    ({"clock": "last"}, "clock must be 'first' or 'reject'"),
    ({"formats": "%d.%m.%Y"}, "formats must be a tuple of texts"),
    ({"nulls": "NA"}, "nulls must be a tuple of texts"),
    ({"yes": ("Ja",)}, "yes holds words in small letters"),
    ({"yes": ("1",), "no": ("1",)}, r"\['1'\] mean yes and no at once"),
    ({"decimal": ",", "grouping": ","}, "decimal and grouping are both ','"),
    ({"decimal": "x"}, "decimal must be"),
    ({"grouping": "0"}, "grouping must be"),
    ({"delimiter": ";;"}, "delimiter must be one mark"),
    ({"delimiter": '"'}, "delimiter must be one mark"),
    ({"encoding": "utf8x"}, "no text encoding 'utf8x'"),
    ({"encoding": "rot13"}, "no text encoding 'rot13'"),
    ({"continues": True}, "a file that continues leads cannot say captured_at"),
    ({"continues": True, "captured_at": None}, "a file that continues leads cannot say source"),
    ({"continues": True, "captured_at": None, "source": None}, "tells nothing yet"),
    ({"policy": None}, "policy must be a Policy"),
]


@pytest.mark.parametrize(("changes", "why"), BAD, ids=[why[:40] for _, why in BAD])
def test_a_mapping_that_contradicts_itself_cannot_be_made(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(DefinitionError, match="^mapping: .*" + why):
        ImportMapping(
            **{"policy": POLICY, "key": "id", "captured_at": "created", "source": "channel", **changes}
        )


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Column(" "), "a column must be a name"),
        (lambda: Column("c", currency="euro"), "no currency code"),
        (lambda: Column("c", currency="EUR", currency_column="d"), "one of the two"),
        (lambda: Column("c", split=""), "split is what stands between items"),
        (lambda: Column("c", formats="%d"), "must be a tuple"),  # type: ignore[arg-type]
        (lambda: OwnerColumn("c", team=Team("")), "the team of the owners"),
        (lambda: Entered("", "c"), "the stage of an Entered"),
        (lambda: Entered("mql", ""), "the column of Entered"),
    ],
)
def test_a_column_that_makes_no_sense_cannot_be_made(make: Any, why: str) -> None:
    with pytest.raises(DefinitionError, match=why):
        make()


def test_a_mapping_is_a_value() -> None:
    names = {"crm": "c"}
    one = mapping(refs=names)
    names["crm"] = "d"
    assert one == mapping(refs={"crm": "c"}) != mapping(refs={"crm": "d"})
    with pytest.raises(AttributeError):
        one.key = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        one.refs["crm"] = "d"  # type: ignore[index]


def test_the_zone_is_the_policys_unless_said() -> None:
    assert mapping(zone=None).time_zone == "Europe/Berlin"
    assert (
        mapping(zone=None).fingerprint == mapping(zone="Europe/Berlin").fingerprint != mapping().fingerprint
    )


def times(factor: int) -> Any:
    return lambda text: int(text) * factor


def test_the_fingerprint_is_of_all_that_decides_how_a_file_is_read() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"key": "other"},
        {"nulls": ("", "NA")},
        {"delimiter": ";"},
        {"facts": {"seats": "s"}},
        {"facts": {"seats": Column("s", convert=int)}},
        {"facts": {"seats": Column("s", convert=lambda text: int(text) * 2)}},
        {"facts": {"seats": Column("s", convert=lambda text: int(text) * 3)}},
        {"facts": {"seats": Column("s", convert=times(4))}},
        {"facts": {"seats": Column("s", convert=times(5))}},
        {"entered": (Entered("mql", "a"), Entered("won", "b"))},
        {"entered": (Entered("won", "b"), Entered("mql", "a"))},
    ]
    prints = [mapping(**one).fingerprint for one in changes]
    assert len(set(prints)) == len(prints)
    assert [mapping(**one).fingerprint for one in changes] == prints


FINGERPRINT = """
from tests.imports.files import mapping
from leadlife.imports import Column
from tests.imports.test_mapping import times
print(mapping(facts={"seats": Column("s", convert=times(4))}, refs={"a": "b", "c": "d"}).fingerprint)
"""


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    root = Path(__file__).parents[2]
    found = {
        subprocess.run(
            [sys.executable, "-c", FINGERPRINT],
            cwd=root,
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


TOML = """
key = "id"
captured_at = { column = "created", formats = ["%d.%m.%Y"] }
source = "channel"
zone = "UTC"
nulls = ["", "NA"]
decimal = ","
grouping = "."
fixed = { campaign = "spring" }

[owner]
column = "rep"
team = "marketing"

[value]
column = "worth"
currency_column = "currency"

[refs]
crm = "crm_id"

[facts]
seats = "seats"
tags = { column = "labels", split = "|" }

[[entered]]
stage = "mql"
column = "mql_at"

[[entered]]
stage = "lost"
column = { column = "lost_at", formats = ["%Y"] }
reason = "why"
"""


def load(folder: Path, text: str) -> ImportMapping[Any]:
    path = folder / "mapping.toml"
    path.write_text(text)
    return ImportMapping.load(path, POLICY)


def test_a_mapping_is_loaded_from_toml(tmp_path: Path) -> None:
    assert load(tmp_path, TOML) == mapping(
        captured_at=Column("created", formats=("%d.%m.%Y",)),
        nulls=("", "NA"),
        decimal=",",
        grouping=".",
        fixed={"campaign": "spring"},
        owner=OwnerColumn("rep", team=Team("marketing")),
        value=Column("worth", currency_column="currency"),
        refs={"crm": "crm_id"},
        facts={"seats": "seats", "tags": Column("labels", split="|")},
        entered=(Entered("mql", "mql_at"), Entered("lost", Column("lost_at", formats=("%Y",)), reason="why")),
    )


def test_a_continuing_mapping_is_loaded_from_toml(tmp_path: Path) -> None:
    text = 'key = "id"\ncontinues = true\nowner = "rep"\nvalue = { column = "v", currency = "EUR" }'
    assert load(tmp_path, text) == ImportMapping(
        policy=POLICY, key="id", continues=True, owner="rep", value=Column("v", currency="EUR")
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('captured_at = "c"', "key is missing"),
        ('key = "id"\nkeyy = 1', "a mapping has no field 'keyy'; did you mean 'key'?"),
        ("key = 1", "key must be text, not 1"),
        ('key = "id"\ncontinues = "yes"', "continues must be true or false"),
        ('key = "id"\nformats = "%d"', "formats must be a list of texts"),
        ('key = "id"\nfacts = ["a"]', r"facts must be a table, \[facts\]"),
        ('key = "id"\n[facts.seats]\ncolunm = "x"', "facts.seats has no 'colunm'; did you mean 'column'?"),
        ('key = "id"\n[facts.seats]\nsplit = "x"', "facts.seats needs a column"),
        ('key = "id"\n[[entered]]\nstage = "mql"', "needs a stage and a column"),
        ('key = "id"\n[entered]\nmql = "c"', r"entered must be tables, \[\[entered\]\]"),
        ('key = "id"\n[owner]\ncolumn = "x"\nqueue = 1', "owner.queue must be true or false"),
        ('key = "id"\npolicy = "x"', "a mapping has no field 'policy'"),
        ('key = "id"\ncaptured_at = "c"\n[facts]\nseets = "c"', "did you mean 'seats'"),
        ('key = "id"\nvalue = "c"\ncaptured_at = "c"', "value is money"),
    ],
)
def test_toml_that_spells_no_mapping_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(DefinitionError, match=why):
        load(tmp_path, text)


def test_what_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"cannot read the mapping .*: Invalid value"):
        load(tmp_path, "key = ")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInput, match="cannot read the mapping"):
        ImportMapping.load(tmp_path / "binary.toml", POLICY)
    with pytest.raises(InvalidInput, match="No such file"):
        ImportMapping.load(tmp_path / "nowhere.toml", POLICY)
