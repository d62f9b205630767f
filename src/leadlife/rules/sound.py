"""What may stand in a dumped rule: data is not trusted as code is, for compiled rules are made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from leadlife._typed import mistyped
from leadlife.errors import DefinitionError
from leadlife.rules.about import About
from leadlife.rules.event import AboutEvent
from leadlife.rules.fields import Field
from leadlife.rules.refs import Ref

P = TypeVar("P")

_OWN: Mapping[str, tuple[str, type]] = {"lead": ("a lead", About), "event": ("an event", AboutEvent)}


def sound(part: P) -> P:
    """The part of a rule as it is, if every slot of it has its type, and it asks for nothing that a lead does not have.

    What values are fit is checked by the makers of rules, through which a dump is read back.

    :raises DefinitionError: if one does not.
    """
    wrong = mistyped(part)
    if isinstance(part, Field) and part.place in _OWN:
        what, own = _OWN[part.place]
        if not isinstance(vars(own).get(part.name), Ref):
            wrong = f"{part} is nothing that {what} has"
    if wrong is not None:
        what = type(part).__name__.lower()
        raise DefinitionError(f"the dumped rule is damaged: in its part {what!r}, {wrong}")
    return part
