"""One objective in one period: what was agreed, and what was reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from leadlife.policy import Objective
from leadlife.reports._plain import Plain, plain
from leadlife.reports.share import Share

Outcome: TypeAlias = Literal["reached", "not_reached", "running", "undefined"]


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective held against what happened in one period, ``since <= t < before``.

    ``actual`` is a count of leads, or the share of those that first reached the denominator in the period. ``pending``
    of them may still be counted: they are open, and younger than the report's ``mature_after``. ``outcome`` is
    ``"reached"`` or ``"not_reached"``, whatever becomes of those that are pending; ``"running"`` while the period is,
    or while they decide; or ``"undefined"``, where there is nothing to divide by.
    """

    objective: Objective
    period: str
    since: datetime
    before: datetime
    actual: int | Share
    pending: int
    outcome: Outcome

    @property
    def agreed(self) -> int | Decimal:
        """What is to be reached at least."""
        return self.objective.at_least

    @property
    def difference(self) -> int | float | None:
        """What is above (or below) the agreed: in leads, or of a rate as a fraction; None where it is undefined."""
        if isinstance(self.actual, int):
            return self.actual - int(self.agreed)
        if not self.actual.whole:
            return None
        return float(Fraction(self.actual.part, self.actual.whole) - Fraction(self.agreed))

    def to_dict(self) -> dict[str, Plain]:
        """The row as plain data; a count has a numerator and no denominator."""
        one, actual = self.objective, self.actual
        rate = isinstance(actual, Share)
        start, end = one.span
        return {
            "measure": one.measure,
            "of": plain(start),
            "to": plain(end),
            "source": one.source,
            "by": plain(one.by),
            "per": one.per,
            "period": self.period,
            "since": plain(self.since),
            "before": plain(self.before),
            "actual": actual.value if isinstance(actual, Share) else actual,
            "actual_numerator": actual.part if isinstance(actual, Share) else actual,
            "actual_denominator": actual.whole if isinstance(actual, Share) else None,
            "agreed": str(one.at_least) if rate else int(one.at_least),
            "difference": self.difference,
            "pending": self.pending,
            "outcome": self.outcome,
        }
