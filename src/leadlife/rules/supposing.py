"""Suppose that some answers were given: the evidence as it would be then."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from leadlife.evidence import Evidence, Observation, Value
from leadlife.people import Actor, Role, Team
from leadlife.rules.box import Box
from leadlife.rules.fields import Field
from leadlife.rules.looking import value_of
from leadlife.rules.regions import candidates
from leadlife.rules.sufficing import Open

_MOST_TRIED = 64
Told = tuple[Field, Value, Team | Role | None]
"""A fact, its new value, and who says so."""


def tried(box: Box, scene: Open) -> Iterator[Evidence]:
    """The evidence as it would be with answers out of the box, for up to 64 of them."""
    choices = [_choices(field, box, scene) for field in sorted(box.fields, key=str)]
    for chosen in itertools.islice(itertools.product(*choices), _MOST_TRIED):
        yield suppose(scene.evidence, chosen, scene)


def _choices(field: Field, box: Box, scene: Open) -> list[Told]:
    by = box.by.get(field)
    if field in box.regions:
        codes = scene.codes[field]
        wanted = {codes[index] for index in box.regions[field]}
        found = {p.codes: p.sample for p in scene.points[field] if p.codes in wanted and p.sample is not None}
        return [(field, value, by) for value in found.values()]
    present = value_of(field, scene.evidence)
    return [(field, value, by) for value in (_anything(field, scene) if present is None else (present,))]


def _anything(field: Field, scene: Open) -> Sequence[Value]:
    """A value out of every region, since any has to do."""
    points = scene.points.get(field) or candidates(field, (), scene.moment) or ()
    found = {point.codes: point.sample for point in points if point.sample is not None}
    return tuple(found.values()) or ("",)


def suppose(evidence: Evidence, told: Sequence[Told], scene: Open) -> Evidence:
    """The evidence with these answers on top, given at the moment of asking."""
    values, observed = dict(evidence.values), dict(evidence.observed)
    lead, event = (
        {field.name: value for field, value, _ in told if field.place == place} for place in ("lead", "event")
    )
    for field, value, by in told:
        if field.place == "fact":
            who = None if by is None else somebody(by)
            values[field.name] = value
            observed[field.name] = Observation(value, scene.moment.at, 0, who)
    return Evidence(values, observed, own_with(evidence.lead, lead), own_with(evidence.event, event))


def somebody(who: Team | Role) -> Actor:
    """An actor of this team or role."""
    return Actor("anybody", who.team, who.name) if isinstance(who, Role) else Actor("anybody", who)


def own_with(subject: object | None, changed: Mapping[str, Value]) -> object | None:
    """A lead or an event of which these things are otherwise."""
    return _Own(subject, changed) if changed else subject


class _Own:
    """A lead or an event of which some things are otherwise."""

    def __init__(self, subject: object | None, changed: Mapping[str, Value]) -> None:
        self._subject, self._changed = subject, changed

    def __getattr__(self, name: str) -> object:
        return self._changed[name] if name in self._changed else getattr(self._subject, name, None)
