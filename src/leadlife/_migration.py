"""What a migration did to the leads of earlier versions of a policy, or would do: the same value either way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leadlife._frozen import frozen
from leadlife.events import ClocksChoice
from leadlife.lead import PolicyPin

FATES = ("kept", "carried", "restarted", "cancelled", "begun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """How many leads a migration to ``policy`` took over, and what became of their clocks. ``print`` it.

    ``stages`` counts the leads by the name of their stage before and after, ``versions`` by the version that they lived
    under. ``clocks`` counts the runs of each clock that were kept, carried, restarted, cancelled or begun: as
    ``migration.clocks["accept"]["carried"]``. ``earlier`` and ``later`` are the deadlines that moved; ``overdue`` those
    that were not late before, and are due at once. ``unnamed`` counts the leads with earlier stays in a stage that the
    policy does not have and nobody named: figures leave those stays out. ``there`` counts leads that lived under the
    policy already, ``left`` those that were merged and stay as they are, where the filter asks for them: each counts as
    the one it lives on in. ``elsewhere`` counts, by its name, the leads that live under another policy.

    A rehearsal equals the migration that would happen at the same time: ``rehearsed`` is no part of that.
    """

    policy: PolicyPin
    running: ClocksChoice
    at: datetime
    stages: Mapping[tuple[str, str], int] = field(default_factory=dict)
    versions: Mapping[PolicyPin, int] = field(default_factory=dict)
    clocks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    earlier: int = 0
    later: int = 0
    overdue: int = 0
    there: int = 0
    left: int = 0
    unnamed: Mapping[str, int] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    rehearsed: bool = field(default=False, compare=False)

    @property
    def leads(self) -> int:
        """How many leads it took over."""
        return sum(self.stages.values())

    def __str__(self) -> str:
        lines = [self._heading, *(f"  {line}" for line in self._notes)]
        for heads, rows in self._tables:
            lines += ["", *_aligned(heads, rows)]
        return "\n".join(lines)

    def _repr_markdown_(self) -> str:
        parts = [f"**{self._heading}**", "\n".join(f"- {line}" for line in self._notes)]
        for heads, rows in self._tables:
            rule = ["---", *["--:"] * (len(heads) - 1)]
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows)))
        return "\n\n".join(parts)

    @property
    def _heading(self) -> str:
        if self.rehearsed:
            return f"Rehearsal of a migration to {self.policy}, at {self.at.isoformat()}; nothing was written"
        return f"Migration to {self.policy}, at {self.at.isoformat()}"

    @property
    def _notes(self) -> Sequence[str]:
        came = (f"{_leads(count)} from {version}" for version, count in self.versions.items())
        whose = {"keep": "as they were promised", "carry": "carried over", "restart": "restarted"}
        taken = "to take over" if self.rehearsed else "taken over"
        notes = [
            f"{_leads(self.leads)} {taken}{': ' if self.versions else ''}{', '.join(came)}",
            f"running clocks: {whose[self.running]}; deadlines: {self.earlier} earlier, {self.later} later, "
            f"{self.overdue} overdue at once",
        ]
        if self.unnamed:
            found = ", ".join(f"{stage!r} ({_leads(count)})" for stage, count in self.unnamed.items())
            them = "it" if len(self.unnamed) == 1 else "them"
            notes.append(
                f"earlier stays that figures leave out: {found}; name {them} in stages= to keep them"
            )
        if self.there:
            notes.append(f"{_leads(self.there)} there already")
        if self.left:
            notes.append(f"{_leads(self.left)} left as they are: merged")
        if self.elsewhere:
            lives = "lives" if (number := sum(self.elsewhere.values())) == 1 else "live"
            notes.append(f"{_leads(number)} {lives} under other policies: {', '.join(self.elsewhere)}")
        return notes

    @property
    def _tables(self) -> Iterable[tuple[Sequence[str], Sequence[Sequence[str]]]]:
        if self.stages:
            rows = [
                (before if before == after else f"{before} → {after}", str(count))
                for (before, after), count in self.stages.items()
            ]
            yield ("stage", "leads"), rows
        if self.clocks:
            yield (
                ("clock", *FATES),
                [
                    (name, *(str(counts.get(fate, 0)) for fate in FATES))
                    for name, counts in self.clocks.items()
                ],
            )


def _leads(count: int) -> str:
    return f"{count:,} lead" if count == 1 else f"{count:,} leads"


def _aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """The cells under each other: the first column to the left, numbers to the right."""
    table = (heads, *rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *others in table:
        cells = [
            first.ljust(widths[0]),
            *(one.rjust(width) for one, width in zip(others, widths[1:], strict=True)),
        ]
        yield "  " + "  ".join(cells)


@dataclass(slots=True)
class Tally:
    """A migration as it is counted, lead by lead."""

    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    versions: Counter[PolicyPin] = field(default_factory=Counter)
    clocks: dict[str, Counter[str]] = field(default_factory=dict)
    earlier: int = 0
    later: int = 0
    overdue: int = 0
    there: int = 0
    left: int = 0
    unnamed: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)

    @property
    def leads(self) -> int:
        """How many leads were taken over so far."""
        return self.stages.total()

    def counted(self, name: str, fate: str) -> None:
        """One run of a clock."""
        self.clocks.setdefault(name, Counter())[fate] += 1

    def moved(self, before: datetime, after: datetime) -> None:
        """One deadline."""
        self.earlier += after < before
        self.later += after > before

    def total(self, policy: PolicyPin, running: ClocksChoice, at: datetime, *, rehearsed: bool) -> Migration:
        """The value that is given out: the same whatever the order in which leads were counted."""
        versions = sorted(self.versions.items(), key=lambda one: (one[0].version, one[0].fingerprint))
        return Migration(
            policy=policy,
            running=running,
            at=at,
            stages=frozen(dict(sorted(self.stages.items()))),
            versions=frozen(dict(versions)),
            clocks=frozen({name: frozen(dict(self.clocks[name])) for name in sorted(self.clocks)}),
            earlier=self.earlier,
            later=self.later,
            overdue=self.overdue,
            there=self.there,
            left=self.left,
            unnamed=frozen(dict(sorted(self.unnamed.items()))),
            elsewhere=frozen(dict(sorted(self.elsewhere.items()))),
            rehearsed=rehearsed,
        )
