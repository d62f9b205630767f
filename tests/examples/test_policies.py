"""The published lifecycles: each is sound, every move of it is lived, and what its source says of it holds."""

from __future__ import annotations

import importlib
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import Lead, LeadStore, Milestone, Refused, replay
from leadlife.events import Event, LevelReached, Moved
from leadlife.policy.diagram import mermaid
from leadlife.reports import funnel, recycling, sla

FOLDER = Path(__file__).parents[2] / "examples" / "policies"
NAMES = ("saas_handbook", "hubspot_default", "telesales_callbacks")

ENDS = {
    "saas_handbook": {
        "won": "customer",
        "lost_and_recycled": "recycle",
        "taken_over": "qualifying",
        "never_reached": "recycle",
        "left_alone": "disqualified",
        "recycled_to_the_bound": "disqualified",
        "disqualified_and_back": "mql",
    },
    "hubspot_default": {
        "won": "evangelist",
        "straight_to_a_deal": "opportunity",
        "lost": "lead",
        "sent_back_by_sales": "other",
        "cleared_to_the_bound": "other",
        "silent": "sql",
    },
    "telesales_callbacks": {
        "sold": "sold",
        "call_back_missed": "refused",
        "too_expensive": "refused",
        "rested_and_reached": "talking",
        "never_reached": "dropped",
        "do_not_call": "dropped",
        "wrong_number": "dropped",
    },
}
BY_ITSELF = {
    ("saas_handbook", "won"): ["accept"],
    ("saas_handbook", "lost_and_recycled"): ["accept"],
    ("saas_handbook", "never_reached"): ["recycle"],
    ("saas_handbook", "left_alone"): ["recycle", "disqualify"],
    ("hubspot_default", "silent"): ["set_aside"],
    ("telesales_callbacks", "sold"): ["fall_due"],
    ("telesales_callbacks", "call_back_missed"): ["fall_due"],
    ("telesales_callbacks", "rested_and_reached"): ["redial"],
    ("telesales_callbacks", "never_reached"): ["rest", "redial", "rest", "redial", "rest", "drop"],
    ("telesales_callbacks", "do_not_call"): ["drop"],
}
"""Moves that nobody made: clocks did, or what was told implied them."""


