"""The parts of a brief as rows of words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from leadlife.briefing._words import Times, ago, clean, lasting, told, value
from leadlife.briefing.brief import Brief
from leadlife.briefing.parts import Deadline, Deal, Ground, Known, Scored
from leadlife.lead import TouchRecord
from leadlife.rules import Truth

_Pair = tuple[str, str]

MARKS = {Truth.MET: "met", Truth.UNMET: "unmet", Truth.UNKNOWN: "unknown", None: "undecided"}


def standing(brief: Brief, times: Times) -> Iterator[_Pair]:
    yield "lead", brief.lead + (f" ({clean(brief.key)})" if brief.key else "")
    if brief.erased_at is not None:
        yield "erased", f"{times(brief.erased_at)}: nothing personal is kept"
    if brief.merged_into is not None:
        yield "merged", f"it went up in lead {brief.merged_into}, and lives on there"
    since = "" if brief.entered_at is None else f", since {times(brief.entered_at)}"
    name = "" if brief.label == brief.stage else f" ({clean(brief.stage)})"
    lost = ": a stage that the policy does not have; nothing can be done until the lead is migrated"
    yield "stage", f"{clean(brief.label)}{name}{since}{lost if brief.stranded else ''}"
    held = "" if brief.owner_since is None else f", since {times(brief.owner_since)}"
    yield "owner", "nobody" if brief.owner is None else f"{clean(str(brief.owner))}{held}"
    yield from _arrival(brief, times)
    yield "captured", f"{times(brief.captured_at)} ({ago(brief.made_at - brief.captured_at)})"
    if brief.cycle:
        yield "came back", "once" if brief.cycle == 1 else f"{brief.cycle} times"
    if brief.rests_until is not None:
        yield "rests until", times(brief.rests_until)
    if brief.resembles:
        yield "may be a duplicate of", ", ".join(brief.resembles)
    if brief.absorbed:
        yield "took in", ", ".join(brief.absorbed)


def _arrival(brief: Brief, times: Times) -> Iterator[_Pair]:
    one = brief.arrival
    if one is not None:
        why = f" for {clean(one.reason)}" if one.reason else ""
        how = f", by route: {clean(one.assigned_by)}" if one.assigned_by else ""
        yield "came here", f"{clean(one.past)}{why} by {clean(str(one.by))}, {times(one.at)}{how}"
        if one.comment:
            yield "said then", f"“{clean(one.comment)}”"


def account(brief: Brief, times: Times) -> Iterator[_Pair]:
    if brief.account is not None:
        yield "account", clean(brief.account)
    if brief.contact is not None:
        yield "contact", clean(brief.contact)
    if brief.opportunity is not None:
        yield "opportunity", _opportunity(brief.opportunity, times)
    for system, ref in brief.refs.items():
        yield clean(system), clean(ref)


def others(brief: Brief, times: Times) -> Iterator[tuple[str, ...]]:
    for one in brief.others:
        whose = "nobody" if one.owner is None else clean(str(one.owner))
        yield one.lead, clean(one.label), whose, _opportunity(one, times) or "none"


def _opportunity(one: Deal, times: Times) -> str:
    if one.ref is None:
        return ""
    worth = "" if one.value is None else f", {one.value}"
    closes = "" if one.closes_at is None else f", closes {times(one.closes_at)}"
    return f"{clean(one.ref)}{worth}{closes}"


def grounds(brief: Brief, times: Times) -> Iterator[tuple[str, ...]]:
    for one in brief.grounds:
        name = clean(one.name) + f" ({', '.join(map(clean, one.of))})"
        yield MARKS[one.truth], name, "; ".join(_ground(one, times)) or clean(one.asked)


def _ground(one: Ground, times: Times) -> Iterator[str]:
    if one.error is not None:
        yield f"it cannot be decided: its function ended with {one.error}"
    yield from _cited(one.facts, times)
    if one.unknown:
        yield f"unknown: {', '.join(map(clean, one.unknown))}"


def _cited(facts: tuple[Known, ...], times: Times) -> Iterator[str]:
    """The facts, those that were said at once together."""
    for source, some in groupby(facts, told):
        said = ", ".join(f"{clean(one.label)} {value(one.value, times)}" for one in some)
        yield said + (f" ({source})" if source else "")


def questions(brief: Brief) -> Iterator[tuple[str, ...]]:
    for one in brief.questions:
        yield clean(one.ask or "–"), clean("; ".join(one.needs)), clean(", ".join(one.of))


def channels(brief: Brief, times: Times) -> Iterator[tuple[str, ...]]:
    said = {True: "yes", False: "no", None: "unknown"}
    for one in brief.channels:
        address = "" if one.address is None else f" {value(one.address.value, times)}"
        heard = _heard(one.consent)
        yield f"{one.kind}{address}", said[one.usable], clean(one.why) + heard


def _heard(consent: Known | None) -> str:
    source = "" if consent is None else told(consent)
    return f" ({source})" if source else ""


def origin(brief: Brief) -> Iterator[_Pair]:
    if brief.source is not None:
        yield "source", clean(brief.source)
    if brief.campaign is not None:
        yield "campaign", clean(brief.campaign)


def touches(brief: Brief, times: Times) -> Iterator[tuple[str, ...]]:
    for one in brief.touches:
        yield times(one.at), _touch(one), clean(str(one.by))


def _touch(one: TouchRecord) -> str:
    way = "from the lead" if one.inbound else "to the lead"
    return f"{clean(one.kind)}, {way}" + ("" if one.human else ", automatic")


def last_reply(brief: Brief, times: Times) -> str | None:
    if not brief.touched:
        return None
    if not brief.replies:
        return "They have not replied so far."
    last = brief.replies[0]
    return f"They last replied on {times(last.at)}: {clean(last.kind)}."


def setbacks(brief: Brief, times: Times) -> Iterator[tuple[str, ...]]:
    for one in brief.setbacks:
        whose = "owned by nobody" if one.owner is None else f"owned by {clean(str(one.owner))}"
        words = f": “{clean(one.comment)}”" if one.comment else ""
        yield (
            times(one.at),
            f"{clean(one.past)} by {clean(str(one.by))}",
            f"{clean(one.reason)}{words}, {whose}",
        )


def scores(brief: Brief) -> Iterator[_Pair]:
    for one in brief.scores:
        # What leaves a grade open, the scores that it is made of say.
        left = f"; not settled: {', '.join(map(clean, one.open))}" if one.open and not one.grades else ""
        yield clean(one.name), _score(one) + left


def _score(one: Scored) -> str:
    if one.error is not None:
        return f"it cannot be worked out: a function ended with {one.error}"
    if one.grades:
        return ", ".join(one.grades) if len(one.grades) <= 4 else f"{one.grades[0]} to {one.grades[-1]}"
    return f"{one.low:g}" if one.low == one.high else f"{one.low:g} to {one.high:g}"


def deadlines(brief: Brief, times: Times) -> Iterator[tuple[str, ...]]:
    for one in brief.deadlines:
        yield clean(one.clock), times(one.due_at), "; ".join(_deadline(one, times))


def _deadline(one: Deadline, times: Times) -> Iterator[str]:
    kind = " of working time" if one.working else ""
    if one.cool_down:
        yield "rests until then" if one.left.total_seconds() > 0 else "the rest is over"
    elif one.left.total_seconds() < 0:
        yield f"late by {lasting(-one.left)}{kind}"
    else:
        yield f"{lasting(one.left)}{kind} left"
    if one.verdict == "breached" and not one.cool_down:
        yield "breached"
    if one.paused is not None:
        yield f"stands still: {clean(one.paused)}"
    if one.level is not None and one.level_at is not None and one.level_at != one.due_at:
        yield f"next: {clean(one.level)} {times(one.level_at)}"


def moves(brief: Brief) -> Iterator[tuple[str, ...]]:
    for one in brief.moves:
        who = ", ".join(map(str, one.by))
        stands = "" if one.guard is None else f"{clean(one.guard)} ({MARKS[one.truth]})"
        asks = "; ".join(filter(None, (stands, *map(clean, one.asks)))) or "nothing more"
        yield f"{clean(one.move)} ({clean(who)})", clean(one.label), asks
