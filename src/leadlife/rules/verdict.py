"""A verdict: what a rule says of a lead at a time. Reasons are worked out when they are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from leadlife.evidence import Evidence
from leadlife.rules.moment import Moment
from leadlife.rules.truth import BY_CODE, MET, UNKNOWN, UNMET, Truth

if TYPE_CHECKING:
    from leadlife.rules.blockers import Blockers
    from leadlife.rules.explain import Explanation
    from leadlife.rules.missing import Missing
    from leadlife.rules.tree import Rule
    from leadlife.worktime import WorkCalendar


class Verdict:
    """Met, unmet or unknown, exactly one of them, with the reasons. Immutable."""

    __slots__ = ("_at", "_calendar", "_code", "_evidence", "_exact", "_rule", "_zone")

    def __init__(
        self,
        rule: Rule,
        evidence: Evidence,
        at: datetime,
        zone: str,
        calendar: WorkCalendar | None,
        code: int,
        exact: bool,
    ) -> None:
        self._rule, self._evidence = rule, evidence
        self._at, self._zone, self._calendar = at, zone, calendar
        self._code, self._exact = code, exact

    @property
    def rule(self) -> Rule:
        """The rule that was asked."""
        return self._rule

    @property
    def evidence(self) -> Evidence:
        """What it saw."""
        return self._evidence

    @property
    def moment(self) -> Moment:
        """When, where and by which calendar it was asked."""
        return Moment(self._at, self._zone, self._calendar)

    @property
    def met(self) -> bool:
        """The rule holds, whatever is still unknown."""
        return self._code == MET

    @property
    def unmet(self) -> bool:
        """The rule does not hold, whatever is still unknown."""
        return self._code == UNMET

    @property
    def unknown(self) -> bool:
        """It depends on what is still unknown."""
        return self._code == UNKNOWN

    @property
    def truth(self) -> Truth:
        """The three in one value."""
        return BY_CODE[self._code]

    @property
    def exact(self) -> bool:
        """False if there were too many cases to try: then ``unknown`` may be met or unmet whatever is unknown."""
        return self._exact

    def explain(self) -> Explanation:
        """Why: each part with its verdict and the facts it used, who said them and when. ``str`` of it is text."""
        from leadlife.rules.explain import explain

        return explain(self)

    def missing(self) -> Missing:
        """The smallest sets of answers that would make it met, each with the question to ask."""
        from leadlife.rules.missing import missing

        return missing(self)

    def blockers(self) -> Blockers:
        """The known facts that rule it out; none unless it is unmet."""
        from leadlife.rules.blockers import blockers

        return blockers(self)

    def advice(self) -> str:
        """In one text what would make it met: what is missing, or what rules it out; empty if it is met."""
        if self.met:
            return ""
        return str(self.blockers() if self.unmet else self.missing())

    def why_not(self) -> str:
        """The parts that are not met, each with its facts, and what would make the whole met; empty if it is met."""
        if self.met:
            return ""
        return f"{self.explain().not_met()}\n{self.advice()}".rstrip()

    def _repr_markdown_(self) -> str:
        return self.explain()._repr_markdown_()

    def __str__(self) -> str:
        """Why, part by part, and what would make it met."""
        return f"{self.explain()}\n{self.advice()}".rstrip()

    def __repr__(self) -> str:
        return f"<verdict {self.truth}: {self._rule}>"

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is met, unmet or unknown: ask .met, .unmet or .unknown")
