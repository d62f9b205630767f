"""What can be told of the rules of a policy without any lead: never met, always met, stricter than another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from leadlife.policy._kinds import Severity
from leadlife.policy._scorecards import cards_of
from leadlife.policy.alert import Alert
from leadlife.policy.assignment import Route
from leadlife.policy.checking.finding import Finding
from leadlife.policy.checking.walk import Walk
from leadlife.policy.checking.where import Given, of_alert, of_move, supposed
from leadlife.policy.clock import Entering
from leadlife.policy.policy import Policy
from leadlife.policy.stage import FORWARD, Milestone
from leadlife.policy.transition import Transition
from leadlife.rules import Rule, always, implies, never
from leadlife.rules.reads import points_in
from leadlife.rules.tree import And, Constant

_CLASSES = (Milestone.MRL, Milestone.MQL, Milestone.SAL, Milestone.SQL)
"""The milestones that are a judgement on a lead. A hand-off is none."""

_OWN_JUDGEMENT = Milestone.SAL
"""Taking a lead is a decision of a person: the rule of an acceptance need not ask for more than the hand-off did."""


class Verdicts:
    """What was found of the rules of one policy; each question is asked once."""

    def __init__(self, policy: Policy[Any]) -> None:
        self._policy = policy
        self._never: dict[Rule, bool] = {}

    def never(self, rule: Rule | None, given: Given = ()) -> bool:
        """Whether no lead can meet the rule where it is asked."""
        if rule is None:
            return False
        sure = supposed(rule, given)
        both = rule if sure is always else rule & sure
        if both not in self._never:
            self._never[both] = self._implies(both, never)
        return self._never[both]

    def always(self, rule: Rule, given: Given = ()) -> bool:
        """Whether every lead meets the rule where it is asked."""
        return not isinstance(rule, Constant) and self._implies(supposed(rule, given), rule)

    def stricter(self, one: Rule, other: Rule) -> bool:
        """Whether the one asks for all that the other asks for, and for more."""
        return one != other and self._implies(one, other) and not self._implies(other, one)

    def why(self, rule: Rule) -> str:
        """What the rule's own check says is wrong with it."""
        found = rule.check(zone=self._policy.zone, calendar=self._policy.calendar)
        texts = [one.text for one in found if one.kind in ("contradiction", "tautology")]
        return "; ".join(texts) or f"'{rule}'"

    def _implies(self, one: Rule, other: Rule) -> bool:
        if isinstance(one, And) and set(_parts(other)) <= set(one.parts):
            return True
        told = implies(one, other, zone=self._policy.zone, calendar=self._policy.calendar)
        return told.holds is True


def _parts(rule: Rule) -> tuple[Rule, ...]:
    return rule.parts if isinstance(rule, And) else (rule,)


class _Place(NamedTuple):
    """Where a rule decides something, what it is there, how a lead gets there, and how bad it is if it is never met."""

    where: str
    does: str
    rule: Rule
    story: str
    severity: Severity = "warning"
    given: Given = ()


def constant_rules(walk: Walk, verdicts: Verdicts) -> Iterator[Finding]:
    """Rules that nothing meets, or everything."""
    for where, does, rule, story, severity, given in _places(walk):
        if verdicts.never(rule, given):
            message = f"{does} can never be met: {verdicts.why(rule)}"
            yield Finding(severity, "never", where, message, f"{story}: no lead meets {does}")
        elif verdicts.always(rule, given):
            message = f"{does} asks for nothing: {verdicts.why(rule)}"
            yield Finding("warning", "always", where, message, f"{story}: every lead meets {does}")


def _places(walk: Walk) -> Iterator[_Place]:
    """Every rule that decides something."""
    policy = walk.policy
    for move in policy.moves:
        story, given = walk.before(move), of_move(policy, move)
        if move.guard is not None:
            yield _Place(move.name, f"the guard of '{move.name}'", move.guard, story, "error", given)
        if move.wakes is not None:
            yield _Place(f"{move.name}.wakes", "the rule that wakes a lead", move.wakes, story)
        yield from _implying(move, story, given)
        yield from _routed(f"{move.name}.assign", move.assign, story)
    asking = [walk.before(move) for move in policy.moves if move.owner and not move.assign]
    yield from _routed("assignment", policy.assignment, min(asking, key=len, default="captured"))
    for clock in policy.clocks:
        starts = {one.stage for one in clock.starters if isinstance(one, Entering)}
        there = [state for stage, state in walk.first.items() if stage in starts]
        story = walk.story(there[0] if there else walk.start)
        if clock.where is not None:
            yield _Place(f"{clock.name}.where", "the rule that starts the clock", clock.where, story)
        if clock.pauses is not None:
            yield _Place(f"{clock.name}.pauses", "the rule that pauses the clock", clock.pauses, story)
    for alert in policy.alerts:
        for where, rule in _of_alert(alert):
            story = min(
                (walk.before(one) for one in policy.moves if one.name in alert.moves),
                key=len,
                default="captured",
            )
            yield _Place(
                f"{alert.name}.{where}", "the rule of the alert", rule, story, given=of_alert(policy, alert)
            )
    yield from _of_all(policy)


