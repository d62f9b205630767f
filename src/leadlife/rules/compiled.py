"""A rule as a plain function: for many leads, without explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TypeAlias

from leadlife.evidence import Evidence, Observation, Subject, Value
from leadlife.rules.form import Form, evidence_of
from leadlife.rules.moment import Moment
from leadlife.rules.tree import Rule
from leadlife.rules.truth import BY_CODE, UNKNOWN, Truth
from leadlife.worktime import WorkCalendar

Ask: TypeAlias = Callable[[Mapping[str, Value | None] | Subject], Truth]
_EPOCH = datetime.fromtimestamp(0, UTC)
_NOTHING: Mapping[str, Observation] = MappingProxyType({})


def _nobody(subject: object) -> Truth:
    raise AssertionError("a compiled rule was asked before it knew the time")


class CompiledRule:
    """Answers the rule for facts by name, or for a lead: the same as ``evaluate``, sooner, and without reasons.

    >>> from leadlife.rules import always
    >>> from datetime import UTC
    >>> compiled = always.compile()
    >>> compiled({"seats": 3}, at=datetime(2026, 11, 2, tzinfo=UTC))
    <Truth.MET: 'met'>

    A mapping holds canonical values: enum members by value, lists as tuples; what it leaves out is unknown.
    """

    __slots__ = ("_calendar", "_form", "_ready", "_zone", "rule")

    def __init__(self, rule: Rule, form: Form, zone: str, calendar: WorkCalendar | None) -> None:
        Moment(_EPOCH, zone, calendar)
        self.rule = rule
        self._form, self._zone, self._calendar = form, zone, calendar
        self._ready: tuple[object, Ask] = (_nobody, _nobody)  # the time it was asked at last, which is none

    @property
    def source(self) -> str:
        """The Python that is run."""
        return self._form.source

    def __call__(self, subject: Mapping[str, Value | None] | Subject, *, at: datetime) -> Truth:
        """Met, unmet or unknown, at a time.

        :raises InvalidInput: for a naive time, or a subject that has no facts.
        """
        seen, ask = self._ready
        if seen is not at:
            ask = self.at(at)
            self._ready = (at, ask)
        return ask(subject)

    def at(self, at: datetime) -> Ask:
        """The rule at one time, as a function of a lead or of facts by name: for whole populations.

        :raises InvalidInput: for a naive time; the function itself, for a subject that has no facts.
        """
        moment = Moment(at, self._zone, self._calendar)
        form, ask, bounds, direct = (
            self._form,
            self._form.ask,
            self._form.bounds(moment),
            not self._form.written.fades,
        )

        def answer(subject: Mapping[str, Value | None] | Subject) -> Truth:
            if direct and type(subject) is dict:
                # The way of many leads: nothing but the source is run, unless it takes a case split to tell.
                try:
                    code = ask(subject, _NOTHING, None, None, bounds, ())
                except (TypeError, AttributeError):
                    code = UNKNOWN  # asked again below, which says what is wrong
                if code != UNKNOWN:
                    return BY_CODE[code]
            evidence = Evidence(subject) if isinstance(subject, Mapping) else evidence_of(subject)
            return BY_CODE[form.code(evidence, at, self._zone, self._calendar)[0]]

        return answer

    def __repr__(self) -> str:
        return f"<compiled rule: {self.rule}>"
