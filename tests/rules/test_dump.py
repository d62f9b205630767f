"""Dumps and fingerprints are the same in every process and version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from leadlife.money import money
from leadlife.people import SALES_MANAGER
from leadlife.rules import Rule, at_least, criterion, load, scorecard
from tests.rules.strategies import FUNCTIONS, Facts, f, rules

AT = datetime(2026, 11, 2, tzinfo=UTC)
RULE = criterion(
    "ready",
    at_least(2, f.n >= 3, f.day.within_next(months=6, if_known=True), f.deal > money("50.00", "EUR"))
    & ~f.tags.any_of("b", "a")
    & f.mood.confirmed_by(SALES_MANAGER)
    & (scorecard("fit", (10, f.word.contains("x", ignore_case=True))) >= 10),
    ask="Ready?",
)
PINNED = "d3ac142448cec7198a55f44ed64068d0"


def test_the_fingerprint_is_pinned() -> None:
    """It goes into stores: if this fails, every stored policy would seem to have changed."""
    assert RULE.fingerprint == PINNED


def test_another_process_with_another_hash_seed_gives_the_same() -> None:
    program = "from tests.rules.test_dump import RULE; print(RULE.fingerprint)"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        root = Path(__file__).parents[2]
        run = subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == PINNED


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules())
def test_a_dump_survives_json(rule: Rule) -> None:
    text = json.dumps(rule.dump(), allow_nan=False)
    again = load(json.loads(text), functions=FUNCTIONS)
    assert again == rule
    assert again.fingerprint == rule.fingerprint
    assert again.spelled_out == rule.spelled_out


def test_what_makes_a_difference_is_in_the_fingerprint() -> None:
    base = f.n >= 3
    others = [
        f.n >= 4,
        f.n > 3,
        f.m >= 3,
        ~base,
        criterion("x", base),
        criterion("x", base, ask="?"),
        base & base,
    ]
    fingerprints = {rule.fingerprint for rule in [base, *others]}
    assert len(fingerprints) == len(others) + 1
    assert (f.deal > money("5", "EUR")).fingerprint == (f.deal > money("5.00", "EUR")).fingerprint


def test_a_dump_says_what_it_speaks_of() -> None:
    data = (f.day < date(2026, 1, 1)).dump()
    assert data == {
        "leadlife_rule": 1,
        "fields": {"day": {"place": "fact", "kind": "date"}},
        "rule": {"compare": "day", "order": "<", "bound": "2026-01-01"},
    }


def test_compiled_rules_show_their_source_and_take_plain_mappings() -> None:
    compiled = (f.n >= 3).compile()
    assert "values.get('n')" in compiled.source
    assert str(compiled({"n": 3}, at=AT)) == "met"
    assert str(compiled({}, at=AT)) == "unknown"
    assert str(compiled(Facts(n=2), at=AT)) == "unmet"
