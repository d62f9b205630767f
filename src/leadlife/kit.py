"""A kit of usual criteria, over the standard facts: ordinary rules, built with the public parts.

MEDDIC, CHAMP and their kin are these and a few criteria of one's own, joined with ``&`` and ``at_least``. Beside them
stand the types of the standard facts that are one of a few words, such as ``Seniority``, for annotations of one's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leadlife._facts import LeadFacts, facts
from leadlife._facts._standard import (
    Authority,
    BudgetStatus,
    BuyingRole,
    CompellingEventKind,
    Consent,
    ContactStatus,
    DecisionMakerStatus,
    JobFunction,
    Need,
    Origin,
    PersonKind,
    Relationship,
    Response,
    Seniority,
)
from leadlife.errors import DefinitionError
from leadlife.money import Money
from leadlife.people import Role, Team
from leadlife.rules.build import all_of, at_least, criterion
from leadlife.rules.refs import Ref
from leadlife.rules.scorecard import Bands, Number, Scorecard, points, scorecard
from leadlife.rules.tree import Rule
from leadlife.worktime import days

__all__ = [
    "Authority",
    "BudgetStatus",
    "BuyingRole",
    "CompellingEventKind",
    "Consent",
    "ContactStatus",
    "DecisionMakerStatus",
    "JobFunction",
    "Need",
    "Origin",
    "PersonKind",
    "Relationship",
    "Response",
    "Seniority",
    "bant",
    "compelling_event",
    "decision_maker",
    "engagement",
    "fit",
    "pain",
]

_DECIDERS: tuple[Seniority, ...] = ("c_level", "owner", "vp", "director")
_RESPONSES: tuple[tuple[Number, tuple[Response, ...]], ...] = (
    (50, ("demo", "contact")),
    (30, ("trial", "pricing")),
    (20, ("event",)),
    (15, ("webcast",)),
    (10, ("content",)),
)
_IN_TOUCH: tuple[DecisionMakerStatus, ...] = ("contacted", "engaged", "confirmed")


def decision_maker(
    *,
    roles: Sequence[Seniority] = _DECIDERS,
    status: Sequence[DecisionMakerStatus] = _IN_TOUCH,
    fresh_days: int | None = None,
    confirmed_by: Team | Role | None = None,
    ask: str = "Who signs, and have you spoken to them?",
) -> Rule:
    """A decision maker of sufficient rank has been reached.

    After McDade's argument that a lead is sales-ready by decision maker, pain and compelling event; the ranks and
    the status are judgement. ``status=()`` asks for the rank alone.

    >>> print(decision_maker(status=()).spelled_out)
    decision maker (decision maker role is c_level, owner, vp or director)
    """
    f = facts(LeadFacts)
    parts = [f.decision_maker_role.one_of(*roles)]
    if status:
        parts.append(f.decision_maker_status.one_of(*status))
    return criterion("decision maker", _told(parts, f.decision_maker_role, fresh_days, confirmed_by), ask=ask)


def pain(
    *,
    severity: int = 5,
    statement: bool = True,
    fresh_days: int | None = None,
    confirmed_by: Team | Role | None = None,
    ask: str = "What does it cost you today, from 0 to 10?",
) -> Rule:
    """A pain that is bad enough has been stated, in the buyer's words unless ``statement=False``.

    After McDade; the threshold of 5 in 10 is judgement.
    """
    f = facts(LeadFacts)
    parts = [f.pain_severity >= severity]
    if statement:
        parts.insert(0, f.pain.known)
    return criterion("pain", _told(parts, f.pain_severity, fresh_days, confirmed_by), ask=ask)


def compelling_event(
    *,
    within_days: int | None = 365,
    dated: bool = False,
    kinds: Sequence[CompellingEventKind] = (),
    fresh_days: int | None = None,
    confirmed_by: Team | Role | None = None,
    ask: str = "What happens, and when, if you wait?",
) -> Rule:
    """Something forces a decision; its date, where there is one, lies near enough.

    After McDade: a purchase often has an event and no date. So an unknown date will do unless ``dated=True``;
    ``kinds`` limits the events, ``within_days=None`` asks for no date.
    """
    f = facts(LeadFacts)
    kind = f.compelling_event_kind
    parts = [kind.one_of(*kinds)] if kinds else []
    if (
        not kinds and fresh_days is None and confirmed_by is None
    ):  # either of them asks for a known kind already
        parts.append(kind.known)
    if within_days is not None:
        parts.append(f.compelling_event_on.within_next(days=within_days, if_known=not dated))
    return criterion("compelling event", _told(parts, kind, fresh_days, confirmed_by), ask=ask)


def bant(
    *,
    budget: Money | None = None,
    budget_status: Sequence[BudgetStatus] = (),
    authority: Sequence[Authority] = ("decides",),
    need: Sequence[Need] = ("must", "should"),
    timeframe_days: int | None = 180,
    least: int | None = None,
) -> Rule:
    """Budget, authority, need and time frame, each optional: all that are asked for, or ``least`` of them.

    The four are IBM's old checklist. McDade argues against asking for them: many who buy have no budget line or date
    yet. The budget is asked for by its amount, its status, or both. Left out are a budget of None without a status, an
    empty ``authority`` or ``need``, a time frame of None.

    >>> print(bant(authority=(), least=1).spelled_out)
    at least 1 of (need (need is must or should); time frame (timeframe on within the next 180 days))

    :raises DefinitionError: if nothing is left to ask for.
    """
    f = facts(LeadFacts)
    parts = []
    money = [f.budget_status.one_of(*budget_status)] if budget_status else []
    if budget is not None:
        money.append(f.budget >= budget)
    if money:
        parts.append(criterion("budget", all_of(*money), ask="What is set aside for it?"))
    if authority:
        parts.append(criterion("authority", f.authority.one_of(*authority), ask="Who decides?"))
    if need:
        parts.append(criterion("need", f.need.one_of(*need), ask="How much do you need it?"))
    if timeframe_days is not None:
        on_time = f.timeframe_on.within_next(days=timeframe_days)
        parts.append(criterion("time frame", on_time, ask="By when do you want it?"))
    if not parts:
        raise DefinitionError("bant() asks for nothing: leave in at least one of the four")
    return all_of(*parts) if least is None else at_least(least, *parts)


def fit(
    *,
    industries: Sequence[str] = (),
    employees: tuple[int, int | None] | None = None,
    functions: Sequence[JobFunction] = (),
    seniorities: Sequence[Seniority] = _DECIDERS,
) -> Scorecard:
    """How well a lead fits who you sell to: 0 to 100 points, which rank and never qualify.

    30 for the industry, 30 for the number of employees (at least, and at most unless None), 20 for the person's
    function, 20 for their seniority. What you leave out of the profile is given to every lead of which it is known.
    The points are judgement.

    >>> print(fit(industries=("banking",), employees=(200, None), functions=("it",)) >= 70)
    fit score at least 70

    :raises DefinitionError: if one of them has the wrong type, or a fact can never be what it asks for.
    """
    given = {"industries": industries, "functions": functions, "seniorities": seniorities}
    for name, words in given.items():
        if isinstance(words, str) or not isinstance(words, Sequence):
            raise DefinitionError(f"fit({name}={words!r}) asks for several: write {name}=({words!r},)")
    f = facts(LeadFacts)
    size = f.employees.known
    if employees is not None:
        if not isinstance(employees, Sequence) or isinstance(employees, str) or len(employees) != 2:
            raise DefinitionError(
                f"fit(employees={employees!r}) is no pair: write employees=(200, 1000), or (200, None) for at least 200"
            )
        least, most = employees
        size = f.employees >= least if most is None else f.employees.between(least, most)
    return scorecard(
        "fit",
        (30, f.industry.one_of(*industries) if industries else f.industry.known),
        (30, size),
        (20, f.job_function.one_of(*functions) if functions else f.job_function.known),
        (20, f.seniority.one_of(*seniorities) if seniorities else f.seniority.known),
    )


def engagement(*, half_life_days: int = 30) -> Scorecard:
    """How warm a lead is: by its last response, halving with every ``half_life_days`` since ``last_response_on``.

    A demo or a contact is worth 50 points, a trial or a price enquiry 30, an event 20, a webcast 15, content 10. While
    nobody has told the day of the response, the points are anything up to that. The points are judgement.

    >>> from datetime import UTC, date, datetime
    >>> asked = LeadFacts(last_response="demo", last_response_on=date(2026, 10, 3))
    >>> print(engagement().score(asked, at=datetime(2026, 11, 2, tzinfo=UTC)))
    engagement score is 25

    :raises DefinitionError: if the half-life is no number of days.
    """
    f = facts(LeadFacts)
    day, half_life = f.last_response_on, days(half_life_days)
    worth = (
        points(number, f.last_response.one_of(*some), fading=day, half_life=half_life)
        for number, some in _RESPONSES
    )
    return scorecard("engagement", Bands("last response", tuple(worth)))


def _told(
    parts: Sequence[Rule], main: Ref[Any], fresh_days: int | None, confirmed_by: Team | Role | None
) -> Rule:
    """The parts, and how the main fact of them has to be known."""
    asked = list(parts)
    if fresh_days is not None:
        asked.append(main.fresh_for(days=fresh_days))
    if confirmed_by is not None:
        asked.append(main.confirmed_by(confirmed_by))
    return all_of(*asked)
