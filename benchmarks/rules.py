"""Bar 6: one rule of three criteria, asked of the same leads by leadlife and by three other rule engines.

All facts are known and dates are given to the others as whole numbers, which is the easiest case for them: none of them
has a third value. Every contender has to admit the same leads before anything is timed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from typing import Any

from benchmarks.report import Row, Timings, interleaved, table
from leadlife import Evidence, LeadFacts, criterion, facts
from leadlife.rules import Truth

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
TODAY = date(2026, 11, 2)
ROLES = ("c_level", "owner", "vp", "director", "manager", "individual")
FEW, MANY, ROUNDS = 400, 10, 9

Contender = Callable[[], list[bool]]
_PEERS = {"zen": "zen-engine", "rule_engine": "rule-engine", "json_logic": "json-logic"}
_GOALS = {"zen": 0.5, "rule_engine": 0.1, "json_logic": 0.1}

f = facts(LeadFacts)
RULE = (
    criterion("decision maker", f.decision_maker_role.one_of("vp", "c_level", "owner"), ask="Who signs?")
    & criterion("pain", f.pain_severity >= 7, ask="What does it cost you today?")
    & criterion("event", f.compelling_event_on.within_next(days=180), ask="What happens if you wait?")
)


def run() -> list[Row]:
    """Ratios of the compiled rule to each engine that is installed, and of a verdict to its explanation."""
    contenders = dict(_contenders(_leads()))
    _insist_on_one_answer(contenders)
    times = interleaved(ROUNDS, **{name: _often(call) for name, call in contenders.items()})
    each = times.median("compiled") / (FEW * MANY) * 1e6
    return [
        *(_against(name, times, each) for name in contenders if name in _PEERS),
        Row(6, "compiled rule, µs a lead", each, 1.5, "a time, not a ratio: a hint only"),
        Row(6, "verdict / compiled rule", times.ratio("verdict", to="compiled"), None, "reasons to be had"),
        Row(6, "verdict / verdict explained", times.ratio("verdict", to="explained"), None, "lazy"),
    ]


def _against(name: str, times: Timings, each: float) -> Row:
    ratio = times.ratio("compiled", to=name)
    return Row(6, f"compiled rule / {_PEERS[name]}", ratio, _GOALS[name], f"{each:.2f} µs a lead")


def _leads() -> list[dict[str, Any]]:
    rng = random.Random(7)
    return [
        {
            "decision_maker_role": rng.choice(ROLES),
            "pain_severity": rng.randint(3, 10),
            "compelling_event_on": TODAY + timedelta(days=rng.randint(-30, 250)),
        }
        for _ in range(FEW)
    ]


def _contenders(leads: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Contender]]:
    ask = RULE.compile(zone="UTC").at(AT)
    seen = [Evidence(lead) for lead in leads]
    plain = [{**lead, "compelling_event_on": lead["compelling_event_on"].toordinal()} for lead in leads]
    yield "compiled", lambda: [ask(lead) is Truth.MET for lead in leads]
    yield "verdict", lambda: [RULE.evaluate(one, at=AT).met for one in seen]
    yield "explained", lambda: [str(RULE.evaluate(one, at=AT).explain())[:3] == "met" for one in seen]
    for module, make in (("zen", _zen), ("rule_engine", _rule_engine), ("json_logic", _json_logic)):
        if find_spec(module) is not None:
            yield module, make(plain)


def _text(both: str, member: str) -> str:
    low, high = TODAY.toordinal(), TODAY.toordinal() + 180
    return both.join(
        (
            f"decision_maker_role in {member}",
            "pain_severity >= 7",
            f"compelling_event_on >= {low}",
            f"compelling_event_on <= {high}",
        )
    )


def _zen(leads: Sequence[Mapping[str, Any]]) -> Contender:
    import zen

    expression = zen.compile_expression(_text(" and ", "['vp', 'c_level', 'owner']"))
    return lambda: [expression.evaluate(lead) for lead in leads]


def _rule_engine(leads: Sequence[Mapping[str, Any]]) -> Contender:
    import rule_engine

    rule = rule_engine.Rule(_text(" and ", "['vp', 'c_level', 'owner']"))
    return lambda: [rule.matches(lead) for lead in leads]


def _json_logic(leads: Sequence[Mapping[str, Any]]) -> Contender:
    from json_logic import jsonLogic

    low, high = TODAY.toordinal(), TODAY.toordinal() + 180
    rule = {
        "and": [
            {"in": [{"var": "decision_maker_role"}, ["vp", "c_level", "owner"]]},
            {">=": [{"var": "pain_severity"}, 7]},
            {"<=": [low, {"var": "compelling_event_on"}, high]},
        ]
    }
    return lambda: [jsonLogic(rule, lead) for lead in leads]


def _insist_on_one_answer(contenders: Mapping[str, Contender]) -> None:
    answers = {name: call() for name, call in contenders.items()}
    for name, found in answers.items():
        if found != answers["compiled"]:
            raise AssertionError(f"{name} does not admit the leads that the compiled rule admits")
    if not 0 < sum(answers["compiled"]) < FEW:
        raise AssertionError("a rule that admits all or nobody measures nothing")


def _often(call: Contender) -> Callable[[], None]:
    def several() -> None:
        for _ in range(MANY):
            call()

    return several


if __name__ == "__main__":
    print(table(run()))
