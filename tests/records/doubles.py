"""Leads of the same person, and policies that take them for one."""

from __future__ import annotations

from leadlife import Lead, LeadFilter, LeadStore, Matching
from tests.lives import SDR, Facts, World, standard

MAIL = "Kim@Example.com"


def world_with(store: LeadStore | None = None, *matching: Matching) -> World:
    return World(standard().replace(matching=matching), store)


def merging(**fields: object) -> Matching:
    return Matching(facts=("email",), then="merge", **fields)  # type: ignore[arg-type]


def every(world: World) -> list[str]:
    return [lead.id for lead in world.engine.leads(LeadFilter(merged=True))]


def capture(world: World, key: str | None, email: str | None = MAIL, **facts: object) -> Lead[Facts]:
    told = Facts(**({} if email is None else {"email": email}), **facts)  # type: ignore[arg-type]
    return world.engine.capture(by=SDR, key=key, told=told)