def load(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        return importlib.import_module(name)


saas, hubspot, telesales = map(load, NAMES)
EXAMPLES = dict(zip(NAMES, (saas, hubspot, telesales), strict=True))
Office = load("living").Office
LIVES = [(name, life) for name, ends in ENDS.items() for life in ends]


def lived(name: str, life: str, store: LeadStore | None = None) -> tuple[Any, Lead[Any]]:
    """An office, and a lead that lived there."""
    office = Office(EXAMPLES[name].policy, store, getattr(EXAMPLES[name], "ROSTER", None))
    return office, EXAMPLES[name].LIVES[life](office)


def histories(name: str) -> list[tuple[Lead[Any], tuple[Event, ...]]]:
    found = []
    for life in ENDS[name]:
        office, lead = lived(name, life)
        found.append((lead, tuple(office.engine.history(lead.id))))
    return found


# -- every example -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_and_what_is_accepted_says_why(name: str) -> None:
    policy = EXAMPLES[name].policy
    assert policy.check() == ()
    accepted = policy.check(silenced=True)
    assert len(accepted) <= 1
    assert all(one.silenced for one in accepted)


@pytest.mark.parametrize(("name", "life"), LIVES)
def test_every_life_ends_where_it_should_and_its_history_holds(
    name: str, life: str, store: LeadStore
) -> None:
    office, lead = lived(name, life, store)
    history = office.engine.history(lead.id)
    assert lead.stage == ENDS[name][life]
    assert replay(history).typed(office.engine.policy.facts) == lead
    store.verify(lead.id)
    moved = [event for event in history if isinstance(event, Moved)]
    by_itself = [event.move for event in moved if event.implied or event.by.id == "leadlife"]
    assert by_itself == BY_ITSELF.get((name, life), [])


@pytest.mark.parametrize("name", NAMES)
def test_every_move_is_made_and_every_stage_visited(name: str) -> None:
    policy, told = EXAMPLES[name].policy, histories(name)
    assert set(EXAMPLES[name].LIVES) == set(ENDS[name])
    made = {event.move for _, history in told for event in history if isinstance(event, Moved)}
    assert made == {move.name for move in policy.moves}
    assert {visit.stage for lead, _ in told for visit in lead.visits} == {s.name for s in policy.stages}


@pytest.mark.parametrize("name", NAMES)
def test_clocks_are_reached_when_they_are_due(name: str) -> None:
    reached = [
        event for _, history in histories(name) for event in history if isinstance(event, LevelReached)
    ]
    assert reached
    assert all(event.due_at == event.recorded_at for event in reached)


@pytest.mark.parametrize("name", NAMES)
def test_reports_run_on_it(name: str) -> None:
    policy, leads = EXAMPLES[name].policy, [lead for lead, _ in histories(name)]
    report = funnel(leads, policy, as_of=datetime(2030, 1, 1, tzinfo=UTC))
    assert report.total.step(Milestone.RAW).reached == len(leads)
    assert report.total.step(Milestone.WON).reached == 1
    assert report.notes == ()
    counted = sla(leads, policy, as_of=datetime(2030, 1, 1, tzinfo=UTC))
    assert {row["clock"] for row in counted.to_dicts() if row.get("clock")} <= {c.name for c in policy.clocks}
    assert recycling(leads, policy, as_of=datetime(2030, 1, 1, tzinfo=UTC)).to_dicts()


@pytest.mark.parametrize("name", NAMES)
def test_agreement_and_diagram_name_everything(name: str) -> None:
    policy = EXAMPLES[name].policy
    text, drawn = policy.agreement(), mermaid(policy)
    assert [line[3:].split(".")[0] for line in text.splitlines() if line.startswith("## ")] == [
        str(number) for number in range(1, 16)
    ]
    for stage in policy.stages:
        assert f"called {stage.name}" in text
        assert f'"{(stage.label or stage.name)}' in drawn
    for move in policy.moves:
        assert f"**{move.name} (" in text
        assert move.name in drawn
    for clock in policy.clocks:
        assert f"**{clock.name}**: " in text


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_as_a_script(name: str) -> None:
    done = subprocess.run([sys.executable, str(FOLDER / f"{name}.py")], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Findings:\n  none\n")
    for life in ENDS[name]:
        assert f"\n{life.replace('_', ' ').capitalize()}:\n" in done.stdout
    assert "# Agreement between marketing and sales" in done.stdout
    assert "stateDiagram-v2" in done.stdout


# -- what the sources say ------------------------------------------------------------------------------


def test_the_handbook_s_two_hours_begin_anew_for_another_holder() -> None:
    _, lead = lived("saas_handbook", "taken_over")
    runs = [(clock.verdict, clock.holder) for clock in lead.clocks if clock.name == "mql"]
    assert runs == [("breached", str(saas.KIM)), ("met", str(saas.LEE))]


def test_who_was_disqualified_comes_back_by_a_raised_hand_only() -> None:
    office = Office(saas.policy, roster=saas.ROSTER)
    lead = office.make(saas.marked(office), "disqualify", saas.KIM, reason="personal_use")
    told = saas.LeadFacts(last_response="pricing", employees=900, seniority="vp")
    assert (saas.PERSON >= 90).evaluate(told, at=office.time).met
    office.tell(lead, told, saas.BOT)
    with pytest.raises(Refused, match="raised a hand"):
        office.make(lead, "raise_hand", saas.BOT)
    assert office.engine.allowed(lead.id) == ("raise_hand",)


def test_the_last_way_back_of_a_recycled_lead_is_refused() -> None:
    office = Office(saas.policy.replace(version="2", max_cycles=1), roster=saas.ROSTER)
    lead = office.make(saas.marked(office), "recycle", saas.KIM, reason="no_budget")
    with pytest.raises(Refused, match="raised a hand"):
        office.make(lead, "mark_again", saas.BOT)  # on what was known before
    office.tell(lead, saas.LeadFacts(last_response="demo"), saas.BOT)
    office.make(lead, "mark_again", saas.BOT)
    office.make(lead, "recycle", saas.LEE, reason="no_budget")
    office.tell(lead, saas.LeadFacts(last_response="demo"), saas.BOT)
    with pytest.raises(Refused, match="come back 1 times"):
        office.make(lead, "mark_again", saas.BOT)


def test_nothing_but_clearing_goes_backward() -> None:
    order = [stage.name for stage in hubspot.policy.stages]
    back = {
        move for move, source, target in hubspot.policy.paths if order.index(target) <= order.index(source)
    }
    assert back == {"clear"}
    clear = hubspot.policy.move("clear")
    assert clear.setback and clear.comment and clear.reasons
    assert hubspot.SYSTEM not in clear.by


@pytest.mark.parametrize(
    ("given_by", "more", "why"),
    [
        ("ROY", {"reason": "deal_lost", "comment": "x"}, "roy .* may not"),
        ("MAX", {"comment": "x"}, "needs a reason"),
        ("MAX", {"reason": "deal_lost"}, "needs a comment"),
    ],
)
def test_clearing_asks_for_a_manager_a_reason_and_words(given_by: str, more: Any, why: str) -> None:
    office = Office(hubspot.policy)
    lead = hubspot.opportunity(office)
    with pytest.raises(Refused, match=why):
        office.make(lead, "clear", getattr(hubspot, given_by), **more)
    assert office.engine.get(lead.id) == lead


def test_attempts_are_counted_within_a_round() -> None:
    office = Office(telesales.policy)
    lead = telesales.dialing(office)
    most = telesales.policy.move("no_contact").most
    for _ in range(most):
        office.make(lead, "no_contact", telesales.DIALER, reason="busy")
    with pytest.raises(Refused, match=f"made {most} times"):
        office.make(lead, "no_contact", telesales.DIALER, reason="busy")
    office.make(lead, "rest", telesales.EVE, reason="unreached")
    lead = office.wait(lead, days=14)
    assert lead.stage == "dialing"
    assert office.make(lead, "no_contact", telesales.DIALER, reason="busy").made["no_contact"] == 1


@given(ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=60)))
def test_a_call_back_is_made_when_it_was_agreed_and_no_earlier(ahead: timedelta) -> None:
    office = Office(telesales.policy)
    lead = telesales.talking(office)
    agreed = office.time + ahead
    office.tell(lead, telesales.Facts(call_back_at=agreed), telesales.EVE)
    office.make(lead, "book", telesales.EVE)
    if ahead > timedelta(minutes=1):
        office.time = agreed - timedelta(microseconds=1)
        with pytest.raises(Refused, match="rests until"):
            office.make(lead, "fall_due", telesales.EVE)
    office.time = agreed
    office.engine.tick()
    assert office.engine.get(lead.id).stage == "dialing"


