"""The agreement says all that the policy says, shows what is not filled in, and differs where the policy does."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    SALES_MANAGER,
    SYSTEM,
    Alert,
    CoolDown,
    DefinitionError,
    Implied,
    Milestone,
    Policy,
    Queue,
    Reason,
    Stage,
    Transition,
    WorkCalendar,
    breach,
    criterion,
    days,
    facts,
    kit,
    notify,
    touch,
    warn,
    working_hours,
)
from leadlife.policy import Matching, Objective, earlier_owner, round_robin
from leadlife.policy._kinds import NOTES
from leadlife.rules import scorecard
from tests.lives import Facts, standard

F = facts(Facts)
BASE = standard()


def test_its_sections_are_those_of_an_agreement() -> None:
    titles = re.findall(r"^## (\d+)\. (.+)$", BASE.agreement(), re.M)
    assert [int(number) for number, _ in titles] == list(range(1, 16))
    assert len({title for _, title in titles}) == 15


def test_every_part_of_the_policy_is_in_it() -> None:
    policy = BASE.with_alert(Alert(name="big loss", on=("lose",), to=SALES_MANAGER, where=F.seats >= 9))
    text = policy.agreement()
    parts: list[Any] = [*policy.moves, *policy.clocks, *policy.alerts]
    for name in [*(str(part.name) for part in parts), *policy.definitions]:
        assert f"**{name}" in text or f"**{name.capitalize()}" in text
    for stage in policy.stages:
        assert f"called {stage.name};" in text
    for move in policy.moves:
        for reason in move.reasons:
            assert re.search(rf"^- \*\*{move.name}.*\b{reason.code}\b", text, re.M)
    assert "where seats at least 9: tells sales manager" in text


def test_a_definition_is_called_by_its_name_where_it_decides() -> None:
    assert "by qualify, if MQL;" in BASE.agreement()
    assert "by accept, if SAL" in BASE.agreement()
    assert "Asked as: What happens, and when, if you wait?" in BASE.agreement()


@pytest.mark.parametrize("key", NOTES)
def test_a_note_is_empty_until_it_is_filled(key: str) -> None:
    empty = BASE.agreement()
    filled = BASE.replace(notes={key: "One line.\nAnother *line*."}).agreement()
    assert empty.count("not filled in yet") == len(NOTES)
    assert filled.count("not filled in yet") == len(NOTES) - 1
    assert ": One line.\n  Another *line*.\n" in filled


def test_a_note_that_no_agreement_has_is_refused() -> None:
    with pytest.raises(
        DefinitionError, match=r"notes has the text 'signatory', .* did you mean 'signatories'"
    ):
        BASE.replace(notes={"signatory": "Kim"})


def test_the_scores_are_spelled_out_and_rank_only() -> None:
    text = " ".join(BASE.agreement().split())
    assert (
        "- **Score fit**: 30 if industry known; 30 if employees known; 20 if job function known; 20 if"
        in text
    )
    assert "else 10 if last response is content, halving every 30 days since last_response_on" in text
    assert (
        "- **Grade grade**: fit: A from 75 points, B from 50, C from 25, D below; engagement: 1 from 40"
        in text
    )
    assert "they rank the work, and qualify nothing" in text
    warm = BASE.with_move("qualify", guard=kit.engagement() >= 20)
    assert "they rank the work" not in warm.agreement()


def test_a_scorecard_is_spelled_out() -> None:
    fit = scorecard("fit", (30, F.seats >= 200), (20, F.country.is_("DE")))
    text = BASE.replace(definitions={**BASE.definitions, "A": fit >= 30}).agreement()
    assert "- **Score fit**: 30 if seats at least 200; 20 if country is DE" in text


@given(st.text(alphabet="a*_`#[]<>|\n -1.", max_size=20))
def test_no_label_breaks_the_document(label: str) -> None:
    text = BASE.with_stage("raw", label=label).agreement()
    assert len(text.splitlines()) == len(BASE.agreement().splitlines())
    (line,) = (line for line in text.splitlines() if "called raw;" in line)
    assert not re.search(r"(?<!\\)[<>`\[\]|]", line)


def test_the_same_policy_changes_nothing() -> None:
    assert BASE.diff(BASE).endswith("\n\nNothing changes.\n")


CHANGES: dict[str, Policy[Facts]] = {
    "version": BASE.replace(version="another"),
    "stages": BASE.with_stage(Stage("tal", Milestone.MRL, "tele")),
    "moves": BASE.with_move("accept", comment=True),
    "calendar": BASE.replace(calendar=WorkCalendar("UTC", {"mon-thu": "09:00-17:00"})),
    "calendars": BASE.replace(calendars=((Queue("apac"), WorkCalendar.always("UTC")),)),
    "clocks": BASE.with_clock("hand_off", within=working_hours(2)),
    "alerts": BASE.with_alert(Alert(name="lost", on=("lose",), to=SALES_MANAGER)),
    "definitions": BASE.replace(definitions={**BASE.definitions, "A": F.seats >= 9}),
    "max_cycles": BASE.replace(max_cycles=1),
    "recontact": BASE.replace(recontact=None),
    "silenced": BASE.replace(silenced={}),
    "notes": BASE.replace(notes={"owner": "Kim"}),
    "scores": BASE.replace(scores={"fit": scorecard("fit", (30, F.seats >= 200))}),
    "assignment": BASE.replace(assignment=(earlier_owner(), round_robin("dach"))),
    "matching": BASE.replace(matching=(Matching(facts=("email", "offer"), then="merge"),)),
    "objectives": BASE.replace(objectives=(Objective(measure="sals", at_least=40, per="quarter"),)),
}


@pytest.mark.parametrize("field", CHANGES)
def test_whatever_changes_is_told(field: str) -> None:
    assert re.search(r"^- \*\*", BASE.diff(CHANGES[field]), re.M)
    assert "Nothing changes." not in BASE.diff(CHANGES[field])


def test_no_field_was_left_out() -> None:
    assert {field.name for field in fields(BASE)} - {"name", "facts"} == set(CHANGES)


MOVES: dict[str, Any] = {
    "sources": ("handed_off", "mql"),
    "target": "sql",
    "by": (SALES_MANAGER,),
    "guard": criterion("ten", F.seats >= 10),
    "reasons": (Reason("x", cool_down=CoolDown(days(9))),),
    "comment": True,
    "owner": (SALES_MANAGER,),
    "takes": False,
    "opportunity": True,
    "value": True,
    "returns": True,
    "cools": CoolDown(days(9)),
    "waits": True,
    "most": 4,
    "after": ("lapsed",),
    "declines": True,
    "hold": None,
    "requires": ("company",),
    "assign": (round_robin("dach"),),
    "last_by": (SYSTEM,),
    "implied": (Implied(touch("call")),),
}


@pytest.mark.parametrize("field", MOVES)
def test_whatever_changes_of_a_move_is_told(field: str) -> None:
    name = {"hold": "query", "assign": "hand_off", "last_by": "re_route"}.get(field, "accept")
    move = next(one for one in BASE.moves if one.name == name)
    changed = BASE.with_move(replace(move, **{field: MOVES[field]}))
    assert "Nothing changes." not in BASE.diff(changed)


def test_a_change_says_what_was_and_what_becomes() -> None:
    new = BASE.with_clock("screen", levels=(warn(0.5, notify(SALES_MANAGER)), breach())).without_clock(
        "hot_touch"
    )
    new = new.with_reason("reject", Reason("tiny", then="recycle"))
    told = BASE.diff(new)
    assert "- **screen** was: within 5 working days" in told
    assert "\n  It becomes: within 5 working days, from entering raw until leaving raw; warn at 50%" in told
    assert "- **hot_touch** goes: within 1 working hour" in told
    assert "- **reject → recycle** is new: tiny" in told


def test_a_new_move_is_told_wherever_it_matters() -> None:
    back = Transition(name="back", sources=("sal",), target="mql", by=(SALES_MANAGER,))
    told = BASE.diff(BASE.with_move(back))
    assert "**back (sal → mql)** is new: by sales manager" in told
    assert "by reheat, if MQL; by back" in told
