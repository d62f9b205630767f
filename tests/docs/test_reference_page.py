"""The reference has every public name of every room."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "reference.md").read_text("utf-8")

ROOMS = ["leadlife", "leadlife.rules", "leadlife.worktime", "leadlife.policy", "leadlife.lifecycle"]
ROOMS += ["leadlife.stores", "leadlife.notifiers", "leadlife.briefing"]
WHOLE = ["leadlife.kit", "leadlife.reports", "leadlife.imports", "leadlife.testing"]


def documented() -> set[str]:
    """Names that have a directive, or stand in a module's list of members."""
    one_by_one = re.findall(r"^\.\. auto(?:class|function|data|exception):: ([\w.]+)", PAGE, re.M)
    lists = re.findall(r"^   :members: (.+)$", PAGE, re.M)
    return {name.rpartition(".")[2] for name in one_by_one} | {
        name.strip() for some in lists for name in some.split(",")
    }


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_in_the_reference(room: str) -> None:
    names = set(importlib.import_module(room).__all__)
    assert names - documented() - {"__version__"} == set()


@pytest.mark.parametrize("room", WHOLE)
def test_rooms_that_are_documented_whole_say_what_is_public(room: str) -> None:
    assert importlib.import_module(room).__all__
    assert f".. automodule:: {room}\n   :members:\n" in PAGE


def test_what_is_documented_exists() -> None:
    everywhere = [importlib.import_module(room) for room in [*ROOMS, *WHOLE]]
    extra = ("lead", "events", "effects", "ports", "policy.diagram")
    everywhere += [importlib.import_module(f"leadlife.{one}") for one in extra]
    facts_members = {"told", "lasting", "personal"}
    missing = {
        name for name in documented() - facts_members if not any(hasattr(room, name) for room in everywhere)
    }
    assert missing == set()
