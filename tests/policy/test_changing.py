"""Small changes to a policy are small in code, checked, and leave the old policy as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    MARKETING,
    SALES,
    SALES_MANAGER,
    Alert,
    Clock,
    CoolDown,
    DefinitionError,
    Milestone,
    Policy,
    Reason,
    Stage,
    Transition,
    breach,
    days,
    entering,
    escalate,
    leaving,
    working_hours,
)
from leadlife.policy import _changes
from tests.lives import Facts, standard

BASE = standard()
CALL = Clock(name="call", starts=entering("mrl"), stops=leaving("mrl"), within=working_hours(4))
BIG = Alert(name="big", on=("lose",), to=SALES_MANAGER)


@pytest.mark.parametrize(
    ("keywords", "part"),
    [
        (_changes.PolicyChanges, Policy),
        (_changes.StageChanges, Stage),
        (_changes.MoveChanges, Transition),
        (_changes.ClockChanges, Clock),
        (_changes.AlertChanges, Alert),
    ],
)
def test_the_type_checker_knows_every_field_that_can_be_changed(keywords: Any, part: Any) -> None:
    names = {field.name for field in fields(part)} - (set() if part is Policy else {"name"})
    assert set(get_type_hints(keywords)) == names


@given(name=st.sampled_from([move.name for move in BASE.moves]), comment=st.booleans())
def test_a_changed_move_differs_in_what_was_changed_and_stands_where_it_stood(
    name: str, comment: bool
) -> None:
    changed = BASE.with_move(name, comment=comment, implied=())
    assert [move.name for move in changed.moves] == [move.name for move in BASE.moves]
    move = changed.move(name)
    assert move is not None and move.comment is comment
    assert {one for one in BASE.moves if one not in changed.moves} <= {BASE.move(name)}
    assert changed.with_move(next(one for one in BASE.moves if one.name == name)) == BASE


@given(name=st.sampled_from([clock.name for clock in BASE.clocks if clock.name != "accept"]))
def test_a_clock_that_is_taken_out_and_put_back_is_there_once(name: str) -> None:
    clock = next(one for one in BASE.clocks if one.name == name)
    without = BASE.without_clock(name)
    assert without.find_clock(name) is None and len(without.clocks) == len(BASE.clocks) - 1
    assert set(without.with_clock(clock).clocks) == set(BASE.clocks)


def test_whole_parts_are_added_or_take_the_place_of_their_namesake() -> None:
    policy = BASE.with_clock(CALL).with_alert(BIG)
    assert (policy.clocks[-1], policy.alerts) == (CALL, (BIG,))
    again = policy.with_alert(Alert(name="big", on=("win",), to=SALES)).with_alert("big", channel="slack")
    assert again.alerts == (Alert(name="big", on=("win",), to=SALES, channel="slack"),)
    assert again.without_alert("big").alerts == ()


def test_reasons_are_added_replaced_and_taken_out() -> None:
    small = Reason("too_small", then="recycle", cool_down=CoolDown(days(9)))
    policy = BASE.with_reason("reject", small)
    assert policy.reason("reject", "too_small") == small
    assert policy.with_reason("reject", Reason("too_small")).reason("reject", "too_small") == Reason(
        "too_small"
    )
    assert policy.without_reason("reject", "too_small") == BASE


def test_stages_come_where_they_are_put() -> None:
    tele = Stage("tal", Milestone.MRL)
    names = [stage.name for stage in BASE.stages]
    assert [one.name for one in BASE.with_stage(tele).stages] == [*names, "tal"]
    put = BASE.with_stage(tele, after="raw")
    assert [one.name for one in put.stages][:3] == ["raw", "tal", "mrl"]
    moved = put.with_stage("tal", after="mrl", label="taken on")
    assert moved.stages[2] == Stage("tal", Milestone.MRL, "taken on")
    assert moved.without_stage("tal") == BASE
    assert BASE.with_stage("mrl", after="mrl") == BASE


def test_the_old_policy_stays_and_the_new_one_is_another_value() -> None:
    before = BASE.fingerprint
    changed = BASE.replace(version="2", max_cycles=1)
    assert isinstance(changed, Policy) and changed.facts is Facts
    assert changed.fingerprint != before == BASE.fingerprint


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda: BASE.with_move("rejct", comment=True),
            "has no move 'rejct'; did you mean 'reject'? To add one",
        ),
        (lambda: BASE.without_move("rejct"), "has no move 'rejct'; did you mean 'reject'?"),
        (lambda: BASE.with_clock("acept", within=days(1)), "did you mean 'accept'?"),
        (lambda: BASE.without_clock("acept"), "did you mean 'accept'?"),
        (lambda: BASE.without_alert("big"), "has no alert 'big' (known: none)"),
        (
            lambda: BASE.with_alert("big", channel="mail"),
            "has no alert 'big' (known: none). To add one, pass it whole: with_alert(",
        ),
        (
            lambda: BASE.with_move("reject", reasons=(Reason("a"), Reason("a"))),
            "move 'reject' has two reasons called 'a': give one of them another name",
        ),
        (
            lambda: BASE.with_clock("accept", levels=(breach(), breach())),
            "clock 'accept' has two levels called 'breach': give one of them another name",
        ),
        (lambda: BASE.without_stage("mqll"), "did you mean 'mql'?"),
        (lambda: BASE.with_stage(Stage("tal"), after="mlr"), "has no stage 'mlr'; did you mean"),
        (lambda: BASE.with_reason("rejct", Reason("a")), "has no move 'rejct'"),
        (
            lambda: BASE.without_reason("reject", "no_capcity"),
            "has no reason of 'reject' 'no_capcity'; did you",
        ),
        (lambda: BASE.with_move(_any(CALL)), "pass a tuple of Transition"),
        (lambda: BASE.with_clock(CALL, within=days(1)), "a whole clock, or a name and what changes of it"),
        (lambda: BASE.with_move("accept", **_wrong("gard")), "cannot change 'gard'; did you mean 'guard'?"),
        (lambda: BASE.with_move("accept", **_wrong("name")), "cannot change 'name'"),
        (
            lambda: BASE.replace(**_wrong("max_cycle")),
            "cannot change 'max_cycle'; did you mean 'max_cycles'?",
        ),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(change: Callable[[], Any], said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        change()
    assert said in str(caught.value)


def _wrong(name: str) -> Any:
    return {name: None}


def test_what_something_leans_on_is_not_taken_out() -> None:
    with pytest.raises(DefinitionError, match="may follow the reason 'lapsed', which does not exist"):
        BASE.without_move("lapse")
    quiet = BASE.with_clock("accept", levels=(breach(escalate(SALES_MANAGER)),))
    with_no_lapse = quiet.with_move("release", after=("no_capacity", "wrong_territory")).without_move("lapse")
    assert with_no_lapse.find_move("lapse") is None
    with pytest.raises(DefinitionError, match="has no move 'lapse'"):
        with_no_lapse.move("lapse")
    with pytest.raises(DefinitionError, match="makes the move 'lapse', which does not exist"):
        BASE.with_move("release", after=()).without_move("lapse")
    with pytest.raises(DefinitionError, match="'mql', which does not exist"):
        BASE.without_stage("mql")
    with pytest.raises(DefinitionError, match="holds the clock 'accept'"):
        BASE.without_clock("accept")
    with pytest.raises(DefinitionError, match="pass a tuple of text or Role"):
        BASE.with_move("accept", by=_any(MARKETING))


def _any(value: object) -> Any:
    return value


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (lambda: BASE.stage("raww"), "has no stage 'raww'; did you mean 'raw'"),
        (lambda: BASE.move("accpt"), "has no move 'accpt'; did you mean 'accept'"),
        (lambda: BASE.clock("acept"), "has no clock 'acept'; did you mean 'accept'"),
        (
            lambda: BASE.reason("reject", "duplicat"),
            "has no reason of 'reject' 'duplicat'; did you mean 'duplicate'",
        ),
        (lambda: BASE.reason("rejct", "duplicate"), "has no move 'rejct'; did you mean 'reject'"),
    ],
)
def test_a_part_that_is_not_there_is_named_with_the_nearest(asked: Callable[[], object], says: str) -> None:
    with pytest.raises(DefinitionError, match=says):
        asked()


def test_a_part_that_may_not_be_there_can_be_looked_for() -> None:
    assert BASE.find_move("accept") == BASE.move("accept") and BASE.find_move("accpt") is None
    assert BASE.find_clock("accept") == BASE.clock("accept") and BASE.find_clock("acept") is None
    assert BASE.find_reason("reject", "duplicate") == BASE.reason("reject", "duplicate")
    assert BASE.find_reason("reject", "duplicat") is None and BASE.find_reason("rejct", "duplicate") is None
