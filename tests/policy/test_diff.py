"""A diff says all that changes: days of the calendar, facts and their limits, labels; and admits what it cannot say."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from leadlife import (
    SALES,
    Fact,
    LeadFacts,
    Milestone,
    Policy,
    Reason,
    Stage,
    WorkCalendar,
    fact,
    working_hours,
)
from leadlife.policy._dump import plain
from tests.lives import Facts, standard

BASE = standard()
WEEK = {"mon-fri": "09:00-17:00"}
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)})
EVE = {date(2026, 12, 31): "09:00-12:00", date(2027, 1, 2): "closed"}


class Seats(LeadFacts):
    seats: Fact[int] = fact(ge=1)
    sites: Fact[int] = fact()


class MoreSeats(LeadFacts):
    seats: Fact[int] = fact(ge=10, lasting=True)
    region: Fact[str] = fact(pattern="^[a-z]+$", max_length=9)


def on(calendar: WorkCalendar) -> Policy[Facts]:
    return BASE.replace(calendar=calendar)


def test_days_that_differ_are_agreed_on_and_compared() -> None:
    old, new = on(WorkCalendar("UTC", WEEK)), on(WorkCalendar("UTC", WEEK, holidays=CHRISTMAS, dates=EVE))
    told = new.agreement()
    assert "- **Closed on**: 24 Dec and 25 Dec 2026, 1 Jan 2027\n" in told
    assert "- **Days with hours of their own**: 2026-12-31 09:00-12:00; 2027-01-02 closed\n" in told
    assert "- **Closed on** is new: 24 Dec and 25 Dec 2026, 1 Jan 2027\n" in old.diff(new)
    assert "- **Days with hours of their own** goes: 2026-12-31" in new.diff(old)
    assert "Closed on" not in old.agreement() and "hours of their own" not in old.agreement()


def test_the_days_of_a_team_and_of_a_clock_are_compared_too() -> None:
    shut = WorkCalendar("UTC", WEEK, holidays=CHRISTMAS)
    team = BASE.replace(calendars=((SALES, WorkCalendar("UTC", WEEK)),))
    assert "closed on: 24 Dec and 25 Dec 2026" in team.diff(BASE.replace(calendars=((SALES, shut),)))
    own = BASE.with_clock("hand_off", calendar=WorkCalendar("UTC", WEEK))
    assert "closed on: 24 Dec and 25 Dec 2026" in own.diff(BASE.with_clock("hand_off", calendar=shut))


def desk(model: type[LeadFacts]) -> Policy[LeadFacts]:
    return Policy(
        name="desk",
        version="1",
        facts=model,
        calendar=WorkCalendar("UTC", WEEK),
        stages=(Stage("asked", Milestone.RAW), Stage("paid", Milestone.WON)),
        moves=(),
    )


def test_facts_that_change_are_compared() -> None:
    told = desk(Seats).diff(desk(MoreSeats))
    assert "## Information\n" in told
    assert (
        "- **seats** was: a whole number, at least 1\n  It becomes: a whole number, at least 10; lasting"
        in told
    )
    assert "- **sites** goes: a whole number\n" in told
    assert "- **region** is new: text, at most 9 long, in the form ^\\[a-z\\]+$\n" in told
    assert "email" not in told


def test_a_stage_that_is_called_otherwise_is_the_same_stage() -> None:
    told = BASE.diff(BASE.with_stage("raw", label="new lead"))
    assert "- **Stage new lead** was called **Stage raw lead**\n" in told
    assert "goes:" not in told and "is new:" not in told
    both = BASE.diff(BASE.with_stage("raw", label="new lead", milestone=None))
    assert "- **Stage new lead** was called **Stage raw lead**, and was: called raw; stands for raw;" in both


@pytest.mark.parametrize(
    ("new", "where"),
    [
        (BASE.with_move("reject", past="sent back"), "moves reject"),
        (BASE.with_move("return", setback=False), "moves return"),
        (BASE.with_reason("reject", replace(BASE.reason("reject", "other"), stale=False)), "moves reject"),
    ],
)
def test_what_no_line_says_is_admitted(new: Policy[Facts], where: str) -> None:
    for other in (new, new.replace(version="another")):
        told = BASE.diff(other)
        assert f"Something changes that no agreement says: {where}. " in told
        assert "Nothing changes." not in told


def test_nothing_that_changes_goes_unsaid() -> None:
    """Whatever changes the content changes the text of the diff, for every field of a move and of a reason."""
    move = BASE.move("reject")
    flags = [one.name for one in fields(move) if isinstance(getattr(move, one.name), bool)]
    changes: list[dict[str, Any]] = [{name: not getattr(move, name)} for name in flags]
    flips = [BASE.with_move(replace(move, **one)) for one in changes]
    flips.append(BASE.with_reason("reject", Reason("other", stale=False, comment=True)))
    for new in flips:
        assert plain(new) != plain(BASE)
        assert "Nothing changes." not in BASE.diff(new)


def test_a_new_version_that_changes_something_else_says_nothing_is_unsaid() -> None:
    told = BASE.diff(BASE.with_clock("hand_off", within=working_hours(2)).replace(version="another"))
    assert "no agreement says" not in told
    assert "no agreement says" not in BASE.diff(BASE.replace(version="another"))
