"""What the check says of rules that read where the lead is, or what happened: they are judged where they are asked."""

from __future__ import annotations

from typing import Any

import pytest

from leadlife import (
    SALES,
    SYSTEM,
    Alert,
    Implied,
    Policy,
    Rule,
    about,
    captured,
    event,
    facts,
    leaving,
)
from leadlife.rules import always
from tests.lives import Facts
from tests.policy.defects import small

F = facts(Facts)


def of_rules(policy: Policy[Any]) -> dict[str, str]:
    found = (one for one in policy.check(silenced=True) if one.kind in ("never", "always", "unreachable"))
    return {one.key: one.story for one in found}


def test_a_guard_that_asks_for_another_stage_than_the_one_it_starts_in_never_holds() -> None:
    elsewhere = small().with_move("pay", guard=about.stage.is_("asked"))
    assert of_rules(elsewhere) == {
        "unreachable: paid": "captured: whatever is done, it never becomes paid",
        "never: pay": "captured, answered: no lead meets the guard of 'pay'",
    }
    assert "always: pay" in of_rules(small().with_move("pay", guard=about.stage.is_("answered")))
    both = small().with_move("pay", sources=("asked", "answered"), guard=about.stage.is_("asked"))
    assert of_rules(both) == {}


def test_a_rule_that_implies_a_move_is_asked_where_the_move_starts() -> None:
    implied = (Implied((F.seats >= 5) & about.stage.is_("asked")),)
    assert "never: pay.implied" in of_rules(small().with_move("pay", by=(SALES, SYSTEM), implied=implied))
    assert of_rules(small().with_move("answer", by=(SALES, SYSTEM), implied=implied)) == {}


@pytest.mark.parametrize(
    ("on", "where", "found"),
    [
        ("pay", event.move.is_("answer"), "never"),
        ("pay", about.stage.is_("answered"), "never"),
        ("pay", event.to_stage.is_("answered") & (F.seats >= 5), "never"),
        (leaving("asked"), event.from_stage.is_("answered"), "never"),
        ("pay", event.from_stage.is_("answered"), "always"),
        (("pay", "answer"), event.move.is_("answer"), None),
        ("pay", about.stage.is_("paid") & (F.seats >= 5), None),
        (("pay", captured()), about.stage.is_("asked"), None),
        (captured(), about.stage.is_("asked"), None),
        ("pay", always, None),
    ],
)
def test_an_alert_is_judged_after_what_it_watches(on: Any, where: Rule, found: str | None) -> None:
    policy = small(alerts=(Alert(name="told", on=on, to=SALES, where=where),))
    assert list(of_rules(policy)) == ([] if found is None else [f"{found}: told.where"])
