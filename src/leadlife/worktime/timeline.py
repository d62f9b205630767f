"""The instants at which a calendar is open, as sorted intervals of UTC, and the working time that they add up to.

Time is cut into equal spells of about 13 months. A spell is worked out when it is first asked for and never changes:
two threads that race for one find the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from leadlife.errors import InvalidInput
from leadlife.worktime.hours import Blocks
from leadlife.worktime.instant import DAY, EPOCH_ORDINAL, FIRST, LAST, beyond_time
from leadlife.worktime.zone import FARTHEST, Stretch, offset_at, stretches

_SHIFT = 45
"""A spell lasts 2**45 microseconds, 407 days: the spell of an instant is one shift away."""
_FIRST, _LAST = FIRST >> _SHIFT, LAST >> _SHIFT
_PATIENCE = 45
"""After this many closed spells (50 years) in a row a calendar is taken to be closed for good."""
_KEPT = 512
"""Spells, and dates, that are remembered at a time."""
_DATES_SHIFT = 5
"""Opening dates are looked up by stretches of 2**5 of them, about a month."""
_LAST_ORDINAL = date.max.toordinal()
_LAST_DATES = _LAST_ORDINAL >> _DATES_SHIFT
_PATIENT_DATES = 50 * 366 >> _DATES_SHIFT
"""After this many closed stretches (50 years) in a row a calendar is taken to be closed for good."""

Interval = tuple[int, int]
HoursBetween = Callable[[int, int], Mapping[int, Blocks]]
"""The blocks of every date that has some, by local midnight (wall microseconds), between two of them, inclusive."""


@dataclass(frozen=True, slots=True)
class Spell:
    """The open intervals of one spell: where each starts and ends, and the working time worked by then."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    worked_at_start: tuple[int, ...]
    worked_at_end: tuple[int, ...]
    total: int

    def worked(self, us: int) -> int:
        """The working time of the spell until ``us``."""
        k = bisect_right(self.starts, us) - 1
        if k < 0:
            return 0
        end = self.ends[k]
        return self.worked_at_end[k] if us >= end else self.worked_at_end[k] - end + us


