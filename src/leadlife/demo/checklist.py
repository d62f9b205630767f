"""What somebody could answer to BANT's four questions: budget, authority, need, time frame.

It is drawn from a random stream of its own: nothing else in the demo depends on it, and least of all who buys. About
80 % of the purchases with a real need behind them have no budget allocated when marketing first talks to the buyer.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from leadlife.kit import Authority, BudgetStatus, Need, Seniority
from leadlife.money import Money, money

_BUDGETS: tuple[BudgetStatus, ...] = ("allocated", "planned", "none", "refused")
_WITH_NEED = (20, 35, 42, 3)
_WITHOUT = (8, 17, 65, 10)
_NEEDS: tuple[Need, ...] = ("must", "should", "nice", "none")
_NEEDED = (45, 40, 13, 2)
_NOT_NEEDED = (8, 22, 45, 25)
_AUTHORITIES: tuple[Authority, ...] = ("decides", "recommends", "influences", "none")
_ABOVE = (75, 18, 6, 1)
_DIRECTOR = (50, 35, 13, 2)
_BELOW = (12, 38, 35, 15)
_TOLD = 0.95
"""How often a question that is asked is answered."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is true of somebody's budget, authority, need and time frame; no amount and no date unless there is one."""

    budget_status: BudgetStatus
    budget: Money | None
    authority: Authority
    need: Need
    timeframe_on: date | None

    def told(self, rng: random.Random) -> dict[str, Any]:
        """What a call brings to light of it: facts by name (hence ``Any``)."""
        answers: dict[str, Any] = {
            "budget_status": self.budget_status,
            "authority": self.authority,
            "need": self.need,
            "timeframe_on": self.timeframe_on,
        }
        told = {name: value for name, value in answers.items() if rng.random() < _TOLD and value is not None}
        if self.budget is not None and "budget_status" in told:
            told["budget"] = self.budget
        return told


def checklist(
    rng: random.Random, *, real: bool, decider: Seniority, event_on: datetime | None, at: datetime
) -> Checklist:
    """Somebody's answers. ``real``: a need stands behind their interest. ``decider``: who they say decides."""
    status = rng.choices(_BUDGETS, _WITH_NEED if real else _WITHOUT)[0]
    amount = money(500 * max(8, round(rng.lognormvariate(3.9, 0.6))), "EUR")
    return Checklist(
        budget_status=status,
        budget=amount if status == "allocated" else None,
        authority=rng.choices(_AUTHORITIES, _ranked(decider))[0],
        need=rng.choices(_NEEDS, _NEEDED if real else _NOT_NEEDED)[0],
        timeframe_on=_wanted_by(rng, event_on, at),
    )


def _ranked(decider: Seniority) -> tuple[int, ...]:
    match decider:
        case "c_level" | "owner" | "vp":
            return _ABOVE
        case "director":
            return _DIRECTOR
        case _:
            return _BELOW


def _wanted_by(rng: random.Random, event_on: datetime | None, at: datetime) -> date | None:
    """Before what forces the decision; without that, some have a date in mind, and most have none."""
    dated, before, ahead = rng.random(), rng.randint(0, 30), rng.randint(30, 400)
    if event_on is not None:
        return (event_on - timedelta(days=before)).date() if dated < 0.85 else None
    return (at + timedelta(days=ahead)).date() if dated < 0.35 else None
