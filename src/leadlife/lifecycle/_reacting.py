"""What a step asks of the outside world: notices of clocks and alerts, and notices that are no longer true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadlife.effects import Effect, Notify, Recipient, Withdraw
from leadlife.events import Event, LevelReached, Moved
from leadlife.lead import ClockState, Lead
from leadlife.people import SALES
from leadlife.policy import Alert, Policy
from leadlife.policy.clock import Party, Tell
from leadlife.rules import Rule


def react(policy: Policy[Any], lead: Lead[Any], event: Event) -> Iterator[Effect]:
    """The effects of one event, ``lead`` being as it stands after it."""
    for clock in event.clocks:
        if clock.stopped_at is not None:
            yield Withdraw(clock.id)
    if isinstance(event, LevelReached):
        yield from _level(policy, lead, event)
    elif isinstance(event, Moved):
        for alert in policy.alerts:
            if event.move in alert.on and _concerns(policy, alert.where, lead, event):
                yield _alert(lead, event, alert)


def _concerns(policy: Policy[Any], where: Rule | None, lead: Lead[Any], event: Event) -> bool:
    if where is None:
        return True
    return where.evaluate(lead, at=event.occurred_at, zone=policy.zone, calendar=policy.calendar).met


def _level(policy: Policy[Any], lead: Lead[Any], event: LevelReached) -> Iterator[Notify]:
    state = lead.clock(event.clock)
    clock = None if state is None else policy.clock(state.name)
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
        to = _resolve(lead, action.to)
        said = data | _escalation(event, state) if action.escalates else data
        yield Notify(lead.id, event.seq, rule, to, text, said, action.channel, clock=state.id)


def _escalation(event: LevelReached, state: ClockState) -> dict[str, str]:
    """What whoever it is escalated to needs to know: who held the lead, and since when it has waited."""
    holder = "nobody" if event.owner is None else str(event.owner)
    return {"escalated": "yes", "started_at": state.started_at.isoformat(), "holder": holder}


def _alert(lead: Lead[Any], event: Moved, alert: Alert) -> Notify:
    text = f"Lead {lead.id}: {event.move} from {event.source} to {event.target}"
    data = {"move": event.move, "from": event.source, "to": event.target}
    for name in ("reason",):
        if (value := getattr(event, name)) is not None:
            text += f", {name} {value}"
            data[name] = value
    if lead.source is not None:
        data["source"] = lead.source
    return Notify(
        lead.id, event.seq, f"alert.{alert.name}", _resolve(lead, alert.to), text, data, alert.channel
    )


def _resolve(lead: Lead[Any], to: Any) -> Recipient:
    """Who is meant: the owner, where the owner is; where nobody owns the lead, sales as a whole."""
    if not isinstance(to, Party):
        recipient: Recipient = to
        return recipient
    return lead.owner if lead.owner is not None else SALES
