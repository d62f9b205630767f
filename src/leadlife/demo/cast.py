"""Who works at the made-up company."""

from __future__ import annotations

from dataclasses import dataclass

from leadlife.people import MARKETING, SALES, THE_SYSTEM, Actor, Queue


@dataclass(frozen=True, slots=True)
class Rep:
    """A sales rep: how long they take compared to others, how often they let a lead lie, and how often they win."""

    actor: Actor
    pace: float
    neglect: float
    skill: float


SDRS = tuple(Actor(f"sdr-{name}", MARKETING) for name in ("ada", "ben", "cleo", "dov"))
REPS = (
    Rep(Actor("rep-finn", SALES), 0.7, 0.02, 1.25),
    Rep(Actor("rep-gita", SALES), 0.8, 0.03, 1.15),
    Rep(Actor("rep-hugo", SALES), 1.0, 0.05, 1.0),
    Rep(Actor("rep-ines", SALES), 1.0, 0.06, 1.0),
    Rep(Actor("rep-jon", SALES), 1.4, 0.09, 0.9),
    Rep(Actor("rep-kai", SALES), 2.0, 0.20, 0.75),
)
MANAGER = Actor("head-of-sales", SALES, "manager")
MARKETING_LEAD = Actor("head-of-marketing", MARKETING, "manager")
INBOUND = Queue("inbound")
WEBSITE = THE_SYSTEM
"""Forms are filled in by people, and recorded by the system."""


def rep_of(actor: Actor) -> Rep:
    """The rep behind an actor."""
    return next(rep for rep in REPS if rep.actor == actor)
