"""What starts and stops clocks, and what alerts watch, in words."""

from __future__ import annotations

from collections.abc import Iterable

from leadlife.policy.alert import Alert, Told
from leadlife.policy.clock import (
    Assigning,
    Entering,
    Leaving,
    Making,
    Party,
    Replying,
    Touching,
    Trigger,
)
from leadlife.policy.watch import (
    Capturing,
    Erasing,
    Merging,
    Reaching,
    Rescheduling,
    Telling,
    Watch,
)
from leadlife.rules import Rule, always


def triggers_of(triggers: tuple[Trigger, ...]) -> str:
    return listed(map(trigger_of, triggers), "or")


def trigger_of(trigger: Trigger) -> str:
    match trigger:
        case Entering(stage):
            return f"entering {stage}"
        case Leaving(stage):
            return f"leaving {stage}"
        case Making(moves):
            return listed(moves, "or")
        case Touching(kinds):
            return f"a human touch by {listed(kinds, 'or')}" if kinds else "a human touch"
        case Replying(kinds):
            return f"a reply by {listed(kinds, 'or')}" if kinds else "a reply"
        case Assigning():
            return "an owner"


def alert_of(alert: Alert) -> str:
    """What an alert watches, under which rule, and whom it tells."""
    watched = listed(map(_watch, alert.watches), "or")
    where = f", where {alert.where}" if alert.where is not None else ""
    on = "" if alert.channel == "default" else f" on {alert.channel}"
    return f"{watched}{where}: {', else '.join(_tells(*pair) for pair in alert.recipients)}{on}"


def _watch(watch: Watch) -> str:
    match watch:
        case Capturing():
            return "a capture"
        case Telling(facts):
            return f"news of {listed(facts, 'or')}" if facts else "any news of it"
        case Reaching(clock, levels):
            return f"{clock} at {listed(levels, 'or')}" if levels else f"any level of {clock}"
        case Rescheduling():
            return "a change of its clocks"
        case Merging():
            return "a merge into another"
        case Erasing():
            return "an erasure"
        case _:
            return trigger_of(watch)


def _tells(rule: Rule | None, to: Told) -> str:
    who = "the owner" if to is Party.OWNER else str(to)
    return f"tells {who}" + (f" if {rule}" if rule is not None and rule != always else "")


def listed(names: Iterable[str], joint: str = "and") -> str:
    *most, last = list(names) or [""]
    return f"{', '.join(most)} {joint} {last}" if most else last
