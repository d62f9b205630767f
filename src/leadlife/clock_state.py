"""One run of a clock, as a lead keeps it: its deadline and levels, its pauses, its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Literal


@dataclass(frozen=True, slots=True)
class LevelState:
    """One level of a clock: when it is due, and when the sweep that found it ran (None: not yet)."""

    name: str
    due_at: datetime
    reached_at: datetime | None = None


PauseKind = Literal["hold", "move", "rule"]


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still; ``until`` is None while nobody knows its end.

    ``kind`` says what put it there: an explicit hold (``why`` is its reason), a move that holds the clock (``why`` is
    the move), or the clock's own rule (``why`` is the rule in words). Pauses may overlap: they count once.
    """

    since: datetime
    until: datetime | None
    why: str
    kind: PauseKind = "hold"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a run had used by the time at which a migration carried it over to other hours.

    ``used`` was counted, without its pauses, in the hours that it ran in until then; from ``at`` on, others count.
    """

    at: datetime
    used: timedelta


ClockVerdict = Literal["running", "paused", "met", "breached", "cancelled"]


@dataclass(frozen=True, slots=True)
class ClockState:
    """One run of one clock of the policy, as a record.

    ``id`` is the clock's name and the seq of the event that started it; ``calendar`` is the fingerprint of the one it
    counts in. A breached clock goes on (``stopped_at`` None) until it is answered or cancelled, and stays breached
    while it is paused. ``carried`` is what it had used when a migration gave it other hours to count in.
    """

    id: str
    name: str
    started_at: datetime
    due_at: datetime
    levels: tuple[LevelState, ...]
    calendar: str
    verdict: ClockVerdict = "running"
    stopped_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    holder: str | None = None
    carried: Carried | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.stopped_at is None

    @property
    def late_after(self) -> datetime | None:
        """The instant after which an answer is late: its deadline, or the end of a pause that stands then.

        None while a pause without an end keeps the deadline from passing.
        """
        return self._past_pauses(self.due_at) if self.pauses else self.due_at

    @property
    def next_at(self) -> datetime | None:
        """When its next level comes due; None if it is stopped, kept by a pause without an end, or has none left."""
        if self.stopped_at is not None:
            return None
        for level in self.levels:
            if level.reached_at is None:
                return self._past_pauses(level.due_at) if self.pauses else level.due_at
        return None

    def due_by(self, now: datetime) -> tuple[datetime, ...]:
        """When each of its next levels came due, those that had by ``now``."""
        if self.stopped_at is not None:
            return ()
        found = (self._past_pauses(level.due_at) for level in self.levels if level.reached_at is None)
        return tuple(at for at in found if at is not None and at <= now)

    def comes_due(self, level: LevelState) -> datetime | None:
        """When one of its levels comes due: not while a pause stands; None where that has no end yet."""
        return self._past_pauses(level.due_at) if self.pauses else level.due_at

    def stands_still(self, at: datetime) -> bool:
        """Whether it is open and paused at an instant."""
        return self.is_open and self._past_pauses(at) != at

    def _past_pauses(self, at: datetime) -> datetime | None:
        """``at``, or the end of the pauses that stand then; None where one of them has no end yet."""
        for pause in sorted(self.pauses, key=_since):
            if pause.since > at:
                break
            if pause.until is None:
                return None
            at = max(at, pause.until)
        return at


_since = attrgetter("since")
