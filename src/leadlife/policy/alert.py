"""Alerts: who is told about which events, such as every rejection of a named source to the executive."""

from __future__ import annotations

from dataclasses import dataclass

from leadlife._typed import Defined
from leadlife.people import Who
from leadlife.policy.clock import Party
from leadlife.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Defined):
    """Tell ``to`` (a team, a role, or ``OWNER``) on ``channel`` whenever one of the moves ``on`` is made.

    Where there is a rule ``where``, it has to be met by the lead as it stands after the move.

    >>> from leadlife.people import SALES_MANAGER
    >>> Alert(name="lost", on=("lose", "return"), to=SALES_MANAGER, channel="slack").on
    ('lose', 'return')
    """

    name: str
    on: tuple[str, ...]
    to: Who | Party
    where: Rule | None = None
    channel: str = "default"
