"""The roster of a command: who is there to be given leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leadlife import Actor, Policy, Roster
from leadlife.cli import policies
from leadlife.errors import DefinitionError
from leadlife.policy.assignment import groups_of

_HOW = (
    "write --roster module:name (or set LEADLIFE_ROSTER), where name is a mapping of groups to actors, or an object "
    "with members(group) and is_active(actor), in that module"
)

AnyRoster = Roster | Mapping[str, Sequence[Actor]]


class Nobody:
    """For a command that gives no lead to anybody: it need not be said who is there."""

    def members(self, group: str) -> Sequence[Actor]:
        return ()

    def is_active(self, actor: Actor) -> bool:
        return True


NOBODY = Nobody()


def named(policy: Policy[Any], spec: str | None) -> AnyRoster | None:
    """The roster that ``module:name`` stands for; None where nobody need say who is there.

    :raises DefinitionError: if the policy gives leads out by turns and none is named; or there is none of the name.
    """
    if spec is not None:
        found: AnyRoster = policies.found(spec, "roster", _HOW)
        return found
    if groups := sorted(groups_of(policy)):
        raise DefinitionError(f"the policy gives leads out by turns ({', '.join(groups)}): {_HOW}")
    return None
