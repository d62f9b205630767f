"""The hand-off brief: what sales sees when a lead arrives, as a value with three views."""

from leadlife.briefing.brief import Brief
from leadlife.briefing.making import brief
from leadlife.briefing.parts import (
    Arrival,
    Channel,
    Deadline,
    Deal,
    Ground,
    Known,
    NextMove,
    Question,
    Scored,
    Setback,
)

__all__ = [
    "Arrival",
    "Brief",
    "Channel",
    "Deadline",
    "Deal",
    "Ground",
    "Known",
    "NextMove",
    "Question",
    "Scored",
    "Setback",
    "brief",
]
