"""A reading of a rule: one method for each kind of node. Frame and SQL readings are further subclasses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from leadlife.rules import atoms, scorecard, tree

R = TypeVar("R")


class Reading(ABC, Generic[R]):
    """What a rule means for one purpose: ``rule.accept(reading)`` reads it from the root, and each method its parts.

    A new kind of node is a new abstract method, so no reading can forget it.
    """

    @abstractmethod
    def compare(self, atom: atoms.Compare) -> R: ...
    @abstractmethod
    def one_of(self, atom: atoms.OneOf) -> R: ...
    @abstractmethod
    def window(self, atom: atoms.Window) -> R: ...
    @abstractmethod
    def contains(self, atom: atoms.Contains) -> R: ...
    @abstractmethod
    def matches(self, atom: atoms.Matches) -> R: ...
    @abstractmethod
    def includes(self, atom: atoms.Includes) -> R: ...
    @abstractmethod
    def count(self, atom: atoms.Count) -> R: ...
    @abstractmethod
    def known(self, atom: atoms.Known) -> R: ...
    @abstractmethod
    def fresh(self, atom: atoms.Fresh) -> R: ...
    @abstractmethod
    def confirmed(self, atom: atoms.Confirmed) -> R: ...
    @abstractmethod
    def judged(self, rule: tree.Judged) -> R: ...
    @abstractmethod
    def constant(self, rule: tree.Constant) -> R: ...
    @abstractmethod
    def all_of(self, rule: tree.And) -> R: ...
    @abstractmethod
    def any_of(self, rule: tree.Or) -> R: ...
    @abstractmethod
    def negation(self, rule: tree.Not) -> R: ...
    @abstractmethod
    def at_least(self, rule: tree.AtLeast) -> R: ...
    @abstractmethod
    def criterion(self, rule: tree.Criterion) -> R: ...
    @abstractmethod
    def threshold(self, rule: scorecard.Threshold) -> R: ...


class AtomReading(Reading[R]):
    """A reading that treats all value atoms alike, all evidence atoms alike."""

    @abstractmethod
    def value_atom(self, atom: atoms.ValueAtom) -> R: ...
    @abstractmethod
    def evidence_atom(self, atom: atoms.EvidenceAtom) -> R: ...

    def compare(self, atom: atoms.Compare) -> R:
        return self.value_atom(atom)

    def one_of(self, atom: atoms.OneOf) -> R:
        return self.value_atom(atom)

    def window(self, atom: atoms.Window) -> R:
        return self.value_atom(atom)

    def contains(self, atom: atoms.Contains) -> R:
        return self.value_atom(atom)

    def matches(self, atom: atoms.Matches) -> R:
        return self.value_atom(atom)

    def includes(self, atom: atoms.Includes) -> R:
        return self.value_atom(atom)

    def count(self, atom: atoms.Count) -> R:
        return self.value_atom(atom)

    def known(self, atom: atoms.Known) -> R:
        return self.evidence_atom(atom)

    def fresh(self, atom: atoms.Fresh) -> R:
        return self.evidence_atom(atom)

    def confirmed(self, atom: atoms.Confirmed) -> R:
        return self.evidence_atom(atom)
