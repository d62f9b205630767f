"""Teams to which nobody can belong are refused, and those that are near another one are found; other names are not."""

from __future__ import annotations

import pytest

from leadlife import SALES, SYSTEM, Alert, DefinitionError, Role, Team, days
from leadlife.policy import CoolDown, earlier_owner, round_robin
from tests.lives import standard

BASE = standard()


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (
            "cmo@acme.com",
            "alert 'a': 'cmo@acme.com' is a person's address and no team: name a role, or Actor(",
        ),
        (" sales", "the team ' sales' begins or ends with a blank"),
        ("sales manager", "'sales manager' is what a role is called: write Role('sales', 'manager')"),
        (Role(Team("a@b.org"), "x"), "'a@b.org' is a person's address"),
    ],
)
def test_a_team_that_is_none_is_refused(to: Team | Role, says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        BASE.with_alert(Alert(name="a", on="reject", to=to))
    assert says in str(refused.value)


@pytest.mark.parametrize("name", ["presales", "inside sales", "telesales", "partners", "sdr"])
def test_a_team_of_another_name_is_no_finding(name: str) -> None:
    assert BASE.with_move("accept", by=(SALES, Team(name))).check() == ()


def test_a_team_that_is_named_twice_is_meant() -> None:
    saels = Team("saels")
    assert BASE.with_move("accept", by=(SALES, saels)).with_move("reject", by=(SALES, saels)).check() == ()


def test_a_team_may_be_called_as_another_ones_role() -> None:
    assert BASE.with_move("win", by=(SALES, Role(SALES, "marketing"))).check() == ()


def test_a_rest_that_ends_with_a_clock_or_a_move_is_kept() -> None:
    assert (
        BASE.with_move("wake", by=(SYSTEM,), waits=False).with_silenced("nobody: wake", "later").check() == ()
    )
    rested = BASE.with_move("lose", cools=CoolDown(days(9)))
    assert [one.key for one in rested.check() if one.kind == "unrested"] == ["unrested: lose"]


def test_an_earlier_owner_is_fine_where_somebody_can_decline() -> None:
    assert BASE.replace(assignment=(earlier_owner(), round_robin("dach"))).check() == ()
