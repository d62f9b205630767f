"""The rule tree: rules are frozen values, built with ``&``, ``|``, ``~`` and read by visitors."""

from __future__ import annotations

import importlib
import operator
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from leadlife.errors import DefinitionError
from leadlife.evidence import Evidence, Subject, Value
from leadlife.rules.fields import Field
from leadlife.rules.no_rule import no_rule

if TYPE_CHECKING:
    from leadlife.rules.compiled import CompiledRule
    from leadlife.rules.form import Form
    from leadlife.rules.lint import Finding
    from leadlife.rules.reading import Reading
    from leadlife.rules.verdict import Verdict
    from leadlife.worktime import WorkCalendar

R = TypeVar("R")
TOO_DEEP = "the rule is nested too deep to be read: join its parts with all_of(...) and any_of(...)"


class Rule:
    """What a lead must meet: a frozen value that is combined with ``&``, ``|`` and ``~``, asked, read and compared.

    Equal rules are equal in structure; a rule can be a key, be copied and pickled, and be shared by threads.
    """

    __slots__ = ("_form",)

    _form: Form

    def __and__(self, other: Rule) -> Rule:
        return And(flat(And, self, as_rule(other, "&")))

    def __or__(self, other: Rule) -> Rule:
        return Or(flat(Or, self, as_rule(other, "|")))

    if not TYPE_CHECKING:  # only reached by what is no rule

        def __rand__(self, other):
            return as_rule(other, "&") & self

        def __ror__(self, other):
            return as_rule(other, "|") | self

    def __invert__(self) -> Rule:
        return self.part if isinstance(self, Not) else Not(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a rule has no truth value: write & for and, | for or, ~ for not (in brackets, e.g. (a >= 1) & (b >= 2)), "
            "between(low, high) for a <= x <= b, and evaluate(...) to ask it"
        )

    def __str__(self) -> str:
        from leadlife.rules.words import words

        return words(self)

    def _repr_markdown_(self) -> str:
        return f"**{type(self).__name__}**: {self.spelled_out}"

    @property
    def spelled_out(self) -> str:
        """The rule in words, with what each criterion stands for.

        >>> from leadlife.rules import always, criterion
        >>> criterion("big", always).spelled_out
        'big (always)'
        """
        from leadlife.rules.words import words

        return words(self, spell_out=True)

    @property
    def fields(self) -> frozenset[Field]:
        """Everything that the rule reads, the lead's own data included."""
        from leadlife.rules.reads import fields_read

        return fields_read(self)

    @property
    def reads(self) -> frozenset[str]:
        """The names of the facts that the rule reads."""
        return frozenset(field.name for field in self.fields if field.place == "fact")

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that name this rule in every process and version: equal if and only if the dump is."""
        from leadlife.rules.dump import fingerprint

        return fingerprint(self)

    def dump(self) -> dict[str, Any]:
        """The rule as JSON data (hence ``Any``), which ``load`` reads back. Functions are dumped by name."""
        from leadlife.rules.dump import dump

        return dump(self)

    def evaluate(
        self,
        subject: Subject | Evidence,
        *,
        at: datetime,
        zone: str = "UTC",
        calendar: WorkCalendar | None = None,
    ) -> Verdict:
        """Whether a lead, or its facts, meet the rule at a time, by the dates of a zone.

        Unknown facts are unknown, never False; a rule that holds whatever they are is met. Facts that come with no
        observation count as told at ``at``.

        :raises InvalidInput: for a naive time, or a subject that has no facts.
        :raises DefinitionError: for a zone that there is not, or working days without a calendar to count them by.
        """
        try:
            form = self._form
        except AttributeError:
            form = self._formed()
        return form.verdict(self, subject, at, zone, calendar)

    def compile(self, *, zone: str = "UTC", calendar: WorkCalendar | None = None) -> CompiledRule:
        """The rule as a plain function over facts by name, for many leads: the same answers, without explanations."""
        from leadlife.rules.compiled import CompiledRule

        return CompiledRule(self, self._formed(), zone, calendar)

    def check(
        self, *, at: datetime | None = None, zone: str = "UTC", calendar: WorkCalendar | None = None
    ) -> tuple[Finding, ...]:
        """What is wrong with the rule itself: parts that can never be met, are always met, or change nothing.

        Nothing found is an empty tuple. Relative dates are looked at as of ``at``.
        """
        from leadlife.rules.lint import lint

        return lint(self, at=at, zone=zone, calendar=calendar)

    def accept(self, reading: Reading[R]) -> R:
        """Let a reading read this node."""
        raise NotImplementedError

    def _formed(self) -> Form:
        try:
            return self._form
        except AttributeError:
            pass
        from leadlife.rules.form import Form

        # Made when first needed; two threads at once make it twice, and either will do.
        try:
            object.__setattr__(self, "_form", Form.of(self))
        except RecursionError:
            raise DefinitionError(TOO_DEEP) from None
        return self._form


@dataclass(frozen=True, slots=True)
class And(Rule):
    """All of the parts."""

    parts: tuple[Rule, ...]

    def accept(self, reading: Reading[R]) -> R:
        return reading.all_of(self)


@dataclass(frozen=True, slots=True)
class Or(Rule):
    """At least one of the parts."""

    parts: tuple[Rule, ...]

    def accept(self, reading: Reading[R]) -> R:
        return reading.any_of(self)


@dataclass(frozen=True, slots=True)
class Not(Rule):
    """The opposite of the part."""

    part: Rule

    def accept(self, reading: Reading[R]) -> R:
        return reading.negation(self)


@dataclass(frozen=True, slots=True)
class AtLeast(Rule):
    """So many of the parts."""

    n: int
    parts: tuple[Rule, ...]

    def accept(self, reading: Reading[R]) -> R:
        return reading.at_least(self)


@dataclass(frozen=True, slots=True)
class Criterion(Rule):
    """A rule with a name, and the question that answers it."""

    name: str
    rule: Rule
    ask: str | None = None

    def accept(self, reading: Reading[R]) -> R:
        return reading.criterion(self)


@dataclass(frozen=True, slots=True)
class Judged(Rule):
    """A criterion that a function decides, from the facts that it declares to read."""

    name: str
    function: Callable[..., bool | None]
    read: tuple[Field, ...]
    ask: str | None = None

    def accept(self, reading: Reading[R]) -> R:
        return reading.judged(self)

    def __reduce__(self) -> tuple[Callable[..., Rule], tuple[Any, ...]]:
        """By import path, where ``@judged`` has put the rule in the function's place; else by its parts."""
        path = (getattr(self.function, "__module__", ""), getattr(self.function, "__qualname__", ""))
        if path[0] in sys.modules and _imported(*path) is self:
            return _imported, path
        return Judged, (self.name, self.function, self.read, self.ask)

    def judge(self, values: Iterable[Value | None]) -> bool | None:
        """What the function says of these values, in the order of ``read``; None if one of them is unknown."""
        told = tuple(values)
        if any(value is None for value in told):
            return None
        try:
            answer = self.function(*told)
        except Exception as error:
            raise DefinitionError(
                f"the function of criterion {self.name!r} raised {error!r} for {told!r}"
            ) from error
        if answer is not None and not isinstance(answer, bool):
            raise DefinitionError(
                f"the function of criterion {self.name!r} returned {answer!r}: return True, False, or None for unknown"
            )
        return answer


def _imported(module: str, path: str) -> Any:
    try:
        return operator.attrgetter(path)(importlib.import_module(module))
    except AttributeError:
        return None


@dataclass(frozen=True, slots=True)
class Constant(Rule):
    """Met whatever is known, or never met."""

    met: bool

    def accept(self, reading: Reading[R]) -> R:
        return reading.constant(self)


always: Rule = Constant(True)
"""A rule that every lead meets."""
never: Rule = Constant(False)
"""A rule that no lead meets."""


def flat(join: type[And] | type[Or], *rules: Rule) -> tuple[Rule, ...]:
    """The parts of the rules that are joined in this way themselves, and the others as they are."""
    return tuple(part for rule in rules for part in (rule.parts if isinstance(rule, join) else (rule,)))


def as_rule(value: object, where: str) -> Rule:
    """The value, if it is a rule.

    :raises DefinitionError: if it is none, with what to write instead.
    """
    if isinstance(value, Rule):
        return value
    raise no_rule(value, where)


Functions = Mapping[str, Callable[..., bool | None] | Rule]
"""Functions, or judged criteria that have one, by the name of the criterion that they decide."""
