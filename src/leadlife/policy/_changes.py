"""What can be changed of a policy and its parts, by name: the keywords that its ``with_...`` methods take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, Literal, TypedDict

from leadlife.lead import F
from leadlife.people import Queue, Who
from leadlife.policy.alert import Alert, Told
from leadlife.policy.assignment import Route
from leadlife.policy.clock import Clock, Level, Rest, Trigger
from leadlife.policy.matching import Matching
from leadlife.policy.objective import Objective
from leadlife.policy.reason import CoolDown, Reason
from leadlife.policy.stage import Milestone, Stage
from leadlife.policy.transition import Hold, Implied, OpportunityPart, Transition
from leadlife.policy.watch import Watch
from leadlife.rules import Grid, Rule, Scorecard
from leadlife.worktime import Span, WorkCalendar


class PolicyChanges(TypedDict, Generic[F], total=False):
    """The fields of a policy."""

    name: str
    version: str
    facts: type[F]
    stages: tuple[Stage, ...]
    moves: tuple[Transition, ...]
    calendar: WorkCalendar
    calendars: tuple[tuple[Rule | Who | Queue, WorkCalendar], ...]
    clocks: tuple[Clock, ...]
    alerts: tuple[Alert, ...]
    definitions: Mapping[str, Rule]
    max_cycles: int
    recontact: str | None
    silenced: Mapping[str, str]
    notes: Mapping[str, str]
    assignment: tuple[Route, ...]
    matching: tuple[Matching, ...]
    objectives: tuple[Objective, ...]
    scores: Mapping[str, Scorecard | Grid]


class StageChanges(TypedDict, total=False):
    """The fields of a stage."""

    milestone: Milestone | None
    label: str


class MoveChanges(TypedDict, total=False):
    """The fields of a move."""

    sources: tuple[str, ...]
    target: str
    by: tuple[Who, ...]
    guard: Rule | None
    reasons: tuple[Reason, ...]
    comment: bool
    owner: tuple[Who, ...]
    takes: bool
    opportunity: bool | tuple[OpportunityPart, ...]
    value: bool
    setback: bool
    inherits: bool
    returns: bool
    cools: CoolDown | None
    waits: bool
    wakes: Rule | None
    most: int | None
    after: tuple[str, ...]
    declines: bool
    hold: Hold | None
    past: str
    requires: tuple[str, ...]
    assign: tuple[Route, ...]
    last_by: tuple[Who, ...]
    implied: tuple[Implied, ...]


class ClockChanges(TypedDict, total=False):
    """The fields of a clock."""

    starts: Trigger | tuple[Trigger, ...]
    stops: Trigger | tuple[Trigger, ...]
    within: Span | Rest
    levels: tuple[Level, ...]
    during: tuple[str, ...]
    where: Rule | None
    pauses: Rule | None
    per: Literal["lead", "owner"]
    calendar: WorkCalendar | None


class AlertChanges(TypedDict, total=False):
    """The fields of an alert."""

    on: str | Watch | tuple[str | Watch, ...]
    to: Told | tuple[tuple[Rule, Told], ...]
    where: Rule | None
    channel: str
