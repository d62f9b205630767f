"""Looking a field up in evidence."""

from __future__ import annotations

from leadlife.evidence import Evidence, Value
from leadlife.rules.fields import Field
from leadlife.rules.kinds import canonical


def value_of(field: Field, evidence: Evidence) -> Value | None:
    """The present value of a field; None if it is unknown."""
    if field.place == "fact":
        return evidence.values.get(field.name)
    return own_value(evidence.lead if field.place == "lead" else evidence.event, field.name)


def own_value(subject: object | None, name: str) -> Value | None:
    """What the system itself knows of a lead or an event; None if there is none, or nothing is known."""
    found = getattr(subject, name, None)
    return None if found is None else canonical(found)
