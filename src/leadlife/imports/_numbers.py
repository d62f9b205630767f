"""The text of a number, with the marks that the file uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from leadlife.errors import DefinitionError
from leadlife.imports._unreadable import Unreadable

_LONGEST = 60
"""No count and no amount needs more characters; Python itself refuses to read thousands."""


@dataclass(frozen=True)
class Numbers:
    """Reads numbers whose fraction is set off by ``decimal``, and whose thousands are by ``grouping`` (if any).

    >>> Numbers(",", ".").exact("1.234,50")
    Decimal('1234.50')

    :raises DefinitionError: if the two are the same, or could be a digit or a sign.
    """

    decimal: str = "."
    grouping: str = ""

    def __post_init__(self) -> None:
        if self.decimal not in (".", ","):
            raise DefinitionError(f"decimal must be '.' or ',', not {self.decimal!r}")
        if self.grouping not in (
            "",
            ".",
            ",",
            " ",
            "'",
            "’",
            "_",
            "\N{NO-BREAK SPACE}",
            "\N{NARROW NO-BREAK SPACE}",
        ):
            raise DefinitionError(
                f"grouping must be one mark such as ',', '.', ' ' or \"'\", not {self.grouping!r}"
            )
        if self.decimal == self.grouping:
            raise DefinitionError(
                f"decimal and grouping are both {self.decimal!r}: a number could not be read"
            )

    @cached_property
    def _shape(self) -> re.Pattern[str]:
        whole = "[0-9]+"
        if self.grouping:
            whole = rf"(?:[0-9]{{1,3}}(?:{re.escape(self.grouping)}[0-9]{{3}})+|[0-9]+)"
        return re.compile(rf"[+-]?{whole}(?:{re.escape(self.decimal)}[0-9]*)?(?:[eE][+-]?[0-9]{{1,2}})?")

    def exact(self, text: str) -> Decimal:
        """The number, to the last digit.

        :raises Unreadable: if it is none, or one of more than 60 characters.
        """
        if len(text) > _LONGEST or not self._shape.fullmatch(text):
            raise Unreadable(f"it is no number such as {self._example()}")
        plain = text.replace(self.grouping, "") if self.grouping else text
        return Decimal(plain.replace(self.decimal, "."))

    def whole(self, text: str) -> int:
        """A whole number; a fraction of nothing but zeros will do (250.0), as data frames write it.

        :raises Unreadable: if it is none.
        """
        found = self.exact(text)
        if found != found.to_integral_value():
            raise Unreadable("it is no whole number")
        return int(found)

    def floating(self, text: str) -> float:
        """The nearest floating-point number.

        :raises Unreadable: if it is none.
        """
        return float(self.exact(text))

    def _example(self) -> str:
        return f"{self.grouping.join(('1', '250'))}{self.decimal}50"
