"""A lead: one person's interest in one offer, as the fold of its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar, cast

from leadlife._facts import LeadFacts
from leadlife._frozen import changer, frozen
from leadlife._time import instant
from leadlife._typed import Typed
from leadlife.clock_state import Carried as Carried
from leadlife.clock_state import ClockState as ClockState
from leadlife.clock_state import ClockVerdict as ClockVerdict
from leadlife.clock_state import LevelState as LevelState
from leadlife.clock_state import Pause as Pause
from leadlife.clock_state import PauseKind as PauseKind
from leadlife.evidence import Evidence, Observation, Value
from leadlife.money import Money
from leadlife.people import Actor, Owner

F = TypeVar("F", bound=LeadFacts)
G = TypeVar("G", bound=LeadFacts)

_NO_REFS: Mapping[str, str] = frozen({})


@dataclass(frozen=True, slots=True)
class PolicyPin:
    """The policy that decided something: its name, its version, and the fingerprint of its content."""

    name: str
    version: str
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.fingerprint[:8]})"


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay in one stage.

    ``number`` counts the visits of that stage from 1. ``entered_at`` is None where the stay is only implied
    (a stage that must have been passed): it counts in conversion and never in durations.
    ``out_of_order`` marks an entry told to lie before the one it follows: durations over it are undefined.
    """

    stage: str
    number: int
    entered_at: datetime | None
    left_at: datetime | None = None
    out_of_order: bool = False

    @property
    def implied(self) -> bool:
        """Whether nobody told when it began: the lead must have been here, and that is all that is known."""
        return self.entered_at is None


@dataclass(frozen=True, slots=True)
class Opportunity(Typed):
    """The host's own record of the deal that the lead became, by reference: ``ref`` is the host's id of it.

    >>> from leadlife.money import money
    >>> print(Opportunity("opp-31", money(50_000, "EUR")).value)
    50,000.00 EUR

    :raises InvalidInput: if a part has the wrong type, or ``closes_at`` has no time zone.
    """

    ref: str
    value: Money | None = None
    closes_at: datetime | None = None

    def __post_init__(self) -> None:
        super(Opportunity, self).__post_init__()
        if self.closes_at is not None:
            object.__setattr__(self, "closes_at", instant(self.closes_at, "closes_at"))


@dataclass(frozen=True, slots=True)
class TouchRecord:
    """One contact with the person: a kind such as call or email, and whether a human made it, outwards."""

    kind: str
    at: datetime
    seq: int
    by: Actor
    human: bool = True
    inbound: bool = False


BACKFILLED: Final = "backfill"
"""The move of a setback that another system told of: its reason is in that one's words."""


