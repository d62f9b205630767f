"""The lead's own data, for rules: what the system knows without anybody telling it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from leadlife.errors import UnknownFact, did_you_mean
from leadlife.money import Money
from leadlife.rules.fields import Field
from leadlife.rules.kinds import Kind
from leadlife.rules.refs import Ref


class About:
    """References to the lead's own data; without a lead (facts alone) they are unknown.

    >>> print(about.captured_at.older_than(days=30) & (about.cycle >= 2))
    the capture more than 30 days ago and the cycle at least 2
    """

    __slots__ = ()

    source: Final = Ref[str](Field("source", Kind("text"), "lead"))
    campaign: Final = Ref[str](Field("campaign", Kind("text"), "lead"))
    account: Final = Ref[str](Field("account", Kind("text"), "lead"))
    stage: Final = Ref[str](Field("stage", Kind("text"), "lead"))
    reason: Final = Ref[str](Field("reason", Kind("text"), "lead"))
    cycle: Final = Ref[int](Field("cycle", Kind("int", ge=0), "lead"))
    value: Final = Ref[Money](Field("value", Kind("money"), "lead"))
    captured_at: Final = Ref[datetime](Field("captured_at", Kind("datetime"), "lead"))
    entered_at: Final = Ref[datetime](Field("entered_at", Kind("datetime"), "lead"))
    cool_down_until: Final = Ref[datetime](Field("cool_down_until", Kind("datetime"), "lead"))

    if not TYPE_CHECKING:  # a type checker knows what there is

        def __getattr__(self, name):
            known = [one for one in vars(type(self)) if not one.startswith("_")]
            near = did_you_mean(name, known)
            raise UnknownFact(f"the system itself knows no {name!r} of a lead{near}", name)


about: Final = About()
"""The lead's own data: ``about.source.one_of("webcast", "referral")``; ``entered_at`` is for the present stage."""
