"""Dumped rules that are no rules are refused: a dump is data, and becomes no code that was not dumped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from leadlife.errors import DefinitionError
from leadlife.rules import judged, load, scorecard
from tests.rules.strategies import f, sum_is_even

RULE = f.n >= 3
CARD = scorecard("fit", (30, RULE))
GOOD = ((f.n >= 3) & (f.day < date(2026, 1, 1)) & f.tags.any_of("a") & (CARD >= 3)).dump()


def broken(**changed: Any) -> dict[str, Any]:
    return {**GOOD, **changed}


DUMPS: list[tuple[Any, str]] = [
    (None, "no dumped rule"),
    ([], "no dumped rule"),
    ({}, "no dumped rule"),
    ({"leadlife_rule": "1"}, "no dumped rule"),
    (broken(leadlife_rule=2), "schema 2.*upgrade leadlife"),
    (broken(rule={"compere": "n"}), "did you mean 'compare'"),
    (broken(rule={"known": "m"}), "does not describe"),
    (broken(rule={"compare": "n", "order": ">="}), "damaged"),
    (broken(rule={"compare": "n", "order": ">=", "bound": "three"}), "three"),
    (broken(rule={"compare": "day", "order": ">=", "bound": "someday"}), "damaged"),
    (broken(leadlife_rule=0), "no dumped rule"),
    (broken(leadlife_rule=True), "no dumped rule"),
    (broken(rule={"constant": "yes"}), "True or False|not bool"),
    (broken(rule={"all": []}), "two at least"),
    (broken(rule={"at_least": 2, "of": [{"known": "n"}]}), "from 1 to 1"),
    (broken(rule={"at_least": "1 or print(1)", "of": [{"known": "n"}]}), "from 1 to 1"),
    (broken(rule={"compare": "n", "order": "=>", "bound": 3}), "says '=>'"),
    (broken(rule={"compare": "n", "order": "< 1 or print(1) or 1 >", "bound": 3}), "says '< 1 or print"),
    (broken(rule={"compare": "tags", "order": ">=", "bound": 3}), "no order|a list"),
    (broken(rule={"one_of": "n", "values": []}), "names no value"),
    (broken(rule={"one_of": "n", "values": [1], "if_known": "no"}), "if_known"),
    (broken(rule={"window": "n", "direction": "older", "span": None}), "date"),
    (broken(rule={"window": "day", "direction": "up", "span": "3d"}), "says 'up'"),
    (broken(rule={"window": "day", "direction": "next", "span": None}), "says 'next'"),
    (broken(rule={"window": "day", "direction": "next", "span": "3h"}), "days, working days or months"),
    (broken(rule={"count": "tags", "at_least": "1 or 1"}), "whole number"),
    (broken(rule={"includes": "n", "values": [1], "every": False}), "what is none"),
    (broken(rule={"contains": "tags", "text": "a", "ignore_case": True}), "asks about a text"),
    (broken(fields={"n": {"place": "fact", "kind": "colour"}}), "says 'colour'"),
    (broken(fields={"about.sauce": {"place": "lead", "kind": "text"}}), "about.sauce"),
    (broken(rule={"criterion": "", "rule": {"known": "n"}, "ask": None}), "needs a name"),
    (broken(rule={}), "unknown part"),
    (broken(rule=3), "damaged"),
    (broken(fields=None), "damaged"),
    (broken(rule={"all": [{"known": "n"}, 5]}), "damaged"),
]


@pytest.mark.parametrize(("data", "said"), DUMPS)
def test_a_dump_that_cannot_be_read_is_refused(data: Any, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        load(data)


def test_a_function_that_is_not_given_is_asked_for_by_name() -> None:
    dumped = sum_is_even.dump()
    with pytest.raises(DefinitionError, match=r"functions=\{'sum is even': ...\}"):
        load(dumped)
    assert load(dumped, functions={"sum is even": sum_is_even}) == sum_is_even
    with pytest.raises(DefinitionError, match="pass a function, or a judged criterion"):
        load(dumped, functions={"sum is even": RULE})
    with pytest.raises(DefinitionError, match="did you mean 'sum is evn'"):
        load(dumped, functions={"sum is evn": lambda n, m: True})


def test_a_function_of_other_parameters_is_refused_when_it_is_given() -> None:
    with pytest.raises(DefinitionError, match=r"takes \(n\)"):
        load(sum_is_even.dump(), functions={"sum is even": lambda n: True})
    silent = judged("longest", reads=(f.n, f.m))(max)  # written in C, it does not say what it takes
    assert load(silent.dump(), functions={"longest": max}) == silent


def test_two_functions_of_one_name_cannot_be_told_apart_in_a_dump() -> None:
    twins = [judged("twin", reads=(f.n,))(lambda n, least=least: n > least) for least in (1, 2)]
    with pytest.raises(DefinitionError, match="two functions decide criteria of the name 'twin'"):
        (twins[0] & twins[1]).dump()
