"""The agreement between marketing and sales, as a document that both would sign.

Its sections are those that such an agreement has; what the policy cannot know is a note, shown as empty until filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

from leadlife.policy import _describing as words
from leadlife.policy._calendar_words import differing, hours_of, whole
from leadlife.policy._naming import name_of
from leadlife.policy._objective_words import answered_for
from leadlife.policy._route_words import assigned_by
from leadlife.policy._score_words import score_of
from leadlife.policy.clock import Rest
from leadlife.policy.policy import Policy
from leadlife.policy.stage import FORWARD, Milestone, Stage
from leadlife.policy.transition import ANY_OPEN, Transition
from leadlife.rules import Grid, Rule
from leadlife.rules.reads import nodes_of
from leadlife.rules.scorecard import Threshold
from leadlife.rules.tree import Criterion

_EMPTY: Final = "*not filled in yet*"


class Entry(NamedTuple):
    """One thing agreed on: what it is about, and what was agreed. The text may be Markdown.

    ``name`` is what the thing is known by where the document calls it by a label, which may change.
    """

    subject: str
    text: str
    name: str = ""


class Section(NamedTuple):
    title: str
    entries: tuple[Entry, ...]


def agreement(policy: Policy[Any]) -> str:
    """The agreement in Markdown."""
    blocks = [f"# Agreement between marketing and sales: {plain(policy.name)} {plain(policy.version)}"]
    for number, section in enumerate(sections(policy), 1):
        lines = [f"- **{entry.subject}**: {entry.text}" for entry in section.entries]
        blocks.append("\n".join([f"## {number}. {section.title}", "", *(lines or ["Nothing was agreed."])]))
    return "\n\n".join(blocks) + "\n"


def sections(policy: Policy[Any]) -> tuple[Section, ...]:
    """Every section, in the order of the document; the same titles for every policy."""
    made = (
        ("Parties and validity", _parties(policy)),
        ("Target market and messages", _market(policy)),
        ("Definitions", _definitions(policy)),
        ("Scoring", _scoring(policy)),
        ("Hand-off and minimum information", _hand_off(policy)),
        ("Follow-up and clocks", _clocks(policy)),
        ("Reasons and feedback", _reasons(policy)),
        ("Recycling", _recycling(policy)),
        ("Rules of engagement", _engagement(policy)),
        ("Alerts", _alerts(policy)),
        ("Objectives", _objectives(policy)),
        ("Figures, and how they are counted", _figures(policy)),
        ("Campaigns and sales initiatives", _notes(policy, "campaigns")),
        ("Consent and personal data", _consent(policy)),
        ("Review and change log", _review(policy)),
    )
    return tuple(Section(title, tuple(entries)) for title, entries in made)


def _notes(policy: Policy[Any], *keys: str) -> Iterator[Entry]:
    for key in keys:
        yield Entry(
            key.replace("_", " ").capitalize(),
            policy.notes.get(key, "").strip().replace("\n", "\n  ") or _EMPTY,
        )


def _parties(policy: Policy[Any]) -> Iterator[Entry]:
    yield Entry("Policy", f"{plain(policy.name)}, version {plain(policy.version)}")
    yield from _notes(policy, "owner", "signatories", "validity")


def _market(policy: Policy[Any]) -> Iterator[Entry]:
    for name, rule in policy.definitions.items():
        if _is_market(name):
            yield Entry(plain(name).capitalize(), _spelled(name, rule))
    yield from _notes(policy, "target_market_in_words", "value_propositions", "messaging")


def _is_market(name: str) -> bool:
    return name.casefold() == "target market"


def _definitions(policy: Policy[Any]) -> Iterator[Entry]:
    for name, rule in policy.definitions.items():
        if not _is_market(name):
            yield Entry(plain(name), _spelled(name, rule))
    for stage in policy.stages:
        called = f"Stage {plain(stage.label or stage.name)}"
        yield Entry(called, plain(_stage(policy, stage)), f"Stage {stage.name}")
    for one in dict.fromkeys(node for rule in words.rules_of(policy) for node in nodes_of(rule)):
        if isinstance(one, Criterion) and policy.definitions.get(one.name) != one:
            yield Entry(f"Criterion {plain(one.name)}", _spelled(one.name, one))


def _spelled(name: str, rule: Rule) -> str:
    """What a rule asks for; a criterion of the same name is what stands behind it, with its question."""
    if not isinstance(rule, Criterion) or rule.name != name:
        return plain(str(rule))
    return plain(str(rule.rule)) + (f". Asked as: {plain(rule.ask)}" if rule.ask else "")


def _by_name(policy: Policy[Any], rule: Rule, milestone: Milestone | None) -> str:
    """A rule that is a definition, by the name of that: the one of the stage's milestone, where there is a choice."""
    return name_of(policy.definitions, rule, milestone) or str(rule)


def _stage(policy: Policy[Any], stage: Stage) -> str:
    """What the stage stands for, and how a lead gets there."""
    ways = [
        move for move in policy.moves if move.target == stage.name and policy.sources(move) != (stage.name,)
    ]
    comes = ["a lead begins here"] if stage.name == policy.initial else []
    for move in ways:
        asks = "" if move.guard is None else f", if {_by_name(policy, move.guard, stage.milestone)}"
        comes.append(f"by {move.name}{asks}")
    stands = [] if stage.milestone is None else [f"stands for {stage.milestone.value}"]
    return "; ".join([f"called {stage.name}", *stands, *comes, *([] if stage.is_open else ["closed"])])


