"""Targets of clocks that only the lead knows: the end of its cool-down, the close date of its opportunity."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Rest(Enum):
    """A target that only the lead knows."""

    COOL_DOWN = "cool_down"
    CLOSE_DATE = "close_date"

    @property
    def words(self) -> str:
        """What people say of it."""
        return f"until {_UNTIL[self]}"


_UNTIL: Final = {
    Rest.COOL_DOWN: "the cool-down is over",
    Rest.CLOSE_DATE: "the close date of the opportunity",
}

COOL_DOWN: Final = Rest.COOL_DOWN
"""As a clock's ``within``: until the lead's cool-down is over."""

CLOSE_DATE: Final = Rest.CLOSE_DATE
"""As a clock's ``within``: until the date by which the opportunity is to be closed. Without one it does not run."""
