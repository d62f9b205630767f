"""What BANT leaves on the table: two definitions of a sales-ready lead over the same population.

    python examples/bant_or_not.py [--leads N] [--seed N] [--least N] [--json]

The made-up company of ``leadlife demo`` hands a lead over for its decision maker, pain and compelling event. What would
it have handed over under BANT: a budget set aside, the authority to decide, a need, and a date within a year? Its
callers ask both. Each lead is looked at as it stood at its first qualification; where there was none, after the last
call that told anything; and BANT is given every other call of that lead to make up its mind. ``--least 3`` makes BANT
content with any three of its four.

The population is made up, and says what was put into it: four in five of those with a real need have no budget set
aside when they are first talked to, and who buys depends on the need, not on the budget. Run the same comparison on
your own leads before you believe it of them: ``compare`` takes any iterable of leads.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadlife import (
    Lead,
    LeadFacts,
    LeadlifeError,
    MemoryStore,
    Money,
    Rule,
    Verdict,
    at_least,
    evolve,
    money,
)
from leadlife.demo import POLICY, live
from leadlife.events import Event
from leadlife.kit import bant, compelling_event, decision_maker, pain
from leadlife.reports import Column, Table
from leadlife.rules import Admitted, Comparison, compare

AnyLead = Lead[LeadFacts]

BY_PAIN = decision_maker() & pain() & compelling_event()
"""Sales-ready is whoever decides, hurts, and has something that forces a decision."""
BANT: Mapping[str, Rule] = {
    "budget": bant(
        budget=money(5_000, "EUR"), budget_status=("allocated",), authority=(), need=(), timeframe_days=None
    ),
    "authority": bant(need=(), timeframe_days=None),
    "need": bant(authority=(), timeframe_days=None),
    "time frame": bant(authority=(), need=(), timeframe_days=365),
}
"""Sales-ready is whoever has all of these four, or as many of them as are asked for."""
NOTHING = money(0, "EUR")


@dataclass(frozen=True)
class Life:
    """A lead as it stood when it was decided on, how it ended, and whether BANT would ever have handed it over."""

    then: AnyLead
    end: AnyLead
    ever_bant: bool

    @property
    def won(self) -> bool:
        """Whether it was won."""
        return self.end.stage == "won"

    @property
    def left(self) -> bool:
        """Whether it was won, and would never have been handed over under BANT."""
        return self.won and not self.ever_bant


@dataclass(frozen=True)
class Left:
    """Deals won of the leads that the first definition admits, and those of them that BANT leaves on the table.

    ``without`` counts, of the deals left, those that failed each of BANT's four: most fail several.
    """

    won: int
    won_value: Money
    left: int
    left_value: Money
    without: Mapping[str, int]

    @classmethod
    def of(cls, admitted: Iterable[Life]) -> "Left":
        """Of leads that the first definition admits."""
        won = [life for life in admitted if life.won]
        left = [life for life in won if life.left]
        without = {
            name: sum(not verdict_of(rule, life.then).met for life in left) for name, rule in BANT.items()
        }
        return cls(len(won), _worth(won), len(left), _worth(left), without)

    def as_data(self) -> dict[str, object]:
        """The figures by name; money as text."""
        return {
            "won": self.won,
            "won_value": str(self.won_value.amount),
            "left": self.left,
            "left_value": str(self.left_value.amount),
            "currency": NOTHING.currency,
            "without": dict(self.without),
        }


@dataclass(frozen=True)
class Answer:
    """The comparison, what BANT leaves on the table by source and in all, and one lead as an example of it."""

    comparison: Comparison[AnyLead]
    left: Mapping[str, Left]
    total: Left
    example: Life | None


def ask(leads: int, seed: int, least: int = len(BANT)) -> Answer:
    """Live through the demo's quarter, and compare the two definitions over its leads."""
    by_bant = at_least(least, *BANT.values())
    store = MemoryStore()
    live(store, leads=leads, seed=seed)
    lives = [look_back(store.history(lead.id), by_bant) for lead in _everybody(store)]
    compared = compare(BY_PAIN, by_bant, (life.then for life in lives), at=_told_at, zone=POLICY.zone)
    admitted = [life for life in lives if verdict_of(BY_PAIN, life.then).met]
    by_source = {
        source: Left.of(life for life in admitted if life.then.source == source)
        for source in compared.by_source
    }
    return Answer(
        compared, by_source, Left.of(admitted), next((life for life in admitted if life.left), None)
    )


