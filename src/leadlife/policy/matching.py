"""Matching: which leads are taken for one and the same at capture, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from leadlife._typed import Defined
from leadlife.rules import Rule

Then: TypeAlias = Literal["merge", "mark", "refuse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Defined):
    """A lead that is captured is taken for a duplicate of an earlier one if they agree in all of these ``facts``.

    An e-mail address is compared without regard to case and blanks, other text likewise; a fact that is unknown agrees
    with nothing. ``where`` is a rule that the earlier lead has to meet. ``then`` says what happens: the new lead is
    merged into the earlier one (``"merge"``), begins with a mark (``"mark"``: the fact ``duplicate`` is told, and
    ``Lead.resembles`` says which), or is refused (``"refuse"``).

    >>> Matching(facts=("email", "offer"), then="merge").then
    'merge'
    """

    facts: tuple[str, ...]
    then: Then = "mark"
    where: Rule | None = None
