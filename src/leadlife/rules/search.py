"""Searching all leads there could be, region by region, for one that rules answer in a given way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from leadlife.evidence import Evidence, Observation, Value
from leadlife.rules import atoms
from leadlife.rules.atomic import evidence_code
from leadlife.rules.explain import code_at
from leadlife.rules.fields import Field
from leadlife.rules.moment import Moment
from leadlife.rules.reads import nodes_of
from leadlife.rules.regions import regions
from leadlife.rules.scorecard import Fade
from leadlife.rules.supposing import own_with, somebody
from leadlife.rules.tree import Judged, Rule
from leadlife.rules.truth import MET, UNKNOWN, UNMET
from leadlife.worktime import WorkCalendar

Codes: TypeAlias = tuple[int, ...]
Goal: TypeAlias = Callable[[Codes], bool]

BUDGET = 30_000
"""How many partial leads are looked at before a search is given up, and says so."""
_SOME_MONDAY = datetime(2001, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Option:
    """One way a field can be: what its leaves say then, and a value; ``known`` is False if it stays unknown."""

    codes: Mapping[Rule, int]
    value: Value | None = None
    known: bool = True
    seen: Observation | None = None


Chosen: TypeAlias = Mapping[Field | Judged, Option]


@dataclass(frozen=True, slots=True)
class Found:
    """A lead that a search has found: how each field is, and the codes of the rules. What is left out is unknown."""

    chosen: Chosen
    codes: Codes

    @property
    def values(self) -> dict[Field, Value | None]:
        """The facts of the lead; None = unknown, or no example is at hand."""
        return {at: option.value for at, option in self.chosen.items() if isinstance(at, Field)}

    def evidence(self) -> Evidence | None:
        """The lead, written down; None if it cannot be, since a function decides or no example is at hand."""
        return _evidence(self.chosen)


class Search:
    """All leads that some rules can tell apart. ``complete`` is False once a search was given up."""

    def __init__(self, rules: Sequence[Rule], moment: Moment) -> None:
        self.rules, self.moment, self.complete = tuple(rules), moment, True
        self._forms = [rule._formed() for rule in rules]
        options = _options(rules, moment)
        self._choices = [(at, found) for at, found in options.items() if found is not None]
        self._fades = sorted({fade for form in self._forms for fade in form.written.fades}, key=repr)
        self._incomplete = len(self._choices) < len(options)
        self._left = 0

    def find(self, hopeless: Goal, wanted: Goal) -> Found | None:
        """A lead whose codes, one for each rule, are ``wanted``.

        ``hopeless`` is asked of what is decided already (unknown = still open), to turn back early.
        """
        self._left, self.complete = BUDGET, not self._incomplete
        for left in _factors(self._fades):
            found = self._descend({}, {}, left, hopeless, wanted)
            if found is not None:
                return found
        return None

    def _descend(
        self,
        chosen: Chosen,
        codes: Mapping[Rule, int],
        left: Mapping[Fade, float],
        hopeless: Goal,
        wanted: Goal,
    ) -> Found | None:
        self._left -= 1
        if self._left < 0:
            self.complete = False
            return None
        answer = self._codes(codes, left)
        if hopeless(answer):
            return None
        if UNKNOWN not in answer or len(chosen) == len(self._choices):
            exact = self._exactly(answer, chosen)
            return Found(chosen, exact) if wanted(exact) else None
        at, options = self._choices[len(chosen)]
        for option in options:
            found = self._descend({**chosen, at: option}, {**codes, **option.codes}, left, hopeless, wanted)
            if found is not None:
                return found
        return None

    def _codes(self, codes: Mapping[Rule, int], left: Mapping[Fade, float]) -> Codes:
        return tuple(
            form.combine(
                [codes.get(leaf, UNKNOWN) for leaf in form.written.leaves],
                [left.get(fade) for fade in form.written.fades],
            )
            for form in self._forms
        )

    def _exactly(self, codes: Codes, chosen: Chosen) -> Codes:
        """The codes with the case split over what stays unknown, where the lead can be written down."""
        if UNKNOWN not in codes or all(option.known for option in chosen.values()):
            return codes
        told = _evidence(chosen)
        return codes if told is None else tuple(code_at(rule, told, self.moment) for rule in self.rules)


def _evidence(chosen: Chosen) -> Evidence | None:
    told = {at: option for at, option in chosen.items() if option.known}
    if any(isinstance(at, Judged) or option.value is None for at, option in told.items()):
        return None
    facts = {at.name: option for at, option in told.items() if isinstance(at, Field) and at.place == "fact"}
    lead, event = (_own(told, place) for place in ("lead", "event"))
    return Evidence(
        {name: option.value for name, option in facts.items()},
        {name: option.seen for name, option in facts.items() if option.seen is not None},
        own_with(None, lead),
        own_with(None, event),
    )


def _own(told: Mapping[Field | Judged, Option], place: str) -> dict[str, Value]:
    """What the system itself knows, by name."""
    return {
        at.name: option.value
        for at, option in told.items()
        if isinstance(at, Field) and at.place == place and option.value is not None
    }


def moment_for(at: datetime | None, zone: str, calendar: WorkCalendar | None) -> Moment:
    """The moment at which rules are looked at; without one given, some Monday noon and five working days a week."""
    return Moment(at or _SOME_MONDAY, zone, calendar or WorkCalendar(zone, {"mon-fri": "09:00-17:00"}))


def _options(rules: Sequence[Rule], moment: Moment) -> dict[Field | Judged, Sequence[Option] | None]:
    leaves: dict[Field, list[Rule]] = {}
    judged: dict[Judged, None] = {}
    for rule in rules:
        for node in nodes_of(rule):
            if isinstance(node, (atoms.ValueAtom, atoms.EvidenceAtom)):
                known = leaves.setdefault(node.field, [])
                known.extend([] if node in known else [node])
            elif isinstance(node, Judged):
                judged[node] = None
    found: dict[Field | Judged, Sequence[Option] | None] = {
        field: _field_options(field, asked, moment) for field, asked in leaves.items()
    }
    return found | {rule: (Option({rule: MET}), Option({rule: UNMET})) for rule in judged}


def _field_options(field: Field, asked: Sequence[Rule], moment: Moment) -> Sequence[Option] | None:
    values = [atom for atom in asked if isinstance(atom, atoms.ValueAtom)]
    found = regions(field, values, moment)
    if found is None:
        return None
    hows = list(_how_known([atom for atom in asked if isinstance(atom, atoms.EvidenceAtom)], moment))
    options = [
        Option({**dict(zip(values, region.codes, strict=True)), **codes}, region.sample, seen=seen)
        for region in found
        for codes, seen in hows
    ]
    lenient = [atom for atom in values if atoms.lenient(atom)]
    if len(values) < len(asked) or lenient:
        options.append(Option(dict.fromkeys(lenient, MET), known=False))
    return options


def _how_known(
    asked: Sequence[atoms.EvidenceAtom], moment: Moment
) -> Iterator[tuple[dict[Rule, int], Observation | None]]:
    """The ways in which a fact can be known: just now or long ago, by each of the teams that are named or by nobody."""
    if not asked:
        yield {}, None
        return
    name = asked[0].field.name
    teams = dict.fromkeys(atom.who for atom in asked if isinstance(atom, atoms.Confirmed))
    spans = {moment.instants("last", atom.span)[0] for atom in asked if isinstance(atom, atoms.Fresh)}
    times = [moment.at, *(edge - timedelta(microseconds=1) for edge in spans)]
    told: set[tuple[int, ...]] = set()
    for by in (None, *map(somebody, teams)):
        for at in times:
            seen = Observation(True, at, 0, by)
            codes = tuple(evidence_code(atom, Evidence({name: True}, {name: seen}), moment) for atom in asked)
            if codes not in told:
                told.add(codes)
                yield dict(zip(asked, codes, strict=True)), seen


def _factors(fades: Sequence[Fade]) -> Iterator[Mapping[Fade, float]]:
    """All points, and no points, of those that fade: what lies between is assumed to make no difference."""
    yield dict.fromkeys(fades, 1.0)
    if fades:
        yield dict.fromkeys(fades, 0.0)
