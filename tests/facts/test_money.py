"""Money is exact, and meets nothing but money of its own currency."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from leadlife.errors import DefinitionError
from leadlife.money import Money, money

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9)
euros = amounts.map(lambda a: money(a, "EUR"))


class Deal(BaseModel):
    value: Money


@given(euros, euros, euros)
def test_sums_are_exact_in_any_order(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c) == sum([a, b, c])
    assert a + b - b == a
    assert -a + a == money(0, "EUR")
    assert abs(-a) == abs(a)


@given(euros, euros)
def test_order_is_that_of_the_amounts(a: Money, b: Money) -> None:
    assert (a < b, a <= b, a > b, a >= b) == (
        a.amount < b.amount,
        a.amount <= b.amount,
        a.amount > b.amount,
        a.amount >= b.amount,
    )


@given(amounts, st.sampled_from(["EUR", "USD"]))
def test_json_and_pickles_give_the_same_money(amount: Decimal, currency: str) -> None:
    deal = Deal(value=money(amount, currency))
    assert Deal.model_validate_json(deal.model_dump_json()) == deal
    assert pickle.loads(pickle.dumps(deal.value)) == deal.value
    assert hash(money(Decimal("1.00"), "EUR")) == hash(money(1, "EUR"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (money(50_000, "EUR"), "50,000.00 EUR"),
        (money("-0.5", "USD"), "-0.50 USD"),
        (money("1234.5678", "CHF"), "1,234.5678 CHF"),
        (money("1E+3", "JPY"), "1,000.00 JPY"),
    ],
)
def test_it_reads_as_people_write_it(value: Money, text: str) -> None:
    assert str(value) == text


def test_scaling_and_ratios() -> None:
    assert money(10, "EUR") * 3 == 3 * money(10, "EUR") == money(30, "EUR")
    assert money(10, "EUR") * Decimal("0.5") == money(5, "EUR") == money(10, "EUR") / 2
    assert money(30, "EUR").ratio(money(20, "EUR")) == Decimal("1.5")
    with pytest.raises(ZeroDivisionError):
        money(30, "EUR").ratio(money(0, "EUR"))


EUR: Any = money(1, "EUR")
REFUSALS: list[tuple[Callable[[], object], str]] = [
    (lambda: money(0.1, "EUR"), r'money\("0.1", ...\)'),  # type: ignore[arg-type]
    (lambda: Money(0.1, "EUR"), "not exact"),  # type: ignore[arg-type]
    (lambda: money(True, "EUR"), "cannot be True"),
    (lambda: money("ten", "EUR"), "no amount of money"),
    (lambda: money("NaN", "EUR"), "finite"),
    (lambda: money(1, "eur"), "three capitals"),
    (lambda: money(1, "EURO"), "three capitals"),
    (lambda: money(1, None), "three capitals"),  # type: ignore[arg-type]
    (lambda: EUR > 5, r"money\(5, 'EUR'\)"),
    (lambda: Decimal("5.5") > EUR, r'money\("5.5", \'EUR\'\)'),
    (lambda: money(1, "USD") >= EUR, "need a rate"),
    (lambda: EUR + money(1, "USD"), "need a rate"),
    (lambda: EUR - 1, "bare amount"),
    (lambda: 1 + EUR, "bare amount"),
    (lambda: sum([EUR, money(1, "USD")]), "need a rate"),
    (lambda: EUR * 1.5, r"Decimal\('1.5'\)"),
    (lambda: EUR * EUR, "ratio"),
    (lambda: EUR / 0.5, r"Decimal\('0.5'\)"),
]


@pytest.mark.parametrize(("attempt", "fix"), REFUSALS)
def test_what_would_be_wrong_is_refused_with_the_fix(attempt: Callable[[], object], fix: str) -> None:
    with pytest.raises(DefinitionError, match=fix):
        attempt()


def test_another_currency_is_simply_not_equal() -> None:
    assert money(1, "EUR") != money(1, "USD")
    assert EUR != 1


@pytest.mark.parametrize("told", [5, 5.0, "5 EUR", {"amount": 0.5, "currency": "EUR"}, {"amount": "5"}])
def test_pydantic_models_take_no_half_money(told: object) -> None:
    with pytest.raises(ValidationError):
        Deal.model_validate({"value": told})
