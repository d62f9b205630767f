"""Channels that nobody serves: what is sent there waits, and is told of."""

from __future__ import annotations

import logging

import pytest

from leadlife import (
    SALES_MANAGER,
    Alert,
    CallbackNotifier,
    Delivered,
    LeadStore,
    MemoryStore,
    Notifier,
    open_engine,
)
from tests.lives import World, standard

POLICY = standard().replace(alerts=(Alert(name="handed", on="hand_off", to=SALES_MANAGER, channel="mail"),))
NOBODY = CallbackNotifier(lambda notice: None)


@pytest.mark.parametrize(
    ("notifiers", "done"),
    [
        (None, Delivered(waiting=2)),
        ({"post": NOBODY}, Delivered(waiting=2)),
        ({"default": NOBODY}, Delivered(sent=1, waiting=1)),
        ({"default": NOBODY, "mail": NOBODY}, Delivered(sent=2)),
    ],
)
def test_what_no_notifier_takes_is_counted(
    store: LeadStore, notifiers: dict[str, Notifier] | None, done: Delivered
) -> None:
    world = World(POLICY, store)
    world.handed_off()
    world.wait(hours=5)
    world.engine.tick()
    engine = open_engine(store, POLICY, now=lambda: world.time, notifiers=notifiers)
    assert engine.deliver() == done
    assert engine.deliver().waiting == done.waiting, "they wait on"


@pytest.mark.parametrize(
    ("notifiers", "named"),
    [
        (None, []),  # it does not deliver at all
        ({"default": NOBODY, "mail": NOBODY}, []),
        ({"mail": NOBODY}, ["'default'"]),
        ({"mial": NOBODY}, ["'default'", "'mail'", "only 'mial'"]),
    ],
)
def test_channels_without_a_notifier_are_named_when_the_engine_opens(
    notifiers: dict[str, Notifier] | None, named: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "leadlife"):
        open_engine(MemoryStore(), POLICY, notifiers=notifiers)
    assert len(caplog.records) == (len(named) > 0)
    assert all(one in caplog.text for one in named)