def look_back(history: Sequence[Event], by_bant: Rule) -> Life:
    """The lead of these events: when it was decided on, and in the end."""
    lead: AnyLead | None = None
    first: AnyLead | None = None
    called: AnyLead | None = None
    ever_bant = False
    for event in history:
        if event.kind == "moved" and event.move == "qualify":
            first = first or lead
        lead = evolve(lead, event)
        if event.kind == "observed" and event.via == "call":
            called = lead
            ever_bant = ever_bant or verdict_of(by_bant, lead).met
    assert lead is not None, "every lead has a history"
    return Life(first or called or lead, lead, ever_bant)


def verdict_of(rule: Rule, lead: AnyLead) -> Verdict:
    """What a rule says of a lead at the time that the lead stood so."""
    return rule.evaluate(lead, at=_told_at(lead), zone=POLICY.zone)


def _told_at(lead: AnyLead) -> datetime:
    return lead.recorded_at


def _everybody(store: MemoryStore) -> Iterator[AnyLead]:
    after: str | None = None
    while page := store.scan(after=after):
        yield from page
        after = page[-1].id


def _worth(lives: Iterable[Life]) -> Money:
    return sum((life.end.value for life in lives if life.end.value is not None), NOTHING)


def as_data(answer: Answer) -> dict[str, object]:
    """The whole answer as plain data, for programs."""
    compared = answer.comparison
    return {
        "definitions": {"a": compared.a.spelled_out, "b": compared.b.spelled_out},
        "comparison": compared.as_data(),
        "left_on_the_table": {
            "total": answer.total.as_data(),
            "by_source": {source: left.as_data() for source, left in answer.left.items()},
        },
        "example": None if answer.example is None else _example(answer.example, compared.b),
    }


def _example(life: Life, by_bant: Rule) -> dict[str, object]:
    facts = sorted(BY_PAIN.reads | by_bant.reads)
    return {
        "lead": life.end.key,
        "source": life.end.source,
        "won_value": str(life.end.value),
        "facts": {name: str(life.then.values.get(name, "unknown")) for name in facts},
        "bant_says": verdict_of(by_bant, life.then).advice(),
    }


def as_text(answer: Answer) -> str:
    """The whole answer for people."""
    compared = answer.comparison
    parts = [
        f"a: {compared.a.spelled_out}",
        f"b: {compared.b.spelled_out}",
        f"In general {compared.relation}.\n",
        str(_table(answer)),
        f"\n{_summary(answer.total, compared.total)}",
    ]
    if answer.example is not None:
        told = _example(answer.example, compared.b)
        parts.append(
            f"\nFor example {told['lead']} ({told['source']}), won for {told['won_value']}. BANT says of it:"
        )
        parts.append(str(told["bant_says"]))
    return "\n".join(parts)


def _summary(left: Left, admitted: Admitted) -> str:
    without = ", ".join(f"{name} {count}" for name, count in left.without.items())
    return (
        f"BANT admits {admitted.both} of the {admitted.a} leads that a admits, and {admitted.gained} others.\n"
        f"It leaves {left.left} of {left.won} won deals on the table: {left.left_value} of {left.won_value}.\n"
        f"What they did not have at the time: {without}."
    )


def _table(answer: Answer) -> Table:
    names = ("leads", "a", "b", "lost", "gained", "won", "left", f"left {NOTHING.currency}")
    by_source = answer.comparison.by_source.items()
    rows = [(source, *_cells(row, answer.left[source])) for source, row in by_source]
    return Table(
        "Decision maker, pain and compelling event (a) against BANT (b)",
        (Column("source", "left"), *(Column(name) for name in names)),
        (*rows, ("all", *_cells(answer.comparison.total, answer.total))),
        (
            "a, b: leads admitted. lost, gained: by going from a to b.",
            "won: of those that a admits. left: of these, never handed over under BANT.",
        ),
    )


def _cells(row: Admitted, left: Left) -> tuple[str, ...]:
    counts = (row.leads, row.a, row.b, row.lost, row.gained, left.won, left.left)
    return (*map(str, counts), f"{left.left_value.amount:,}")


def main() -> int:
    """Compare, and print the answer; 1 if it cannot be had."""
    parser = argparse.ArgumentParser(description="What BANT leaves on the table.")
    parser.add_argument("--leads", type=int, default=2000, metavar="N", help="how many leads (2000)")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="the same seed, the same leads (7)")
    parser.add_argument("--least", type=int, default=len(BANT), metavar="N", help="how many of the four (4)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    if asked.leads < 1:
        parser.error("--leads takes a number from 1")
    try:
        answer = ask(asked.leads, asked.seed, asked.least)
    except LeadlifeError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(as_data(answer), indent=2) if asked.json else as_text(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
