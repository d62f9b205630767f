"""``leadlife explain`` and ``leadlife story``: what stands, what may be done next, and what is missing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leadlife import MARKETING, SALES, Actor, Engine, LeadFacts, SqliteStore, open_engine
from leadlife.cli import policies
from leadlife.demo import POLICY
from leadlife.reports import story
from tests.cli.conftest import Run

SDR, REP = Actor("sdr-1", MARKETING), Actor("rep-1", SALES)
AT = datetime(2026, 11, 2, 10, tzinfo=UTC)
LATER = ("--as-of", "2026-11-02T11:00:00+00:00")
DEMO = ("--policy", "leadlife.demo:POLICY")
CONTACT = LeadFacts(
    email="kim@example.com", consent_email="opted_in", relationship="prospect", person_kind="buyer"
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "leads.db"


@pytest.fixture
def engine(store: Path) -> Iterator[Engine[LeadFacts]]:
    with open_engine(store, POLICY, now=lambda: AT) as engine:
        yield engine


def explained(run: Run, store: Path, *arguments: str) -> dict[str, Any]:
    done = run("explain", *arguments, "--store", store, *DEMO, *LATER, "--format", "json")
    assert done.code == 0, done.err
    data: dict[str, Any] = json.loads(done.out)
    return data


def moves(run: Run, store: Path, lead: str) -> dict[str, dict[str, Any]]:
    return {one["move"]: one for one in explained(run, store, lead)["moves"]}


def test_it_says_what_is_missing_until_nothing_is(run: Run, store: Path, engine: Engine[LeadFacts]) -> None:
    lead = engine.capture(by=SDR, key="k-1", told=CONTACT)
    engine.move(lead.id, "engage", by=SDR)
    qualify = moves(run, store, "k-1")["qualify"]
    assert (qualify["possible"], qualify["verdict"]) == (False, "unknown")
    assert [one["criterion"] for one in qualify["open"]] == ["decision maker", "pain", "compelling event"]
    assert all(one["ask"] for one in qualify["open"])

    engine.observe(lead.id, LeadFacts(pain="slow", pain_severity=2), by=SDR)
    qualify = moves(run, store, "k-1")["qualify"]
    assert qualify["verdict"] == "unmet"
    ask = "What does it cost you today, from 0 to 10?"
    assert {"criterion": "pain", "verdict": "unmet", "ask": ask} in qualify["open"]

    told = LeadFacts(
        pain_severity=8,
        decision_maker_role="vp",
        decision_maker_status="engaged",
        compelling_event_kind="incident",
    )
    engine.observe(lead.id, told, by=SDR)
    qualify = moves(run, store, "k-1")["qualify"]
    assert (qualify["possible"], qualify["open"], qualify["why_not"]) == (True, [], None)
    assert engine.move(lead.id, "qualify", by=SDR).stage == "mql"


def test_moves_that_start_here_are_told_and_no_others(
    run: Run, store: Path, engine: Engine[LeadFacts]
) -> None:
    lead = engine.capture(by=SDR, key="k-1", told=CONTACT)
    assert list(moves(run, store, lead.id)) == [move.name for move in POLICY.moves_from("raw")]


def test_more_than_the_guard_can_stand_in_the_way(run: Run, store: Path, engine: Engine[LeadFacts]) -> None:
    lead = engine.capture(by=SDR, told=CONTACT)
    engine.move(lead.id, "nurture", by=SDR, reason="not_sales_ready")
    wake = moves(run, store, lead.id)["wake"]
    assert (wake["possible"], wake["verdict"]) == (False, "met")
    assert wake["why_not"].startswith("it rests until 2027-01-31")


def test_what_a_move_asks_for_is_told(run: Run, store: Path, engine: Engine[LeadFacts]) -> None:
    lead = engine.capture(by=REP, told=CONTACT)
    engine.move(lead.id, "self_source", by=REP)
    found = moves(run, store, lead.id)
    assert found["return"]["asks_for"] == ["reason"]
    assert "timing" in found["return"]["reasons"]
    assert found["confirm"]["asks_for"] == ["opportunity"]
    assert found["re_route"]["by"] == ["sales manager", "system"]


def test_what_stands_is_told_with_who_said_it(run: Run, store: Path, engine: Engine[LeadFacts]) -> None:
    lead = engine.capture(
        by=SDR, key="k-1", source="fair", campaign="c", account="a", told=CONTACT, via="form"
    )
    data = explained(run, store, "k-1")
    assert (data["lead"], data["stage"], data["label"], data["source"]) == (
        lead.id,
        "raw",
        "raw lead",
        "fair",
    )
    facts = {one["fact"]: one for one in data["facts"]}
    assert facts["email"] == {
        "fact": "email",
        "value": "kim@example.com",
        "at": AT.isoformat(),
        "by": "sdr-1 (marketing)",
        "via": "form",
    }
    assert [clock["clock"] for clock in data["clocks"]] == ["screen"]


def test_explaining_writes_nothing(run: Run, store: Path, engine: Engine[LeadFacts]) -> None:
    lead = engine.capture(by=SDR, told=CONTACT)
    for move in POLICY.moves:
        run("explain", lead.id, move.name, "--store", store, *DEMO)
    assert engine.get(lead.id).version == 1
    assert len(engine.history(lead.id)) == 1


def test_one_move_is_explained_in_full(run: Run, store: Path, engine: Engine[LeadFacts]) -> None:
    lead = engine.capture(by=SDR, told=CONTACT)
    engine.move(lead.id, "engage", by=SDR)
    text = " ".join(run("explain", lead.id, "qualify", "--store", store, *DEMO, *LATER).out.split())
    verdict = engine.explain(lead.id, "qualify")
    assert "may not be made now" in text
    assert " ".join(verdict.advice().split()) in text
    elsewhere = explained(run, store, lead.id, "accept")["moves"]
    assert [one["why_not"] for one in elsewhere] == ["it starts in handed_off"]


def test_without_its_policy_a_lead_is_shown_and_no_move_judged(
    run: Run, store: Path, engine: Engine[LeadFacts]
) -> None:
    engine.capture(by=SDR, key="k-1", told=CONTACT)
    done = run("explain", "k-1", "--store", store, "--format", "json")
    assert json.loads(done.out)["moves"] == []
    assert "--policy" in done.err


def test_every_lead_of_a_quarter_can_be_explained_and_told(run: Run, quarter: Path) -> None:
    store = SqliteStore(quarter)
    leads = store.scan(limit=25)
    store.close()
    for lead in leads:
        done = run("explain", lead.id, "--store", quarter, *DEMO)
        assert done.code == 0
        assert lead.stage in done.out
        assert run("story", lead.key or lead.id, "--store", quarter, *DEMO).code == 0


def test_a_story_is_the_reports_story(run: Run, quarter: Path) -> None:
    store = SqliteStore(quarter)
    lead = max(store.scan(), key=lambda one: one.version)
    told = story(lead, store.history(lead.id), POLICY)
    store.close()
    done = run("story", lead.id, "--store", quarter, *DEMO, "--format", "json")
    assert json.loads(done.out) == {"lead": lead.id, "title": told.title, "lines": told.to_dicts()}
    text = " ".join(run("story", lead.id, "--store", quarter, *DEMO).out.split())
    assert all(f"#{line.seq} " in text for line in told.lines)
    assert "example.com" in text
    bare = run("story", lead.id, "--store", quarter, *DEMO, "--no-personal")
    assert "example.com" not in bare.out


def test_a_cool_down_that_is_over_is_no_breach(run: Run, store: Path, engine: Engine[LeadFacts]) -> None:
    lead = engine.capture(by=SDR, key="k-1", told=CONTACT)
    engine.move(lead.id, "nurture", by=SDR, reason="not_sales_ready")
    with open_engine(store, POLICY, now=lambda: AT + timedelta(days=91)) as later:
        later.tick()
    shown = run("explain", "k-1", "--store", store, *DEMO).out
    assert "nurture since" in shown  # and not "nurture (nurture)": its label is its name
    (line,) = (line for line in shown.splitlines() if line.startswith("nurture  "))
    assert line.split()[1] == "over"


def test_a_story_loses_nothing_in_a_narrow_terminal(
    run: Run, store: Path, engine: Engine[LeadFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    engine.capture(by=SDR, key="k-1", campaign="a-campaign-with-a-long-name", told=CONTACT)
    shown = run("story", "k-1", "--store", store, *DEMO).out
    assert "…" not in shown
    assert "a-campaign-with-a-long-name" in "".join(shown.split())


ROUTED = """
from leadlife import *
SDR = Team("sdr")
POLICY = Policy(
    name="routed", version="1", facts=LeadFacts, calendar=WorkCalendar.always("UTC"),
    stages=(Stage("raw", Milestone.RAW), Stage("mql", Milestone.MQL), Stage("won", Milestone.WON)),
    moves=(
        Transition(name="mark", sources=("raw",), target="mql", by=(MARKETING,), owner=(SDR,)),
        Transition(name="park", sources=("raw",), target="mql", by=(MARKETING,), owner=(SDR,),
                   assign=(given_to(Queue("waiting", SDR)),)),
        Transition(name="win", sources=("mql",), target="won", by=(SDR,), requires=("phone",)),
    ),
)
"""


def test_an_owner_of_any_team_is_asked_for_unless_a_route_gives_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "routed_policy.py").write_text(ROUTED)
    policy = policies.named("routed_policy:POLICY")
    with open_engine(tmp_path / "leads.db", policy) as engine:
        lead = engine.capture(key="web:1", by=Actor("ann", MARKETING))
        asked = (
            "explain",
            "web:1",
            "--store",
            "leads.db",
            "--policy",
            "routed_policy:POLICY",
            "--format",
            "json",
        )
        moves = {move["move"]: move for move in json.loads(run(*asked).out)["moves"]}
        assert (moves["mark"]["possible"], moves["mark"]["asks_for"]) == (True, ["owner"])
        assert (moves["park"]["possible"], moves["park"]["asks_for"]) == (True, [])
        engine.move(lead.id, "park", by=Actor("ann", MARKETING))
        (win,) = json.loads(run(*asked).out)["moves"]
        assert win["possible"] is False
        assert "phone" in win["why_not"]


def test_a_merged_lead_is_the_one_that_it_lives_on_in(run: Run, tmp_path: Path) -> None:
    with open_engine(tmp_path / "leads.db", POLICY) as engine:
        first, second = (engine.capture(key=key, by=Actor("ann", MARKETING)) for key in ("a", "b"))
        engine.merge(second.id, into=first.id, by=Actor("ann", MARKETING))
    for name in ("b", second.id):
        done = run("explain", name, "--store", "leads.db", *DEMO, "--format", "json")
        assert json.loads(done.out)["lead"] == first.id
        assert f"lead {second.id} was merged into {first.id}" in " ".join(done.err.split())