def _scoring(policy: Policy[Any]) -> Iterator[Entry]:
    """The scores of the policy, and those that only a rule reads."""
    nodes = (node for rule in words.rules_of(policy) for node in nodes_of(rule))
    read = dict.fromkeys(node.card for node in nodes if isinstance(node, Threshold))
    for name, score in policy.scores.items():
        kind = "Grade" if isinstance(score, Grid) else "Score"
        yield Entry(f"{kind} {plain(name)}", plain(score_of(score)))
    for card in read:
        if card not in policy.scores.values():
            yield Entry(f"Score {plain(card.name)}", plain(score_of(card)))
    if policy.scores and not read:
        yield Entry("What scores are for", "they rank the work, and qualify nothing")
    yield from _notes(policy, "scoring")


def _hand_off(policy: Policy[Any]) -> Iterator[Entry]:
    for move in policy.moves:
        if move.owner:
            to = f"goes to {words.listed(map(str, move.owner), 'or')}"
            yield Entry(_move(policy, move), plain("; ".join([to, *_asks(move)])))
    if policy.assignment:
        yield Entry("Where nobody is named", plain(assigned_by(policy.assignment)))


def _clocks(policy: Policy[Any]) -> Iterator[Entry]:
    yield Entry("Working time", plain(hours_of(policy.calendar)))
    yield from (Entry(heading, plain(text)) for heading, text in differing(policy.calendar))
    for whose, calendar in policy.calendars:
        yield Entry(f"Working time {plain(words.whose_of(whose))}", plain(whole(calendar)))
    for clock in policy.clocks:
        span = clock.within.words if isinstance(clock.within, Rest) else f"within {clock.within}"
        when = f"{span}, from {words.triggers_of(clock.starters)} until {words.triggers_of(clock.stoppers)}"
        levels = [words.level_of(clock, level).removeprefix("· ") for level in clock.levels]
        yield Entry(plain(clock.name), plain("; ".join([when, *words.limits_of(clock), *levels])))


def _reasons(policy: Policy[Any]) -> Iterator[Entry]:
    """The reasons of each move, those that lead the same way together."""
    for move in policy.moves:
        paths: dict[str, list[str]] = {}
        for reason in move.reasons:
            paths.setdefault(words.path_of(reason), []).append(reason.code)
        for path, codes in paths.items():
            yield Entry(plain(f"{move.name}{path}"), plain(", ".join(codes)))


def _recycling(policy: Policy[Any]) -> Iterator[Entry]:
    yield Entry("Ways back", f"at most {policy.max_cycles} for one lead")
    if policy.recontact is not None:
        yield Entry("An agreed date to call again", f"overrides every rest ({plain(policy.recontact)})")
    for move in policy.moves:
        if move.returns or move.cools is not None or move.waits:
            yield Entry(_move(policy, move), plain("; ".join(words.bounds_of(move))))


def _engagement(policy: Policy[Any]) -> Iterator[Entry]:
    for move in policy.moves:
        who = f"by {words.listed(map(str, move.by), 'or')}"
        yield Entry(_move(policy, move), plain("; ".join([who, *_asks(move), *words.bounds_of(move)])))
    yield from (Entry("Duplicates", plain(str(matching))) for matching in policy.matching)


def _asks(move: Transition) -> list[str]:
    needs = "; ".join(words.needs_of(move))
    return [f"needs {needs}"] if needs else []


def _move(policy: Policy[Any], move: Transition) -> str:
    where = "any open stage" if ANY_OPEN in move.sources else ", ".join(move.sources)
    return plain(f"{move.name} ({where} → {move.target})")


def _alerts(policy: Policy[Any]) -> Iterator[Entry]:
    for alert in policy.alerts:
        yield Entry(plain(alert.name), plain(words.alert_of(alert)))


def _objectives(policy: Policy[Any]) -> Iterator[Entry]:
    """What is to be reached, who answers for it, and whether one of them is shared."""
    for one in policy.objectives:
        yield Entry(plain(one.subject), plain(f"at least {one.target}; {answered_for(one)}"))
    if policy.objectives and not any(one.shared for one in policy.objectives):
        yield Entry("Shared", "none of them: each side answers for its own")
    yield from _notes(policy, "objectives")


def _figures(policy: Policy[Any]) -> Iterator[Entry]:
    """The share that goes on from each milestone that the policy has to the next."""
    there = [one for one in FORWARD if policy.stages_of(one)]
    for before, after in pairwise(there):
        first = "captured leads" if before is Milestone.RAW else f"leads that became {before.value}"
        text = f"of the {first}, those that became {after.value}; in leads, by when they first were {before.value}"
        yield Entry(f"{before.value} to {after.value}", plain(text))
    if policy.clocks:
        yield Entry(
            "Kept in time",
            "for each clock met / (met + breached); running, paused and cancelled stand beside it",
        )
    yield from _notes(policy, "figures")


def _consent(policy: Policy[Any]) -> Iterator[Entry]:
    yield Entry("Personal data", plain(words.listed(sorted(policy.facts.personal())) or "none"))
    for name, values in policy.facts.prevailing().items():
        won = words.listed(map(str, values), "or")
        yield Entry(plain(name), plain(f"{won} wins when two leads are merged, whichever was told last"))
    yield from _notes(policy, "consent")


def _review(policy: Policy[Any]) -> Iterator[Entry]:
    yield from _notes(policy, "review", "change_log")
    for key, because in policy.silenced.items():
        yield Entry(f"Accepted: {plain(key)}", plain(because))


def plain(text: str) -> str:
    """Text that means nothing else in Markdown, on one line."""
    return re.sub(r"([\\`*<>\[\]#|])", r"\\\1", " ".join(text.split()))
