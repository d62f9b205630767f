"""What a step asks of the outside world: notices of clocks, and notices that are no longer true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadlife.effects import Effect, Notify, Withdraw
from leadlife.events import Event, LevelReached
from leadlife.lead import ClockState, Lead
from leadlife.lifecycle._alerting import recipient
from leadlife.policy import Policy
from leadlife.policy.clock import Tell


def react(policy: Policy[Any], lead: Lead[Any], event: Event) -> Iterator[Effect]:
    """What one event asks of the outside world for the sake of clocks, ``lead`` being as it stands after the step."""
    for clock in event.clocks:
        if clock.stopped_at is not None:
            yield Withdraw(clock.id)
    if isinstance(event, LevelReached):
        yield from _level(policy, lead, event)


def _level(policy: Policy[Any], lead: Lead[Any], event: LevelReached) -> Iterator[Notify]:
    state = lead.clock(event.clock)
    clock = None if state is None else policy.find_clock(state.name)
    level = None if clock is None else clock.level(event.level)
    if state is None or level is None:
        return
    text = f"Lead {lead.id} in {lead.stage}: {state.name} {event.level}, due {event.due_at.isoformat()}"
    data = {
        "stage": lead.stage,
        "clock": state.name,
        "level": event.level,
        "due_at": event.due_at.isoformat(),
    }
    if event.refused is not None:
        data["refused"] = event.refused
    for number, action in enumerate(action for action in level.actions if isinstance(action, Tell)):
        rule = f"{state.id}.{event.level}" + (f".{number}" if number else "")
        to = recipient(lead, action.to)
        said = data | _escalation(event, state) if action.escalates else data
        yield Notify(lead.id, event.seq, rule, to, text, said, action.channel, clock=state.id)


def _escalation(event: LevelReached, state: ClockState) -> dict[str, str]:
    """What whoever it is escalated to needs to know: who held the lead, and since when it has waited."""
    holder = "nobody" if event.owner is None else str(event.owner)
    return {"escalated": "yes", "started_at": state.started_at.isoformat(), "holder": holder}
