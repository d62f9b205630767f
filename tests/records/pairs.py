"""Pairs of leads that are one person's."""

from __future__ import annotations

from leadlife import Lead, replay
from leadlife.events import Event
from tests.lives import Facts, World


def both(world: World) -> tuple[Lead[Facts], Lead[Facts]]:
    """An earlier lead from a webcast, handed off, and a later one from a fair."""
    survivor = world.handed_off("webcast:1")
    world.wait(hours=1)
    other = world.raw("fair:1", source="fair")
    return survivor, other


def consistent(world: World, *leads: str) -> None:
    for id in leads:
        world.engine.store.verify(id)
        assert replay(world.engine.history(id)) == world.engine.get(id, merged=True)


def levels(world: World, lead: str) -> list[Event]:
    return [event for event in world.engine.history(lead) if event.kind == "level_reached"]
