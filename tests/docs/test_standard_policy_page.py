"""The tables of the page on the standard policy say what the code says, cell by cell; only the sources are prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from leadlife import ANY_OPEN, OWNER, CoolDown, Implied, LeadFacts, Level, Reason, Transition, standard_policy
from leadlife import facts as references
from leadlife.policy._describing import opportunity_of
from leadlife.policy.clock import (
    CLOSE_DATE,
    COOL_DOWN,
    Entering,
    Leaving,
    Make,
    Making,
    Replying,
    Tell,
    Touching,
    Trigger,
)
from leadlife.rules import Criterion, nodes_of

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "standard-policy.md"
POLICY = standard_policy(
    LeadFacts, name="acme", version="1", minimum_information=("company",), touch_accepts=True
)
DEFINED = {rule: name for name, rule in reversed([*POLICY.definitions.items()])}
"""Definitions by their rule; where two are the same rule, the first."""

Row = tuple[str, ...]


def code(name: str) -> str:
    return f"`{name}`"


def codes(names: Any) -> str:
    return ", ".join(code(str(name)) for name in names)


# -- what the code says -----------------------------------------------------------------------------


def stages() -> Iterator[Row]:
    for stage in POLICY.stages:
        milestone = stage.milestone.value if stage.milestone else ""
        yield code(stage.name), stage.label, milestone, "open" if stage.is_open else "closed"


def moves() -> Iterator[Row]:
    for move in POLICY.moves:
        sources = "any open stage" if ANY_OPEN in move.sources else codes(move.sources)
        yield code(move.name), f"{sources} → {code(move.target)}", ", ".join(map(str, move.by)), asks(move)


def asks(move: Transition) -> str:
    needs = {
        "" if move.guard is None else DEFINED[move.guard]: True,
        "the minimum information": bool(move.requires),
        "a reason": bool(move.reasons),
        "a comment": move.comment,
        "a new owner": move.owner,
        opportunity_of(move): bool(move.opportunity),
        "the final value": move.value,
        "counts a cycle": move.returns,
        "rest over, or a raised hand": move.waits,
        f"at most {move.most} a cycle": move.most is not None,
        f"the last by {', '.join(map(str, move.last_by))}": bool(move.last_by),
        f"after {codes(move.after)} only": bool(move.after),
        "holds a clock": move.hold is not None,
        f"implied by {', '.join(map(implied, move.implied))}": bool(move.implied),
    }
    return "; ".join(text for text, so in needs.items() if so and text)


def implied(one: Implied) -> str:
    if isinstance(one.by, Touching):
        return trigger(one.by)
    names = [node.name for node in nodes_of(one.by) if isinstance(node, Criterion)]
    return f"{', '.join(names)} ({code(str(one.reason))})"


def clocks() -> Iterator[Row]:
    for clock in POLICY.clocks:
        starts, stops = (" or ".join(map(trigger, some)) for some in (clock.starters, clock.stoppers))
        rests: dict[object, str] = {COOL_DOWN: "the cool-down", CLOSE_DATE: "the close date"}
        within = rests.get(clock.within, str(clock.within))
        where = "; hand-raisers only" if clock.where is not None else ""
        yield code(clock.name), f"{starts} → {stops}{where}", within, "; ".join(map(level, clock.levels))


def trigger(one: Trigger) -> str:
    match one:
        case Entering(stage):
            return code(stage)
        case Leaving(stage):
            return f"left {code(stage)}"
        case Making(names):
            return codes(names)
        case Touching(kinds):
            return f"touch {codes(kinds)}" if kinds else "a human touch"
        case Replying(()):
            return "a reply"
        case _:
            raise AssertionError(f"the page has no words for {one}")


def level(one: Level) -> str:
    at = "" if one.at is None else f" at {one.at}"
    return f"{one.name}{at}: {', '.join(map(action, one.actions))}"


def action(one: object) -> str:
    match one:
        case Make(name, _, exhausted):
            return f"{code(name)}, where no way back is left" if exhausted else code(name)
        case Tell(to):
            return "owner" if to is OWNER else str(to)
        case _:
            raise AssertionError(f"the page has no words for {one}")


def reasons(*names: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for name in names:
            move = POLICY.move(name)
            ways: dict[str, list[str]] = {}
            for reason in move.reasons:
                ways.setdefault(path(reason), []).append(reason.code)
            yield from ((code(name), codes(same), way) for way, same in ways.items())

    return rows


def path(reason: Reason) -> str:
    parts = [
        "" if reason.then is None else code(reason.then),
        "" if reason.cool_down is None else rest(reason.cool_down),
        "with a comment" if reason.comment else "",
        "" if reason.stale else "no fresh evidence",
        "" if not reason.by else "by " + ", ".join(map(str, reason.by)),
    ]
    return "; ".join(filter(None, parts))


def rest(cool_down: CoolDown) -> str:
    if cool_down.until is None:
        return str(cool_down.span)
    return f"until {cool_down.days_before} days before {code(cool_down.until)}, else {cool_down.span}"


def facts() -> Iterator[Row]:
    known = references(LeadFacts)
    for name in LeadFacts.model_fields:
        kind = str(getattr(known, name).field.kind)
        marks = ("lasting", LeadFacts.lasting()), ("personal", LeadFacts.personal())
        yield code(name), kind, ", ".join(mark for mark, names in marks if name in names)


# -- what the page says -----------------------------------------------------------------------------


def table(title: str, columns: int) -> list[Row]:
    """The rows of the table under a heading, their first columns."""
    section = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S)
    assert section, f"the page has no section {title!r}"
    lines = [line for line in section[1].splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|"))[:columns] for line in lines[2:]]


TABLES: dict[str, tuple[int, Callable[[], Iterator[Row]]]] = {
    "Stages": (4, stages),
    "Moves": (4, moves),
    "Clocks": (4, clocks),
    "Reasons to send back": (3, reasons("reject", "lapse", "return")),
    "Reasons to rest, to lose, to close": (3, reasons("nurture", "lose", "disqualify", "reopen")),
    "Facts": (3, facts),
}


@pytest.mark.parametrize("title", TABLES)
def test_the_table_says_what_the_code_says(title: str) -> None:
    columns, rows = TABLES[title]
    assert table(title, columns) == list(rows())
