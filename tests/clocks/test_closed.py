"""A closed lead has no clocks from before (semantics 16): neither met nor breached, and nobody is told."""

from __future__ import annotations

import pytest

from leadlife import SALES, Milestone, Reason, Stage, Transition, breach, making, notify, touch
from tests.clocks.desk import Desk, answering, policy
from tests.lives import REP

LOST = Stage("lost", Milestone.DISQUALIFIED)
LOSE = Transition(
    name="lose", sources=("asked",), target="lost", by=(SALES,), setback=True, reasons=(Reason("spam"),)
)


def closing(*starts: str) -> Desk:
    """A lead that was asked and then disqualified; the clock begins with these moves, and names no stage."""
    clock = answering(starts=making(*starts), stops=touch(), levels=(breach(notify(SALES)),))
    plain = policy()
    desk = Desk(clock, stages=(*plain.stages, LOST), moves=(*plain.moves, LOSE))
    desk.wait(hours=1)
    desk.engine.move(desk.id, "lose", by=REP, reason="spam")
    return desk


def test_a_clock_that_names_no_stage_ends_when_the_lead_is_closed() -> None:
    desk = closing("ask")
    assert desk.clock().verdict == "cancelled"
    desk.wait(days=9)
    assert desk.engine.tick().levels == 0


@pytest.mark.parametrize("starts", [("lose",), ("ask", "lose")])
def test_what_closing_the_lead_itself_starts_runs(starts: tuple[str, ...]) -> None:
    desk = closing(*starts)
    assert desk.clock().verdict == "running"
    desk.wait(days=9)
    assert desk.engine.tick().levels == 1
