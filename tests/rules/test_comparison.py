"""Two definitions over a population: whom each admits, and which is stricter."""

from __future__ import annotations

from typing import Any

import pytest

from leadlife.errors import DefinitionError, InvalidInput
from leadlife.evidence import Evidence
from leadlife.rules import compare, criterion
from tests.rules.strategies import AT, Facts, Known, f

pain, event = criterion("pain", f.n >= 4), criterion("event", f.day.within_next(days=30))


def population() -> list[Evidence]:
    def lead(source: str | None, **told: Any) -> Evidence:
        return Evidence(Facts(**told).told(), {}, Known(source=source))

    return [
        lead("web", n=5, yes=True),
        lead("web", n=5, yes=False),
        lead("web", n=2, yes=True),
        lead("fair", n=6),
        lead(None, n=1, yes=True),
    ]


def test_a_population_shows_who_is_gained_and_lost_by_source() -> None:
    leads = population()
    found = compare(f.n >= 4, f.yes.is_(True), iter(leads), at=AT)
    assert found.total.as_data() == {
        "leads": 5,
        "a": 3,
        "b": 3,
        "both": 1,
        "lost": 2,
        "gained": 2,
        "a_unknown": 0,
        "b_unknown": 1,
    }
    assert found.lost == (leads[1], leads[3])
    assert found.gained == (leads[2], leads[4])
    assert list(found.by_source) == ["(no source)", "fair", "web"]
    assert (found.by_source["web"].a, found.by_source["web"].b) == (2, 2)
    assert found.relation.startswith("neither is stricter")
    assert "| web | 3 | 2 | 2 | 1 | 1 |" in found._repr_markdown_()
    assert str(found).splitlines()[-1].split() == ["all", "5", "3", "3", "2", "2", "0", "/", "1"]
    assert found.as_data()["by_source"]["fair"]["lost"] == 1


def test_the_stricter_definition_is_named_without_a_population() -> None:
    assert compare(pain & event, pain).relation.startswith("the first is stricter")
    assert compare(pain, pain & event).relation.startswith("the second is stricter")
    assert compare(pain & event, event & pain).relation == "the two admit the same leads"


def test_groups_can_be_chosen_and_bad_populations_are_refused() -> None:
    by_n = compare(pain, event, [Facts(n=5), Facts()], at=AT, by=lambda told: f"n={told.n}")
    assert list(by_n.by_source) == ["n=5", "n=None"]
    with pytest.raises(DefinitionError, match="pass at="):
        compare(pain, event, [Facts()])
    nobody: Any = [3]
    with pytest.raises(InvalidInput, match="has no facts"):
        compare(pain, event, nobody, at=AT)