class Timeline:
    """Working time W as a function of the instant, and its inverse; all in microseconds of UTC."""

    __slots__ = ("_dates", "_hours", "_openings", "_spells", "_zone")

    def __init__(self, zone: ZoneInfo, hours: HoursBetween) -> None:
        self._zone = zone
        self._hours = hours
        self._spells: dict[int, Spell] = {}
        self._openings: dict[int, tuple[Interval, ...]] = {}
        self._dates: dict[int, tuple[int, ...]] = {}

    def elapsed(self, a: int, b: int) -> int:
        """W(b) - W(a)."""
        if b < a:
            return -self.elapsed(b, a)
        first, last = a >> _SHIFT, b >> _SHIFT
        spell = self._spells.get(first) or self._spell(first)
        if first == last:
            return spell.worked(b) - spell.worked(a)
        between = sum(self._spell(n).total for n in range(first + 1, last))
        return spell.total - spell.worked(a) + between + self._spell(last).worked(b)

    def forward(self, us: int, work: int) -> int:
        """The least u with W(u) = W(us) + work, for work > 0."""
        index = us >> _SHIFT
        spell = self._spells.get(index) or self._spell(index)
        if work > LAST - us:
            raise beyond_time()
        target = spell.worked(us) + work
        if target > spell.total:
            for ahead in self._ahead(index):
                target -= spell.total
                spell = self._spell(ahead)
                if target <= spell.total:
                    break
        k = bisect_left(spell.worked_at_end, target)
        return spell.ends[k] - spell.worked_at_end[k] + target

    def back(self, us: int, work: int) -> int:
        """The greatest u with W(u) = W(us) - work, for work > 0."""
        index = us >> _SHIFT
        spell = self._spell(index)
        if work > us - FIRST:
            raise beyond_time()
        target = spell.worked(us) - work
        if target < 0:
            for behind in self._behind(index):
                spell = self._spell(behind)
                target += spell.total
                if target >= 0:
                    break
        k = bisect_right(spell.worked_at_start, target) - 1
        return spell.starts[k] - spell.worked_at_start[k] + target

    def is_open(self, us: int) -> bool:
        """Whether ``us`` lies in an open interval (its start included, its end not)."""
        spell = self._spell(us >> _SHIFT)
        k = bisect_right(spell.starts, us) - 1
        return k >= 0 and us < spell.ends[k]

    def next_open(self, us: int) -> int:
        """The first open instant at or after ``us``."""
        if self.is_open(us):
            return us
        return self.back(self.forward(us, 1), 1)

    def last_open(self, us: int) -> int:
        """The last instant at or before ``us`` until which there was work."""
        return self.forward(self.back(us, 1), 1)

    def intervals(self, a: int, b: int) -> Iterator[Interval]:
        """The open intervals between ``a`` and ``b``, in order, joined up and cut off at both."""
        spells = map(self._spell, range(a >> _SHIFT, (b >> _SHIFT) + 1))
        pieces = (piece for spell in spells for piece in zip(spell.starts, spell.ends, strict=True))
        return _joined((max(start, a), min(end, b)) for start, end in pieces if start < b and end > a)

    def openings(self, midnight: int) -> tuple[Interval, ...]:
        """The open intervals of the shifts that open on the date that begins at the wall's ``midnight``."""
        found = self._openings.get(midnight)
        if found is None:
            if len(self._openings) >= _KEPT:
                self._openings.clear()
            found = self._openings[midnight] = self._openings_on(midnight)
        return found

    def date_after(self, ordinal: int, n: int) -> int:
        """The ordinal of the n-th date after a date on which a shift opens, for n > 0."""
        index = ordinal >> _DATES_SHIFT
        last = index
        while index <= _LAST_DATES:
            dates = self._opening_dates(index)
            if dates:
                last = index
            elif index - last > _PATIENT_DATES:
                raise InvalidInput(
                    "count working days",
                    "the calendar opens no more",
                    remedy="give it weekly hours, or later dates",
                )
            found = bisect_right(dates, ordinal) + n - 1
            if found < len(dates):
                return dates[found]
            n = found - len(dates) + 1
            index += 1
        raise beyond_time()

    def _opening_dates(self, index: int) -> tuple[int, ...]:
        """The dates of a stretch of them on which a shift opens, as ordinals."""
        found = self._dates.get(index)
        if found is None:
            if len(self._dates) >= _KEPT:
                self._dates.clear()
            days = range(max(index << _DATES_SHIFT, 1), min((index + 1) << _DATES_SHIFT, _LAST_ORDINAL + 1))
            opening = [day for day in days if self._openings_on((day - EPOCH_ORDINAL) * DAY)]
            found = self._dates[index] = tuple(opening)
        return found

    def _openings_on(self, midnight: int) -> tuple[Interval, ...]:
        blocks = self._hours(midnight, midnight).get(midnight, ())
        walls = tuple((midnight + block.start, midnight + block.end) for block in blocks)
        if not walls:
            return ()
        cuts = stretches(self._zone, walls[0][0] - FARTHEST, walls[-1][1] + FARTHEST)
        return tuple(_open(_joined(walls), cuts))

    def _spell(self, index: int) -> Spell:
        spell = self._spells.get(index)
        if spell is None:
            if len(self._spells) >= _KEPT:
                self._spells.clear()
            spell = self._spells[index] = self._build(index)
        return spell

    def _build(self, index: int) -> Spell:
        start, end = max(index << _SHIFT, FIRST), min((index + 1) << _SHIFT, LAST)
        if start >= end:
            return Spell((), (), (), (), 0)
        cuts = stretches(self._zone, start, end)
        first = (start + cuts[0].offset) // DAY * DAY - DAY
        last = end + max(cut.offset for cut in cuts)
        hours = self._hours(first, last)
        walls = _joined(
            sorted(
                (midnight + block.start, midnight + block.end)
                for midnight, blocks in hours.items()
                for block in blocks
            )
        )
        return _spell(_open(walls, cuts))

    def _ahead(self, index: int) -> Iterator[int]:
        return self._patiently(
            range(index + 1, _LAST + 1), "opens no more after the time that was asked about"
        )

    def _behind(self, index: int) -> Iterator[int]:
        return self._patiently(
            range(index - 1, _FIRST - 1, -1), "was not open yet at the time that was asked about"
        )

    def _patiently(self, indices: Iterable[int], why: str) -> Iterator[int]:
        idle = 0
        for index in indices:
            yield index
            idle = 0 if self._spell(index).total else idle + 1
            if idle > _PATIENCE:
                break
        raise InvalidInput(
            "count working time",
            f"the calendar {why}",
            remedy="give it weekly hours, or later dates; and closures that end",
        )


def _open(walls: Iterable[Interval], cuts: tuple[Stretch, ...]) -> Iterator[Interval]:
    """Wall intervals as intervals of UTC: an instant is open if the clock on the wall then shows an open time."""
    walls = tuple(walls)
    last: Interval | None = None
    for cut in cuts:
        low, high = cut.start + cut.offset, cut.end + cut.offset
        for start, end in walls[max(bisect_left(walls, (low, 0)) - 1, 0) :]:
            if start >= high:
                break
            piece = (max(start, low) - cut.offset, min(end, high) - cut.offset)
            if piece[0] >= piece[1]:
                continue
            if last is not None and last[1] == piece[0]:
                piece = (last[0], piece[1])
            elif last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


def _joined(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Sorted intervals, those that touch or overlap made one."""
    last: Interval | None = None
    for start, end in intervals:
        if last is None:
            last = (start, end)
        elif start <= last[1]:
            last = (last[0], max(last[1], end))
        else:
            yield last
            last = (start, end)
    if last is not None:
        yield last


def _spell(intervals: Iterable[Interval]) -> Spell:
    starts, ends, at_start, at_end, total = [], [], [], [], 0
    for start, end in intervals:
        starts.append(start)
        ends.append(end)
        at_start.append(total)
        total += end - start
        at_end.append(total)
    return Spell(tuple(starts), tuple(ends), tuple(at_start), tuple(at_end), total)


def wall_of(zone: ZoneInfo, us: int) -> int:
    """What the clock on the wall shows at an instant, in microseconds since its 1970."""
    return us + offset_at(zone, us)
