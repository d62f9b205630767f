"""Who acts on a lead, and who holds it: teams, roles, actors and queues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from leadlife.errors import DefinitionError

Team = NewType("Team", str)
"""The name of a side that makes moves. Any name will do; the standard policy uses the three below.

>>> Team("teleprospecting")
'teleprospecting'
"""

MARKETING = Team("marketing")
"""Who captures, qualifies, hands over, and takes care of what comes back."""

SALES = Team("sales")
"""Who accepts or rejects, works on leads, and wins or loses them."""

SYSTEM = Team("system")
"""What is done without a person, such as what a clock does on expiry: only moves that list it."""


@dataclass(frozen=True, slots=True)
class Role:
    """A position within a team, such as the sales manager. Who has a role still is of the team, and may what it may.

    >>> str(Role(SALES, "manager"))
    'sales manager'
    """

    team: Team
    name: str

    def __str__(self) -> str:
        return f"{self.team} {self.name}"


SALES_MANAGER = Role(SALES, "manager")
"""The manager of sales. The actor is ``Actor("boss-1", SALES, "manager")``."""

MARKETING_MANAGER = Role(MARKETING, "manager")
"""The manager of marketing. The actor is ``Actor("boss-2", MARKETING, "manager")``."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or system) that acts: an opaque id of the host's, a team, and perhaps a role within it.

    >>> Actor("rep-7", SALES).belongs_to(SALES)
    True
    >>> Actor("rep-7", SALES).belongs_to(SALES_MANAGER)
    False

    :raises DefinitionError: if the id or the team is empty, or no text (a role goes third: ``'manager'``).
    """

    id: str
    team: Team
    role: str | None = None

    def __post_init__(self) -> None:
        if not all(isinstance(one, str) and one for one in (self.id, self.team)):
            raise DefinitionError(
                f"{self!r}: an actor has an id and a team, both text: Actor('rep-7', SALES)"
            )
        if not isinstance(self.role, str | None):
            raise DefinitionError(f"{self!r}: a role is named by text: Actor('boss-1', SALES, 'manager')")

    def belongs_to(self, who: Team | Role) -> bool:
        """Whether a rule that names ``who`` speaks of this actor."""
        if isinstance(who, Role):
            return self.team == who.team and self.role == who.name
        return self.team == who

    def __str__(self) -> str:
        return f"{self.id} ({self.team}{' ' + self.role if self.role else ''})"


@dataclass(frozen=True, slots=True)
class Queue:
    """A place where leads wait for whoever of a team takes them first. It owns them meanwhile, and clocks run.

    >>> str(Queue("dach"))
    'queue dach'

    :raises DefinitionError: if the name is empty.
    """

    name: str
    team: Team = SALES

    def __post_init__(self) -> None:
        if not all(isinstance(one, str) and one for one in (self.name, self.team)):
            raise DefinitionError(f"{self!r}: a queue has a name and a team, both text: Queue('dach', SALES)")

    def __str__(self) -> str:
        return f"queue {self.name}"


Who = Team | Role
Owner = Actor | Queue

THE_SYSTEM = Actor("leadlife", SYSTEM)
"""Who expired clocks and imports act as, unless told otherwise."""
