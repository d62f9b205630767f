"""References: what ``facts(Facts).pain_severity`` is, and whose operators make rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, overload

from leadlife.errors import DefinitionError
from leadlife.evidence import Scalar
from leadlife.people import Role, Team
from leadlife.rules import atoms
from leadlife.rules.fields import Field
from leadlife.rules.tree import Not, Rule
from leadlife.rules.wording import case_said, flag
from leadlife.worktime import Span, Unit

T = TypeVar("T")
U = TypeVar("U")


class Ref(Generic[T]):
    """A reference to one fact; its operators make rules, and refuse what the fact can never be.

    >>> from leadlife.rules.kinds import Kind
    >>> pain = Ref[int](Field("pain_severity", Kind("int", ge=0, le=10)))
    >>> print((pain >= 7) & pain.known)
    pain severity at least 7 and pain severity known

    :raises DefinitionError: for a value of another type, where the rule is written.
    """

    __slots__ = ("field",)
    __hash__ = None  # type: ignore[assignment]  # == makes a rule, so a reference cannot be a key

    field: Field

    def __init__(self, field: Field) -> None:
        self.field = field

    @overload
    def __ge__(self: Ref[Decimal], value: int | Decimal) -> Rule: ...
    @overload
    def __ge__(self, value: T) -> Rule: ...
    def __ge__(self, value: object) -> Rule:
        return self._compare(">=", value)

    @overload
    def __gt__(self: Ref[Decimal], value: int | Decimal) -> Rule: ...
    @overload
    def __gt__(self, value: T) -> Rule: ...
    def __gt__(self, value: object) -> Rule:
        return self._compare(">", value)

    @overload
    def __le__(self: Ref[Decimal], value: int | Decimal) -> Rule: ...
    @overload
    def __le__(self, value: T) -> Rule: ...
    def __le__(self, value: object) -> Rule:
        return self._compare("<=", value)

    @overload
    def __lt__(self: Ref[Decimal], value: int | Decimal) -> Rule: ...
    @overload
    def __lt__(self, value: T) -> Rule: ...
    def __lt__(self, value: object) -> Rule:
        return self._compare("<", value)

    def __eq__(self, value: T) -> Rule:  # type: ignore[override]
        return self.is_(value)

    def __ne__(self, value: T) -> Rule:  # type: ignore[override]
        return self.is_not(value)

    def is_(self, value: T) -> Rule:
        """The fact has this value."""
        return self.one_of(value)

    def is_not(self, value: T) -> Rule:
        """The fact is known to have another value."""
        return Not(self.one_of(value))

    def one_of(self, *values: T, if_known: bool = False) -> Rule:
        """The fact has one of these values; with ``if_known`` an unknown one will do."""
        if self.field.kind.base == "list":
            raise DefinitionError(
                f"{self.field} is a list: write any_of(...) or all_of(...) instead of one_of"
            )
        return atoms.OneOf(self.field, self._read_all("one_of", self.field, values), flag(if_known))

    def none_of(self, *values: T) -> Rule:
        """The fact is known to have another value than these."""
        return Not(self.one_of(*values))

    def between(self, low: T, high: T) -> Rule:
        """The fact lies between the two, both included."""
        lower, upper = self._compare(">=", low), self._compare("<=", high)
        if self.field.kind.base != "money" and self._read(low) > self._read(high):  # type: ignore[operator]
            raise DefinitionError(
                f"{self.field}.between({low!r}, {high!r}): the first must not exceed the second"
            )
        return lower & upper

    @property
    def known(self) -> Rule:
        """The fact is known: met, or unknown, never unmet."""
        return atoms.Known(self.field)

    def within_next(
        self: Ref[date] | Ref[datetime],
        *,
        days: int | None = None,
        working_days: int | None = None,
        months: int | None = None,
        if_known: bool = False,
    ) -> Rule:
        """The date lies between today and so long ahead, both included; with ``if_known`` an unknown date will do."""
        return self._window("next", _span("within_next", days, working_days, months), if_known)

    def within_last(
        self: Ref[date] | Ref[datetime],
        *,
        days: int | None = None,
        working_days: int | None = None,
        months: int | None = None,
        if_known: bool = False,
    ) -> Rule:
        """The date lies between so long ago and today, both included; with ``if_known`` an unknown date will do."""
        return self._window("last", _span("within_last", days, working_days, months), if_known)

    def older_than(
        self: Ref[date] | Ref[datetime],
        *,
        days: int | None = None,
        working_days: int | None = None,
        months: int | None = None,
    ) -> Rule:
        """The date lies longer ago than this."""
        return self._window("older", _span("older_than", days, working_days, months))

    def further_than(
        self: Ref[date] | Ref[datetime],
        *,
        days: int | None = None,
        working_days: int | None = None,
        months: int | None = None,
    ) -> Rule:
        """The date lies further ahead than this."""
        return self._window("further", _span("further_than", days, working_days, months))

    def passed(self: Ref[date] | Ref[datetime]) -> Rule:
        """The date lies before today; the instant before now."""
        return self._window("older", None)

    def ahead(self: Ref[date] | Ref[datetime]) -> Rule:
        """The date lies after today; the instant after now."""
        return self._window("further", None)

    @case_said
    def contains(self: Ref[str], text: str, *, ignore_case: bool) -> Rule:
        """The text contains this one. Whether case counts has to be said."""
        self._base("contains", "text")
        if not isinstance(text, str) or not text:
            raise DefinitionError(f"{self.field}.contains({text!r}): name the text that it must contain")
        return atoms.Contains(self.field, text, ignore_case)

    @case_said
    def matches(self: Ref[str], pattern: str, *, ignore_case: bool) -> Rule:
        """The whole text matches this regular expression (of ``re``). Whether case counts has to be said."""
        self._base("matches", "text")
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            raise DefinitionError(
                f"{self.field}.matches({pattern!r}): no regular expression ({error})"
            ) from None
        return atoms.Matches(self.field, pattern, ignore_case)

    @overload
    def any_of(self: Ref[list[U]], *values: U) -> Rule: ...
    @overload
    def any_of(self: Ref[tuple[U, ...]], *values: U) -> Rule: ...
    @overload
    def any_of(self: Ref[set[U]] | Ref[frozenset[U]], *values: U) -> Rule: ...
    def any_of(self, *values: Any) -> Rule:
        """The list has one of these."""
        return self._includes("any_of", values, every=False)

    @overload
    def all_of(self: Ref[list[U]], *values: U) -> Rule: ...
    @overload
    def all_of(self: Ref[tuple[U, ...]], *values: U) -> Rule: ...
    @overload
    def all_of(self: Ref[set[U]] | Ref[frozenset[U]], *values: U) -> Rule: ...
    def all_of(self, *values: Any) -> Rule:
        """The list has all of these."""
        return self._includes("all_of", values, every=True)

    def count(self, at_least: int) -> Rule:
        """The list is at least this long; ``~f.tags.count(3)`` is fewer than three."""
        self._base("count", "list")
        if isinstance(at_least, bool) or not isinstance(at_least, int) or at_least < 1:
            raise DefinitionError(f"{self.field}.count({at_least!r}): pass a whole number, at least 1")
        return atoms.Count(self.field, at_least)

    def fresh_for(
        self, *, days: int | None = None, working_days: int | None = None, months: int | None = None
    ) -> Rule:
        """The fact was last observed within this time: met, or unknown, never unmet; told again, it is fresh."""
        self._observed("fresh_for")
        return atoms.Fresh(self.field, _span("fresh_for", days, working_days, months))

    def confirmed_by(self, who: Team | Role) -> Rule:
        """The fact was last observed by this team or role: met, or unknown, never unmet."""
        self._observed("confirmed_by")
        if not who or not isinstance(who, (str, Role)):
            raise DefinitionError(f"{self.field}.confirmed_by({who!r}): name a team or a role, such as SALES")
        return atoms.Confirmed(self.field, who)

    def __repr__(self) -> str:
        return f"<reference to {self.field}: {self.field.kind}>"

    def __bool__(self) -> NoReturn:
        fix = "is_(True)" if self.field.kind.base == "bool" else "known, or compare it"
        raise TypeError(f"{self.field} is a reference and has no truth value: write f.{self.field}.{fix}")

    def _no_rule(self, *_: object) -> NoReturn:
        fix = "is_(True)" if self.field.kind.base == "bool" else "known"
        raise DefinitionError(
            f"{self.field} is a fact, not a rule: compare it first, e.g. f.{self.field}.{fix}"
        )

    if not TYPE_CHECKING:  # a type checker refuses them anyway
        __and__ = __rand__ = __or__ = __ror__ = __invert__ = _no_rule

    def _compare(self, order: atoms.Order, value: object) -> Rule:
        if not self.field.kind.ordered:
            fix = "is_(...) or one_of(...)" if self.field.kind.base != "list" else "any_of, all_of or count"
            raise DefinitionError(
                f"{self.field} is {self.field.kind}, which has no order: write {fix}, not {order}"
            )
        return atoms.Compare(self.field, order, self._read(value))

    def _read(self, value: object, field: Field | None = None) -> Scalar:
        if isinstance(value, Ref):
            raise DefinitionError(
                f"{self.field} is compared with the fact {value.field}: compare it with a value"
            )
        if value is None:
            raise DefinitionError(
                f"{self.field} is compared with None: for 'is it known' write f.{self.field}.known"
            )
        return (field or self.field).kind.read(value, str(self.field))

    def _read_all(self, verb: str, field: Field, values: Iterable[object]) -> tuple[Scalar, ...]:
        given = tuple(values)
        if not given:
            raise DefinitionError(f"{self.field}.{verb}() names no value: pass at least one")
        if isinstance(given[0], (list, tuple, set, frozenset)):
            raise DefinitionError(f"{self.field}.{verb} takes the values one by one: write {verb}(*values)")
        return tuple(dict.fromkeys(self._read(value, field) for value in given))

    def _includes(self, verb: str, values: Iterable[object], *, every: bool) -> Rule:
        self._base(verb, "list")
        assert self.field.kind.item is not None
        item = Field(self.field.name, self.field.kind.item)
        return atoms.Includes(self.field, self._read_all(verb, item, values), every)

    def _window(self, direction: Any, span: Span | None, if_known: bool = False) -> Rule:
        self._base("a window of time", "date", "datetime")
        return atoms.Window(self.field, direction, span, flag(if_known))

    def _base(self, verb: str, *bases: str) -> None:
        if self.field.kind.base not in bases:
            raise DefinitionError(
                f"{verb} asks about a {' or '.join(bases)}, and {self.field} is {self.field.kind}"
            )

    def _observed(self, verb: str) -> None:
        if self.field.place != "fact":
            raise DefinitionError(f"{verb} asks who told a fact and when, and {self.field} is told by nobody")


def _span(verb: str, days: int | None, working_days: int | None, months: int | None) -> Span:
    given = {Unit.DAYS: days, Unit.WORKING_DAYS: working_days, Unit.MONTHS: months}
    said = [(unit, amount) for unit, amount in given.items() if amount is not None]
    if len(said) != 1:
        raise DefinitionError(f"{verb} takes exactly one of days=, working_days=, months=")
    unit, amount = said[0]
    return Span(amount, unit)
