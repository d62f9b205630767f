"""Objectives: the volume and the conversion that marketing and sales agree to reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from leadlife._typed import Defined
from leadlife.errors import DefinitionError
from leadlife.people import Team
from leadlife.policy.stage import FORWARD, Milestone

Measure: TypeAlias = Literal[
    "leads",
    "mqls",
    "sals",
    "sqls",
    "won",
    "qualification",
    "acceptance",
    "accepted_of_answered",
    "conversion",
]
Per: TypeAlias = Literal["week", "month", "quarter", "year"]

COUNTED: Final[Mapping[str, Milestone]] = {
    "leads": Milestone.RAW,
    "mqls": Milestone.MQL,
    "sals": Milestone.SAL,
    "sqls": Milestone.SQL,
    "won": Milestone.WON,
}
"""The milestone that each measure of volume counts; a lead is RAW from its capture on."""

_RATED: Final[Mapping[str, tuple[Milestone, Milestone]]] = {
    "qualification": (Milestone.RAW, Milestone.MQL),
    "acceptance": (Milestone.MQL, Milestone.SAL),
    "accepted_of_answered": (Milestone.HANDED_OFF, Milestone.SAL),
}
"""Of which milestone, and to which, each measure of conversion is; ``conversion`` says so itself."""

_KEY: TypeAlias = tuple[str, "Milestone | None", "Milestone | None", "str | None", str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Defined):
    """What is to be reached in each ``period`` of a calendar: at least so many leads, or at least such a rate.

    A volume (``"leads"``, ``"mqls"``, ``"sals"``, ``"sqls"``, ``"won"``) counts the leads that first reached that in
    the period. A rate, a Decimal from 0 to 1, follows the leads that first reached its denominator in the period, for
    as long as they take: ``"qualification"`` (MQLs of captured leads), ``"acceptance"`` (accepted by sales, of MQLs),
    ``"accepted_of_answered"`` (accepted, of those offered that were accepted or rejected) and ``"conversion"``
    (``to`` a milestone, ``of`` those that reached an earlier one). ``source`` is the one it is agreed for, or None for
    all. ``by`` are the teams that answer for it: both, where it is shared. Without it, it is measured all the same, and
    the agreement says that nobody answers for it by name.

    >>> print(Objective(measure="acceptance", at_least=Decimal("0.8"), per="quarter", source="fair"))
    80% of the MQLs in each quarter from fair accepted by sales

    :raises DefinitionError: if it cannot be reached or measured; the message says how to mend it.
    """

    measure: Measure
    at_least: int | Decimal
    per: Per
    of: Milestone | None = None
    to: Milestone | None = None
    source: str | None = None
    by: tuple[Team, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.at_least, bool | float):
            exact = f"Decimal('{self.at_least:g}')" if self.is_rate else f"{self.at_least:.0f}"
            raise DefinitionError(
                f"the objective {self.measure!r} has at_least={self.at_least!r}: write it exactly, at_least={exact}"
            )
        super(Objective, self).__post_init__()
        for problem in self._problems():
            raise DefinitionError(f"the objective {self.measure!r} {problem}")

    def _problems(self) -> Iterator[str]:
        if self.is_rate:
            yield from self._rate_problems()
        elif not isinstance(self.at_least, int) or self.at_least < 0:
            yield f"counts leads, and has at_least={self.at_least}: pass a whole number, 0 or more"
        if self.measure == "conversion":
            yield from self._conversion_problems()
        elif self.of is not None or self.to is not None:
            yield f"has of={_named(self.of)} and to={_named(self.to)}, which are for 'conversion' only: leave them out"
        if self.source == "":
            yield "has an empty source: leave it out for all sources"
        if len(set(self.by)) < len(self.by) or not all(self.by):
            yield f"has by={self.by}: name each team once, such as by=(MARKETING, SALES)"

    def _rate_problems(self) -> Iterator[str]:
        rate = Decimal(self.at_least)
        if not rate.is_finite() or not 0 <= rate <= 1:
            yield f"is a rate, and has at_least={self.at_least}: pass 0 to 1, Decimal('0.8') for 80%"

    def _conversion_problems(self) -> Iterator[str]:
        if (
            self.of not in FORWARD
            or self.to not in FORWARD
            or FORWARD.index(self.of) >= FORWARD.index(self.to)
        ):
            way = ", ".join(f"Milestone.{one.name}" for one in FORWARD)
            yield f"goes of={_named(self.of)} to={_named(self.to)}: name two of {way}, the earlier first"

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate, and no volume."""
        return self.measure not in COUNTED

    @property
    def shared(self) -> bool:
        """Whether more than one team answers for it."""
        return len(self.by) > 1

    @property
    def span(self) -> tuple[Milestone | None, Milestone]:
        """Of which milestone, and to which, it is measured; a volume is of none."""
        if self.measure in COUNTED:
            return None, COUNTED[self.measure]
        if self.measure in _RATED:
            return _RATED[self.measure]
        assert self.of is not None and self.to is not None
        return self.of, self.to

    @property
    def key(self) -> _KEY:
        """What it is about: two objectives of one policy never have the same."""
        return self.measure, self.of, self.to, self.source, self.per

    @property
    def subject(self) -> str:
        """What is measured and when, in words.

        >>> Objective(measure="mqls", at_least=50, per="month").subject
        'MQLs in each month'
        """
        start, end = self.span
        when = f"in each {self.per}" + (f" from {self.source}" if self.source is not None else "")
        return f"{_CLASS[end if start is None else start]} {when}" + _outcome(self)

    @property
    def target(self) -> str:
        """What is to be reached at least, in words.

        >>> Objective(measure="qualification", at_least=Decimal("0.125"), per="year").target
        '12.5%'
        """
        if not self.is_rate:
            return f"{self.at_least:,}"
        return f"{(Decimal(self.at_least) * 100).normalize():f}%"

    def __str__(self) -> str:
        return f"{self.target}{' of the' if self.is_rate else ''} {self.subject}"


_CLASS: Final[Mapping[Milestone, str]] = {
    Milestone.RAW: "leads captured",
    Milestone.MRL: "MRLs",
    Milestone.MQL: "MQLs",
    Milestone.HANDED_OFF: "leads offered",
    Milestone.SAL: "SALs",
    Milestone.SQL: "SQLs",
    Milestone.WON: "leads won",
}


def _outcome(objective: Objective) -> str:
    start, end = objective.span
    match objective.measure:
        case "acceptance":
            return " accepted by sales"
        case "accepted_of_answered":
            return " accepted by sales, where it answered"
    return "" if start is None else f" that became {_CLASS[end]}".replace("became leads", "were")


def _named(milestone: Milestone | None) -> str:
    return "None" if milestone is None else f"Milestone.{milestone.name}"
