"""What the policy says of one move: from where to where, who may make it, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from leadlife._typed import Defined
from leadlife.people import Who
from leadlife.policy.assignment import Route
from leadlife.policy.clock import Touching
from leadlife.policy.reason import CoolDown, Reason
from leadlife.rules import Rule
from leadlife.worktime import Span

OpportunityPart: TypeAlias = Literal["value", "closes_at"]
"""What can be asked of an opportunity beside its reference: an amount in a currency, and the date of its close."""

ANY_OPEN: Final = "*"
"""As a source: every stage in which work on the lead goes on."""


@dataclass(frozen=True, slots=True)
class Hold(Defined):
    """As ``Transition(hold=...)``: the move makes a clock stand still for the span ``most``, at most ``times`` a cycle.

    >>> from leadlife.worktime import working_days
    >>> print(Hold("accept", working_days(1)).most)
    1 working day
    """

    clock: str
    most: Span
    times: int = 1


@dataclass(frozen=True, slots=True)
class Implied(Defined):
    """As ``Transition(implied=...)``: what brings the move about without anybody asking for it.

    ``by`` is either a touch, ``touch("call", "email")``: when whoever owns the lead makes one (a human, outwards), they
    make the move, at that time. Or a rule: when facts are told that bear on it and the lead meets it, the system makes
    the move; where something has occurred since those facts did, it does so when they are told. ``reason`` is the one
    given. A command brings about one move at most. A move that would be refused is not made, and what was told stands.

    It cannot be implied that somebody has said something in words, or handed something over: a move that asks for a
    comment, an owner, an opportunity or a value is not for this.

    >>> from leadlife.policy.clock import touch
    >>> Implied(touch("call")).by
    Touching(kinds=('call',))
    """

    by: Touching | Rule
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Defined):
    """The rules of engagement of one move.

    From which stages (``sources``, or ``(ANY_OPEN,)``) to which (``target``), who may make it (``by``: teams and
    roles), the rule that must be met (``guard``), the ``reasons`` it takes (one of them must be given) and whether it
    needs words (``comment``), a new owner (out of the teams in ``owner``), an ``opportunity`` (True, or what has to be
    known of it: ``("value", "closes_at")``), a final ``value``. A ``target`` among the ``sources`` declares a
    self-move, which begins no new visit.

    - ``takes``: whoever makes the move owns the lead.
    - ``setback``: it sends the lead back, holds it back or closes it; the reason is kept, and decides what comes next.
    - ``inherits``: it may go on with the reason of the last setback.
    - ``returns``: it is a way back into the process, and counts a cycle.
    - ``cools``: how long the lead rests, where the reason says nothing.
    - ``waits``: it is refused until that rest is over, unless the rule ``wakes`` is met.
    - ``most``: how often it may be made within one cycle.
    - ``after``: the reasons after which alone it may be made.
    - ``declines``: whoever owned the lead is not offered it again, by a move that asks for an ``owner``.
    - ``hold``: it makes a clock stand still.
    - ``requires``: the minimum information, facts by name that have to be known, and fresh after a setback.
    - ``assign``: who gets the lead where nobody is passed as its owner; the policy's ``assignment``, unless told.
    - ``last_by``: who alone may make it the last of the ``most`` times.
    - ``implied``: what brings it about without anybody asking for it.
    - ``past``: what people say when it was made, for stories: ``"handed off"``; its name, unless told.

    >>> from leadlife.people import SALES
    >>> reject = Transition(
    ...     name="reject", sources=("handed_off",), target="evaluating", by=(SALES,), setback=True,
    ...     reasons=(Reason("too_small", then="recycle"), Reason("other", comment=True)),
    ... )
    >>> reject.reason("too_small").then
    'recycle'

    It is checked with the policy that it becomes part of.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    by: tuple[Who, ...]
    guard: Rule | None = None
    reasons: tuple[Reason, ...] = ()
    comment: bool = False
    owner: tuple[Who, ...] = ()
    takes: bool = False
    opportunity: bool | tuple[OpportunityPart, ...] = False
    value: bool = False
    setback: bool = False
    inherits: bool = False
    returns: bool = False
    cools: CoolDown | None = None
    waits: bool = False
    wakes: Rule | None = None
    most: int | None = None
    after: tuple[str, ...] = ()
    declines: bool = False
    hold: Hold | None = None
    past: str = ""
    requires: tuple[str, ...] = ()
    assign: tuple[Route, ...] = ()
    last_by: tuple[Who, ...] = ()
    implied: tuple[Implied, ...] = ()

    def is_last(self, made: int) -> bool:
        """Whether the next time, after it was ``made`` so often, is the last, and only some may make it then."""
        return bool(self.last_by) and self.most is not None and made == self.most - 1

    def reason(self, code: str) -> Reason | None:
        """The reason with this code, or None."""
        return next((reason for reason in self.reasons if reason.code == code), None)
