"""A policy in words: what the two sides agreed on, to be read by both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any

from leadlife.policy._calendar_words import differing, hours_of, whole
from leadlife.policy._objective_words import answered_for
from leadlife.policy._route_words import assigned_by
from leadlife.policy._rules import rules_of as rules_of
from leadlife.policy._score_words import score_of
from leadlife.policy._triggers import alert_of as alert_of
from leadlife.policy._triggers import listed as listed
from leadlife.policy._triggers import triggers_of as triggers_of
from leadlife.policy.alert import Alert
from leadlife.policy.clock import (
    Action,
    Clock,
    Level,
    Make,
    Party,
    Reassign,
    Rest,
    Tell,
    Touching,
)
from leadlife.policy.objective import Objective
from leadlife.policy.policy import Policy, Whose
from leadlife.policy.reason import CoolDown, Reason
from leadlife.policy.transition import ANY_OPEN, Implied, Transition
from leadlife.rules import Rule
from leadlife.rules.reads import nodes_of
from leadlife.rules.tree import Criterion
from leadlife.worktime import Span

_WIDTH = 100


def describe(policy: Policy[Any]) -> str:
    """The policy as plain text: definitions, stages, moves (who, what they need, reasons), clocks, alerts, objectives.

    Lines are at most 100 characters long.

    >>> from leadlife import LeadFacts, standard_policy
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
    >>> print("\\n".join(describe(policy).splitlines()[:3]))  # doctest: +ELLIPSIS
    Policy acme 2026-11 (...)
    facts LeadFacts; UTC, mon-fri 09:00-17:00; a lead may come back 3 times
    <BLANKLINE>
    """
    parts = (
        ("Definitions", _definitions(policy)),
        ("Criteria", _criteria(policy)),
        ("Scores", _scores(policy)),
        ("Stages", _stages(policy)),
        ("Moves", _lines(_move(policy, move) for move in policy.moves)),
        ("Assignment", _assignment(policy)),
        ("Clocks", _lines(_clock(policy, clock) for clock in policy.clocks)),
        ("Duplicates", _lines(_entry(one.then, str(one), 8) for one in policy.matching)),
        ("Alerts", _lines(_alert(alert) for alert in policy.alerts)),
        ("Objectives", _lines(_objective(policy, one) for one in policy.objectives)),
    )
    blocks = [f"{title}\n" + "\n".join(lines) for title, given in parts if (lines := list(given))]
    return "\n\n".join([_head(policy), *blocks])


def _head(policy: Policy[Any]) -> str:
    times = "once" if policy.max_cycles == 1 else f"{policy.max_cycles} times"
    line = f"facts {policy.facts.__name__}; {hours_of(policy.calendar)}; a lead may come back {times}"
    days = [f"{heading.lower()}: {text}" for heading, text in differing(policy.calendar)]
    others = [f"{whose_of(whose)}: {whole(calendar)}" for whose, calendar in policy.calendars]
    wrapped = (part for one in (*days, *others) for part in wrap(one, _WIDTH))
    return "\n".join([f"Policy {policy.pin}", line, *wrapped])


def whose_of(whose: Whose) -> str:
    return f"where {whose}" if isinstance(whose, Rule) else f"owned by {whose}"


def _lines(entries: Iterable[Iterable[str]]) -> Iterator[str]:
    for entry in entries:
        yield from entry


def _entry(name: str, text: str, column: int) -> Iterator[str]:
    """A name and what is said of it, wrapped into a column beside the name."""
    hanging = "  " if text.startswith("· ") else ""
    first, *rest = wrap(text, _WIDTH - column - 2, break_on_hyphens=False, subsequent_indent=hanging) or [""]
    yield f"  {name:<{column}}{first}".rstrip()
    yield from (f"  {'':<{column}}{line}" for line in rest)


def _column(names: Iterable[str]) -> int:
    return max(map(len, names), default=0) + 2


def _definitions(policy: Policy[Any]) -> Iterator[str]:
    made = {
        name: str(rule)
        for name, rule in policy.definitions.items()
        if not (isinstance(rule, Criterion) and rule.name == name)
    }
    yield from (line for name, text in made.items() for line in _entry(name, text, _column(made)))


def _criteria(policy: Policy[Any]) -> Iterator[str]:
    """What each criterion stands for, once, however many rules are made of it."""
    nodes = (node for rule in rules_of(policy) for node in nodes_of(rule))
    found = dict.fromkeys(node for node in nodes if isinstance(node, Criterion))
    column = _column(one.name for one in found)
    for one in found:
        yield from _entry(one.name, str(one.rule), column)
        if one.ask:
            yield from _entry("", f"ask: {one.ask}", column)


def _assignment(policy: Policy[Any]) -> Iterator[str]:
    if policy.assignment:
        yield from _entry("", assigned_by(policy.assignment), 0)


def _scores(policy: Policy[Any]) -> Iterator[str]:
    column = _column(policy.scores)
    yield from (line for name, one in policy.scores.items() for line in _entry(name, score_of(one), column))


def _stages(policy: Policy[Any]) -> Iterator[str]:
    column = _column(stage.name for stage in policy.stages)
    for stage in policy.stages:
        milestone = stage.milestone
        stands = f"stands for {milestone.value}" if milestone and milestone.value != stage.name else ""
        begins = "a lead begins here" if stage.name == policy.initial else ""
        ends = "" if stage.is_open else "closed"
        yield from _entry(stage.name, "; ".join(filter(None, (stage.label, stands, begins, ends))), column)


def _move(policy: Policy[Any], move: Transition) -> Iterator[str]:
    column = _column(move.name for move in policy.moves)
    where = "any open stage" if ANY_OPEN in move.sources else ", ".join(move.sources)
    yield from _entry(move.name, f"{where} → {move.target}, by {listed(map(str, move.by))}", column)
    if needs := "; ".join(needs_of(move)):
        yield from _entry("", f"needs {needs}", column)
    if bounds := "; ".join(bounds_of(move)):
        yield from _entry("", bounds, column)
    if move.reasons:
        yield from (line for path in paths_of(move.reasons) for line in _entry("", f"· {path}", column))


def needs_of(move: Transition) -> Iterator[str]:
    if move.requires:
        yield f"minimum information ({listed(move.requires)})"
    if move.guard is not None:
        yield str(move.guard)
    if move.reasons:
        yield "a reason, or that of the last setback" if move.inherits else "a reason"
    needed = {
        "a comment": move.comment,
        "a new owner": move.owner,
        opportunity_of(move): move.opportunity,
        "the value": move.value,
    }
    yield from (text for text, asked in needed.items() if asked)


def opportunity_of(move: Transition) -> str:
    """The opportunity that a move asks for, in words."""
    parts = () if isinstance(move.opportunity, bool) else move.opportunity
    called = {"value": "its value", "closes_at": "its close date"}
    return "an opportunity" + (f" with {listed(called[part] for part in parts)}" if parts else "")


def bounds_of(move: Transition) -> Iterator[str]:
    if move.takes:
        yield "whoever makes it owns the lead"
    if move.assign:
        yield f"where nobody is named: {assigned_by(move.assign)}"
    if move.declines:
        yield "the lead is not offered again to whoever held it"
    if move.returns:
        yield "counts a cycle"
    if move.cools is not None:
        yield f"rests {cool_down_of(move.cools)}, or as the reason says"
    if move.waits:
        yield "waits until the rest is over" + (f", unless {move.wakes}" if move.wakes is not None else "")
    if move.after:
        yield f"only after {listed(move.after, 'or')}"
    if move.most is not None:
        last = f", the last time by {listed(map(str, move.last_by), 'or')}" if move.last_by else ""
        yield f"at most {'once' if move.most == 1 else f'{move.most} times'} a cycle{last}"
    yield from map(_implied, move.implied)
    if move.hold is not None:
        often = "once" if move.hold.times == 1 else f"{move.hold.times} times"
        yield f"holds the clock {move.hold.clock} for at most {move.hold.most}, {often} a cycle"


def _implied(one: Implied) -> str:
    what = f"{triggers_of((one.by,))} of the owner" if isinstance(one.by, Touching) else f"meeting {one.by}"
    return f"implied by {what}" + (f" ({one.reason})" if one.reason else "")


def paths_of(reasons: Iterable[Reason]) -> Iterator[str]:
    """The reasons, those that lead the same way together."""
    paths: dict[str, list[str]] = {}
    for reason in reasons:
        paths.setdefault(path_of(reason), []).append(reason.code)
    yield from (", ".join(codes) + path for path, codes in paths.items())


def path_of(reason: Reason) -> str:
    then = "" if reason.then is None else f" → {reason.then}"
    rest = "" if reason.cool_down is None else f", rests {cool_down_of(reason.cool_down)}"
    by = f" (by {listed(map(str, reason.by), 'or')} only)" if reason.by else ""
    words = " (with a comment)" if reason.comment else ""
    same = " (may go back to the same owner)" if reason.same_owner else ""
    return f"{then}{rest}{by}{words}{same}"


def cool_down_of(rest: CoolDown) -> str:
    if rest.until is None:
        return str(rest.span)
    return f"until {rest.days_before} days before {rest.until}, else {rest.span}"


def _clock(policy: Policy[Any], clock: Clock) -> Iterator[str]:
    column = _column(one.name for one in policy.clocks)
    span = clock.within.words if isinstance(clock.within, Rest) else f"within {clock.within}"
    when = f"from {triggers_of(clock.starters)} until {triggers_of(clock.stoppers)}"
    yield from _entry(clock.name, f"{span}, {when}", column)
    if limits := "; ".join(limits_of(clock)):
        yield from _entry("", limits, column)
    for level in clock.levels:
        yield from _entry("", level_of(clock, level), column)


def limits_of(clock: Clock) -> Iterator[str]:
    if clock.during:
        yield f"during {listed(clock.during)}"
    if clock.where is not None:
        yield f"where {clock.where}"
    if clock.pauses is not None:
        yield f"stands still while {clock.pauses}"
    if clock.per == "owner":
        yield "again for each owner"
    if clock.calendar is not None:
        yield f"in a calendar of its own ({whole(clock.calendar)})"


def level_of(clock: Clock, level: Level) -> str:
    does = listed(map(_action, level.actions)) or "is on record"
    return f"· {level.name} {_level_at(clock, level)}: {does}"


def _level_at(clock: Clock, level: Level) -> str:
    if level.at is None:
        return "when it is over" if isinstance(clock.within, Rest) else f"at {clock.within}"
    return f"at {level.at}" if isinstance(level.at, Span) else f"at {level.at:.0%} of the time"


def _action(action: Action) -> str:
    match action:
        case Tell(to, channel, escalates):
            who = "the owner" if to is Party.OWNER else str(to)
            does = "escalates to" if escalates else "tells"
            return f"{does} {who}" + ("" if channel == "default" else f" on {channel}")
        case Reassign():
            return f"reassigns by {action.name.rpartition(':')[2]}"
        case Make(move, reason, exhausted):
            when = ", where the lead has come back as often as it may" if exhausted else ""
            return f"makes {move}" + (f" ({reason})" if reason else "") + when


def _alert(alert: Alert) -> Iterator[str]:
    yield from _entry(alert.name, alert_of(alert), _column([alert.name]))


def _objective(policy: Policy[Any], objective: Objective) -> Iterator[str]:
    column = _column(one.target for one in policy.objectives)
    yield from _entry(objective.target, f"{objective.subject}; {answered_for(objective)}", column)
