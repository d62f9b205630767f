"""What the check of a policy found: how bad it is, what kind of thing, where, and the story that leads there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leadlife.policy._kinds import PolicyFindingKind, Severity

_ORDER: Final = ("error", "warning", "note")

_REMEDIES: Final[Mapping[PolicyFindingKind, str]] = {
    "unreachable": "add a move that leads to it, let the ones there be made, or leave the stage out",
    "trap": "add a move from there to a stage that is closed, or a clock that makes one",
    "unclocked": "add a clock that begins by entering the stage, for every lead, and tells somebody",
    "dead_end": "let the reason's then=... name a move that starts there",
    "unbounded": "write returns=True, or most=..., on one of them",
    "never": "ask for what can be met together",
    "always": "ask for something, or leave the rule out",
    "stricter": "ask the later class for something more, or leave its rule out",
    "refused": "order what is allowed there, tell somebody instead, or let another clock end the wait and accept this",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a policy should not have, or that its makers should know.

    ``severity`` is ``"error"`` where something cannot work, ``"warning"`` where it works as hardly anybody wants, and
    ``"note"`` for the rest. ``where`` names the stage, the move or the clock. ``story`` is the shortest life of a lead
    that shows it. ``silenced`` is why it is accepted, where the policy says so.

    >>> print(Finding("error", "trap", "later", "no move leads out of it", "captured, put off: nothing can be done"))
    error: trap: later: no move leads out of it
      captured, put off: nothing can be done
      to mend it: add a move from there to a stage that is closed, or a clock that makes one
    """

    severity: Severity
    kind: PolicyFindingKind
    where: str
    message: str
    story: str = ""
    silenced: str | None = None

    @property
    def key(self) -> str:
        """What names it in the ``silenced`` of a policy: its kind and where it is.

        >>> Finding("warning", "unclocked", "mql", "no clock runs there").key
        'unclocked: mql'
        """
        return f"{self.kind}: {self.where}"

    @property
    def remedy(self) -> str:
        """How to mend what the message only names; empty where it says that itself."""
        return _REMEDIES.get(self.kind, "")

    @property
    def rank(self) -> int:
        """Where its severity stands, the worst first."""
        return _ORDER.index(self.severity)

    def __str__(self) -> str:
        lines = [f"{self.severity}: {self.key}: {self.message}"]
        lines += [f"  {self.story}"] if self.story else []
        lines += [f"  to mend it: {self.remedy}"] if self.remedy and self.silenced is None else []
        lines += [f"  accepted: {self.silenced}"] if self.silenced is not None else []
        return "\n".join(lines)
