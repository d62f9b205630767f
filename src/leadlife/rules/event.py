"""What has just happened to a lead, for the rules of alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from leadlife.errors import UnknownFact, did_you_mean
from leadlife.rules.fields import Field
from leadlife.rules.kinds import Kind
from leadlife.rules.refs import Ref

EVENT_KINDS: Final = (
    "captured",
    "observed",
    "moved",
    "assigned",
    "touched",
    "level_reached",
    "clocks_changed",
    "merged",
    "erased",
)
"""The kinds of event that an alert can watch: what is recorded of another system, and a migration, are none."""


class AboutEvent:
    """References to an event, for the rules of alerts; unknown where the event has no such thing.

    ``from_stage`` and ``to_stage`` are the stages of a move (of a capture: the latter); ``by``, ``team`` and ``role``
    say who did it; ``touch`` is the kind of a contact, and ``inbound`` whether the person made it; ``clock`` and
    ``level`` are those that came due; ``implied`` says that nobody asked for a move.

    >>> print(event.reason.is_("competitor") & (event.team != "system"))
    the reason is competitor and the team of whoever did it is not system
    """

    __slots__ = ()

    kind: Final = Ref[str](Field("kind", Kind("choice", choices=EVENT_KINDS), "event"))
    move: Final = Ref[str](Field("move", Kind("text"), "event"))
    from_stage: Final = Ref[str](Field("from_stage", Kind("text"), "event"))
    to_stage: Final = Ref[str](Field("to_stage", Kind("text"), "event"))
    reason: Final = Ref[str](Field("reason", Kind("text"), "event"))
    by: Final = Ref[str](Field("by", Kind("text"), "event"))
    team: Final = Ref[str](Field("team", Kind("text"), "event"))
    role: Final = Ref[str](Field("role", Kind("text"), "event"))
    touch: Final = Ref[str](Field("touch", Kind("text"), "event"))
    inbound: Final = Ref[bool](Field("inbound", Kind("bool"), "event"))
    clock: Final = Ref[str](Field("clock", Kind("text"), "event"))
    level: Final = Ref[str](Field("level", Kind("text"), "event"))
    implied: Final = Ref[bool](Field("implied", Kind("bool"), "event"))

    if not TYPE_CHECKING:  # a type checker knows what there is

        def __getattr__(self, name):
            known = [one for one in vars(type(self)) if not one.startswith("_")]
            near = did_you_mean(name, known)
            raise UnknownFact(f"an event has no {name!r}{near}", name)


event: Final = AboutEvent()
"""What has just happened, in the ``where`` of an alert: ``event.reason.one_of("competitor", "price")``."""
