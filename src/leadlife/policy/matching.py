"""Matching: which leads are taken for one and the same at capture, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from leadlife._typed import Defined
from leadlife.rules import Rule

Then: TypeAlias = Literal["merge", "mark", "refuse"]

_DONE: Final = {
    "merge": "is merged into it",
    "mark": "begins, and is marked as its duplicate",
    "refuse": "is refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Defined):
    """A lead that is captured is taken for a duplicate of an earlier one if they agree in all of these ``facts``.

    Text, such as an e-mail address, is compared without regard to case and blanks, a telephone number by its digits;
    a fact that is unknown agrees with nothing, nor does an e-mail that is no address, a telephone number without six
    digits, or text without a letter or digit. ``where`` is a rule that the earlier lead has to meet, as it then is;
    of several the one that was captured first is taken, and of several matchings the first that finds one. ``then``
    says what happens: the new lead is merged into the earlier one (``"merge"``), begins with a mark (``"mark"``: the
    fact ``duplicate`` is told, and ``Lead.resembles`` says which), or is refused (``"refuse"``).

    >>> print(Matching(facts=("email", "offer"), then="merge"))
    a lead with the email and offer of an earlier one is merged into it

    It is checked with the policy that it becomes part of.
    """

    facts: tuple[str, ...]
    then: Then = "mark"
    where: Rule | None = None

    def __str__(self) -> str:
        *most, last = self.facts or ("nothing",)
        same = f"{', '.join(most)} and {last}" if most else last
        earlier = "one" if self.where is None else f"one (where {self.where})"
        return f"a lead with the {same} of an earlier {earlier} {_DONE[self.then]}"
