"""Boxes: sets of answers, each of which would do, and the algebra of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from leadlife.people import Role, Team
from leadlife.rules.fields import Field
from leadlife.rules.tree import Judged

MOST = 300
"""More boxes than this are cut down to those of the fewest facts."""


@dataclass(frozen=True, slots=True)
class Box:
    """Answers that suffice together: a region for each field, facts to be told (again), by whom, and judgements.

    ``untold``: fields that must stay unknown, since any answer could undo an ``if_known``.
    """

    regions: Mapping[Field, frozenset[int]] = field(default_factory=dict)
    told: frozenset[Field] = frozenset()
    by: Mapping[Field, Team | Role] = field(default_factory=dict)
    judged: Mapping[Judged, bool] = field(default_factory=dict)
    untold: frozenset[Field] = frozenset()

    @property
    def fields(self) -> frozenset[Field]:
        """The facts that are to be answered."""
        judged = (read for rule in self.judged for read in rule.read)
        return frozenset(self.regions) | self.told | frozenset(self.by) | frozenset(judged)

    def merged(self, other: Box) -> Box | None:
        """Both at once; None if that cannot be."""
        regions = dict(self.regions)
        for at, allowed in other.regions.items():
            regions[at] = allowed & regions.get(at, allowed)
            if not regions[at]:
                return None
        by = _agreed(self.by, other.by)
        if by is None or any(self.judged.get(rule, said) != said for rule, said in other.judged.items()):
            return None
        box = Box(
            regions, self.told | other.told, by, {**self.judged, **other.judged}, self.untold | other.untold
        )
        return None if box.untold & box.fields else box

    def covers(self, other: Box) -> bool:
        """Whether every answer that is in the other is in this one too."""
        return (
            all(at in other.regions and other.regions[at] <= allowed for at, allowed in self.regions.items())
            and self.told <= other.told | frozenset(other.regions) | frozenset(other.by)
            and all(other.by.get(at) == who for at, who in self.by.items())
            and all(other.judged.get(rule) is said for rule, said in self.judged.items())
            and self.untold <= other.untold
        )


def _agreed(
    one: Mapping[Field, Team | Role], other: Mapping[Field, Team | Role]
) -> dict[Field, Team | Role] | None:
    by = dict(one)
    for at, who in other.items():
        mine = by.setdefault(at, who)
        if mine == who:
            continue
        if isinstance(who, Role) and mine == who.team:
            by[at] = who
        elif not (isinstance(mine, Role) and mine.team == who):
            return None  # a fact has one present observation, by one person
    return by


@dataclass(frozen=True, slots=True)
class Boxes:
    """Alternatives; ``complete`` is False if some were left out, since there were too many."""

    boxes: tuple[Box, ...] = ()
    complete: bool = True

    def __or__(self, other: Boxes) -> Boxes:
        return absorbed((*self.boxes, *other.boxes), self.complete and other.complete)

    def __and__(self, other: Boxes) -> Boxes:
        pairs = (one.merged(two) for one in self.boxes for two in other.boxes)
        return absorbed((box for box in pairs if box is not None), self.complete and other.complete)


NEVER = Boxes()
ALWAYS = Boxes((Box(),))


def absorbed(boxes: Iterable[Box], complete: bool) -> Boxes:
    """The boxes without those that another one covers, the fewest facts first."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: len(box.fields)):
        if not any(other.covers(box) for other in kept):
            kept = [other for other in kept if not box.covers(other)] + [box]
    return Boxes(tuple(kept[:MOST]), complete and len(kept) <= MOST)


def consensus(found: Boxes, whole: Mapping[Field, frozenset[int]]) -> Boxes:
    """Add what two boxes imply together, until nothing is added: (x low and a) or (x high and a) implies a.

    ``whole`` has all regions of each field whose unknown value is split into cases.
    """
    boxes, complete = found.boxes, found.complete
    while True:
        added = [
            box
            for index, one in enumerate(boxes)
            for two in boxes[index + 1 :]
            for at in one.regions.keys() & two.regions.keys() & whole.keys()
            if (box := _joined(one, two, at, whole[at])) is not None
            and not any(other.covers(box) for other in boxes)
        ]
        if not added:
            return Boxes(boxes, complete)
        if len(added) > MOST:
            return absorbed((*boxes, *added), False)
        grown = absorbed((*boxes, *added), complete)
        boxes, complete = grown.boxes, grown.complete


def _joined(one: Box, two: Box, at: Field, whole: frozenset[int]) -> Box | None:
    both = one.regions[at] | two.regions[at]
    rest = _without(one, at).merged(_without(two, at))
    if rest is None:
        return None
    if both == whole:
        return rest
    return rest.merged(Box({at: both}))


def _without(box: Box, at: Field) -> Box:
    return Box({f: r for f, r in box.regions.items() if f != at}, box.told, box.by, box.judged, box.untold)
