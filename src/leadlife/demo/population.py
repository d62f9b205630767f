"""The people behind the leads: who they are, when they arrive, and what is true of them, though nobody knows it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leadlife import LeadFacts
from leadlife.demo.checklist import Checklist, checklist
from leadlife.demo.sources import PROSPECTING, SOURCES, Source
from leadlife.kit import CompellingEventKind, PersonKind, Relationship, Seniority

_FIRST = (
    "Alba",
    "Bo",
    "Cira",
    "Dario",
    "Edda",
    "Femi",
    "Gero",
    "Hanne",
    "Ilja",
    "Juno",
    "Kira",
    "Levi",
    "Mina",
    "Noor",
)
_LAST = (
    "Adler",
    "Brandt",
    "Costa",
    "Dahl",
    "Eklund",
    "Fabri",
    "Groen",
    "Holm",
    "Ivers",
    "Jansen",
    "Kovac",
    "Lund",
)
_PLACE = (
    "Amber",
    "Birch",
    "Cedar",
    "Delta",
    "Ember",
    "Fjord",
    "Granite",
    "Harbour",
    "Iris",
    "Juniper",
    "Kestrel",
)
_TRADE = (
    "Foods",
    "Freight",
    "Glass",
    "Instruments",
    "Labs",
    "Mills",
    "Optics",
    "Paper",
    "Rail",
    "Textiles",
    "Tools",
)
_COUNTRIES = ("DE", "DE", "DE", "AT", "CH", "NL", "GB", "GB", "SE", "DK")
_WRONG_KINDS: tuple[PersonKind, ...] = ("student", "job_seeker", "consultant", "other")
_WRONG_TIES: tuple[Relationship, ...] = ("customer", "customer", "partner", "competitor")
_DECIDERS: tuple[Seniority, ...] = ("c_level", "vp", "vp", "director", "director", "director", "owner")
_OTHERS: tuple[Seniority, ...] = ("manager", "manager", "individual")
_EVENTS: tuple[CompellingEventKind, ...] = (
    "contract_end",
    "contract_end",
    "regulation",
    "expansion",
    "end_of_life",
    "incident",
)
_PAINS = {
    "contract_end": "the present supplier raises prices at renewal",
    "regulation": "the auditors found that records are kept by hand",
    "expansion": "two new sites, and the old system does not scale",
    "end_of_life": "the system in use is no longer supported",
    "incident": "an outage stopped shipping for two days",
}
_WEEK = (1.0, 1.15, 1.15, 1.05, 0.8, 0.25, 0.25)
"""How busy each day of the week is, Monday first."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is true of somebody for some months: who decides, how much it hurts, and what forces a decision."""

    decider: Seniority
    severity: int
    event: CompellingEventKind | None
    event_on: datetime | None
    real: bool

    @property
    def pain(self) -> str:
        """In their words."""
        return _PAINS.get(self.event or "", "it takes too long, and too many people")


@dataclass(slots=True)
class Person:
    """Somebody who will become a lead. ``rng`` is theirs alone: what they do depends on nobody else.

    ``aside`` is for what changes nothing: what they would answer to BANT's questions, and whether they do.
    """

    key: str
    source: Source
    campaign: str | None
    arrives_at: datetime
    name: str
    company: str
    kind: PersonKind
    relationship: Relationship
    seniority: Seniority
    reachable: bool
    rng: random.Random
    aside: random.Random
    situation: Situation
    checklist: Checklist = field(init=False)

    def __post_init__(self) -> None:
        self.checklist = self._answers(self.arrives_at)

    def told(self) -> LeadFacts:
        """What they fill into a form."""
        return LeadFacts(
            name=self.name,
            company=self.company,
            email=f"{self.key.replace(':', '-')}@example.com",
            consent_email="opted_in",
            country=self.rng.choice(_COUNTRIES),
            employees=round(10 ** self.rng.uniform(1.3, 3.8)),
            seniority=self.seniority,
            last_response=self.source.response,
        )

    def moves_on(self, at: datetime) -> None:
        """Months have passed: what was true of them may be so no longer, and what was not may be true now."""
        self.situation = _situation(self.rng, self.source.real * 0.8, at)
        self.checklist = self._answers(at)

    def _answers(self, at: datetime) -> Checklist:
        truth = self.situation
        return checklist(self.aside, real=truth.real, decider=truth.decider, event_on=truth.event_on, at=at)


def made_up(key: str | None) -> bool:
    """Whether a key is one of ours.

    >>> made_up("web:0042"), made_up("crm:4711")
    (True, False)
    """
    kind, _, number = (key or "").partition(":")
    return kind in ("web", "sales") and number.isdecimal()


def population(seed: int, leads: int, start: datetime, end: datetime) -> Iterator[Person]:
    """``leads`` people who arrive from ``start`` until ``end``, in order of arrival; the same for the same seed."""
    rng = random.Random(f"{seed}:arrivals")
    arrivals = sorted(_moment(rng, start, end) for _ in range(leads))
    for number, at in enumerate(arrivals, 1):
        yield _person(f"{seed}:{number}", f"web:{number:04}", at)


def _moment(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """By day of the week first, then by the hour: most people are awake, and at work, when they respond."""
    days = (end - start).days
    while True:
        day = start + timedelta(days=rng.randrange(days))
        if rng.random() * max(_WEEK) < _WEEK[day.weekday()]:
            hour = min(23.9, max(0.0, rng.gauss(13.5, 4.0)))
            return day + timedelta(seconds=round(hour * 3600))


def _person(seed: str, key: str, at: datetime) -> Person:
    rng = random.Random(seed)
    sourced = rng.random() < 0.04
    source = PROSPECTING if sourced else rng.choices(SOURCES, [one.share for one in SOURCES])[0]
    fits = rng.random() < source.fits
    stranger = fits or rng.random() < 0.5
    return Person(
        key=key.replace("web", "sales") if sourced else key,
        source=source,
        campaign=rng.choice(source.campaigns) if source.campaigns else None,
        arrives_at=at,
        name=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
        company=f"{rng.choice(_PLACE)} {rng.choice(_TRADE)}",
        kind="buyer" if fits or not stranger else rng.choice(_WRONG_KINDS),
        relationship="prospect" if stranger else rng.choice(_WRONG_TIES),
        seniority=rng.choice(_DECIDERS + _OTHERS + _OTHERS),
        reachable=rng.random() < source.valid,
        rng=rng,
        aside=random.Random(f"{seed}:bant"),
        situation=_situation(rng, source.real, at),
    )


def _situation(rng: random.Random, chance: float, at: datetime) -> Situation:
    real = rng.random() < chance
    decides = rng.random() < (0.93 if real else 0.55)
    hurts = rng.random() < (0.94 if real else 0.45)
    event = rng.choice(_EVENTS) if rng.random() < (0.92 if real else 0.40) else None
    dated = event is not None and rng.random() < 0.7
    return Situation(
        decider=rng.choice(_DECIDERS if decides else _OTHERS),
        severity=rng.randint(5, 10) if hurts else rng.randint(0, 4),
        event=event,
        event_on=at + timedelta(days=rng.randint(40, 330)) if dated else None,
        real=real,
    )
