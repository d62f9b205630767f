"""The lifecycle: commands become events, events become the lead, expired clocks become commands. All of it pure."""

from leadlife.fold import evolve, replay
from leadlife.lifecycle._graph import machine
from leadlife.lifecycle.lifecycle import Lifecycle
from leadlife.lifecycle.record import ClockRecord, Due, records

__all__ = ["ClockRecord", "Due", "Lifecycle", "evolve", "machine", "records", "replay"]
