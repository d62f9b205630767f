"""The lifecycle: commands become events, events become the lead, expired clocks become commands. All of it pure."""

from leadlife.fold import evolve, replay
from leadlife.lifecycle._crossing import CrossedClock
from leadlife.lifecycle._graph import machine
from leadlife.lifecycle._migrating import Crossing, Terms
from leadlife.lifecycle.desk import Desk
from leadlife.lifecycle.lifecycle import Lifecycle
from leadlife.lifecycle.record import ClockRecord, Due, records

__all__ = [
    "ClockRecord",
    "CrossedClock",
    "Crossing",
    "Desk",
    "Due",
    "Lifecycle",
    "Terms",
    "evolve",
    "machine",
    "records",
    "replay",
]
