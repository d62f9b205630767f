"""The brief in sections of plain words: what the text, the Markdown and the page all show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from leadlife.briefing import _parts_in_words as words
from leadlife.briefing._words import Times, clean, fact, told, value
from leadlife.briefing.brief import Brief
from leadlife.briefing.parts import Known


@dataclass(frozen=True, slots=True)
class Pairs:
    """What things are, each by its name."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: the names of its columns, and its rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a person, and who heard them."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence."""

    text: str


Block = Pairs | Rows | Quote | Note


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


WHO: Final = ("name", "job_title", "job_function", "seniority", "person_kind", "email", "phone")
WHERE: Final = ("company", "domain", "country", "language", "timezone")
FIRM: Final = ("industry", "employees", "revenue", "relationship", "incumbent", "contract_ends_on")
IN_THE_WAY: Final = ("duplicate", "open_opportunity")
DECISION: Final = (
    "decision_maker",
    "decision_maker_role",
    "decision_maker_status",
    "buying_role",
    "authority",
)
DECISION_ON: Final = (*DECISION, "need", "budget", "budget_status", "timeframe_on")
PAIN: Final = ("pain", "pain_severity")
EVENT: Final = ("compelling_event", "compelling_event_kind", "compelling_event_on")
REACH: Final = (
    "email_status",
    "phone_status",
    "consent_email",
    "consent_phone",
    "consent_on",
    "consent_source",
)
CAME: Final = ("offer", "origin", "last_response", "last_response_on", "recontact_on")
_PLACED: Final = frozenset((*WHO, *WHERE, *FIRM, *IN_THE_WAY, *DECISION_ON, *PAIN, *EVENT, *REACH, *CAME))


def heading(brief: Brief) -> str:
    """Who it is about, and where it stands."""
    name = brief.fact("name") or brief.fact("company")
    who = f"Lead {brief.lead}" if name is None else clean(str(name.value))
    return f"{who or f'Lead {brief.lead}'}, {clean(brief.label)}"


def times_of(brief: Brief) -> Times:
    """The wall clock of the brief."""
    return Times(brief.zone, brief.made_at)


def footing(brief: Brief) -> str:
    """As of when, in which zone, and under which policy."""
    times = times_of(brief)
    return f"As of {times(brief.made_at)}, all times in {times.zone}. Policy {clean(str(brief.policy))}."


def sections(brief: Brief) -> tuple[Section, ...]:
    """Every section that has something to say."""
    times = times_of(brief)
    made: tuple[tuple[str, Iterable[Block]], ...] = (
        ("Where it stands", _pairs(words.standing(brief, times))),
        ("Who and where", _facts(brief, (*WHO, *WHERE), times)),
        ("Account", _account(brief, times)),
        ("Why it qualifies", _rows(("now", "criterion", "known"), words.grounds(brief, times))),
        ("Still unknown", _unknown(brief)),
        ("Pain", _pain(brief, times)),
        ("Compelling event", _facts(brief, EVENT, times)),
        ("Decision and budget", _facts(brief, DECISION_ON, times)),
        ("How they may be reached", _reach(brief, times)),
        ("How it came", _pairs((*words.origin(brief), *_known(brief, CAME, times)))),
        ("Touches", _touches(brief, times)),
        ("Earlier setbacks", _rows(("when", "what", "why"), words.setbacks(brief, times))),
        ("Scores", _pairs(words.scores(brief))),
        ("Deadlines", _rows(("clock", "due", "left"), words.deadlines(brief, times))),
        ("What may be done next", _rows(("move", "leads to", "asks for"), words.moves(brief))),
        ("Also known", _facts(brief, _others(brief), times)),
    )
    return tuple(Section(title, blocks) for title, given in made if (blocks := tuple(given)))


def _pairs(rows: Iterable[tuple[str, str]]) -> Iterator[Block]:
    if found := tuple(rows):
        yield Pairs(found)


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[Block]:
    if found := tuple(rows):
        yield Rows(head, found)


def _facts(brief: Brief, names: Iterable[str], times: Times) -> Iterator[Block]:
    yield from _pairs(_known(brief, names, times))


def _known(brief: Brief, names: Iterable[str], times: Times) -> Iterator[tuple[str, str]]:
    known = (one for name in names if (one := brief.fact(name)) is not None)
    yield from ((clean(one.label), fact(one, times)) for one in known)


def _others(brief: Brief) -> Iterator[str]:
    yield from (one.fact for one in brief.facts if one.fact not in _PLACED)


def _account(brief: Brief, times: Times) -> Iterator[Block]:
    yield from _pairs((*words.account(brief, times), *_known(brief, (*FIRM, *IN_THE_WAY), times)))
    if brief.others:
        yield Note("Other leads of the account:")
    yield from _rows(("lead", "stage", "whose", "opportunity"), words.others(brief, times))


def _unknown(brief: Brief) -> Iterator[Block]:
    yield from _rows(("question", "what would do", "for"), words.questions(brief))
    if not brief.questions and brief.moves:
        yield Note("Nothing that the policy asks for next.")


def _pain(brief: Brief, times: Times) -> Iterator[Block]:
    pain = brief.fact("pain")
    if pain is not None:
        yield _quote(pain, times)
    yield from _facts(brief, ("pain_severity",), times)


def _quote(one: Known, times: Times) -> Quote:
    return Quote(value(one.value, times), told(one))


def _reach(brief: Brief, times: Times) -> Iterator[Block]:
    if brief.erased_at is None:
        yield from _rows(("channel", "may be used", "because"), words.channels(brief, times))
        yield from _facts(brief, ("consent_on", "consent_source"), times)


def _touches(brief: Brief, times: Times) -> Iterator[Block]:
    yield from _rows(("when", "what", "by"), words.touches(brief, times))
    if brief.touched > len(brief.touches):
        yield Note(f"The last {len(brief.touches)} of {brief.touched}.")
    if (last := words.last_reply(brief, times)) is not None:
        yield Note(last)
