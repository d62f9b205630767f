"""Alerts: who is told about which events, such as every rejection of a named source to the executive."""

from __future__ import annotations

from dataclasses import dataclass

from leadlife.people import Who
from leadlife.policy.clock import Party
from leadlife.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Tell ``to`` whenever one of the moves ``on`` is made, where the rule about the lead is met."""

    name: str
    on: tuple[str, ...]
    to: Who | Party
    where: Rule | None = None
    channel: str = "default"
