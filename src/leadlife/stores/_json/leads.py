"""A lead's state as JSON: a cache of what its events fold to, in whatever shape reads fastest.

It comes in sections, for a step changes one or two of them: a section whose content is the very object that was
written (or read) before keeps its text. Whoever told several facts at once is written once: a telling is
(at, seq, by, via), and every observation is a value and the number of its telling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import attrgetter, is_
from typing import Any, NamedTuple

from leadlife._facts import LeadFacts
from leadlife._frozen import frozen, maker
from leadlife.errors import StoreDamaged
from leadlife.evidence import Observation
from leadlife.lead import Lead, PolicyPin
from leadlife.stores._json.parts import (
    Texts,
    clock_out,
    clocks_in,
    listed,
    opportunity_in,
    opportunity_out,
    setback_in,
    setback_out,
    touch_in,
    touch_out,
    visit_out,
    visits_in,
)
from leadlife.stores._json.values import (
    DAMAGE,
    Json,
    actor_in,
    actor_out,
    instant,
    maybe_instant,
    money_in,
    money_out,
    owner_in,
    owner_out,
    parsed,
    text,
    value_in,
    value_out,
)

SHAPE = 3
"""The present shape of a state; one of another shape is folded anew from the events."""


class Stub(NamedTuple):
    """What is stored beside a lead's sections."""

    id: str
    version: int
    key: str | None
    captured_at: datetime
    recorded_at: datetime
    policy: PolicyPin
    stage: str
    source: str | None
    campaign: str | None
    account: str | None


class Sections(NamedTuple):
    """A lead's state as JSON texts, without what the :class:`Stub` holds."""

    visits: str
    told: str
    clocks: str
    rest: str


class Encoded(NamedTuple):
    """A lead, the sections that stand for it, and the texts of their parts as far as they are known."""

    lead: Lead[Any]
    sections: Sections
    texts: Texts


def encode_lead(lead: Lead[Any], before: Encoded | None = None, texts: Texts | None = None) -> Encoded:
    """The lead with its state; what it shares with the lead ``before`` is not encoded again, nor what is in ``texts``.

    :raises InvalidInput: if a text in it cannot be written as UTF-8.
    """
    texts = {} if texts is None else texts
    if before is None:
        visits, clocks = _visits_out(lead, texts), _clocks_out(lead, texts)
        return Encoded(lead, Sections(visits, _told_out(lead), clocks, _rest_out(lead)), texts)
    was, kept, _ = before
    sections = Sections(
        kept.visits if was.visits is lead.visits else _visits_out(lead, texts),
        kept.told if was.told is lead.told else _told_out(lead),
        kept.clocks if was.clocks is lead.clocks else _clocks_out(lead, texts),
        kept.rest if all(map(is_, _rest(was), _rest(lead))) else _rest_out(lead),
    )
    return Encoded(lead, sections, _pruned(lead, texts))


def _pruned(lead: Lead[Any], texts: Texts) -> Texts:
    """The texts without those of parts that the lead no longer has, once they are the most of them."""
    parts = (*lead.visits, *lead.clocks)
    if len(texts) < 16 + 2 * len(parts):
        return texts
    return {id(part): texts[id(part)] for part in parts if id(part) in texts}


def read_lead(stub: Stub, sections: Sections) -> Lead[Any]:
    """The lead that :func:`lead_sections` wrote.

    :raises StoreDamaged: if it cannot be decoded.
    """
    try:
        rest = parsed(sections.rest) if sections.rest else _NO_REST
        get = rest.get
        contact = get("contact")
        return _lead(
            id=stub.id,
            version=stub.version,
            key=stub.key,
            captured_at=stub.captured_at,
            recorded_at=stub.recorded_at,
            policy=stub.policy,
            stage=stub.stage,
            visits=visits_in(parsed(sections.visits)),
            source=stub.source,
            campaign=stub.campaign,
            account=stub.account,
            contact=contact[0] if contact else None,
            refs=frozen(get("refs", {})),
            owner=owner_in(get("owner")),
            owner_since=maybe_instant(get("owner_since")),
            told=_told_in(sections.told),
            clocks=clocks_in(parsed(sections.clocks)) if sections.clocks else (),
            touches=tuple([touch_in(one) for one in get("touches", ())]),
            cycle=get("cycle", 0),
            made=frozen(get("made", {})),
            setbacks=tuple([setback_in(one) for one in get("setbacks", ())]),
            cool_down_until=maybe_instant(get("cool_down_until")),
            opportunity=opportunity_in(get("opportunity")),
            value=money_in(get("value")),
            resembles=tuple(get("resembles", ())),
            absorbed=tuple(get("absorbed", ())),
            merged_into=get("merged_into"),
            erased_at=maybe_instant(get("erased_at")),
            brought=tuple([setback_in(one) for one in get("brought", ())]),
            first_touch_at=maybe_instant(get("first_touch_at")),
        )
    except DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise StoreDamaged(
            f"lead {stub.id}: its state at version {stub.version} cannot be decoded: {why}"
        ) from error


