"""Opening hours as people write them: ``"09:00-12:30 13:30-18:00"``, day by day of the week."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.worktime.instant import DAY, MINUTE
from leadlife.worktime.zone import DAY_NAMES

_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BLOCK = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class Block(NamedTuple):
    """One stretch of opening, in microseconds from local midnight; an overnight one ends after ``DAY``."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end if self.end <= DAY else self.end - DAY)}"


Blocks = tuple[Block, ...]


def parse_week(weekly: Mapping[str, str]) -> tuple[Blocks, ...]:
    """The blocks of each day from Monday to Sunday.

    Keys are days (``"fri"``), ranges (``"mon-thu"``, ``"sat-mon"``) and lists of them (``"mon,wed"``).
    Raises ``DefinitionError`` for what cannot be read, a day that is given twice, and blocks that overlap.
    """
    if not isinstance(weekly, Mapping):
        raise DefinitionError(
            f'weekly hours are a mapping such as {{"mon-fri": "09:00-17:00"}}, not {weekly!r}'
        )
    week: list[Blocks | None] = [None] * 7
    for days, hours in weekly.items():
        blocks = parse_day(hours, days)
        for day in parse_days(days):
            if week[day] is not None:
                raise DefinitionError(
                    f"weekly hours give {DAY_NAMES[day]!r} twice: write all its blocks in one text"
                )
            week[day] = blocks
    full = tuple(blocks or () for blocks in week)
    _refuse_overlap_overnight(full)
    return full


def parse_days(text: str) -> tuple[int, ...]:
    """Days of the week (Monday is 0) out of ``"mon-thu"``, ``"fri"`` or ``"mon,wed"``.

    >>> parse_days("fri-mon")
    (4, 5, 6, 0)
    """
    if not isinstance(text, str):
        raise DefinitionError(f"days of the week are written as text such as 'mon-fri', not {text!r}")
    found: list[int] = []
    for part in text.lower().replace(",", " ").split():
        first, _, last = part.partition("-")
        start, end = _day(first, text), _day(last or first, text)
        found += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    if not found:
        raise DefinitionError(f"weekly hours have a key without a day, {text!r}: write 'mon-fri' or 'sat'")
    return tuple(found)


def parse_day(text: str, label: object) -> Blocks:
    """The blocks of one day; ``""`` and ``"closed"`` are none. ``label`` names the day in errors.

    >>> [str(block) for block in parse_day("22:00-06:00 09:00-12:30", "mon")]
    ['09:00-12:30', '22:00-06:00']
    """
    if not isinstance(text, str):
        raise DefinitionError(f"hours of {label}: write a text such as '09:00-17:00', not {text!r}")
    words = [] if text.strip().lower() == "closed" else text.replace(",", " ").split()
    blocks = sorted(_block(word, label) for word in words)
    for one, other in pairwise(blocks):
        if other.start < one.end:
            raise DefinitionError(
                f"hours of {label}: {one} and {other} overlap;"
                f" write one block, or let the first end at {_clock(other.start)}"
            )
    return tuple(blocks)


def day_text_of(blocks: Blocks) -> str:
    """Blocks the way they are written: ``"09:00-12:30 13:30-18:00"``, or ``"closed"``."""
    return " ".join(map(str, blocks)) or "closed"


def _block(word: str, label: object) -> Block:
    match = _BLOCK.fullmatch(word)
    if match is None:
        raise DefinitionError(
            f"hours of {label}: cannot read {word!r}; write blocks as 'HH:MM-HH:MM', such as '09:00-17:30'"
        )
    hours, minutes, end_hours, end_minutes = map(int, match.groups())
    start, end = hours * 60 + minutes, end_hours * 60 + end_minutes
    _refuse_bad_clock(word, label, start, end, max(minutes, end_minutes))
    return Block(start * MINUTE, end * MINUTE + (DAY if end < start else 0))


def _refuse_bad_clock(word: str, label: object, start: int, end: int, minutes: int) -> None:
    fix = None
    if minutes > 59:
        fix = "an hour has the minutes 00 to 59"
    elif start >= 1440:
        fix = "a block opens between 00:00 and 23:59; later hours are the next day's"
    elif end > 1440 and end - 1440 < start:
        shift = f"{_clock(start * MINUTE)}-{_clock((end - 1440) * MINUTE)}"
        fix = f"past midnight is written as the clock then shows it: '{shift}'"
    elif end > 1440:
        fix = "an end is a time of day, at most 24:00; a shift past midnight is written '22:00-06:00'"
    elif start == end:
        fix = "it opens and closes at once; the whole day is '00:00-24:00'"
    if fix is not None:
        raise DefinitionError(f"hours of {label}: {word!r} is no block; {fix}")


def _refuse_overlap_overnight(week: tuple[Blocks, ...]) -> None:
    for day, blocks in enumerate(week):
        after = (day + 1) % 7
        if blocks and week[after] and blocks[-1].end - DAY > week[after][0].start:
            late, early = blocks[-1], week[after][0]
            raise DefinitionError(
                f"weekly hours: {DAY_NAMES[day]} {late} runs into {DAY_NAMES[after]} {early}, they overlap;"
                f" let {DAY_NAMES[day]} end at {_clock((early.start or DAY) % (DAY + 1))}"
            )


def _day(name: str, text: str) -> int:
    for names in (DAY_NAMES, _FULL_NAMES):
        if name in names:
            return names.index(name)
    raise DefinitionError(
        f"weekly hours: no day of the week in {text!r} is called {name!r}{did_you_mean(name, DAY_NAMES)}"
    )


def _clock(us: int) -> str:
    minutes = us // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"
