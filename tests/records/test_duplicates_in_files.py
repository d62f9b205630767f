"""Duplicates in files: a row that is merged into a lead tells what is new of it, and overrules nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadlife import Engine, LeadStore, Matching
from leadlife.imports import Entered, ImportMapping, import_csv
from tests.lives import SDR, Facts, World, standard
from tests.records.doubles import MAIL, merging, world_with


def mapping(engine: Engine[Facts]) -> ImportMapping[Facts]:
    return ImportMapping(
        policy=engine.policy,
        key="id",
        captured_at="created",
        owner="rep",
        facts={"email": "mail"},
        entered=(Entered("mql", "mql_at"), Entered("won", "won_at")),
    )


ROWS = """id,created,mail,rep,mql_at,won_at
1,2026-01-01,kim@example.com,ann,2026-02-01,
2,2026-01-05,lee@example.com,,,
3,2026-01-09,KIM@example.com,bob,2026-01-20,2026-03-01
4,2026-01-10,,,,
"""


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_a_file_is_told_of_the_same_leads_in_whatever_chunks(
    store: LeadStore, tmp_path: Path, chunk: int
) -> None:
    world = world_with(store, merging())
    file = tmp_path / "leads.csv"
    file.write_text(ROWS)
    result = import_csv(world.engine, file, mapping(world.engine), chunk=chunk)
    assert (result.imported, result.continued, result.rejected) == (3, 1, 0)
    kim, lee, nobody = world.engine.leads()
    assert [visit.stage for visit in kim.visits] == ["raw", "mrl", "mql", "handed_off", "sal", "sql", "won"]
    assert str(kim.owner) == "ann (sales)"
    found = world.engine.find("3")
    assert found is not None and found.id == kim.id
    again = import_csv(world.engine, file, mapping(world.engine), chunk=500)
    assert (again.imported, again.continued, again.unchanged) == (0, 0, 4)
    assert [lee, nobody] == list(world.engine.leads())[1:]


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_rows_that_the_policy_refuses_are_rejected_and_the_rest_is_taken(
    store: LeadStore, tmp_path: Path, chunk: int
) -> None:
    world = world_with(store, Matching(facts=("email",), then="refuse"))
    file = tmp_path / "leads.csv"
    file.write_text(ROWS)
    result = import_csv(world.engine, file, mapping(world.engine), chunk=chunk)
    assert (result.imported, result.rejected) == (3, 1)
    assert result.rejects is not None
    (reject,) = result.rejects.read_text().splitlines()[1:]
    kim = world.engine.find("1")
    assert kim is not None and reject.startswith("4,id,3,it is taken for a duplicate of lead " + kim.id)
    again = import_csv(world.engine, file, mapping(world.engine), chunk=chunk)
    assert (again.imported, again.rejected, again.skipped) == (0, 1, 3)


CONSENTS = """id,created,mail,consent,crm,mql_at
7,2026-10-01,kim@example.com,opted_in,their-7,2026-10-20
"""


def consents(engine: Engine[Facts]) -> ImportMapping[Facts]:
    return ImportMapping(
        policy=engine.policy,
        key="id",
        captured_at="created",
        refs={"crm": "crm"},
        facts={"email": "mail", "consent_email": "consent"},
        entered=(Entered("mql", "mql_at"),),
    )


def opted_out(world: World) -> str:
    """A lead that withdrew its consent after the row was captured there, and before it entered a stage."""
    at = datetime(2026, 10, 5, tzinfo=UTC)
    told = Facts(email=MAIL, consent_email="opted_in")
    lead = world.engine.capture(by=SDR, key="a", told=told, refs={"crm": "ours-1"}, at=at)
    at = datetime(2026, 10, 10, tzinfo=UTC)
    return world.engine.observe(lead.id, Facts(consent_email="opted_out"), by=SDR, at=at).id


def test_a_row_that_is_merged_overrules_neither_a_withdrawn_consent_nor_a_reference(
    store: LeadStore, tmp_path: Path
) -> None:
    policy = standard().with_move("disqualify", implied=())  # else it is closed, and takes no other stage
    world = World(policy.replace(matching=(merging(),)), store)
    first = opted_out(world)
    file = tmp_path / "leads.csv"
    file.write_text(CONSENTS)
    assert import_csv(world.engine, file, consents(world.engine)).continued == 1
    lead = world.engine.get(first)

    assert (lead.facts.consent_email, dict(lead.refs)) == ("opted_out", {"crm": "ours-1"})
    assert [one.value for one in lead.told["consent_email"]] == ["opted_in", "opted_in", "opted_out"]
    assert lead.stage == "mql"
    again = import_csv(world.engine, file, consents(world.engine), chunk=7)
    assert (again.continued, again.unchanged) == (0, 1)
    assert world.engine.get(first) == lead