_NO_REST: Mapping[str, Json] = {}
_NOTHING_TOLD: Mapping[str, tuple[Observation, ...]] = frozen({})
_lead: Callable[..., Lead[Any]] = maker(Lead, _model=LeadFacts, _values=None)
_seen = maker(Observation)


# -- sections; an empty one is an empty text -----------------------------------------------------------


def _visits_out(lead: Lead[Any], texts: Texts) -> str:
    return listed(lead.visits, visit_out, texts)


def _clocks_out(lead: Lead[Any], texts: Texts) -> str:
    return listed(lead.clocks, clock_out, texts) if lead.clocks else ""


_rest = attrgetter(
    "owner", "touches", "setbacks", "made", "cycle", "cool_down_until", "opportunity", "value", "contact", "refs",
    "resembles", "absorbed", "merged_into", "erased_at", "owner_since", "first_touch_at", "brought"
)  # fmt: skip


_OTHERS = ("resembles", "absorbed", "merged_into", "erased_at", "owner_since", "first_touch_at")
_ABSENT: tuple[object, ...] = (None, ())


def _rest_out(lead: Lead[Any]) -> str:
    owner, touches, setbacks, made, cycle, cool_down, opportunity, value, contact, refs, *others = _rest(lead)
    body: dict[str, Json] = {
        name: value for name, value in zip(_OTHERS, others, strict=False) if value not in _ABSENT
    }
    if owner is not None:
        body["owner"] = owner_out(owner)
    if touches:
        body["touches"] = [touch_out(touch) for touch in touches]
    if setbacks:
        body["setbacks"] = [setback_out(setback) for setback in setbacks]
    if lead.brought:
        body["brought"] = [setback_out(setback) for setback in lead.brought]
    if made:
        body["made"] = dict(made)
    if cycle:
        body["cycle"] = cycle
    if cool_down is not None:
        body["cool_down_until"] = cool_down
    if opportunity is not None:
        body["opportunity"] = opportunity_out(opportunity)
    if value is not None:
        body["value"] = money_out(value)
    if contact is not None:
        body["contact"] = [contact]
    if refs:
        body["refs"] = dict(refs)
    return text(body) if body else ""


# -- observations --------------------------------------------------------------------------------------


def _told_out(lead: Lead[Any]) -> str:
    if not lead.told:
        return ""
    numbers: dict[object, int] = {}
    tellings: list[Json] = []
    facts: dict[str, Json] = {}
    for name, seen in lead.told.items():
        flat: list[Json] = []
        for one in seen:
            by = one.by
            key = (one.seq, one.at, id(by), one.via)  # the lead keeps the actor alive: its id stays its own
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(tellings)
                tellings.append([one.at, one.seq, None if by is None else actor_out(by), one.via])
            flat += (number, value_out(one.value))
        facts[name] = flat
    return text([tellings, facts])


def _told_in(section: str) -> Mapping[str, tuple[Observation, ...]]:
    if not section:
        return _NOTHING_TOLD
    tellings, told = parsed(section)
    known = [(instant(at), seq, None if by is None else actor_in(by), via) for at, seq, by, via in tellings]
    return frozen(
        {
            name: tuple([_seen(value_in(value), *known[number]) for number, value in _pairs(flat)])
            for name, flat in told.items()
        }
    )


def _pairs(flat: Json) -> Iterable[tuple[int, Json]]:
    return zip(flat[::2], flat[1::2], strict=True)
