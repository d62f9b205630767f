"""A rule as a plain function: for many leads, without explanations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from leadlife.evidence import Evidence, Subject, Value
from leadlife.rules.form import Form, evidence_of
from leadlife.rules.moment import Moment
from leadlife.rules.tree import Rule
from leadlife.rules.truth import BY_CODE, Truth
from leadlife.worktime import WorkCalendar


class CompiledRule:
    """Answers the rule for facts by name, or for a lead: the same as ``evaluate``, sooner, and without reasons.

    >>> from leadlife.rules import always
    >>> from datetime import UTC
    >>> compiled = always.compile()
    >>> compiled({"seats": 3}, at=datetime(2026, 11, 2, tzinfo=UTC))
    <Truth.MET: 'met'>

    A mapping holds canonical values: enum members by value, lists as tuples; what it leaves out is unknown.
    """

    __slots__ = ("_calendar", "_form", "_zone", "rule")

    def __init__(self, rule: Rule, form: Form, zone: str, calendar: WorkCalendar | None) -> None:
        self.rule = rule
        self._form, self._zone, self._calendar = form, zone, calendar

    @property
    def source(self) -> str:
        """The Python that is run."""
        return self._form.source

    def __call__(self, subject: Mapping[str, Value | None] | Subject, *, at: datetime) -> Truth:
        """Met, unmet or unknown, at a time.

        :raises InvalidInput: for a naive time, or a subject that has no facts.
        """
        if type(subject) is dict or isinstance(subject, Mapping):
            evidence = Evidence(subject)
        else:
            evidence = evidence_of(subject)
        if type(at) is not datetime or at.tzinfo is None:
            Moment(at)
        return BY_CODE[self._form.code(evidence, at, self._zone, self._calendar)[0]]

    def __repr__(self) -> str:
        return f"<compiled rule: {self.rule}>"
