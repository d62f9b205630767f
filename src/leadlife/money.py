"""Money: a decimal amount in one currency. Two currencies never meet without a rate, and no amount is a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NoReturn

from leadlife.errors import DefinitionError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import core_schema

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency, which compares, adds and subtracts within that currency only.

    The currency has the shape of an ISO 4217 code (three capitals); whether it is in use is not asked.

    >>> print(Money(Decimal("50000"), "EUR"))
    50,000.00 EUR
    >>> Money(Decimal(2), "EUR") < Money(Decimal(3), "EUR")
    True

    :raises DefinitionError: for a float or an amount without a value, for anything that is not shaped like a code,
        for a comparison or a sum with a bare number or with another currency.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            _refuse_amount(self.amount)
        if not self.amount.is_finite():
            raise DefinitionError(f"an amount of money must be finite, not {self.amount}")
        _check_code(self.currency)

    def __str__(self) -> str:
        exponent = self.amount.as_tuple().exponent
        places = max(2, -exponent) if isinstance(exponent, int) else 2
        return f"{self.amount:,.{places}f} {self.currency}"

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other, "compare")

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other, "compare")

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other, "compare")

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other, "compare")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other, "add"), self.currency)

    def __radd__(self, other: object) -> Money:
        if isinstance(other, int) and other == 0:  # where sum() starts
            return self
        self._same(other, "add")
        raise AssertionError("unreachable: two amounts of money meet in __add__")

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other, "subtract"), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(self.amount * _number(factor, "multiply"), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: int | Decimal) -> Money:
        return Money(self.amount / _number(divisor, "divide"), self.currency)

    def ratio(self, other: Money) -> Decimal:
        """How many times ``other`` goes into this: a plain number, with the precision of the decimal context.

        >>> money(150, "EUR").ratio(money(100, "EUR"))
        Decimal('1.5')

        :raises DefinitionError: if the other is of another currency.
        :raises ZeroDivisionError: if the other is nothing.
        """
        divisor = self._same(other, "divide")
        if not divisor:
            raise ZeroDivisionError(f"{self} has no ratio to {other}")
        return self.amount / divisor

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def _same(self, other: object, verb: str) -> Decimal:
        if not isinstance(other, Money):
            raise DefinitionError(
                f"cannot {verb} {self} with {other!r}: a bare amount has no currency; "
                f"write money({_plain(other)}, {self.currency!r})"
            )
        if other.currency != self.currency:
            raise DefinitionError(
                f"cannot {verb} {self} with {other}: two currencies need a rate; convert one of them to the other first"
            )
        return other.amount

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Money itself, or (as in JSON) ``{"amount": "50000.00", "currency": "EUR"}``, strictly."""
        from pydantic_core import core_schema as cs

        amount = cs.union_schema(
            [cs.str_schema(strict=True), cs.int_schema(strict=True), cs.is_instance_schema(Decimal)]
        )
        fields = {
            "amount": cs.typed_dict_field(amount),
            "currency": cs.typed_dict_field(cs.str_schema(strict=True)),
        }
        parts = cs.typed_dict_schema(fields, extra_behavior="forbid")
        from_parts = cs.no_info_after_validator_function(lambda p: money(p["amount"], p["currency"]), parts)
        return cs.json_or_python_schema(
            json_schema=from_parts,
            python_schema=cs.union_schema([cs.is_instance_schema(cls), from_parts], mode="left_to_right"),
            serialization=cs.plain_serializer_function_ser_schema(_parts),
        )


def money(amount: int | Decimal | str, currency: str) -> Money:
    """Money out of an integer, a decimal or the text of one.

    >>> money(50_000, "EUR") == money("50000.00", "EUR")
    True
    >>> money(0.1, "EUR")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    DefinitionError: money cannot be the float 0.1, which is not exact: write it as text, money("0.1", ...)

    :raises DefinitionError: for a float, for text that is no number, for a malformed currency code.
    """
    if isinstance(amount, (bool, float)) or not isinstance(amount, (int, Decimal, str)):
        _refuse_amount(amount)
    try:
        return Money(Decimal(amount), currency)
    except InvalidOperation:
        raise DefinitionError(
            f"{amount!r} is no amount of money: write digits and a point, such as '1250.50'"
        ) from None


def _check_code(code: object) -> None:
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise DefinitionError(f"{code!r} is no currency code: write three capitals, such as 'EUR' (ISO 4217)")


def _parts(value: Money) -> dict[str, str]:
    return {"amount": str(value.amount), "currency": value.currency}


def _plain(value: object) -> str:
    return f'"{value}"' if isinstance(value, (float, Decimal)) else repr(value)


def _number(value: object, verb: str) -> Decimal:
    if isinstance(value, float):
        raise DefinitionError(
            f"cannot {verb} money by the float {value!r}, which is not exact: write Decimal({str(value)!r})"
        )
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise DefinitionError(
            f"cannot {verb} money by {value!r}: pass an int or a Decimal (for two amounts, .ratio())"
        )
    return Decimal(value)


def _refuse_amount(amount: object) -> NoReturn:
    if isinstance(amount, float):
        raise DefinitionError(
            f"money cannot be the float {amount!r}, which is not exact: "
            f'write it as text, money("{amount!r}", ...), or as a Decimal'
        )
    raise DefinitionError(f"money cannot be {amount!r}: pass an int, a Decimal or text to money(...)")
