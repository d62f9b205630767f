"""Alerts: who is told about which events, such as every rejection of a named source to the executive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from leadlife._typed import Defined
from leadlife.effects import Recipient
from leadlife.errors import DefinitionError
from leadlife.people import Actor, Queue, Role
from leadlife.policy.clock import Making, Party
from leadlife.policy.watch import Watch
from leadlife.rules import Rule

Told: TypeAlias = Recipient | Party
"""A team, a role, a person, a queue, or ``OWNER``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Defined):
    """Tell ``to`` on ``channel`` whenever one of the things ``on`` happens: once for one event.

    ``on`` has moves by name, and what is watched otherwise: ``making``, ``entering``, ``leaving``, ``touch``,
    ``reply``, ``assigned``, ``captured``, ``telling``, ``reaching``, ``rescheduling``, ``merging``, ``erasing``. Where
    there is a rule ``where``, it has to be met by the lead as it stands after the event (facts and ``about``) and by
    the event itself (``event``): unknown is not met. What is recorded of another system (back-fill, recorded captures)
    and a migration alert nobody.

    ``to`` is a team, a role, a person, a queue or ``OWNER``; or pairs of a rule and one of these, of which the first
    whose rule is met is told (end with ``always`` if somebody has to be). A rule that cannot be asked, since a function
    of it fails, counts as met: the step stands, and the notice says that its rule failed (``"failed"`` in its data).

    The notice says ids, stages, codes, names of facts and times, and nothing that was told of the person.

    >>> from leadlife.people import SALES_MANAGER
    >>> from leadlife.policy.watch import merging
    >>> Alert(name="gone", on=("lose", merging()), to=SALES_MANAGER, channel="slack").moves
    ('lose',)

    :raises DefinitionError: if it watches nothing, or tells nobody.
    """

    name: str
    on: str | Watch | tuple[str | Watch, ...]
    to: Told | tuple[tuple[Rule, Told], ...]
    where: Rule | None = None
    channel: str = "default"

    def __post_init__(self) -> None:
        if isinstance(self.to, tuple) and any(not isinstance(one, tuple) for one in self.to):
            raise DefinitionError(
                f"alert {self.name!r} has several in its to, and tells one: write an alert for each, or pairs of a "
                "rule and whom it tells, the first that is met counts: ((about.cycle >= 2, SALES), (always, OWNER))"
            )
        super(Alert, self).__post_init__()
        for problem in self._problems():
            raise DefinitionError(f"alert {self.name!r} {problem}")

    def _problems(self) -> Iterator[str]:
        if not self.watches:
            yield "watches nothing: name a move, or what happens, on=('reject', captured())"
        if not self.channel:
            yield "has no channel: leave it out, or name one of the engine's notifiers"
        if not self.recipients:
            yield "tells nobody: to=SALES_MANAGER, or pairs of a rule and a recipient"
        for pair in self.recipients:
            if not _is_pair(pair):
                yield f"has {pair!r} in its to: write pairs of a rule and a recipient, (about.cycle >= 2, SALES)"
            elif not pair[1]:
                yield "tells a team without a name: to=SALES, or Team('...')"

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What it watches; a move by name is watched as ``making`` it."""
        on = self.on if isinstance(self.on, tuple) else (self.on,)
        return tuple(Making((one,)) if isinstance(one, str) else one for one in on)

    @property
    def moves(self) -> tuple[str, ...]:
        """The moves that it names."""
        return tuple(move for one in self.watches if isinstance(one, Making) for move in one.moves)

    @property
    def recipients(self) -> tuple[tuple[Rule | None, Told], ...]:
        """Whom it may tell, each with the rule under which it does (None: always), in order."""
        return self.to if isinstance(self.to, tuple) else ((None, self.to),)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of it."""
        asked = (self.where, *(rule for rule, _ in self.recipients))
        return tuple(rule for rule in asked if rule is not None)


def _is_pair(pair: object) -> bool:
    match pair:
        case (Rule() | None, str() | Role() | Actor() | Queue() | Party()):
            return True
    return False
