"""How patient an engine is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from leadlife._typed import Defined
from leadlife.errors import DefinitionError, InvalidInput

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Limits(Defined):
    """How patient the engine is: tries after a conflict, leases, and the delivery of notices.

    :raises DefinitionError: if one of them is not positive, or has the wrong type.
    """

    tries: int = 10
    lease: timedelta = timedelta(minutes=5)
    page: int = 100
    attempts: int = 8
    backoff: timedelta = timedelta(seconds=30)
    backoff_most: timedelta = timedelta(hours=6)

    def __post_init__(self) -> None:
        super(Limits, self).__post_init__()
        for name, least in (
            ("tries", 1),
            ("page", 1),
            ("attempts", 1),
            ("lease", _MOMENT),
            ("backoff", _MOMENT),
        ):
            if getattr(self, name) < least:
                raise DefinitionError(
                    f"Limits({name}={getattr(self, name)!r}): nothing would be done; pass more than 0"
                )

    def wait(self, attempts: int) -> timedelta:
        """How long to wait after so many failed attempts: doubled each time, up to the most."""
        doubled: timedelta = self.backoff * 2 ** min(max(0, attempts - 1), 30)
        return min(doubled, self.backoff_most)


def checked_limit(limit: int | None) -> int | None:
    """How many to take at most.

    :raises InvalidInput: if it is no number of at least one.
    """
    if limit is None or (isinstance(limit, int) and limit >= 1):
        return limit
    raise InvalidInput(
        f"take limit={limit!r}", "it is no number of at least one", remedy="Leave it out for all."
    )
