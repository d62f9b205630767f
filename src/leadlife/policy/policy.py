"""The policy: one frozen value that says what counts as a sales-ready lead, and how a lead is lived."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic

from leadlife._frozen import frozen
from leadlife._typed import Defined
from leadlife.errors import DefinitionError
from leadlife.evidence import Subject
from leadlife.lead import F, Lead, PolicyPin
from leadlife.people import Actor, Owner, Queue, Who
from leadlife.policy import _dump, _soundness
from leadlife.policy._changing import Changing
from leadlife.policy._lookup import Lookup
from leadlife.policy.alert import Alert
from leadlife.policy.assignment import Route
from leadlife.policy.clock import Clock
from leadlife.policy.matching import Matching
from leadlife.policy.objective import Objective
from leadlife.policy.stage import Stage
from leadlife.policy.transition import ANY_OPEN, Transition
from leadlife.rules import Grid, Rule, Scorecard
from leadlife.worktime import WorkCalendar

if TYPE_CHECKING:
    from leadlife.policy.checking import Finding
    from leadlife.rules.score import Score

Whose = Rule | Who | Queue
"""Whose calendar one is: that of leads that meet a rule, or of leads owned in a team, a role or a queue."""


@dataclass(frozen=True, kw_only=True)
class Policy(Defined, Lookup, Changing[F], Generic[F]):
    """Stages, moves, clocks, reasons and alerts, as marketing and sales agreed on them. A value: compare it, print it.

    A lead begins in the first stage. ``definitions`` names the rules that the two sides speak of. A clock without a
    calendar of its own counts in the first of ``calendars`` that is for the lead (its rule is met, or the lead is owned
    in the team, role or queue), else in ``calendar``.
    ``max_cycles`` bounds how often a lead may come back; ``recontact`` names the fact that holds an agreed date to call
    again, which overrides every cool-down. Dates are read in the calendar's zone. ``silenced`` says why what
    :meth:`check` finds is accepted, by the key of the finding; ``notes`` has the texts that :meth:`agreement` shows.
    ``assignment`` says who gets a lead where nobody names its owner, ``matching`` which leads are taken for duplicates
    at capture, ``objectives`` what was agreed to be reached; ``scores`` rank the work, and qualify nothing.

    Change one with :meth:`replace` and the ``with_...`` and ``without_...`` methods, each of which gives a new policy;
    give that another ``version``: a store takes one content under one version only.

    >>> from leadlife import SALES, LeadFacts, Milestone
    >>> policy = Policy(
    ...     name="workshop", version="1", facts=LeadFacts, calendar=WorkCalendar.always("UTC"),
    ...     stages=(Stage("asked", Milestone.RAW), Stage("paid", Milestone.WON)),
    ...     moves=(Transition(name="pay", sources=("asked",), target="paid", by=(SALES,)),),
    ... )
    >>> policy.initial, policy.paths
    ('asked', (('pay', 'asked', 'paid'),))

    :raises DefinitionError: if it contradicts itself; the message says how to mend it.
    """

    name: str
    version: str
    facts: type[F]
    stages: tuple[Stage, ...]
    moves: tuple[Transition, ...]
    calendar: WorkCalendar
    calendars: tuple[tuple[Whose, WorkCalendar], ...] = ()
    clocks: tuple[Clock, ...] = ()
    alerts: tuple[Alert, ...] = ()
    definitions: Mapping[str, Rule] = field(default_factory=dict)
    max_cycles: int = 3
    recontact: str | None = None
    silenced: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    assignment: tuple[Route, ...] = ()
    matching: tuple[Matching, ...] = ()
    objectives: tuple[Objective, ...] = ()
    scores: Mapping[str, Scorecard | Grid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("definitions", "silenced", "notes", "scores"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        _soundness.require_sound(self)

    @property
    def initial(self) -> str:
        """The stage in which a captured lead begins."""
        return self.stages[0].name

    @property
    def zone(self) -> str:
        """The zone in which dates are read."""
        return self.calendar.zone

    @cached_property
    def pin(self) -> PolicyPin:
        """Name, version and fingerprint: what every event that this policy decides carries."""
        return PolicyPin(self.name, self.version, self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the whole content, the same in every process."""
        return hashlib.sha256(self.dump().encode()).hexdigest()

    def dump(self) -> str:
        """The content as JSON, for reading and comparing; a policy is written in code and not loaded from it."""
        return _dump.dumped(self)

    def sources(self, move: Transition) -> tuple[str, ...]:
        """The stages from which the move can be made, ``ANY_OPEN`` spelled out."""
        if ANY_OPEN not in move.sources:
            return move.sources
        return tuple(stage.name for stage in self.stages if stage.is_open and stage.name != move.target)

    @cached_property
    def paths(self) -> tuple[tuple[str, str, str], ...]:
        """Every (move, source, target) of the graph."""
        return tuple((move.name, source, move.target) for move in self.moves for source in self.sources(move))

    @cached_property
    def _from(self) -> dict[str, tuple[Transition, ...]]:
        return {
            stage.name: tuple(move for move in self.moves if stage.name in self.sources(move))
            for stage in self.stages
        }

    def moves_from(self, stage: str) -> tuple[Transition, ...]:
        """The moves that start in a stage, in the policy's order."""
        return self._from.get(stage, ())

    @cached_property
    def lasting(self) -> frozenset[str]:
        """The facts that need not be asked again after a setback."""
        return self.facts.lasting()

    @cached_property
    def _reads(self) -> dict[str, frozenset[str]]:
        return {
            move.name: frozenset(move.requires) | (frozenset() if move.guard is None else move.guard.reads)
            for move in self.moves
        }

    def read_by(self, move: Transition) -> frozenset[str]:
        """The facts that the guard of a move reads, and those that it requires to be known."""
        return self._reads[move.name]

    @cached_property
    def questions(self) -> Mapping[str, str]:
        """How to ask a person for a fact: the question of the criterion that reads it, else what is said of it."""
        from leadlife.policy._questions import questions

        return frozen(questions(self))

    def calendar_for(self, clock: Clock, owner: Owner | None, met: Callable[[Rule], bool]) -> WorkCalendar:
        """The calendar in which a clock counts for a lead of this owner, about whom ``met`` answers rules."""
        if clock.calendar is not None:
            return clock.calendar
        for whose, calendar in self.calendars:
            if met(whose) if isinstance(whose, Rule) else _owned(owner, whose):
                return calendar
        return self.calendar

    @cached_property
    def known_calendars(self) -> Mapping[str, WorkCalendar]:
        """Every calendar of the policy, by fingerprint."""
        own = (clock.calendar for clock in self.clocks if clock.calendar is not None)
        return {one.fingerprint: one for one in (self.calendar, *(each for _, each in self.calendars), *own)}

    def scores_of(self, subject: Subject, *, at: datetime) -> Mapping[str, Score | tuple[str, ...]]:
        """What each of the policy's ``scores`` comes to at a time: points, or every grade that is still possible.

        Of a lead, it counts what a guard would see: after a setback, answers that are lasting or fresh. Points are a
        range, and grades several, while facts are unknown.

        >>> from datetime import UTC, datetime
        >>> from leadlife import LeadFacts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> known = LeadFacts(industry="banking", employees=900, job_function="it", seniority="vp")
        >>> scores = policy.scores_of(known, at=datetime(2026, 11, 2, tzinfo=UTC))
        >>> print(scores["fit"], scores["grade"])
        fit score is 100 ('A1', 'A2', 'A3', 'A4')
        """
        seen = subject.evidence(at, self.lasting) if isinstance(subject, Lead) else subject
        zone, calendar = self.zone, self.calendar
        return {
            name: one.grade(seen, at=at, zone=zone, calendar=calendar)
            if isinstance(one, Grid)
            else one.score(seen, at=at, zone=zone, calendar=calendar)
            for name, one in self.scores.items()
        }

    def check(self, *, silenced: bool = False) -> tuple[Finding, ...]:
        """What makes no sense in the policy as a whole, the worst first, each with the story of a lead that shows it.

        Stages that no lead comes to or leaves, waits that no clock ends, moves and reasons for nobody, rounds without
        a bound, rules that are never met or always, clocks whose orders are refused. Every life is looked at, over
        stages, ways back, reasons and bounded moves; a rule is taken to be met or not, as may be. With ``silenced``,
        what the policy accepts is listed too, each with why.

        >>> from leadlife import LeadFacts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> policy.check()
        ()
        >>> print(*policy.without_clock("hand_off").check(), sep="\\n")
        warning: unclocked: mql: no clock is sure to run in it
          captured, engaged, qualified, never handed off: nothing ever happens
          to mend it: add a clock that begins by entering the stage, for every lead, and tells somebody
        """
        from leadlife.policy.checking import check

        return tuple(one for one in check(self) if silenced or one.silenced is None)

    def agreement(self) -> str:
        """The agreement between marketing and sales in Markdown, as both would sign it.

        Parties, target market, definitions, scoring, hand-off, clocks, reasons, recycling, rules of engagement, alerts,
        objectives, figures, campaigns, consent and review. What the policy cannot know is a text of its ``notes``, by
        ``"owner"``, ``"signatories"``, ``"validity"``, ``"target_market_in_words"``, ``"value_propositions"``,
        ``"messaging"``, ``"scoring"``, ``"objectives"``, ``"figures"``, ``"campaigns"``, ``"consent"``, ``"review"`` or
        ``"change_log"``, and is shown as empty until it is filled. Notes may be Markdown.

        >>> from leadlife import LeadFacts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> policy = policy.replace(notes={"owner": "Kim, head of marketing operations"})
        >>> print("\\n".join(policy.agreement().splitlines()[:6]))
        # Agreement between marketing and sales: acme 2026-11
        <BLANKLINE>
        ## 1. Parties and validity
        <BLANKLINE>
        - **Policy**: acme, version 2026-11
        - **Owner**: Kim, head of marketing operations
        """
        from leadlife.policy import _agreement

        return _agreement.agreement(self)

    def diff(self, new: Policy[Any]) -> str:
        """What ``new`` changes of this policy, in Markdown and in the words of the agreement.

        >>> from leadlife import LeadFacts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> print(policy.diff(policy.replace(max_cycles=2)))
        # Changes from acme 2026-11 to acme 2026-11
        <BLANKLINE>
        ## Recycling
        <BLANKLINE>
        - **Ways back** was: at most 3 for one lead
          It becomes: at most 2 for one lead
        <BLANKLINE>

        :raises DefinitionError: if ``new`` is no policy.
        """
        from leadlife.policy import _diff

        if not isinstance(new, Policy):
            raise DefinitionError(f"diff() takes the changed policy, not {new!r}: old.diff(new)")
        return _diff.diff(self, new)

    def _repr_markdown_(self) -> str:
        from leadlife.policy import _notebook

        return _notebook.markdown(self)

    def _repr_html_(self) -> str:
        from leadlife.policy import _notebook

        return _notebook.html(self)

    def __str__(self) -> str:
        return str(self.pin)


def _owned(owner: Owner | None, whose: Who | Queue) -> bool:
    if isinstance(owner, Actor):
        return not isinstance(whose, Queue) and owner.belongs_to(whose)
    return owner is not None and whose in (owner, owner.team)
