"""What rules a lead out: the known facts that make a rule unmet, whatever the others are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from leadlife.evidence import Evidence
from leadlife.rules.explain import Cited, code_at
from leadlife.rules.fields import Field
from leadlife.rules.looking import value_of
from leadlife.rules.reads import fields_read
from leadlife.rules.truth import UNMET
from leadlife.rules.verdict import Verdict

_MOST = 10


@dataclass(frozen=True, slots=True)
class Blocker:
    """Facts that rule the lead out by themselves; without any one of them they would not."""

    facts: tuple[Cited, ...]

    def as_data(self) -> list[dict[str, Any]]:
        """The facts in JSON types (hence ``Any``)."""
        return [cited.as_data() for cited in self.facts]

    def __str__(self) -> str:
        return " and ".join(map(str, self.facts)) or "the rule itself, whatever the facts are"


@dataclass(frozen=True, slots=True)
class Blockers:
    """Every smallest set of facts that rules the lead out: each of them has to change before the rule can be met."""

    sets: tuple[Blocker, ...]
    complete: bool = True

    @property
    def facts(self) -> frozenset[str]:
        """The names of all facts that are in the way."""
        return frozenset(str(cited.field) for one in self.sets for cited in one.facts)

    def as_data(self) -> dict[str, Any]:
        """The sets in JSON types (hence ``Any``)."""
        return {"complete": self.complete, "sets": [one.as_data() for one in self.sets]}

    def __iter__(self) -> Iterator[Blocker]:
        return iter(self.sets)

    def __len__(self) -> int:
        return len(self.sets)

    def __str__(self) -> str:
        if not self.sets:
            return "nothing rules it out"
        return "\n".join(("it is ruled out by:", *(f"  - {one}" for one in self.sets)))

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {one}" for one in self.sets) or str(self)


def blockers(verdict: Verdict) -> Blockers:
    """The smallest sets of known facts that keep the rule unmet."""
    if not verdict.unmet:
        return Blockers(())
    known = frozenset(f for f in fields_read(verdict.rule) if value_of(f, verdict.evidence) is not None)
    found = list(_every_smallest(verdict, known))
    sets = (
        Blocker(tuple(_cite(field, verdict.evidence) for field in sorted(one, key=str)))
        for one in found[:_MOST]
    )
    return Blockers(tuple(sets), len(found) <= _MOST)


def _every_smallest(verdict: Verdict, known: frozenset[Field]) -> Iterator[frozenset[Field]]:
    """The smallest sets, by leaving out one fact of each that has been found until nothing rules the lead out."""
    found: list[frozenset[Field]] = []
    tried: set[frozenset[Field]] = set()
    queue = [known]
    while queue and len(found) <= _MOST:
        allowed = queue.pop(0)
        if allowed in tried or not _rules_out(verdict, allowed):
            continue
        tried.add(allowed)
        smallest = next((one for one in found if one <= allowed), None) or _shrunk(verdict, allowed)
        if smallest not in found:
            found.append(smallest)
            yield smallest
        queue.extend(allowed - {field} for field in sorted(smallest, key=str))


def _shrunk(verdict: Verdict, facts: frozenset[Field]) -> frozenset[Field]:
    """As few of the facts as still rule it out; looked at anew after each, since ``if_known`` may turn the scales."""
    for field in sorted(facts, key=str):
        if _rules_out(verdict, facts - {field}):
            return _shrunk(verdict, facts - {field})
    return facts


def _rules_out(verdict: Verdict, facts: frozenset[Field]) -> bool:
    return code_at(verdict.rule, only(verdict.evidence, facts), verdict.moment) == UNMET


def only(evidence: Evidence, facts: frozenset[Field]) -> Evidence:
    """The evidence, as if nothing but these facts were known."""
    names = {field.name for field in facts if field.place == "fact"}
    values = {name: value for name, value in evidence.values.items() if name in names}
    lead, event = (
        SimpleNamespace(**{field.name: value_of(field, evidence) for field in facts if field.place == place})
        for place in ("lead", "event")
    )
    return replace(evidence, values=values, lead=lead, event=event)


def _cite(field: Field, evidence: Evidence) -> Cited:
    seen = evidence.observed.get(field.name) if field.place == "fact" else None
    return Cited(field, value_of(field, evidence), seen)
