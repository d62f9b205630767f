"""The state graph, executed by the ``transitions`` package; the one module that imports it.

Leads are never registered as models. A step triggers on a fresh cursor that carries the state and the verdict
that was reached beforehand: the lead itself stays untouched until the step commits. The lean classes below do what the
stock ones do for a graph with one model that is not queued, without their logging and callback machinery; a
differential test holds them to the stock ``Machine``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transitions import Event, Machine, Transition

if TYPE_CHECKING:
    from leadlife.policy import Policy


class Cursor:
    """One attempt of one step: where the lead stands, and whether its guard was met."""

    __slots__ = ("met", "state")

    def __init__(self, state: str, met: bool) -> None:
        self.state = state
        self.met = met

    @property
    def model(self) -> Cursor:
        """What a condition finds as ``event_data.model``: the cursor is its own event data."""
        return self


def guard_met(event_data: Any) -> bool:
    """The condition of every move: the rule was evaluated before the trigger, and its verdict is read here."""
    return bool(event_data.model.met)


class LeanTransition(Transition):
    """A transition that checks its conditions and moves the cursor, and does nothing else."""

    def execute(self, event_data: Any) -> bool:
        for condition in self.conditions:
            if condition.func(event_data) != condition.target:  # type: ignore[operator]  # never a name
                return False
        event_data.model.state = self.dest
        return True


class LeanEvent(Event):
    """A trigger that tries the transitions of the cursor's state in order, and says whether one was made."""

    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:
        return any(transition.execute(model) for transition in self.transitions.get(model.state, ()))


class LeanMachine(Machine):
    """A machine of lean parts."""

    event_cls = LeanEvent
    transition_cls = LeanTransition


def graph(policy: Policy[Any], cls: type[Machine] = LeanMachine) -> Machine:
    """The policy's graph as a machine without a model, shared by all leads."""
    paths = [
        {"trigger": move, "source": source, "dest": target, "conditions": guard_met}
        for move, source, target in policy.paths
    ]
    states = [stage.name for stage in policy.stages]
    return cls(
        model=None, states=states, transitions=paths, initial=None, auto_transitions=False, send_event=True
    )


def machine(policy: Policy[Any], model: object, *, initial: str | None = None) -> Machine:
    """A stock ``transitions.Machine`` over the policy's graph, for a host that already works with ``transitions``.

    It knows stages and moves; who may make them, and the guards, are the engine's to ask.

    :raises ValueError: from ``transitions``, if ``initial`` is no stage of the policy.
    """
    paths = [{"trigger": move, "source": source, "dest": target} for move, source, target in policy.paths]
    states = [stage.name for stage in policy.stages]
    start = initial or policy.initial
    return Machine(
        model=model, states=states, transitions=paths, initial=start, auto_transitions=False, send_event=True
    )
