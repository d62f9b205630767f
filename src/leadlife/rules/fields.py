"""A field: the name and kind of one thing that rules can ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from leadlife.rules.kinds import Kind

Place: TypeAlias = Literal["fact", "lead", "event"]
PREFIXES: dict[Place, str] = {"fact": "", "lead": "about", "event": "event"}
"""What the references of each place hang on."""


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of the lead, something the system itself knows of it (``place="lead"``), or of an event (``"event"``)."""

    name: str
    kind: Kind
    place: Place = "fact"

    @property
    def label(self) -> str:
        """The name in words.

        >>> Field("pain_severity", Kind("int")).label
        'pain severity'
        """
        return self.name.replace("_", " ")

    def __str__(self) -> str:
        return self.name if self.place == "fact" else f"{PREFIXES[self.place]}.{self.name}"
