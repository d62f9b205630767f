"""What would make a rule met, or unmet: the reading behind ``missing()``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_

from leadlife.evidence import Evidence
from leadlife.rules import atoms
from leadlife.rules.box import ALWAYS, NEVER, Box, Boxes, absorbed
from leadlife.rules.fading import left_of
from leadlife.rules.fields import Field
from leadlife.rules.kleene import Kleene, limited
from leadlife.rules.looking import value_of
from leadlife.rules.moment import Moment
from leadlife.rules.reading import AtomReading
from leadlife.rules.reads import nodes_of
from leadlife.rules.regions import Region, candidates
from leadlife.rules.scorecard import Bands, Entry, Number, Points, Scorecard, Threshold
from leadlife.rules.tree import And, AtLeast, Constant, Criterion, Judged, Not, Or, Rule
from leadlife.rules.truth import MET, UNKNOWN, UNMET
from leadlife.rules.walk import leaf_code

Levels = list[tuple[Number, Boxes]]
_MOST_SUMS = 400


class Open:
    """The fields that a rule still waits for, with the atoms that ask about each and the regions of its values."""

    def __init__(self, rule: Rule, evidence: Evidence, moment: Moment) -> None:
        self.evidence, self.moment = evidence, moment
        self.asked: dict[Field, list[atoms.ValueAtom]] = {}
        for node in nodes_of(rule):
            if isinstance(node, atoms.ValueAtom) and node not in self.asked.setdefault(node.field, []):
                self.asked[node.field].append(node)
        self.points: dict[Field, tuple[Region, ...]] = {}
        self.codes: dict[Field, tuple[tuple[int, ...], ...]] = {}
        for at, asked in self.asked.items():
            if any(self.waits(atom) for atom in asked):
                self.points[at] = tuple(candidates(at, asked, moment) or ())
                self.codes[at] = tuple(dict.fromkeys(point.codes for point in self.points[at]))

    @property
    def whole(self) -> Mapping[Field, frozenset[int]]:
        """All regions of each field that is unknown, and so split into cases."""
        unknown = (at for at in self.codes if not self.is_known(at))
        return {at: frozenset(range(len(self.codes[at]))) for at in unknown}

    def waits(self, atom: atoms.ValueAtom) -> bool:
        """Whether an answer could change what the atom says."""
        lenient = atoms.lenient(atom) and not self.is_known(atom.field)
        return lenient or leaf_code(atom, self.evidence, self.moment) == UNKNOWN

    def is_known(self, at: Field) -> bool:
        """Whether the field has a value, of whatever kind."""
        return value_of(at, self.evidence) is not None


class Sufficing(AtomReading[Boxes]):
    """The sets of answers that would give a rule the wanted code, whatever else is unknown."""

    def __init__(self, scene: Open, want: int = MET) -> None:
        self._scene, self._want = scene, want

    @property
    def _opposite(self) -> Sufficing:
        return Sufficing(self._scene, UNMET if self._want == MET else MET)

    def value_atom(self, atom: atoms.ValueAtom) -> Boxes:
        if not self._scene.waits(atom):
            return self._decided(leaf_code(atom, self._scene.evidence, self._scene.moment))
        place = self._scene.asked[atom.field].index(atom)
        codes = self._scene.codes[atom.field]
        fitting = frozenset(index for index, row in enumerate(codes) if row[place] == self._want)
        open_still = not self._scene.is_known(atom.field)
        if codes and len(fitting) == len(codes) and open_still:
            return ALWAYS  # whatever it is
        found = [Box({atom.field: fitting})] if fitting else []
        if open_still and atoms.lenient(atom) and self._want == MET:
            found.append(Box(untold=frozenset({atom.field})))
        return absorbed(found, bool(codes))

    def evidence_atom(self, atom: atoms.EvidenceAtom) -> Boxes:
        if leaf_code(atom, self._scene.evidence, self._scene.moment) == MET:
            return self._decided(MET)
        if self._want != MET:
            return NEVER
        if isinstance(atom, atoms.Confirmed):
            return Boxes((Box(told=frozenset({atom.field}), by={atom.field: atom.who}),))
        return Boxes((Box(told=frozenset({atom.field})),))

    def judged(self, rule: Judged) -> Boxes:
        code = leaf_code(rule, self._scene.evidence, self._scene.moment)
        if code != UNKNOWN or all(map(self._scene.is_known, rule.read)):
            return self._decided(code)
        return Boxes((Box(judged={rule: self._want == MET}),))

    def constant(self, rule: Constant) -> Boxes:
        return self._decided(MET if rule.met else UNMET)

    def all_of(self, rule: And) -> Boxes:
        return self._every(rule.parts) if self._want == MET else self._some(rule.parts)

    def any_of(self, rule: Or) -> Boxes:
        return self._some(rule.parts) if self._want == MET else self._every(rule.parts)

    def negation(self, rule: Not) -> Boxes:
        return rule.part.accept(self._opposite)

    def at_least(self, rule: AtLeast) -> Boxes:
        return self._so_many(rule.n if self._want == MET else len(rule.parts) - rule.n + 1, rule.parts)

    def criterion(self, rule: Criterion) -> Boxes:
        return rule.rule.accept(self)

    def threshold(self, rule: Threshold) -> Boxes:
        """Answers that lift the least that the score can be to the bound, or push the most below it."""
        low = self._want == MET
        reached = (boxes for points, boxes in self._card(rule.card) if self._reaches(rule, points, low))
        return reduce(or_, reached, NEVER)

    def _reaches(self, rule: Threshold, points: Number, low: bool) -> bool:
        return rule.code(points, points) == (MET if low else UNMET)

    def _card(self, card: Scorecard) -> Levels:
        sums: dict[Number, Boxes] = {0: ALWAYS}
        for entry in card.entries:
            grown: dict[Number, Boxes] = {}
            for before, one in sums.items():
                for points, two in self._entry(entry):
                    both = one & two
                    if both.boxes or not both.complete:
                        grown[before + points] = grown.get(before + points, NEVER) | both
            sums = dict(list(grown.items())[:_MOST_SUMS])
        return [(limited(points, card.floor, card.cap), boxes) for points, boxes in sums.items()]

    def _entry(self, entry: Entry) -> Levels:
        """What an entry can be made to give at least (or at most), and by which answers."""
        match entry:
            case Points():
                return self._bands((entry,))
            case Bands(_, bands):
                return self._bands(bands)
            case Scorecard():
                return self._card(entry)

    def _bands(self, bands: Sequence[Points]) -> Levels:
        low = self._want == MET
        side = 0 if low else 1
        counter = self._counter()
        worths = [counter.worth(points)[side] for points in bands]
        now = counter.interval(Bands("", tuple(bands)))[side]
        levels: Levels = [(now, ALWAYS)]
        for level in {*worths, 0}:
            if (level > now) if low else (level < now):
                levels.append((level, self._guaranteed(bands, worths, level, low)))
        return levels

    def _guaranteed(
        self, bands: Sequence[Points], worths: Sequence[Number], level: Number, low: bool
    ) -> Boxes:
        """Answers by which the first band that is met gives at least (or at most) so much."""
        met, unmet = Sufficing(self._scene, MET), Sufficing(self._scene, UNMET)
        found, before = NEVER, ALWAYS
        for points, worth in zip(bands, worths, strict=True):
            if (worth >= level) if low else (worth <= level):
                found = found | (before & points.rule.accept(met))
            else:
                before = before & points.rule.accept(unmet)
        none_met = (level <= 0) if low else (level >= 0)
        return found | before if none_met else found

    def _counter(self) -> Kleene:
        scene = self._scene

        def code(leaf: Rule) -> int:
            if isinstance(leaf, atoms.ValueAtom) and atoms.lenient(leaf) and not scene.is_known(leaf.field):
                return UNKNOWN  # met so far: to count on it, the field has to stay untold
            return leaf_code(leaf, scene.evidence, scene.moment)

        return Kleene(
            code,
            lambda fade: left_of(fade, scene.evidence, scene.moment),
        )

    def _decided(self, code: int) -> Boxes:
        return ALWAYS if code == self._want else NEVER

    def _every(self, parts: Sequence[Rule]) -> Boxes:
        return reduce(and_, (part.accept(self) for part in parts), ALWAYS)

    def _some(self, parts: Sequence[Rule]) -> Boxes:
        return reduce(or_, (part.accept(self) for part in parts), NEVER)

    def _so_many(self, n: int, parts: Sequence[Rule]) -> Boxes:
        """At least n of the parts: by how many have been counted so far."""
        counted = [ALWAYS] + [NEVER] * n
        for part in parts:
            one = part.accept(self)
            counted = [counted[0]] + [counted[k] | (counted[k - 1] & one) for k in range(1, n + 1)]
        return counted[n]
