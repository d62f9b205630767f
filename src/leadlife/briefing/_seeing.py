"""What may be shown of a lead, and what a rule sees of it at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from leadlife.briefing.parts import Known
from leadlife.evidence import Evidence
from leadlife.lead import Lead
from leadlife.policy import Policy
from leadlife.rules import Field, Rule, Verdict
from leadlife.rules.looking import value_of


class Sight:
    """A lead at a moment, under a policy; of one that was erased, nothing personal."""

    def __init__(self, policy: Policy[Any], lead: Lead[Any], at: datetime) -> None:
        self.policy, self.lead, self.at = policy, lead, at
        self.erased = lead.erased_at is not None
        # What the policy does not know to be free of personal data counts as personal.
        self._free = frozenset(policy.facts.model_fields) - policy.facts.personal()
        self._all = self._shown(lead.__evidence__())
        self.evidence = self._shown(lead.evidence(at, policy.lasting))

    def _shown(self, evidence: Evidence) -> Evidence:
        if not self.erased:
            return evidence
        values = {name: value for name, value in evidence.values.items() if name in self._free}
        observed = {name: evidence.observed[name] for name in values if name in evidence.observed}
        return Evidence(values, observed, evidence.lead)

    def evaluate(self, rule: Rule) -> Verdict:
        """What a rule says of it; may raise what a function of the rule raises."""
        policy = self.policy
        return rule.evaluate(self.evidence, at=self.at, zone=policy.zone, calendar=policy.calendar)

    def facts(self) -> Iterator[Known]:
        """Every fact that is known, in the order of the policy's class; others behind."""
        declared = [name for name in self.policy.facts.model_fields if name in self._all.values]
        others = sorted(name for name in self._all.values if name not in self.policy.facts.model_fields)
        for name in (*declared, *others):
            if (found := self.fact(name)) is not None:
                yield found

    def fact(self, name: str) -> Known | None:
        """The fact, if it is known."""
        value = self._all.values.get(name)
        if value is None:
            return None
        seen = self._all.observed[name]
        stale = self.evidence.values.get(name) is None
        age = max(self.at - seen.at, timedelta())
        return Known(name, label(name), value, seen.at, age, seen.by, seen.via, stale)

    def cited(self, field: Field) -> Known | None:
        """What a rule reads, if it is known."""
        if field.place == "fact":
            return self.fact(field.name)
        value = value_of(field, self.evidence)
        return None if value is None else Known(str(field), field.label, value)


def label(name: str) -> str:
    """What a fact is called in a sentence."""
    return name.replace("_", " ")


def kind_of(error: Exception) -> str:
    """The type of an error that a rule's own function ended with, or of the one that a rule made of it."""
    return type(error.__cause__ or error).__name__
