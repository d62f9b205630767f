"""One clock of the policy, and what became of its runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from leadlife.lead import ClockState
from leadlife.reports._plain import Plain, plain_row
from leadlife.reports.share import Share


@dataclass(frozen=True, slots=True)
class ClockRow:
    """The runs of one clock. ``rate`` is met / (met + breached); running, paused and cancelled ones stand beside.

    Of the breached, ``unanswered`` still wait for an answer. Of the running, ``overdue`` are past their deadline, and
    no sweep has seen it yet. ``levels`` says how often each level was reached. A ``reminder`` waits for a cool-down
    to end: it is no promise, and its rate says nothing.
    """

    clock: str
    met: int
    breached: int
    running: int
    paused: int
    cancelled: int
    unanswered: int
    overdue: int
    rate: Share
    levels: tuple[tuple[str, int], ...]
    reminder: bool = False

    @property
    def runs(self) -> int:
        """How often the clock was started."""
        return self.met + self.breached + self.running + self.paused + self.cancelled

    def level(self, name: str) -> int:
        """How often the level with this name was reached."""
        return dict(self.levels).get(name, 0)

    def to_dict(self) -> dict[str, Plain]:
        """The row as plain data."""
        levels: dict[str, Plain] = dict(self.levels)
        return plain_row(self) | {"levels": levels}


class ClockTally:
    """Counts the runs of one clock."""

    __slots__ = ("_levels", "_overdue", "_unanswered", "_verdicts")

    def __init__(self) -> None:
        self._verdicts: Counter[str] = Counter()
        self._levels: Counter[str] = Counter()
        self._unanswered = self._overdue = 0

    def add(self, state: ClockState, as_of: datetime) -> None:
        """One more run."""
        self._verdicts[state.verdict] += 1
        self._unanswered += state.verdict == "breached" and state.is_open
        self._overdue += state.verdict == "running" and state.due_at < as_of
        for level in state.levels:
            self._levels[level.name] += level.reached_at is not None

    def read(self, clock: str, *, reminder: bool = False) -> ClockRow:
        """What was counted."""
        met, breached = self._verdicts["met"], self._verdicts["breached"]
        return ClockRow(
            clock=clock,
            met=met,
            breached=breached,
            running=self._verdicts["running"],
            paused=self._verdicts["paused"],
            cancelled=self._verdicts["cancelled"],
            unanswered=self._unanswered,
            overdue=self._overdue,
            rate=Share(met, met + breached),
            levels=tuple(self._levels.items()),
            reminder=reminder,
        )
