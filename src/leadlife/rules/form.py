"""The normal form of a rule: Kleene's logic, plus a case split over the unknown facts that it asks about repeatedly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.evidence import Evidence, Subject
from leadlife.rules import atoms
from leadlife.rules.atomic import bounds_of, misread
from leadlife.rules.codegen import Written, run, write
from leadlife.rules.fading import left_of
from leadlife.rules.fields import Field
from leadlife.rules.kinds import Kind
from leadlife.rules.looking import value_of
from leadlife.rules.moment import Moment
from leadlife.rules.reads import fields_read, nodes_of
from leadlife.rules.regions import regions
from leadlife.rules.settle import Cases, settle
from leadlife.rules.tree import Rule
from leadlife.rules.truth import UNKNOWN
from leadlife.rules.verdict import Verdict
from leadlife.worktime import WorkCalendar

_Key = tuple[datetime, str, WorkCalendar | None]
_NOBODY: tuple[Any, ...] = ()


@dataclass(slots=True, eq=False)
class Form:
    """A rule, made ready to be asked. Its caches hold what depends on the moment alone; threads may share it."""

    written: Written
    source: str
    ask: Callable[..., int]
    look: Callable[..., list[int]]
    combine: Callable[..., int]
    shared: Mapping[Field, tuple[atoms.ValueAtom, ...]]
    _bounds: tuple[_Key, tuple[Any, ...]] | None = None
    _cases: tuple[_Key, Mapping[Field, Cases | None]] | None = None
    _plain: bool = field(default=False)
    _scene: tuple[str, WorkCalendar | None] = ("UTC", None)

    @classmethod
    def of(cls, rule: Rule) -> Form:
        """The form of a rule.

        :raises DefinitionError: if it takes one fact for two kinds of thing.
        """
        _refuse_two_kinds(rule)
        written = write(rule)
        made = run(written)
        form = cls(written, written.source, made["ask"], made["look"], made["combine"], _shared(rule))
        form._plain = not written.timed and not written.fades
        return form

    def verdict(
        self, rule: Rule, subject: Subject | Evidence, at: datetime, zone: str, calendar: WorkCalendar | None
    ) -> Verdict:
        """What the rule says of a subject."""
        evidence = subject if type(subject) is Evidence else evidence_of(subject)
        if type(at) is not datetime or at.tzinfo is None:
            Moment(at)  # which refuses it, unless it is a subclass of datetime
        if zone != self._scene[0] or calendar is not self._scene[1]:
            Moment(at, zone, calendar)  # a rule without a date never comes to look at them
            self._scene = (zone, calendar)
        code, exact = self.code(evidence, at, zone, calendar)
        return Verdict(rule, evidence, at, zone, calendar, code, exact)

    def code(
        self, evidence: Evidence, at: datetime, zone: str, calendar: WorkCalendar | None
    ) -> tuple[int, bool]:
        """The code of the rule, and whether it is exact: the case split may be too large to finish."""
        bounds = left = _NOBODY
        if not self._plain:
            bounds, left = self._at(evidence, at, zone, calendar)
        try:
            code = self.ask(evidence.values, evidence.observed, evidence.lead, evidence.event, bounds, left)
        except (TypeError, AttributeError):
            self._diagnose(evidence)
            raise
        if code != UNKNOWN or not self.shared:
            return code, True
        return self._split(evidence, Moment(at, zone, calendar), bounds, left)

    def bounds(self, moment: Moment) -> tuple[Any, ...]:
        """What the relative dates of the rule come to at a moment, in the order that the source takes them."""
        return tuple(_bounds(atom, moment) for atom in self.written.timed)

    def _at(
        self, evidence: Evidence, at: datetime, zone: str, calendar: WorkCalendar | None
    ) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        key = (at, zone, calendar)
        kept = self._bounds
        if kept is None or kept[0] != key:
            kept = self._bounds = (key, self.bounds(Moment(at, zone, calendar)))
        if not self.written.fades:
            return kept[1], _NOBODY
        moment = Moment(at, zone, calendar)
        return kept[1], tuple(left_of(fade, evidence, moment) for fade in self.written.fades)

    def _split(
        self, evidence: Evidence, moment: Moment, bounds: tuple[Any, ...], left: tuple[Any, ...]
    ) -> tuple[int, bool]:
        open_fields = [at for at in self.shared if value_of(at, evidence) is None]
        if not open_fields:
            return UNKNOWN, True
        cases = self._cases_at(moment)
        found = [cases[at] for at in open_fields]
        leaves = self.look(evidence.values, evidence.observed, evidence.lead, evidence.event, bounds)
        code, exact = settle(
            lambda: self.combine(leaves, left), leaves, [case for case in found if case is not None]
        )
        return code, exact and (code != UNKNOWN or None not in found)

    def _cases_at(self, moment: Moment) -> Mapping[Field, Cases | None]:
        key = (moment.at, moment.zone, moment.calendar)
        kept = self._cases
        if kept is None or kept[0] != key:
            place = {leaf: index for index, leaf in enumerate(self.written.leaves)}
            made = {at: _cases(at, asked, place, moment) for at, asked in self.shared.items()}
            kept = self._cases = (key, made)
        return kept[1]

    def _diagnose(self, evidence: Evidence) -> None:
        """Say which value is of the wrong type, if one is."""
        for leaf in self.written.leaves:
            if isinstance(leaf, atoms.ValueAtom):
                value = value_of(leaf.field, evidence)
                if value is not None and not leaf.field.kind.holds(value):
                    raise misread(leaf, value)


def evidence_of(subject: object) -> Evidence:
    """The evidence of a lead or of facts.

    :raises InvalidInput: if the subject has none.
    """
    if isinstance(subject, Subject):
        return subject.__evidence__()
    raise InvalidInput(
        f"ask a rule about {subject!r}",
        "it has no facts",
        remedy="pass a Lead, a LeadFacts object such as Facts(pain_severity=8), or Evidence({'pain_severity': 8})",
    )


def _bounds(atom: atoms.Window | atoms.Fresh, moment: Moment) -> tuple[Any, Any]:
    return bounds_of(atom, moment) if isinstance(atom, atoms.Window) else moment.instants("last", atom.span)


def _shared(rule: Rule) -> dict[Field, tuple[atoms.ValueAtom, ...]]:
    """The fields that an unknown value of which is worth a case split, with the atoms that ask about them."""
    occurring: dict[Field, list[atoms.ValueAtom]] = {}
    for node in nodes_of(rule):
        if isinstance(node, atoms.ValueAtom) and not atoms.lenient(node):
            occurring.setdefault(node.field, []).append(node)
    return {
        at: tuple(dict.fromkeys(asked))
        for at, asked in occurring.items()
        if len(asked) > 1 or _may_be_constant(at.kind, asked[0])
    }


def _may_be_constant(kind: Kind, atom: atoms.ValueAtom) -> bool:
    """Whether one atom could say the same of every value that the kind allows."""
    if isinstance(atom, atoms.OneOf):
        return kind.limited and len(atom.values) >= len(kind.choices or (True, False))
    return kind.limited or isinstance(atom, atoms.Includes)


def _cases(
    at: Field, asked: Sequence[atoms.ValueAtom], place: Mapping[Rule, int], moment: Moment
) -> Cases | None:
    found = regions(at, asked, moment)
    if found is None:
        return None
    return Cases(tuple(place[atom] for atom in asked), tuple(region.codes for region in found))


def _refuse_two_kinds(rule: Rule) -> None:
    known: dict[str, Field] = {}
    for read in fields_read(rule):
        other = known.setdefault(str(read), read)
        if other != read:
            raise DefinitionError(
                f"a rule takes {read} for {other.kind} and for {read.kind}: write it with one facts(...)"
            )
