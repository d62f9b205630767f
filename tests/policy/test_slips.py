"""What is easily forgotten when a policy is written: the message says what to write."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from leadlife import (
    MARKETING,
    SALES,
    SALES_MANAGER,
    Actor,
    Alert,
    Clock,
    DefinitionError,
    InvalidInput,
    Objective,
    Reason,
    Role,
    Stage,
    Transition,
    captured,
    days,
    entering,
    leaving,
    making,
    touch,
)
from leadlife.commands import Move
from tests.clocks.desk import f


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sources": ("mql")}, "pass a tuple of text, not str: write ('mql',)"),
        ({"after": "lapsed"}, "write ('lapsed',)"),
        ({"guard": f.compelling_event_on.ahead}, "pass Rule, not method: call it, ahead()"),
        ({"by": SALES}, "write ('sales',)"),
        ({"sources": 3}, "pass a tuple of text, not int"),
        ({"sources": ("mql", 3, 4)}, "pass a tuple of text, not a tuple of str and int"),
    ],
)
def test_a_part_of_the_wrong_type_says_what_to_write(changes: dict[str, Any], said: str) -> None:
    parts: dict[str, Any] = {"name": "accept", "sources": ("mql",), "target": "sal", "by": (SALES,)}
    with pytest.raises(DefinitionError) as refused:
        Transition(**{**parts, **changes})
    assert str(refused.value).endswith(said)


CMO = Role(MARKETING, "chief")


def clock(**changes: Any) -> Clock:
    return Clock(
        **{"name": "c", "starts": entering("a"), "stops": leaving("a"), "within": days(2), **changes}
    )


def alert(**changes: Any) -> Alert:
    return Alert(**{"name": "a", "on": "reject", "to": CMO, **changes})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: alert(on=captured), ": call it, captured()"),
        (lambda: alert(on=("reject", captured)), ": call it, captured()"),
        (lambda: clock(starts="offered"), ": write entering('offered')"),
        (lambda: clock(within=8), ": write working_hours(8)"),
        (lambda: Reason("x", cool_down=days(90)), ": write CoolDown(days(90))"),  # type: ignore[arg-type]
        (lambda: Stage("x", "mql"), ": write Milestone.MQL"),  # type: ignore[arg-type]
        (lambda: Stage("x", "MQL"), ": write Milestone.MQL"),  # type: ignore[arg-type]
        (lambda: Objective(measure="mql", at_least=3, per="month"), ": write 'mqls'"),  # type: ignore[arg-type]
        (lambda: alert(to=(CMO, SALES_MANAGER)), "((about.cycle >= 2, SALES), (always, OWNER))"),
    ],
)
def test_what_is_nearly_right_is_written_out(made: Callable[[], object], said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        made()
    assert str(refused.value).endswith(said)


@pytest.mark.parametrize("value", [5, 5.5, Decimal("5")])
def test_an_amount_is_written_with_its_currency(value: object) -> None:
    with pytest.raises(InvalidInput, match=rf"Pass value=money\('{value}', 'EUR'\)"):
        Move("win", by=Actor("rep-7", SALES), value=value)  # type: ignore[arg-type]


def test_what_is_in_a_tuple_is_named() -> None:
    for made in (lambda: touch("call", None), lambda: making("accept", None)):  # type: ignore[arg-type]
        with pytest.raises(DefinitionError, match="not a tuple of str and NoneType"):
            made()