def _routed(where: str, routes: tuple[Route, ...], story: str) -> Iterator[_Place]:
    """The rules of who gets a lead; each route by its number, for two may be called the same."""
    for number, route in enumerate(routes, 1):
        if route.where is not None:
            yield _Place(f"{where}.{number}", f"the rule of the route '{route.name}'", route.where, story)


def _of_alert(alert: Alert) -> Iterator[tuple[str, Rule]]:
    """For which leads and events it is, and whom it tells where the rules decide that."""
    if alert.where is not None:
        yield "where", alert.where
    for number, (rule, _) in enumerate(alert.recipients, 1):
        if rule is not None:
            yield f"to.{number}", rule


def _of_all(policy: Policy[Any]) -> Iterator[_Place]:
    """The rules that are asked of leads in any stage: those of duplicates, and those that points are given for."""
    for number, matching in enumerate(policy.matching, 1):
        if matching.where is not None:
            does = f"the rule of what {' and '.join(matching.facts)} are matched with"
            yield _Place(f"matching.{number}", does, matching.where, "captured")
    for name, score in policy.scores.items():
        points = [one for card in cards_of(score) for one in points_in(card)]
        for number, one in enumerate(points, 1):
            yield _Place(f"scores.{name}.{number}", f"what {name!r} gives points for", one.rule, "captured")


def _implying(move: Transition, story: str, given: Given) -> Iterator[_Place]:
    """A rule that implies a move implies it where the guard holds too: else the move is refused."""
    for one in move.implied:
        if isinstance(one.by, Rule):
            both = one.by if move.guard is None else one.by & move.guard
            where = f"{move.name}.implied"
            yield _Place(
                where, f"the rule that implies '{move.name}', beside its guard,", both, story, given=given
            )


def stricter_upstream(walk: Walk, verdicts: Verdicts) -> Iterator[Finding]:
    """Classes of lead that ask for less than the class before them, so that the later rule never stops anyone."""
    policy = walk.policy
    for later in _judging(policy):
        if later.guard is None:
            continue
        for ways in _classes_before(policy, later):
            earlier = _stricter(verdicts, ways, later.guard)
            if earlier is not None:
                asked = f"'{earlier.name}' asks for more than '{later.name}', which comes after it"
                message = f"{asked}: '{later.guard}' is met by every lead that met '{earlier.guard}'"
                yield Finding(
                    "warning", "stricter", later.name, message, f"{walk.before(later)}: nobody is stopped"
                )
                break


def _judging(policy: Policy[Any]) -> list[Transition]:
    """The moves that make a lead a class on its way forward; on a way back it has been one before."""
    forward = {stage.name for stage in policy.stages if stage.milestone is None or stage.milestone in FORWARD}
    ways = (move for move in policy.moves if not (move.setback or move.returns))
    return [move for move in ways if not forward.isdisjoint(policy.sources(move))]


def _classes_before(policy: Policy[Any], later: Transition) -> Iterator[list[Transition]]:
    """For each class that comes before the one that the move makes a lead: all the moves that make it that."""
    after = policy.stage(later.target).milestone
    if after not in _CLASSES or after is _OWN_JUDGEMENT:
        return
    for before in FORWARD[: FORWARD.index(after)]:
        if before in _CLASSES:
            yield [move for move in _judging(policy) if policy.stage(move.target).milestone is before]


def _stricter(verdicts: Verdicts, ways: list[Transition], guard: Rule) -> Transition | None:
    """The first of the ways that asks for more than the guard; None where one of them lets in a lead that it stops."""
    more = [one for one in ways if one.guard is not None and verdicts.stricter(one.guard, guard)]
    others = (one for one in ways if one not in more)
    return more[0] if more and all(one.guard == guard for one in others) else None
