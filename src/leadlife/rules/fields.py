"""A field: the name and kind of one thing that rules can ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from leadlife.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of the lead (``place="fact"``), or something the system itself knows of it (``place="lead"``)."""

    name: str
    kind: Kind
    place: Literal["fact", "lead"] = "fact"

    @property
    def label(self) -> str:
        """The name in words.

        >>> Field("pain_severity", Kind("int")).label
        'pain severity'
        """
        return self.name.replace("_", " ")

    def __str__(self) -> str:
        return self.name if self.place == "fact" else f"about.{self.name}"
