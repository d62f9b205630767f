"""What is wrong with the ways through a policy: stages without a way in or out, and rounds without an end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.walk import State, Step, Walk, said


def unreachable(walk: Walk) -> Iterator[Finding]:
    """Stages that no captured lead comes to."""
    for stage in walk.policy.stages:
        if stage.name not in walk.first:
            label = stage.label or stage.name
            story = f"captured: whatever is done, it never becomes {label}"
            yield Finding("error", "unreachable", stage.name, _no_way_to(walk, stage.name), story)


def _no_way_to(walk: Walk, stage: str) -> str:
    ways = [
        move for move in walk.policy.moves if move.target == stage and walk.policy.sources(move) != (stage,)
    ]
    if not ways:
        return "no move leads to it"
    told = []
    for move in ways:
        missed = [source for source in walk.policy.sources(move) if source not in walk.first]
        nowhere = missed and len(missed) == len(walk.policy.sources(move))
        told.append(f"'{move.name}' " + ("starts where no lead comes" if nowhere else "can never be made"))
    return "no way leads to it: " + "; ".join(told)


def traps(walk: Walk) -> Iterator[Finding]:
    """Stages out of which no way leads to an end: always, or once the bounds are used up."""
    out = _with_an_end(walk)
    seen: set[str] = set()
    for state in walk.came:
        came = walk.came[state]
        if state in out or state.stage in seen or (came is not None and came[0] not in out):
            continue
        seen.add(state.stage)
        yield _trap(walk, state, any(other in out for other in walk.came if other.stage == state.stage))
    yield from _behind_rules(walk, seen)


def _trap(walk: Walk, state: State, sometimes: bool) -> Finding:
    message = "no way leads on from it to a stage that is closed (won, lost or disqualified)"
    if sometimes:
        message = f"{message} once the moves that are bounded were made as often as they may be"
    story = walk.story(state)
    ends = "it goes on and on, to no end" if walk.steps[state] else "nothing can be done any more"
    return Finding("error", "trap", state.stage, message, f"{story}: {ends}")


def _with_an_end(walk: Walk) -> set[State]:
    """The states from which a closed stage can be reached, or that are closed."""
    back: dict[State, list[State]] = {}
    for state, steps in walk.steps.items():
        for step in steps:
            back.setdefault(step.to, []).append(state)
    ahead = deque(state for state in walk.came if not walk.policy.stage(state.stage).is_open)
    found = set(ahead)
    while ahead:
        for before in back.get(ahead.popleft(), ()):
            if before not in found:
                found.add(before)
                ahead.append(before)
    return found


def _behind_rules(walk: Walk, seen: set[str]) -> Iterator[Finding]:
    """Open stages that a lead leaves only by meeting a rule."""
    for name, state in walk.first.items():
        ways = [step.move for step in walk.steps[state] if step.to.stage != name]
        if name in seen or not ways or not walk.policy.stage(name).is_open:
            continue
        if all(move.guard is not None or move.requires for move in ways):
            moves = " or ".join(f"'{name}'" for name in dict.fromkeys(move.name for move in ways))
            story = f"{walk.story(state)}, and does not meet the rule of {moves}: it can never be let go"
            what = (
                "a rule that is met"
                if all(move.guard is not None for move in ways)
                else "what is known of it"
            )
            yield Finding("warning", "trap", name, f"only {what} leads out of it, by {moves}", story)


def rounds(walk: Walk) -> Iterator[Finding]:
    """Moves back to an earlier stage that a lead can go round by any number of times."""
    ways, there = _unbounded_ways(walk)
    order = [stage.name for stage in walk.policy.stages]
    said_already: set[str] = set()
    for source, steps in ways.items():
        for step in steps:
            forward = order.index(step.to.stage) > order.index(source.stage)
            if forward or step.move.name in said_already:
                continue
            way = _way(ways, _node(step.to), source)
            if way is not None:
                said_already.add(step.move.name)
                yield _round(walk, there, [*way, step])


def _round(walk: Walk, there: dict[_Node, State], loop: list[Step]) -> Finding:
    """The loop, told from where a lead comes into it soonest."""
    moves = ", ".join(f"'{step.move.name}'" for step in loop)
    message = f"a lead can go round without a bound, by {moves}: none of them returns, or is bounded by most"
    soonest = list(there)
    begins = [_node(step.to) for step in (loop[-1], *loop[:-1])]
    at = min(range(len(loop)), key=lambda n: soonest.index(begins[n]))
    once = ", ".join(said(step.move, step.code) for step in (*loop[at:], *loop[:at]))
    story = f"{walk.story(there[begins[at]])}, {once}, and so on for ever"
    return Finding("warning", "unbounded", loop[-1].move.name, message, story)


class _Node(NamedTuple):
    """What an unbounded move can change of a state."""

    stage: str
    reason: str | None


def _node(state: State) -> _Node:
    return _Node(state.stage, state.reason)


def _unbounded_ways(walk: Walk) -> tuple[dict[_Node, list[Step]], dict[_Node, State]]:
    """The moves to another stage that can be made any number of times, and the first state at each node."""
    ways: dict[_Node, dict[tuple[str, _Node], Step]] = {}
    there: dict[_Node, State] = {}
    for state, steps in walk.steps.items():
        there.setdefault(_node(state), state)
        for step in steps:
            bounded = step.move.returns or step.move.most is not None
            if not bounded and step.to.stage != state.stage:
                ways.setdefault(_node(state), {}).setdefault((step.move.name, _node(step.to)), step)
    return {node: list(found.values()) for node, found in ways.items()}, there


def _way(ways: dict[_Node, list[Step]], start: _Node, end: _Node) -> list[Step] | None:
    """The shortest way from one node to another; None if there is none."""
    ahead: deque[tuple[_Node, list[Step]]] = deque([(start, [])])
    seen = {start}
    while ahead:
        at, taken = ahead.popleft()
        if at == end:
            return taken
        for step in ways.get(at, ()):
            if _node(step.to) not in seen:
                seen.add(_node(step.to))
                ahead.append((_node(step.to), [*taken, step]))
    return None
