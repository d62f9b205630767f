"""What an event did to the clocks of a lead, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from leadlife.lead import ClockState

Say = Callable[[datetime], str]


def clock_words(before: ClockState | None, after: ClockState, say: Say, *, reminder: bool = False) -> str:
    """The change of one clock: ``say`` puts an instant in words; a ``reminder`` promises nothing, and only ends."""
    if reminder and after.stopped_at is not None:
        return f"{after.name} ended"
    match after.verdict:
        case "met":
            return f"{after.name} met, after {span(_length(after))}"
        case "cancelled":
            return f"{after.name} cancelled"
        case "paused":
            return f"{after.name} paused"
        case "breached":
            return _breached(after, say)
        case "running":
            return _running(before, after, say)


def _length(clock: ClockState) -> timedelta:
    return (clock.stopped_at or clock.started_at) - clock.started_at


def _breached(after: ClockState, say: Say) -> str:
    if after.stopped_at is None:
        return f"{after.name} breached, was due {say(after.due_at)}"
    if after.stopped_at <= after.due_at:
        return f"{after.name} stopped, breached"
    return f"{after.name} stopped, {span(after.stopped_at - after.due_at)} after its deadline"


def _running(before: ClockState | None, after: ClockState, say: Say) -> str:
    if before is None:
        return f"{after.name} runs, due {say(after.due_at)}"
    if before.due_at != after.due_at:
        return f"{after.name} runs on, now due {say(after.due_at)}"
    reached = [level.name for level in after.levels if level.reached_at is not None]
    return f"{after.name} runs on, due {say(after.due_at)}" + (f" ({reached[-1]} reached)" if reached else "")


def span(length: timedelta) -> str:
    """A stretch of time in its two largest units.

    >>> span(timedelta(days=2, hours=3, minutes=4)), span(timedelta(minutes=65)), span(timedelta(seconds=20))
    ('2 d 3 h', '1 h 5 min', '0 min')
    """
    minutes = int(length.total_seconds()) // 60
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or "0 min"
