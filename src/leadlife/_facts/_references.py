"""References to facts, to write rules with."""

from __future__ import annotations

from typing import Any, TypeVar

from leadlife._facts._base import FactModel, fields_of
from leadlife.errors import DefinitionError, UnknownFact, did_you_mean
from leadlife.rules.refs import Ref

F = TypeVar("F", bound=FactModel)


def facts(cls: type[F]) -> type[F]:
    """References to the facts of a class, to write rules with: ``facts(Facts).seats >= 200``.

    To a type checker it is the class itself, on which ``Fact[T]`` is a ``Ref[T]``.

    >>> from leadlife._facts import LeadFacts
    >>> f = facts(LeadFacts)
    >>> print(f.pain_severity >= 7)
    pain severity at least 7
    >>> f.pain_severty
    Traceback (most recent call last):
    leadlife.errors.UnknownFact: LeadFacts has no fact 'pain_severty'; did you mean 'pain_severity'?

    :raises DefinitionError: if it is no LeadFacts class.
    :raises UnknownFact: (a DefinitionError and an AttributeError) when a fact is asked for that there is not.
    """
    return _References(cls)  # type: ignore[return-value]  # it has the references that the class has for a checker


class _References:
    __slots__ = ("_facts_of", "_refs")

    def __init__(self, cls: type[FactModel]) -> None:
        if not (isinstance(cls, type) and issubclass(cls, FactModel)):
            raise DefinitionError(f"facts() takes a LeadFacts class, not {cls!r}")
        self._facts_of = cls
        self._refs = {name: Ref[Any](field) for name, field in fields_of(cls).items()}

    def __getattr__(self, name: str) -> Ref[Any]:
        try:
            return self._refs[name]
        except KeyError:
            pass
        near = did_you_mean(name, self._refs)
        raise UnknownFact(f"{self._facts_of.__name__} has no fact {name!r}{near}", name)

    def __dir__(self) -> list[str]:
        return sorted(self._refs)

    def __repr__(self) -> str:
        return f"facts({self._facts_of.__name__})"
