"""The lean machine does what the stock one of ``transitions`` does, on any graph (and the lead is never a model)."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine, MachineError

from leadlife import machine
from leadlife.lifecycle._graph import Cursor, LeanMachine, graph
from tests.lives import World, standard

STAGES = [f"s{number}" for number in range(6)]
MOVES = [f"m{number}" for number in range(5)]


@dataclass
class Graph:
    """What :func:`graph` reads of a policy."""

    paths: list[tuple[str, str, str]]
    stages: list[object] = field(default_factory=list)


@dataclass(frozen=True)
class Named:
    name: str


@given(
    paths=st.lists(
        st.tuples(st.sampled_from(MOVES), st.sampled_from(STAGES), st.sampled_from(STAGES)), max_size=30
    ),
    start=st.sampled_from(STAGES),
    steps=st.lists(st.tuples(st.sampled_from(MOVES), st.booleans()), max_size=20),
)
def test_lean_equals_stock(
    paths: list[tuple[str, str, str]], start: str, steps: list[tuple[str, bool]]
) -> None:
    drawn = Graph(paths, [Named(stage) for stage in STAGES])
    lean, stock = graph(drawn), graph(drawn, Machine)  # type: ignore[arg-type]
    assert isinstance(lean, LeanMachine) and not isinstance(stock, LeanMachine)
    one, other = Cursor(start, True), Cursor(start, True)
    for move, met in steps:
        one.met = other.met = met
        assert _try(lean, move, one) == _try(stock, move, other)
        assert one.state == other.state


def _try(machine: Machine, move: str, cursor: Cursor) -> bool:
    """Whether the move was made; a move that does not start here is none in either machine."""
    if move not in machine.events:
        return False
    try:
        return bool(machine.events[move].trigger(cursor))
    except MachineError:
        return False


def test_no_lead_is_ever_registered_with_the_machine() -> None:
    world = World()
    world.sql()
    assert world.engine.lifecycle._machine.models == []


def test_a_host_gets_an_ordinary_machine_of_the_same_graph() -> None:
    class Deal:
        state: str

    deal = Deal()
    made = machine(standard(), deal)
    assert type(made) is Machine
    deal.engage()  # type: ignore[attr-defined]
    assert deal.state == "mrl"
    assert set(made.states) == {stage.name for stage in standard().stages}