@dataclass(frozen=True, slots=True)
class Setback:
    """Why a lead was last sent back, held back or closed: the move, the reason, and what it asks of the evidence.

    Where ``stale`` holds, facts that are not lasting and were observed no later than this count as unknown.
    """

    move: str
    reason: str
    at: datetime
    seq: int
    by: Actor
    owner: Owner | None
    stale: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a rota: its name, and the how-manieth of that rota it was, counted from 1 over all leads."""

    rota: str
    number: int


class _Latest(Mapping[str, Observation]):
    """The last observation of each fact, without a copy."""

    __slots__ = ("_told",)

    def __init__(self, told: Mapping[str, tuple[Observation, ...]]) -> None:
        self._told = told

    def __getitem__(self, name: str) -> Observation:
        return self._told[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead(Generic[F]):
    """One pursuit: one person's interest in one offer. Immutable; a fold of its events and nothing else.

    ``version`` is the seq of its last event, ``policy`` the one that decided it. ``facts`` are the facts as they stand;
    ``told`` is every observation of each, oldest first. ``visits`` is the way it took; ``clocks`` holds every clock it
    ever had, ``touches`` every contact, ``setbacks`` every time that it was sent back, held back or closed. ``cycle``
    counts its ways back, ``made`` the moves since the last of them. ``cool_down_until`` is when its rest is over.
    ``owner_since`` is when the present owner got it. ``account``, ``contact`` and ``refs`` are the host's own
    references, never read by leadlife. ``resembles`` are the leads that it was taken for a duplicate of when it was
    captured, ``absorbed`` those that were merged into it, ``brought`` the setbacks of these, and ``first_touch_at``
    when the first touch was, if there are any. A lead that was merged itself says into which (``merged_into``), and
    lives on there. All times are in UTC.

    It is never changed: each command of an engine gives back the lead as it stands afterwards.
    """

    id: str
    version: int
    key: str | None
    captured_at: datetime
    recorded_at: datetime
    policy: PolicyPin
    stage: str
    visits: tuple[Visit, ...]
    source: str | None = None
    campaign: str | None = None
    account: str | None = None
    contact: str | None = None
    refs: Mapping[str, str] = field(default_factory=lambda: _NO_REFS)
    owner: Owner | None = None
    owner_since: datetime | None = None
    told: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)
    clocks: tuple[ClockState, ...] = ()
    touches: tuple[TouchRecord, ...] = ()
    cycle: int = 0
    made: Mapping[str, int] = field(default_factory=dict)
    setbacks: tuple[Setback, ...] = ()
    cool_down_until: datetime | None = None
    opportunity: Opportunity | None = None
    value: Money | None = None
    resembles: tuple[str, ...] = ()
    absorbed: tuple[str, ...] = ()
    merged_into: str | None = None
    erased_at: datetime | None = None
    brought: tuple[Setback, ...] = ()
    first_touch_at: datetime | None = None
    _model: type[LeadFacts] = field(default=LeadFacts, compare=False, repr=False)
    _values: Mapping[str, Value | None] | None = field(default=None, compare=False, repr=False)

    # -- facts ---------------------------------------------------------------------------------------

    @property
    def values(self) -> Mapping[str, Value | None]:
        """The canonical value of each fact that was ever told; None where it was retracted."""
        if self._values is None:
            values = {name: seen[-1].value for name, seen in self.told.items()}
            object.__setattr__(self, "_values", frozen(values))
        return cast("Mapping[str, Value | None]", self._values)

    @property
    def facts(self) -> F:
        """The facts as they stand, as the policy's own class."""
        return cast(F, self._model.from_values(self.values))

    def typed(self, model: type[G]) -> Lead[G]:
        """The same lead, whose ``facts`` are read as ``model``."""
        return cast("Lead[G]", self if self._model is model else self._with(_model=model))

    def __evidence__(self) -> Evidence:
        return Evidence(self.values, _Latest(self.told), self)

    def evidence(self, at: datetime, lasting: frozenset[str]) -> Evidence:
        """What a guard sees at ``at``: facts that occurred by then; after a setback, only fresh or lasting ones.

        What came with a lead that was merged is as fresh as it was there.
        """
        since = next((one for one in reversed(self.setbacks) if one.stale), None)
        if since is None and not self.brought and at >= self.recorded_at:
            return self.__evidence__()
        faded = {one.seq: one.at for one in sorted(self.brought, key=_at) if one.stale}
        seen: dict[str, Observation] = {}
        for name, history in self.told.items():
            last = next((one for one in reversed(history) if one.at <= at), None)
            if last is not None and (name in lasting or _is_fresh(last, since, faded)):
                seen[name] = last
        return Evidence({name: one.value for name, one in seen.items()}, seen, self)

    # -- where it stands -----------------------------------------------------------------------------

    @property
    def visit(self) -> Visit:
        """The present visit."""
        return self.visits[-1]

    @property
    def entered_at(self) -> datetime | None:
        """When the present stage was entered."""
        return self.visits[-1].entered_at

    @property
    def reason(self) -> str | None:
        """The last reason for which it was sent back, held back or closed."""
        return self.setbacks[-1].reason if self.setbacks else None

    @property
    def running(self) -> tuple[ClockState, ...]:
        """The clocks that still wait for an answer."""
        return tuple(clock for clock in self.clocks if clock.stopped_at is None)

    def clock(self, id: str) -> ClockState | None:
        """The clock with this id, or None."""
        return next((clock for clock in self.clocks if clock.id == id), None)

    @property
    def next_due(self) -> datetime | None:
        """When the next level of any of its clocks is due."""
        return min((at for clock in self.clocks if (at := clock.next_at) is not None), default=None)

    def _with(self, **changes: Any) -> Lead[F]:
        """A copy with changes: dataclasses.replace at a fraction of its price, for the fold's hot path."""
        if "told" in changes:
            changes["_values"] = None
        return _change(self, **changes)


_change: Callable[..., Lead[Any]] = changer(Lead)
_at = attrgetter("at")


def _is_fresh(seen: Observation, since: Setback | None, faded: Mapping[int, datetime]) -> bool:
    """Whether it was observed after the setback; if it came with a merged lead (by seq), also after that one's."""
    if since is not None and (seen.at, seen.seq) <= (since.at, since.seq):
        return False
    there = faded.get(seen.seq)
    return there is None or seen.at > there
