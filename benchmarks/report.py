"""How a benchmark measures and what it reports.

A machine's speed drifts during a run, so nothing here is a time: contenders take turns, round after round,
and what is reported is the median of the ratios within each round.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: which bar it belongs to, what was measured, the ratio seen, the most it should be, and a remark.

    ``goal`` is None where there is no bar, only a figure worth knowing.

    >>> Row(1, "step in memory / transitions", 0.62, 0.75).met
    True
    """

    bar: int | str
    name: str
    ratio: float
    goal: float | None = None
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the ratio is within its goal; a figure without a goal is."""
        return self.goal is None or self.ratio <= self.goal


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds by contender, one entry a round, all of the same length."""

    seconds: Mapping[str, tuple[float, ...]]

    def median(self, name: str) -> float:
        """The contender's median seconds a call: for a remark, never for a verdict."""
        return median(self.seconds[name])

    def ratio(self, name: str, to: str) -> float:
        """The median over the rounds of ``name``'s seconds divided by ``to``'s of the same round.

        >>> Timings({"ours": (1.0, 4.0, 3.0), "theirs": (2.0, 4.0, 4.0)}).ratio("ours", to="theirs")
        0.75
        """
        return median(a / b for a, b in zip(self.seconds[name], self.seconds[to], strict=True))


def interleaved(rounds: int, /, **contenders: Callable[[], object]) -> Timings:
    """Time the contenders in turn for ``rounds`` rounds, after one round that is not counted.

    Each call should take some milliseconds: let it loop inside, and do the same number of steps in each.
    The order turns by one every round, so that nobody always goes first; the garbage collector waits outside.
    """
    if rounds < 1 or not contenders:
        raise ValueError("interleaved needs at least one round and one contender")
    for call in contenders.values():
        call()
    names = list(contenders)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            seconds[name].append(_timed(contenders[name]))
    return Timings({name: tuple(taken) for name, taken in seconds.items()})


def _timed(call: Callable[[], object]) -> float:
    gc.collect()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        start = perf_counter_ns()
        call()
        return (perf_counter_ns() - start) / 1e9
    finally:
        if was_enabled:
            gc.enable()


def table(rows: Iterable[Row]) -> str:
    """The rows as a plain text table, one line each.

    >>> print(table([Row(6, "rule / zen-engine", 0.4, 0.5, "three criteria")]))
    bar  what                 ratio   goal
    6    rule / zen-engine    0.400  0.500  met     three criteria
    """
    listed = list(rows)
    wide = max([18, *(len(row.name) for row in listed)]) + 2
    lines = [f"{'bar':<4} {'what':<{wide}} {'ratio':>5} {'goal':>6}"]
    for row in listed:
        goal = f"{row.goal:6.3f}" if row.goal is not None else "     -"
        verdict = "" if row.goal is None else "met" if row.met else "MISSED"
        lines.append(
            f"{row.bar!s:<4} {row.name:<{wide}} {row.ratio:5.3f} {goal}  {verdict:<6}  {row.note}".rstrip()
        )
    return "\n".join(lines)
