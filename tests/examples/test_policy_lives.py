"""Any life under the published lifecycles: whatever is tried, in whatever order, the policy's bounds hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import Actor, Opportunity, Policy, Refused, Role, Transition, money, replay
from leadlife.people import Who
from tests.examples.test_policies import EXAMPLES, NAMES, Office

TOLD: dict[str, list[dict[str, Any]]] = {
    "saas_handbook": [{"email": "a@example.com"}, {"last_response": "demo"}, {"last_response": "content"}],
    "hubspot_default": [{"email": "a@example.com", "consent_email": "opted_in"}],
    "telesales_callbacks": [
        {"phone": "1", "consent_phone": "opted_in"},
        {"consent_phone": "opted_out"},
        {"timezone": "Europe/London"},
    ],
}


def somebody(who: Who) -> Actor:
    return Actor("kim", who.team, who.name) if isinstance(who, Role) else Actor("kim", who)


def asked(move: Transition, who: Who, reason: str | None) -> dict[str, Any]:
    """All that the move may ask for, passed by one who may make it."""
    return {
        "by": somebody(who),
        "reason": reason,
        "comment": "said so",
        "opportunity": Opportunity("deal") if move.opportunity else None,
        "value": money(10, "EUR") if move.value else None,
    }


def attempt(data: st.DataObject, policy: Policy[Any], stage: str, told: list[dict[str, Any]]) -> Any:
    """A move, mostly one that starts there and leads on, with a reason it takes; or something told; or a wait."""
    on = [move for move in policy.moves_from(stage) if policy.stage(move.target).is_open]
    ways = st.sampled_from([*on * 8, *policy.moves, *told, "call", "wait"])
    match data.draw(ways):
        case Transition() as move:
            codes: list[str | None] = [reason.code for reason in move.reasons]
            return move, data.draw(st.sampled_from(move.by)), data.draw(st.sampled_from(codes or [None]))
        case "wait":
            return data.draw(st.timedeltas(timedelta(), timedelta(days=200)))
        case other:
            return other


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=100)
def test_whatever_is_tried_the_bounds_hold_and_history_is_the_lead(name: str, data: st.DataObject) -> None:
    example = EXAMPLES[name]
    policy: Policy[Any] = example.policy
    office = Office(policy, None, getattr(example, "ROSTER", None))
    lead = office.lead(somebody(policy.moves[0].by[0]), policy.facts(**TOLD[name][0]))
    for _ in range(data.draw(st.integers(5, 30))):
        tried = attempt(data, policy, lead.stage, TOLD[name])
        try:
            match tried:
                case (move, who, reason):
                    lead = office.make(lead, move.name, **asked(move, who, reason))
                case dict():
                    lead = office.tell(lead, policy.facts(**tried), somebody(policy.moves[0].by[0]))
                case timedelta():
                    lead = office.wait(lead, seconds=tried.total_seconds())
                case _ if isinstance(lead.owner, Actor):
                    lead = office.contact(lead, "call", lead.owner)
        except Refused as refused:
            assert refused.why
            assert office.engine.get(lead.id) == lead
        assert lead.cycle <= policy.max_cycles
        for one in policy.moves:
            assert one.most is None or lead.made.get(one.name, 0) <= one.most
        assert policy.stage(lead.stage).is_open or not lead.running
    office.engine.store.verify(lead.id)
    assert replay(office.engine.history(lead.id)).typed(policy.facts) == lead