@given(
    zone=st.sampled_from(("America/New_York", "America/Chicago", "Europe/London")),
    after=st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_deadlines_fall_into_the_hours_in_which_the_person_may_be_called(zone: str, after: timedelta) -> None:
    office = Office(telesales.policy)
    office.time += after
    told = telesales.Facts(phone="1", consent_phone="opted_in", timezone=zone)
    lead = office.make(office.lead(telesales.DIALER, told), "load", telesales.DIALER)
    clock = next(one for one in lead.running if one.name == "attempt")
    for level in clock.levels:
        at = level.due_at.astimezone(ZoneInfo(zone))
        assert time(8) < at.time() <= time(21)


def test_whoever_opts_out_is_called_no_more_whatever_runs() -> None:
    office, lead = lived("telesales_callbacks", "do_not_call")
    assert lead.reason == "do_not_call"
    assert office.engine.allowed(lead.id) == ()
    assert office.wait(lead, days=400) == lead
    told_before = office.lead(telesales.DIALER, telesales.Facts(phone="1", consent_phone="opted_out"))
    assert (told_before.stage, told_before.reason) == ("dropped", "do_not_call")
    with pytest.raises(Refused, match="may be called"):
        office.make(office.lead(telesales.DIALER, telesales.Facts(phone="1")), "load", telesales.DIALER)


def test_a_policy_is_the_same_whether_it_is_imported_or_run_as_a_script(tmp_path: Path) -> None:
    """A script may write to a store that others read: one content has one fingerprint."""
    (tmp_path / "its_own_process.py").write_text(
        "from leadlife import *\n"
        "def anybody(lead):\n"
        "    return Queue('all')\n"
        "def back(to):\n"
        "    return standard_policy(LeadFacts, name='x', version='1').with_clock(\n"
        "        'screen', levels=(breach(reassign(to)),))\n"
        "if __name__ == '__main__':\n"
        "    print(back(anybody).fingerprint)\n"
    )
    asked = "import its_own_process as it; print(it.back(it.anybody).fingerprint)"
    ways = (["its_own_process.py"], ["-m", "its_own_process"], ["-c", asked])
    told = {
        subprocess.run(
            [sys.executable, *way], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        for way in ways
    }
    assert len(told) == 1
